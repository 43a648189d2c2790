"""Payee accounts that were used before, offered again; and starting on another one (rules 5)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import Reach
from domain.actor import Actor, Permission
from domain.context import Env
from domain.drafts import edit_draft
from domain.errors import DomainError
from domain.payee_rows import Payee, find_payee, fits, payee_view
from domain.ports import Tx
from domain.use_case import use_case
from domain.views import PayeeView, WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import own_draft, view_of

MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class ListPayees:
    """``withdrawal``: the draft they are offered for."""

    withdrawal: str


@dataclass(frozen=True, slots=True)
class UsePayee:
    """``payee``: one of those offered."""

    withdrawal: str
    version: int
    payee: int


@dataclass(frozen=True, slots=True)
class ChangePayee:
    """The draft as the card showed it."""

    withdrawal: str
    version: int


@use_case(Permission.OWN_ACCOUNT, writes=False)
def list_payees(tx: Tx, env: Env, actor: Actor, command: ListPayees) -> tuple[PayeeView, ...]:
    """Payees of the same cloud account that a submitted withdrawal used, newest first, masked.

    Raises not_yours, stale.
    """
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, None)
    offered = _offered(tx, env, draft, reached)[:MOST_OFFERED]
    return tuple(payee_view(env, payee, in_full=False) for payee in offered)


@use_case(Permission.OWN_ACCOUNT)
def use_payee(tx: Tx, env: Env, actor: Actor, command: UsePayee) -> WithdrawalView:
    """Raises not_yours (also for a payee that is not offered), stale."""
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    if not draft.by_documents:
        raise DomainError("stale")
    if command.payee not in [payee.id for payee in _offered(tx, env, draft, reached)]:
        raise DomainError("not_yours")
    if draft.payee == command.payee:
        return view_of(tx, env, draft, reached)
    return view_of(tx, env, edit_draft(tx, env, draft, payee=command.payee), reached)


@use_case(Permission.OWN_ACCOUNT)
def change_payee(tx: Tx, env: Env, actor: Actor, command: ChangePayee) -> WithdrawalView:
    """The draft without a payee; the first field that is entered begins a new one. Raises not_yours, stale."""
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    if draft.payee is None:
        return view_of(tx, env, draft, reached)
    return view_of(tx, env, edit_draft(tx, env, draft, payee=None), reached)


def _offered(tx: Tx, env: Env, draft: Withdrawal, reached: Reach) -> list[Payee]:
    """Each payee once: the same number and name, at another branch, is another one."""
    found: dict[str, Payee] = {}
    for row in tx.all("payees_used", account=draft.account):
        payee = find_payee(tx, row.id)
        if payee is not None and fits(env, payee, reached.account, draft.reason):
            found.setdefault(str(payee.fingerprints), payee)
    return list(found.values())
