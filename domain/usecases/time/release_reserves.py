"""Tells people that a reserve has become free (rules 3). The balance itself needs no release: it follows the time."""

from __future__ import annotations

import json

from domain.actor import Permission
from domain.context import Ctx
from domain.use_case import use_case


@use_case(Permission.SYSTEM, audited=False)
def release_reserves(ctx: Ctx, limit: int) -> int:
    """Tells the people of every account whose reserve is due; returns the number of due accounts."""
    now = ctx.clock.now()
    params = json.dumps({"amount_fen": ctx.policy.reserve_fen})
    if ctx.tx.run("reserves_tell", now=now, most=limit, params=params):
        ctx.tx.wake("outbox", now)
    return ctx.tx.run("reserves_done", now=now, most=limit)
