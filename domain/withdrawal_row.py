"""A withdrawal as a row: reading it, and changing it by compare-and-set, so that no change is overwritten.

`domain.withdrawals` has the effects of a change of status (transition, messages, timers).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Annotated, TypedDict, Unpack

from domain.context import Ctx
from domain.documents import set_days
from domain.errors import BooksBroken, Refusal
from domain.field_marks import Kept, Own, kept_of
from domain.ports import Fen, Micros
from domain.rules.designated import DesignatedReason, Method, by_documents
from domain.rules.statuses import STATUSES, Status
from domain.tx import Tx

RECONCILED = "reconciled"
"""The flag of a payout from the channel's list: it was sent already, so it is asked about but never sent."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal's row. Amounts in fen, moments in microseconds UTC.

    Each field says what it is for its customer: the code's binding, the form and a new application read it.
    """

    id: Annotated[str, Kept(signed=1)]
    account: Annotated[str, Kept(signed=3)]
    via_account: Own[str]
    chat_user: Own[int]
    fund: Annotated[int, Kept(signed=4, on_form=True, carried=True)]
    amount_fen: Annotated[Fen | None, Kept(signed=5, on_form=True, carried=True)]
    method: Annotated[Method | None, Kept(signed=6, on_form=True, carried=True)]
    status: Own[Status]
    version: Annotated[int, Kept(signed=2)]
    created_at: Own[Micros]
    updated_at: Own[Micros]
    expires_at: Own[Micros | None]
    submitted_at: Own[Micros | None]
    approved_at: Own[Micros | None]
    promise_at: Own[Micros | None]
    sent_at: Own[Micros | None]
    ended_at: Own[Micros | None]
    flags: Own[tuple[str, ...]]
    reason_code: Own[str | None]
    reason_text: Own[str | None]
    action_at: Own[Micros | None]
    action_count: Own[int]
    channel_reference: Own[str | None]
    late_at: Own[Micros | None]
    returned_at: Own[Micros | None]
    return_reference: Own[str | None]
    stuck_at: Own[Micros | None]
    return_ask_at: Own[Micros | None]
    reason: Annotated[DesignatedReason | None, Kept(signed=8, on_form=True, carried=True)]
    note_sealed: Annotated[bytes | None, Kept(on_form=True, carried=True)] = field(repr=False)
    payee: Annotated[int | None, Kept(signed=7, on_form=True, carried=True)]
    retried_from: Own[str | None]
    claimed_by: Own[str | None]
    claimed_at: Own[Micros | None]
    asked_again_at: Own[Micros | None]
    approve_from_at: Own[Micros | None]
    """Before then nobody approves it: it came from a young link, and goes to a payee."""

    @property
    def amount(self) -> Fen:
        """The amount in fen. Raises BooksBroken without one."""
        if self.amount_fen is None:
            raise BooksBroken(f"withdrawal {self.id} has no amount")
        return self.amount_fen

    @property
    def by_documents(self) -> bool:
        """Whether it goes to a designated account or by application: with a payee and documents, always reviewed
        (rules 5).
        """
        return by_documents(self.method)


SIGNED = [
    name
    for _, name in sorted((mark.signed, name) for name, mark in kept_of(Withdrawal).items() if mark.signed)
]
"""What a code confirms of the row, in this order."""
_SAVED = [
    name
    for name in kept_of(Withdrawal)
    if name not in ("account", "chat_user", "version", "created_at", "updated_at")
]
ON_THE_FORM = [name for name, mark in kept_of(Withdrawal).items() if mark.on_form]


class WithdrawalChanges(TypedDict, total=False):
    """What a change may set, beside the status. The rest is fixed, or set by `save`."""

    via_account: str
    fund: int
    amount_fen: Fen | None
    method: Method | None
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
    note_sealed: bytes | None
    payee: int | None
    retried_from: str | None
    claimed_by: str | None
    claimed_at: Micros | None
    asked_again_at: Micros | None
    approve_from_at: Micros | None


def find_withdrawal(tx: Tx, withdrawal: str) -> Withdrawal | None:
    """The row of that id, or None."""
    row = tx.one("withdrawal_by_id", id=withdrawal)
    if row is None:
        return None
    return Withdrawal(**(row._asdict() | {"flags": tuple(json.loads(row.flags))}))


def get_withdrawal(tx: Tx, withdrawal: str) -> Withdrawal:
    """The row of an id that another row names. Raises BooksBroken when it is missing."""
    found = find_withdrawal(tx, withdrawal)
    if found is None:
        raise BooksBroken(f"withdrawal {withdrawal} vanished")
    return found


def save(
    ctx: Ctx, old: Withdrawal, *, status: Status | None = None, **changes: Unpack[WithdrawalChanges]
) -> Withdrawal:
    """Saves changes by compare-and-set on (status, version). Raises `stale` when another change was faster.

    If it ends the withdrawal, its documents get their day of deletion.
    """
    now = ctx.clock.now()
    new = replace(old, status=status or old.status, version=old.version + 1, updated_at=now, **changes)
    if new.status != old.status and new.status not in STATUSES[old.status].becomes:
        raise BooksBroken(f"withdrawal {old.id} is {old.status} and cannot become {new.status}")
    fields = {name: getattr(new, name) for name in _SAVED}
    fields["flags"] = json.dumps(new.flags)
    changed = ctx.tx.run("withdrawal_save", **fields, now=now, old_status=old.status, old_version=old.version)
    if changed != 1:
        raise Refusal("stale")
    if new.ended_at != old.ended_at:
        set_days(ctx, new.id)
    return new
