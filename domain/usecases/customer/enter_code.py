"""A typed code: right, it is accepted and waits for *Confirm withdrawal*; wrong, it is counted (rules 7)."""

from __future__ import annotations

from domain.actor import Permission
from domain.codes import Ask, try_code
from domain.context import Ctx
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import binding_of, limit_now, own_draft, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def enter_code(ctx: Ctx, withdrawal: str, code: str) -> WithdrawalView:
    """Refuses code_wrong and locked, with their trace; raises not_yours, stale.

    ``code`` as typed.
    """
    draft, reached = own_draft(ctx, ctx.actor.person, withdrawal, None)
    ctx.note.withdrawal(draft)
    binding = binding_of(ctx.tx, draft, limit_now(ctx, draft).order, reached)
    ask = Ask("withdrawal", draft.id, reached.via, ctx.actor.person, binding)
    try_code(ctx, ask, code)
    return view_of(ctx, draft, reached)
