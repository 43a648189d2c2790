"""Accounts: reading them, the gates of rules 4, and which accounts a person in the chat can reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.actor import Permission
from domain.errors import Refusal
from domain.ports import Micros, Vault
from domain.staff import permissions_of
from domain.tx import Tx
from domain.views import AccountView, Gate


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is stored. Identity and phone stay sealed; their keys serve for equality."""

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
    def blocked_by(self) -> Gate | None:
        """The first gate that fails (rules 4 and 9): real_name, suspended, closed."""
        if self.real_name != "verified":
            return "real_name"
        if self.standing == "good":
            return None
        return self.standing


@dataclass(frozen=True, slots=True)
class Reach:
    """An account within a person's reach, and the linked account through which it is reached."""

    account: Account
    via: Account

    @property
    def blocked_by(self) -> Gate | None:
        """Both accounts pass the gates (rules 4)."""
        return self.account.blocked_by or self.via.blocked_by


def find_account(tx: Tx, account_id: str) -> Account | None:
    """The account of that id, or None."""
    row = tx.one("account_by_id", id=account_id)
    if row is None:
        return None
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


def get_account(tx: Tx, account_id: str) -> Account:
    """The account of that id. Raises ``unknown_account``."""
    account = find_account(tx, account_id)
    if account is None:
        raise Refusal("unknown_account", account=account_id)
    return account


def reach(tx: Tx, chat_user: int) -> list[Reach]:
    """Every account a person can reach: what is linked; while they act as a test account, that one and no other."""
    acting_as = tx.scalar("acting_account", chat_user=chat_user)
    if acting_as is None:
        return reach_linked(tx, chat_user)
    account = get_account(tx, acting_as)
    # The database lets nothing else in; asked here all the same.
    return [Reach(account, account)] if account.is_test else []


def reach_linked(tx: Tx, chat_user: int) -> list[Reach]:
    """The linked accounts in order of linking, each followed by its members.

    One level, and an account that is both linked and a member is reached by its own link.
    """
    linked = [get_account(tx, row.account) for row in tx.all("links_of", chat_user=chat_user)]
    own = {account.id for account in linked}
    found: dict[str, Reach] = {}
    for via in linked:
        found.setdefault(via.id, Reach(via, via))
        for row in tx.all("account_members", id=via.id):
            if row.id not in own:
                found.setdefault(row.id, Reach(get_account(tx, row.id), via))
    return list(found.values())


def reach_one(tx: Tx, chat_user: int, account_id: str) -> Reach | None:
    """How a person reaches this account now, or None: asked again at every use (rules 4)."""
    return next((found for found in reach(tx, chat_user) if found.account.id == account_id), None)


def reach_for_message(tx: Tx, chat_user: int, account_id: str) -> Reach | None:
    """How a message about this account concerns a person, whatever they act as meanwhile; None if it does not.

    Support hears what becomes of a test account that they acted as, also after the session.
    """
    found = next((one for one in reach_linked(tx, chat_user) if one.account.id == account_id), None)
    if found is not None:
        return found
    account = get_account(tx, account_id)
    if not account.is_test or tx.scalar("acted_as", chat_user=chat_user, account=account_id) is None:
        return None
    return Reach(account, account) if Permission.ACT in permissions_of(tx, chat_user) else None


def mask_phone(phone: str) -> str:
    """A phone number of which only the last four digits can be read."""
    return f"••• {phone[-4:]}"


def phone_masked(vault: Vault, account: Account) -> str:
    """The account's security phone, masked."""
    return mask_phone(vault.open(account.phone_sealed))


def account_view(vault: Vault, reached: Reach) -> AccountView:
    """What its user may see of an account."""
    account = reached.account
    return AccountView(
        id=account.id,
        name=account.name,
        kind=account.kind,
        blocked_by=reached.blocked_by,
        is_test=account.is_test,
        phone_masked=phone_masked(vault, reached.via),
        is_member_of=None if reached.via.id == account.id else reached.via.id,
    )
