"""Payee accounts as rows: filled in field by field while a draft lives, and never changed once complete (rules 5).

Number and name are sealed, with a keyed hash for equality; the masked number is written with them. The use case
`enter_payee` decides what each field may hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypedDict

from domain.accounts import Account
from domain.context import Ctx
from domain.errors import BooksBroken
from domain.messages import tell_user
from domain.ports import Micros, Vault
from domain.rules.designated import DesignatedReason, may_differ, plain_name
from domain.rules.payee_numbers import PAYEE_KINDS, AskedField, PayeeKind
from domain.tx import Tx
from domain.views import PayeeView

NextField = Literal["kind", AskedField]


@dataclass(frozen=True, slots=True)
class Payee:
    """A payee's row. Every field is None until it is given."""

    id: int
    account: str
    created_at: Micros
    created_by: str
    kind: PayeeKind | None = None
    number_sealed: bytes | None = field(default=None, repr=False)
    number_key: bytes | None = field(default=None, repr=False)
    number_masked: str | None = None
    name_sealed: bytes | None = field(default=None, repr=False)
    name_key: bytes | None = field(default=None, repr=False)
    name_differs: bool = False
    bank: str | None = None
    province: str | None = None
    city: str | None = None
    branch: str | None = None
    bank_code: str | None = None
    by_hand: bool = False
    completed_at: Micros | None = None

    @property
    def next_field(self) -> NextField | None:
        """The field to ask for next, None when the payee is complete. A bank code alone also names a branch."""
        if self.kind is None:
            return "kind"
        return next((field for field in PAYEE_KINDS[self.kind].fields if not self._has(field)), None)

    def _has(self, field: AskedField) -> bool:
        match field:
            case "number":
                return self.number_key is not None
            case "name":
                return self.name_key is not None
            case "bank":
                return self.bank is not None
            case "branch":
                # A bank code alone names a branch.
                return self.bank_code is not None or (self.branch is not None and self.city is not None)

    @property
    def fingerprints(self) -> list[str | None]:
        """What identifies the payee, without its number and name."""
        number, name = self.number_key, self.name_key
        return [
            self.kind, None if number is None else number.hex(), None if name is None else name.hex(), self.bank,
            self.province, self.city, self.branch, self.bank_code,
        ]  # fmt: skip


class PayeeChanges(TypedDict, total=False):
    """What a change of a payee may set; the rest is fixed, or set by `put_payee`."""

    kind: PayeeKind | None
    number_sealed: bytes | None
    number_key: bytes | None
    number_masked: str | None
    name_sealed: bytes | None
    name_key: bytes | None
    name_differs: bool
    bank: str | None
    province: str | None
    city: str | None
    branch: str | None
    bank_code: str | None
    by_hand: bool


def find_payee(tx: Tx, payee: int | None) -> Payee | None:
    """The payee of that id; None for None."""
    row = None if payee is None else tx.one("payee_by_id", id=payee)
    if row is None:
        return None
    given = row._asdict() | {"name_differs": bool(row.name_differs), "by_hand": bool(row.by_hand)}
    return Payee(**given)


def get_payee(tx: Tx, payee: int | None) -> Payee:
    """The payee of a withdrawal that must have one. Raises BooksBroken."""
    found = find_payee(tx, payee)
    if found is None:
        raise BooksBroken(f"payee {payee} vanished")
    return found


def put_payee(ctx: Ctx, old: Payee | None, account: str, who: str, changes: PayeeChanges) -> Payee:
    """The payee with these changes: the same row while it is incomplete, a new row after that."""
    now = ctx.clock.now()
    new = replace(old or Payee(0, account, now, who), **changes)
    if old is None or old.completed_at is not None:
        new = replace(new, account=account, created_at=now, created_by=who)
    new = replace(new, completed_at=now if new.next_field is None else None)
    values: dict[str, Any] = {one.name: getattr(new, one.name) for one in fields(new)}
    values |= {"name_differs": int(new.name_differs), "by_hand": int(new.by_hand)}
    if old is None or old.completed_at is not None:
        del values["id"]
        return replace(new, id=ctx.tx.one("payee_add", **values).id)
    for fixed in ("account", "created_at", "created_by"):
        del values[fixed]
    if ctx.tx.run("payee_save", **values) != 1:
        raise BooksBroken(f"payee {new.id} was complete already")
    return new


def number_key(vault: Vault, kind: PayeeKind, number: str) -> bytes:
    """A keyed hash of a number for equality."""
    return vault.fingerprint("payee_number", f"{kind}:{number}")


def name_key(vault: Vault, name: str) -> bytes:
    """A keyed hash of a name for equality, however it is written (`plain_name`)."""
    return vault.fingerprint("payee_name", plain_name(name))


def differs_now(vault: Vault, payee: Payee, account: Account) -> bool:
    """Whether the payee's name differs from the account's registered name, which may change later."""
    return payee.name_key is not None and payee.name_key != name_key(vault, account.name)


def fits(vault: Vault, payee: Payee, account: Account, reason: DesignatedReason | None) -> bool:
    """Whether this payee could receive for that reason: for two of them the name may differ (rules 5)."""
    return (reason is not None and may_differ(reason)) or not differs_now(vault, payee, account)


def payee_view(vault: Vault, payee: Payee, *, in_full: bool) -> PayeeView:
    """The visible part of a payee: the number only `in_full`, else masked."""
    opened = None
    if in_full and payee.number_sealed is not None:
        opened = vault.open(payee.number_sealed)
    return PayeeView(
        id=payee.id,
        kind=payee.kind,
        number=opened,
        number_masked=payee.number_masked,
        name=None if payee.name_sealed is None else vault.open(payee.name_sealed),
        name_differs=payee.name_differs,
        bank=payee.bank,
        province=payee.province,
        city=payee.city,
        branch=payee.branch,
        bank_code=payee.bank_code,
        by_hand=payee.by_hand,
        complete=payee.completed_at is not None,
        next_field=payee.next_field,
    )


NUMBER_LEFT = "number_left"
"""The template of a message of the outbox that edits such a message."""


def hide_later(ctx: Ctx, withdrawal: str, account: str, chat_user: int, message_id: int) -> None:
    """Asks the relay to hide the number in this message; it tries until that is done."""
    params = {"withdrawal": withdrawal, "message_id": message_id}
    key = f"number:{withdrawal}:{message_id}:{ctx.clock.now()}"
    tell_user(ctx, chat_user, key, NUMBER_LEFT, params, account=account)
    ctx.tx.run("number_shown_drop", chat_user=chat_user, message_id=message_id)


def hide_all_of(ctx: Ctx, withdrawal: str, account: str) -> None:
    """Hides the number in every message where this withdrawal shows it."""
    for row in ctx.tx.all("numbers_shown_of", withdrawal=withdrawal):
        hide_later(ctx, withdrawal, account, row.chat_user, row.message_id)
