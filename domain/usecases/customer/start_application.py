"""Begins an application for money that was never topped up (rules 5): a draft that draws on all of it."""

from __future__ import annotations

from domain.accounts import reach_one
from domain.actor import Permission
from domain.context import Ctx
from domain.drafts import point_draft
from domain.errors import Refusal
from domain.funds import other_sources
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import view_of


@use_case(Permission.OWN_ACCOUNT, about="account")
def start_application(ctx: Ctx, account: str) -> WithdrawalView:
    """A draft on this account's other money, valid for 24 h. Raises not_yours, not_eligible, nothing_to_withdraw."""
    return begin_application(ctx, ctx.actor.person, account)


def begin_application(
    ctx: Ctx, chat_user: int, account: str, earlier: Withdrawal | None = None
) -> WithdrawalView:
    """The draft of an application, filled with the known fields that still fit: those of `earlier`, else its own."""
    reached = reach_one(ctx.tx, chat_user, account)
    if reached is None:
        raise Refusal("not_yours")
    if reached.blocked_by is not None:
        raise Refusal("not_eligible", gate=reached.blocked_by)
    funds = other_sources(ctx.tx, account, 1)
    if not funds:
        raise Refusal("nothing_to_withdraw")
    return view_of(ctx, point_draft(ctx, chat_user, reached, funds[0].id, "application", earlier))
