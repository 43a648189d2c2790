"""The withdrawal method of a draft."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.drafts import edit_draft, reason_for
from domain.errors import Refusal
from domain.rules.designated import Method
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import limit_now, own_draft, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def choose_method(ctx: Ctx, withdrawal: str, version: int, method: Method) -> WithdrawalView:
    """A designated account gets its reason by itself where the return window has passed (rules 5).

    Raises not_yours, stale, window_closed (``ended_on``). An application is begun as one.

    ``method``: how the money leaves.
    """
    draft, reached = own_draft(ctx, ctx.actor.person, withdrawal, version)
    order = limit_now(ctx, draft).order
    if order is None or method == "application":
        raise Refusal("stale")
    if method == "original" and not order.original_method:
        raise Refusal("window_closed", ended_on=order.window_ends_on)
    reason = draft.reason
    if method == "designated":
        reason = reason_for(reached, draft.reason, not order.original_method)
    if draft.method == method and draft.reason == reason:
        return view_of(ctx, draft, reached)
    return view_of(ctx, edit_draft(ctx, draft, method=method, reason=reason), reached)
