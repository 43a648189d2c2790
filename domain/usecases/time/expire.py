"""What time ends: unfinished withdrawals, unused codes, and the memory of old updates."""

from __future__ import annotations

from domain.actor import Permission
from domain.codes import end_code
from domain.context import Ctx
from domain.documents import set_days
from domain.payee_rows import hide_all_of
from domain.ports import DAY
from domain.use_case import use_case

REMEMBERED_DAYS = 7
"""The chat app offers an update again for a day at most."""


@use_case(Permission.SYSTEM, audited=False)
def expire_drafts(ctx: Ctx, limit: int) -> int:
    """Ends drafts that were left alone too long, with their codes, and says so; returns how many."""
    now = ctx.clock.now()
    rows = ctx.tx.all("drafts_due", now=now, most=limit)
    if not rows:
        return 0
    ctx.tx.run("drafts_steps", now=now, most=limit, who=ctx.actor.who)
    ctx.tx.run("drafts_tell", now=now, most=limit)
    ctx.tx.run("drafts_expire", now=now, most=limit)
    for row in rows:
        if row.codes:
            end_code(ctx, "withdrawal", row.id, "expired")
        if row.documents:
            set_days(ctx, row.id)
        if row.numbers:
            hide_all_of(ctx, row.id, row.account)
    ctx.tx.wake("outbox", now)
    return len(rows)


@use_case(Permission.SYSTEM, audited=False)
def expire_codes(ctx: Ctx, limit: int) -> int:
    """Ends codes whose time is over and erases the undelivered ones; returns how many (rules 7)."""
    now = ctx.clock.now()
    ctx.tx.run("codes_drop_messages", now=now, most=limit)
    return ctx.tx.run("codes_expire", now=now, most=limit)


@use_case(Permission.SYSTEM, audited=False)
def forget_updates(ctx: Ctx, limit: int) -> int:
    """Forgets updates carried out over a week ago; returns how many."""
    before = ctx.clock.now() - REMEMBERED_DAYS * DAY
    return ctx.tx.run("updates_forget", before=before, most=limit)
