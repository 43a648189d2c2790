"""Why the money of an order goes to a designated account (rules 5)."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.documents import take_out_unasked
from domain.drafts import edit_draft
from domain.errors import Refusal
from domain.rules.designated import DesignatedReason, needed_for, reasons_for
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import limit_now, own_draft, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def choose_reason(ctx: Ctx, withdrawal: str, version: int, reason: DesignatedReason) -> WithdrawalView:
    """Sets the reason; documents that it does not need are taken out.

    Raises not_yours, stale, and reason_not_yours for one that this kind of account, or this order, cannot have.

    ``reason``: one of the view's ``reasons``.
    """
    draft, reached = own_draft(ctx, ctx.actor.person, withdrawal, version)
    order = limit_now(ctx, draft).order
    if order is None or draft.method != "designated":
        raise Refusal("stale")
    kind = reached.account.kind
    if reason not in reasons_for(kind, not order.original_method):
        raise Refusal("reason_not_yours")
    if draft.reason == reason:
        return view_of(ctx, draft, reached)
    take_out_unasked(ctx, draft.id, needed_for(reason, kind))
    return view_of(ctx, edit_draft(ctx, draft, reason=reason), reached)
