"""The withdrawal method of a draft."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.drafts import edit_draft, reason_for
from domain.errors import Refusal
from domain.rules.designated import Method
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import own_draft, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def choose_method(ctx: Ctx, withdrawal: str, version: int, method: Method) -> WithdrawalView:
    """Sets how the money leaves. After the return window a designated account gets its reason by itself (rules 5).

    Raises not_yours, stale, window_closed (`ended_on`). An application is an application from its beginning.
    """
    draft = own_draft(ctx, withdrawal, version)
    order = draft.order
    if order is None or method == "application":
        raise Refusal("stale")
    if method == "original" and not order.original_method:
        raise Refusal("window_closed", ended_on=order.window_ends_on)
    reason = draft.row.reason
    if method == "designated":
        reason = reason_for(draft.reached, reason, not order.original_method)
    if draft.row.method != method or draft.row.reason != reason:
        draft = edit_draft(ctx, draft, method=method, reason=reason)
    return view_of(ctx, draft)
