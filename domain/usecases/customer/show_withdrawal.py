"""Looking at one withdrawal, or at one's unfinished one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.actor import Actor, Permission
from domain.context import Env
from domain.drafts import is_over
from domain.errors import DomainError
from domain.payee_rows import find_payee
from domain.ports import Tx
from domain.use_case import use_case
from domain.usecases.customer.show_costs import current
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import own_draft, own_withdrawal, view_of


@dataclass(frozen=True, slots=True)
class ShowWithdrawal:
    """By id. ``form``: for the form to be signed, which has the payee's number in full for whoever typed it."""

    withdrawal: str
    form: bool = False


@dataclass(frozen=True, slots=True)
class ShowDraft:
    """The person's draft on the current account."""


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_withdrawal(tx: Tx, env: Env, actor: Actor, command: ShowWithdrawal) -> WithdrawalView:
    """A draft whose time is over is shown as expired, also before the timer has ended it. Raises not_yours."""
    found, reached = own_withdrawal(tx, actor.person, command.withdrawal)
    in_full = command.form and found.status == "in_review" and _typed_by(tx, found, actor)
    view = view_of(tx, env, found, reached, steps=True, in_full=in_full)
    return replace(view, status="expired") if is_over(env, found) else view


def _typed_by(tx: Tx, found: Withdrawal, actor: Actor) -> bool:
    payee = find_payee(tx, found.payee)
    return payee is not None and payee.created_by == f"chat:{actor.person}"


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_draft(tx: Tx, env: Env, actor: Actor, command: ShowDraft) -> WithdrawalView:
    """Raises not_linked, no_draft."""
    chosen, _ = current(tx, actor.person)
    known = tx.scalar("withdrawal_draft", chat_user=actor.person, account=chosen.account.id)
    try:
        if known is not None:
            draft, reached = own_draft(tx, env, actor.person, known, None)
            return view_of(tx, env, draft, reached)
    except DomainError as error:
        if error.code != "stale":
            raise
    raise DomainError("no_draft")
