"""Tells admins that nothing is paid, because these may not be the newest books (`domain.handovers`)."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.handovers import MarkProblem, books_mark
from domain.messages import tell_user
from domain.rules.calendar import local_date
from domain.use_case import use_case


@use_case(Permission.SYSTEM, lock="mark", audited=False)
def tell_stopped(ctx: Ctx, why: MarkProblem) -> int:
    """Tells every admin, once a day as long as it lasts; returns the number of admins."""
    admins = ctx.tx.all("admins_in_chat")
    key = f"stopped:{why}:{books_mark(ctx.tx).number}:{local_date(ctx.clock.now())}"
    for row in admins:
        tell_user(ctx, row.chat_user, key, "payouts_stopped", {"why": why})
    return len(admins)
