"""A withdrawal as a row: reading it, and changing it by compare-and-set, so that nobody overwrites anybody.

What a change of status drags along (transition, messages, timers) is ``domain.withdrawals``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from domain.context import Ctx
from domain.documents import set_days
from domain.errors import BooksBroken, DomainError
from domain.ports import Fen, Micros
from domain.rules.designated import DesignatedReason
from domain.tx import Tx
from domain.views import Method, Status

RECONCILED = "reconciled"
"""The flag of what was taken from the channel's list: it was sent already, and is asked about but never sent."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal's row. Amounts in fen, moments in microseconds UTC."""

    id: str
    account: str
    via_account: str
    chat_user: int
    fund: int
    amount_fen: Fen | None
    method: Method | None
    status: Status
    version: int
    created_at: Micros
    updated_at: Micros
    expires_at: Micros | None
    submitted_at: Micros | None
    approved_at: Micros | None
    promise_at: Micros | None
    sent_at: Micros | None
    ended_at: Micros | None
    flags: tuple[str, ...]
    reason_code: str | None
    reason_text: str | None
    action_at: Micros | None
    action_count: int
    channel_reference: str | None
    late_at: Micros | None
    returned_at: Micros | None
    return_reference: str | None
    stuck_at: Micros | None
    return_ask_at: Micros | None
    reason: DesignatedReason | None
    note_sealed: bytes | None = field(repr=False)
    payee: int | None
    retried_from: str | None
    claimed_by: str | None
    claimed_at: Micros | None
    asked_again_at: Micros | None
    approve_from_at: Micros | None
    """Before then nobody approves it: it came from a young link, and goes to a payee."""

    @property
    def amount(self) -> Fen:
        """The amount, where there must be one."""
        if self.amount_fen is None:
            raise BooksBroken(f"withdrawal {self.id} has no amount")
        return self.amount_fen

    @property
    def by_documents(self) -> bool:
        """To a designated account or by application: with a payee and documents, and always reviewed (rules 5)."""
        return self.method in ("designated", "application")


def find_withdrawal(tx: Tx, withdrawal: str) -> Withdrawal | None:
    """The row of that id, or None."""
    row = tx.one("withdrawal_by_id", id=withdrawal)
    if row is None:
        return None
    return Withdrawal(**(row._asdict() | {"flags": tuple(json.loads(row.flags))}))


def get_withdrawal(tx: Tx, withdrawal: str) -> Withdrawal:
    """The row of an id that another row names. Raises ``BooksBroken`` where it is not there."""
    found = find_withdrawal(tx, withdrawal)
    if found is None:
        raise BooksBroken(f"withdrawal {withdrawal} vanished")
    return found


def save(ctx: Ctx, old: Withdrawal, **changes: Any) -> Withdrawal:
    """A compare-and-set on (status, version). Raises ``stale`` when somebody was faster.

    Where it ends the withdrawal, its documents learn on which day they are to be gone.
    """
    new = replace(old, **changes)
    fields = {name: getattr(new, name) for name in new.__slots__}
    for gone in ("account", "chat_user", "version", "created_at", "updated_at"):
        del fields[gone]
    fields["flags"] = json.dumps(list(new.flags))
    changed = ctx.tx.run(
        "withdrawal_save", **fields, now=ctx.clock.now(), old_status=old.status, old_version=old.version
    )
    if changed != 1:
        raise DomainError("stale")
    if new.ended_at != old.ended_at:
        set_days(ctx, new.id)
    return replace(new, version=old.version + 1, updated_at=ctx.clock.now())
