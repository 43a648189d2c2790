"""Beginning a withdrawal on a top-up order: a draft row, made or pointed at this order."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import reach_one
from domain.actor import Actor, Permission
from domain.context import Env
from domain.drafts import point_draft
from domain.errors import DomainError
from domain.ports import Tx
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import view_of


@dataclass(frozen=True, slots=True)
class StartWithdrawal:
    """``fund``: the order's fund."""

    fund: int


@use_case(Permission.OWN_ACCOUNT)
def start_withdrawal(tx: Tx, env: Env, actor: Actor, command: StartWithdrawal) -> WithdrawalView:
    """A draft that lives 24 h. Raises not_yours, not_eligible, nothing_to_withdraw."""
    return begin(tx, env, actor.person, command.fund)


def begin(tx: Tx, env: Env, chat_user: int, fund: int, earlier: Withdrawal | None = None) -> WithdrawalView:
    """The draft on this order, filled in as far as what is known still fits: of ``earlier``, else of itself."""
    row = tx.one("fund_by_id", id=fund)
    reached = None if row is None else reach_one(tx, chat_user, row.account)
    if row is None or reached is None or tx.one("top_up_by_fund", fund=fund) is None:
        raise DomainError("not_yours")
    return view_of(tx, env, point_draft(tx, env, chat_user, reached, fund, None, earlier), reached)
