"""A new application after one that came to nothing, filled in with everything that was right (rules 6)."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.drafts import is_over
from domain.errors import Refusal
from domain.rules.statuses import STATUSES
from domain.use_case import use_case
from domain.usecases.customer.start_application import begin_application
from domain.usecases.customer.start_withdrawal import begin
from domain.views import WithdrawalView
from domain.withdrawals import own_withdrawal


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def retry_withdrawal(ctx: Ctx, withdrawal: str) -> WithdrawalView:
    """A draft with the amount, method, reason, payee, own words, and unrefused documents of an earlier withdrawal.

    The earlier one did not work, was cancelled, stopped, or not confirmed in time. Raises not_yours, stale, and what
    beginning raises.
    """
    found, _ = own_withdrawal(ctx, withdrawal)
    if not STATUSES[found.status].came_to_nothing and not is_over(ctx.clock, found):
        raise Refusal("stale")
    if found.method == "application":
        return begin_application(ctx, ctx.actor.person, found.account, found)
    return begin(ctx, ctx.actor.person, found.fund, found)
