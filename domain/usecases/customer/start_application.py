"""Beginning an application for money that was never topped up (rules 5): a draft that draws on all of it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import reach_one
from domain.actor import Actor, Permission
from domain.context import Env
from domain.drafts import point_draft
from domain.errors import DomainError
from domain.holding import other_funds
from domain.ports import Tx
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import view_of


@dataclass(frozen=True, slots=True)
class StartApplication:
    """``account``: whose money it is."""

    account: str


@use_case(Permission.OWN_ACCOUNT)
def start_application(tx: Tx, env: Env, actor: Actor, command: StartApplication) -> WithdrawalView:
    """A draft that lives 24 h. Raises not_yours, not_eligible, nothing_to_withdraw."""
    return begin_application(tx, env, actor.person, command.account)


def begin_application(
    tx: Tx, env: Env, chat_user: int, account: str, earlier: Withdrawal | None = None
) -> WithdrawalView:
    """The draft of an application, filled in as far as what is known still fits: of ``earlier``, else of itself."""
    reached = reach_one(tx, chat_user, account)
    if reached is None:
        raise DomainError("not_yours")
    if reached.blocked_by is not None:
        raise DomainError("not_eligible", gate=reached.blocked_by)
    funds = other_funds(tx, account)
    if not funds:
        raise DomainError("nothing_to_withdraw")
    draft = point_draft(tx, env, chat_user, reached, funds[0].id, "application", earlier)
    return view_of(tx, env, draft, reached)
