"""Shows one withdrawal, or the person's unfinished one."""

from __future__ import annotations

from dataclasses import replace

from domain.actor import Permission
from domain.context import Ctx
from domain.dossier import dossier_of
from domain.drafts import is_over
from domain.errors import Refusal
from domain.use_case import use_case
from domain.usecases.customer.show_costs import current
from domain.views import WithdrawalView
from domain.withdrawals import own_draft, own_withdrawal, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", writes=False)
def show_withdrawal(ctx: Ctx, withdrawal: str, form: bool = False) -> WithdrawalView:
    """A withdrawal. A draft whose time is over is shown as expired, also before the timer has ended it. Raises
    not_yours.

    `form` is for the form to be signed, which has the payee's number in full for the person who typed it.
    """
    found, reached = own_withdrawal(ctx, withdrawal)
    case = dossier_of(ctx, found, reached)
    typed_it = case.payee is not None and case.payee.created_by == f"chat:{ctx.actor.person}"
    view = view_of(ctx, case, steps=True, in_full=form and found.status == "in_review" and typed_it)
    return replace(view, status="expired") if is_over(ctx.clock, found) else view


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", writes=False)
def show_version(ctx: Ctx, withdrawal: str) -> int:
    """The version of a withdrawal, by which a screen of it is known to be right still. Raises not_yours."""
    found, _ = own_withdrawal(ctx, withdrawal)
    return found.version


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_draft(ctx: Ctx) -> WithdrawalView:
    """The person's draft on the current account. Raises not_linked, no_draft."""
    chosen, _ = current(ctx.tx, ctx.actor.person)
    known = ctx.tx.scalar("withdrawal_draft", chat_user=ctx.actor.person, account=chosen.account.id)
    try:
        if known is not None:
            return view_of(ctx, own_draft(ctx, known, None))
    except Refusal as error:
        if error.code != "stale":
            raise
    raise Refusal("no_draft")
