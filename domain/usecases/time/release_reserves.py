"""Tells people that a reserve has become free (rules 3). The balance itself needs no release: it follows the time."""

from __future__ import annotations

from domain.actor import Permission
from domain.balance_view import load_figures
from domain.context import Ctx
from domain.messages import tell_linked
from domain.use_case import use_case


@use_case(Permission.SYSTEM, audited=False)
def release_reserves(ctx: Ctx, limit: int) -> int:
    """Tells the people of every account whose reserve is due; returns the number of due accounts."""
    now = ctx.clock.now()
    rows = ctx.tx.all("accounts_reserve_due", now=now, most=limit)
    for row in rows:
        ctx.tx.run("account_set_reserve_due", id=row.id, due_at=None)
        if load_figures(ctx, row.id, ctx.clock.now(row.id)).active_resources:
            continue
        params = {"account": row.id, "amount_fen": ctx.policy.reserve_fen}
        tell_linked(ctx, row.id, f"reserve:{row.id}:{row.reserve_due_at}", "reserve_free", params)
    next_at = ctx.tx.scalar("reserve_next_due")
    if next_at is not None:
        ctx.tx.wake("reserve", next_at)
    return len(rows)
