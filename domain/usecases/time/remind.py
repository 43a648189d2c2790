"""Reminding staff: of each case that gets old, once a day, and every morning of all that waits (rules 6)."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.errors import BooksBroken
from domain.messages import tell_staff
from domain.ports import DAY
from domain.reminders import next_morning, put_off
from domain.rules.calendar import local_date
from domain.use_case import use_case
from domain.withdrawal_row import find_withdrawal
from domain.withdrawals import tell_staff_of


@use_case(Permission.SYSTEM, audited=False)
def remind_cases(ctx: Ctx, limit: int) -> int:
    """Tells the group of cases that wait for days, but not of those that wait for the customer; how many were due."""
    now = ctx.clock.now()
    rows = ctx.tx.all("remind_due", now=now, most=limit)
    for row in rows:
        found = find_withdrawal(ctx.tx, row.id)
        if found is None or found.submitted_at is None:
            raise BooksBroken(f"withdrawal {row.id} vanished")
        put_off(ctx.tx, found.id, now + DAY)
        if found.asked_again_at is None:
            event = f"remind:{found.id}:{now // DAY}"
            tell_staff_of(ctx, found, "reminder", since_at=found.submitted_at, event=event)
    return len(rows)


@use_case(Permission.SYSTEM, audited=False)
def tell_summary(ctx: Ctx) -> int:
    """Tells the group how many cases wait, their sum, the oldest, and what was decided since; 1 when one was due.

    With nothing waiting and nothing decided nobody is told, and no further one is due until a case comes.
    """
    now = ctx.clock.now()
    state, waiting = ctx.tx.one("summary_state"), ctx.tx.one("queue_sum")
    if state.due_at is None or state.due_at > now:
        return 0
    since = max(state.last_at, now - 7 * DAY)
    decided: dict[str, int] = {row.to_status: row.number for row in ctx.tx.all("decided_since", since=since)}
    if waiting.number or decided:
        params: dict[str, object] = {
            "number": waiting.number,
            "sum_fen": waiting.sum_fen,
            "oldest_at": waiting.oldest_at,
            **decided,
        }
        tell_staff(ctx, f"staff:summary:{local_date(now)}", "summary", params, account=None)
    due_at = next_morning(ctx.policy, now) if waiting.number else None
    ctx.tx.run("summary_set", due_at=due_at, last_at=now)
    if due_at is not None:
        ctx.tx.wake("summary", due_at)
    return 1
