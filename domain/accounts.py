"""Accounts: reading them, the gates of rules 4, and the accounts that a person in the chat can reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from domain.actor import Permission
from domain.errors import Refusal
from domain.ports import Micros, Vault
from domain.staff import permissions_of
from domain.tx import Tx
from domain.views import AccountView, Gate

if TYPE_CHECKING:
    from domain.tx import AccountByIdRow, ReachableRow, WaysToRow


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is stored. Identity and phone stay sealed; their keys are compared for equality."""

    id: str
    name: str
    kind: Literal["personal", "enterprise"]
    identity_key: bytes
    real_name: Literal["verified", "pending"]
    phone_sealed: bytes
    phone_key: bytes
    phone_changed_at: Micros | None
    locale: str | None
    management_account: str | None
    is_test: bool
    standing: Literal["good", "suspended", "closed"]
    reserve_due_at: Micros | None

    @property
    def own_clock(self) -> str | None:
        """The name of its clock: a test account may have one of its own; None for the time of all others."""
        return self.id if self.is_test else None

    @property
    def blocked_by(self) -> Gate | None:
        """The first gate that fails (rules 4 and 9): real_name, suspended, closed."""
        if self.real_name != "verified":
            return "real_name"
        if self.standing == "good":
            return None
        return self.standing


@dataclass(frozen=True, slots=True)
class Reach:
    """An account that a person can reach, and the linked account that it is reached through.

    `since_at`: when the person's chat last proved that account's phone; None without a link.
    """

    account: Account
    via: Account
    since_at: Micros | None = None

    @property
    def blocked_by(self) -> Gate | None:
        """The first gate that fails, of this account or of the one it is reached through (rules 4)."""
        return self.account.blocked_by or self.via.blocked_by


def find_account(tx: Tx, account_id: str) -> Account | None:
    """The account of that id, or None."""
    row = tx.one("account_by_id", id=account_id)
    return None if row is None else _account(row)


def get_account(tx: Tx, account_id: str) -> Account:
    """The account of that id. Raises `unknown_account`."""
    account = find_account(tx, account_id)
    if account is None:
        raise Refusal("unknown_account", account=account_id)
    return account


def _account(row: AccountByIdRow | ReachableRow | WaysToRow) -> Account:
    return Account(
        row.id,
        row.name,
        row.kind,
        row.identity_key,
        row.real_name,
        row.phone_sealed,
        row.phone_key,
        row.phone_changed_at,
        row.locale,
        row.management_account,
        bool(row.is_test),
        row.standing,
        row.reserve_due_at,
    )


def reach(tx: Tx, chat_user: int) -> list[Reach]:
    """Every account that a person can reach: the linked ones; while they act as a test account, only that one."""
    rows = tx.all("reachable", chat_user=chat_user)
    for row in rows:
        if row.link is None:
            account = _account(row)
            # The database refuses a real account here; this is a second check.
            return [Reach(account, account)] if account.is_test else []
    return _linked(rows)


def reach_linked(tx: Tx, chat_user: int) -> list[Reach]:
    """The linked accounts in order of linking, each followed by its members, whatever the person acts as.

    One level only. An account that is both linked and a member is reached by its own link.
    """
    return _linked([row for row in tx.all("reachable", chat_user=chat_user) if row.link is not None])


def _linked(rows: Sequence[ReachableRow]) -> list[Reach]:
    accounts = {row.id: _account(row) for row in rows}
    own = {row.via for row in rows}
    found: dict[str, Reach] = {}
    for row in rows:
        if row.id == row.via or row.id not in own:
            found.setdefault(row.id, Reach(accounts[row.id], accounts[row.via], row.since_at))
    return list(found.values())


def reach_one(tx: Tx, chat_user: int, account_id: str) -> Reach | None:
    """How a person reaches this account now, or None. Asked again at every use (rules 4)."""
    account, linked, acting_as = _ways(tx, chat_user, account_id)
    if acting_as is None or account is None:
        return linked
    return Reach(account, account) if acting_as == account.id and account.is_test else None


def reach_for_message(tx: Tx, chat_user: int, account_id: str) -> Reach | None:
    """How a message about this account concerns a person, whatever they act as now; None if it does not.

    Support also hears, after the session, what becomes of a test account that they acted as.
    """
    account, linked, _ = _ways(tx, chat_user, account_id)
    if linked is not None or account is None or not account.is_test:
        return linked
    if tx.scalar("acted_as", chat_user=chat_user, account=account_id) is None:
        return None
    return Reach(account, account) if Permission.ACT in permissions_of(tx, chat_user) else None


def _ways(tx: Tx, chat_user: int, account_id: str) -> tuple[Account | None, Reach | None, str | None]:
    """The account, how it is reached by a link (its own, else its manager's), and whom the person acts as."""
    rows = {row.id: row for row in tx.all("ways_to", chat_user=chat_user, account=account_id)}
    own = rows.pop(account_id, None)
    if own is None:
        return None, None, None
    account, manager = _account(own), next(iter(rows.values()), None)
    if own.link is not None:
        return account, Reach(account, account, own.since_at), own.acting_as
    if manager is None or manager.link is None:
        return account, None, own.acting_as
    return account, Reach(account, _account(manager), manager.since_at), own.acting_as


def mask_phone(phone: str) -> str:
    """A phone number with only its last four digits readable."""
    return f"••• {phone[-4:]}"


def phone_masked(vault: Vault, account: Account) -> str:
    """The account's security phone, masked."""
    return mask_phone(vault.open(account.phone_sealed))


def account_view(vault: Vault, reached: Reach, *, phone: bool = True) -> AccountView:
    """What its user may see of an account. `phone`: whether the screen shows it."""
    account = reached.account
    return AccountView(
        id=account.id,
        name=account.name,
        kind=account.kind,
        blocked_by=reached.blocked_by,
        is_test=account.is_test,
        phone_masked=phone_masked(vault, reached.via) if phone else "",
        is_member_of=None if reached.via.id == account.id else reached.via.id,
    )
