"""Begins a withdrawal on a top-up order: a draft row, made or pointed at this order."""

from __future__ import annotations

from domain.accounts import reach_one
from domain.actor import Permission
from domain.context import Ctx
from domain.drafts import point_draft
from domain.errors import Refusal
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import view_of


@use_case(Permission.OWN_ACCOUNT, about="fund", lock_of="fund_account")
def start_withdrawal(ctx: Ctx, fund: int) -> WithdrawalView:
    """A draft on the order of this fund, valid for 24 h. Raises not_yours, not_eligible, nothing_to_withdraw."""
    return begin(ctx, ctx.actor.person, fund)


def begin(ctx: Ctx, chat_user: int, fund: int, earlier: Withdrawal | None = None) -> WithdrawalView:
    """The draft on this order, filled with the known fields that still fit: those of `earlier`, else its own."""
    row = ctx.tx.one("fund_by_id", id=fund)
    reached = None if row is None else reach_one(ctx.tx, chat_user, row.account)
    if row is None or reached is None or row.kind != "top_up":
        raise Refusal("not_yours")
    return view_of(ctx, point_draft(ctx, chat_user, reached, fund, None, earlier))
