"""Who may not decide a withdrawal because it is too close to them (rules 6), whatever role they have.

Every use case that shows or decides a case asks here, never only a screen.
"""

from __future__ import annotations

from typing import Literal

from domain.accounts import Account, get_account
from domain.tx import Tx
from domain.withdrawal_row import Withdrawal

Conflict = Literal["entered", "linked", "identity", "phone", "manages"]


def conflict_of(tx: Tx, chat_user: int | None, withdrawal: Withdrawal) -> Conflict | None:
    """How the withdrawal is this person's own, or None.

    It is if they entered it or acted as its account. It is too if its account, or the one it was entered through, is
    or was linked to them, has the identity or phone of such an account or a phone they shared, or manages such an
    account or is managed by one.
    """
    if chat_user is None:
        return None
    if withdrawal.chat_user == chat_user:
        return "entered"
    return account_conflict(tx, chat_user, withdrawal.account, withdrawal.via_account)


def account_conflict(tx: Tx, chat_user: int | None, account: str, via: str | None = None) -> Conflict | None:
    """How an account, or the one it was reached through, is this person's own or close to them, or None."""
    if chat_user is None:
        return None
    if tx.scalar("acted_as", chat_user=chat_user, account=account) is not None:
        return "entered"
    own = [get_account(tx, row.account) for row in tx.all("links_ever", chat_user=chat_user)]
    for id_ in dict.fromkeys((account, via or account)):
        found = _close(tx, chat_user, own, get_account(tx, id_))
        if found is not None:
            return found
    return None


def _close(tx: Tx, chat_user: int, own: list[Account], account: Account) -> Conflict | None:
    if any(one.id == account.id for one in own):
        return "linked"
    # Test and real never meet (rules 8): the maker of a test account may give it anyone's identity and phone.
    own = [one for one in own if one.is_test == account.is_test]
    if any(one.identity_key == account.identity_key for one in own):
        return "identity"
    if any(one.phone_key == account.phone_key for one in own):
        return "phone"
    if (
        not account.is_test
        and tx.scalar("phone_shared", chat_user=chat_user, phone_key=account.phone_key) is not None
    ):
        return "phone"
    if any(account.id == one.management_account or one.id == account.management_account for one in own):
        return "manages"
    return None
