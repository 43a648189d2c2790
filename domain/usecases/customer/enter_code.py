"""A typed code: right, it is accepted and waits for *Confirm withdrawal*; wrong, it is counted (rules 7)."""

from __future__ import annotations

from domain.actor import Permission
from domain.codes import try_code
from domain.context import Ctx
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import ask_of, own_draft, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def enter_code(ctx: Ctx, withdrawal: str, code: str) -> WithdrawalView:
    """Tries a typed code. Refuses code_wrong and locked, with their trace; raises not_yours, stale."""
    draft = own_draft(ctx, withdrawal, None)
    ctx.note.withdrawal(draft.row)
    try_code(ctx, ask_of(draft), code)
    return view_of(ctx, draft)
