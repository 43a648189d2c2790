"""Why the money of an order goes to a designated account (rules 5)."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.drafts import edit_draft, leave_out_unasked
from domain.errors import Refusal
from domain.rules.designated import DesignatedReason, reasons_for
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import own_draft, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def choose_reason(ctx: Ctx, withdrawal: str, version: int, reason: DesignatedReason) -> WithdrawalView:
    """Sets the reason, one of the view's `reasons`; documents that it does not need are taken out.

    Raises not_yours, stale, and reason_not_yours for one that this kind of account, or this order, cannot have.
    """
    draft = own_draft(ctx, withdrawal, version)
    order = draft.order
    if order is None or draft.row.method != "designated":
        raise Refusal("stale")
    if reason not in reasons_for(draft.reached.account.kind, not order.original_method):
        raise Refusal("reason_not_yours")
    if draft.row.reason != reason:
        draft = edit_draft(ctx, leave_out_unasked(ctx, draft, reason), reason=reason)
    return view_of(ctx, draft)
