"""Looking at one withdrawal, or at one's unfinished one."""

from __future__ import annotations

from dataclasses import replace

from domain.actor import Actor, Permission
from domain.context import Ctx
from domain.drafts import is_over
from domain.errors import Refusal
from domain.payee_rows import find_payee
from domain.tx import Tx
from domain.use_case import use_case
from domain.usecases.customer.show_costs import current
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import own_draft, own_withdrawal, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", writes=False)
def show_withdrawal(ctx: Ctx, withdrawal: str, form: bool = False) -> WithdrawalView:
    """A draft whose time is over is shown as expired, also before the timer has ended it. Raises not_yours.

    By id. ``form``: for the form to be signed, which has the payee's number in full for whoever typed it.
    """
    found, reached = own_withdrawal(ctx.tx, ctx.actor.person, withdrawal)
    in_full = form and found.status == "in_review" and _typed_by(ctx.tx, found, ctx.actor)
    view = view_of(ctx, found, reached, steps=True, in_full=in_full)
    return replace(view, status="expired") if is_over(ctx.clock, found) else view


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", writes=False)
def show_version(ctx: Ctx, withdrawal: str) -> int:
    """The version of a withdrawal, by which a screen of it is known to be right still. Raises not_yours."""
    found, _ = own_withdrawal(ctx.tx, ctx.actor.person, withdrawal)
    return found.version


def _typed_by(tx: Tx, found: Withdrawal, actor: Actor) -> bool:
    payee = find_payee(tx, found.payee)
    return payee is not None and payee.created_by == f"chat:{actor.person}"


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_draft(ctx: Ctx) -> WithdrawalView:
    """Raises not_linked, no_draft."""
    chosen, _ = current(ctx.tx, ctx.actor.person)
    known = ctx.tx.scalar("withdrawal_draft", chat_user=ctx.actor.person, account=chosen.account.id)
    try:
        if known is not None:
            draft, reached = own_draft(ctx, ctx.actor.person, known, None)
            return view_of(ctx, draft, reached)
    except Refusal as error:
        if error.code != "stale":
            raise
    raise Refusal("no_draft")
