"""The time machine of a session: its account's own clock goes forward, and nobody else's does.

Due columns hold real time, so that those of the account come nearer by the span of the move, in the same transaction;
the ordinary timers do what is due.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from domain.account_clock import ahead_of
from domain.actor import Permission
from domain.context import Ctx
from domain.errors import Refusal
from domain.ports import DAY, HOUR, SECOND, Micros
from domain.rules.calendar import start_of
from domain.use_case import use_case

MOST_DAYS = 730
"""So far a clock may be ahead in all."""

Due = Literal["reserve", "draft", "late", "stuck", "return", "documents"]
_SHOWN: tuple[Due, ...] = ("reserve", "draft", "late", "stuck", "return", "documents")


@dataclass(frozen=True, slots=True)
class ClockView:
    """``at``: the account's present; ``next_due_at``: in its time too, when something happens by itself next."""

    account: str
    at: Micros
    real_at: Micros
    ahead_us: Micros
    next_due_at: Micros | None
    next_due: Due | None


@use_case(Permission.ACT, writes=False, acting="account")
def show_clock(ctx: Ctx) -> ClockView:
    """Refuses no_session."""
    if ctx.actor.acting_as is None:
        raise Refusal("no_session", keep=True)
    return _view(ctx, ctx.actor.acting_as)


@use_case(Permission.ACT, acting="account")
def move_clock(
    ctx: Ctx, hours: int | None = None, to_next: bool = False, to_date: date | None = None
) -> ClockView:
    """Refuses no_session, nothing_due, clock_backwards, and clock_too_far (``most`` days)."""
    account = ctx.actor.acting_as
    if account is None:
        raise Refusal("no_session", keep=True)
    before = _view(ctx, account)
    if to_next:
        target = before.next_due_at
        if target is None:
            raise Refusal("nothing_due", keep=True)
    elif to_date is not None:
        target = start_of(to_date)
    else:
        target = before.at + (hours or 0) * HOUR
    span = target - before.at
    if span <= 0:
        raise Refusal("clock_backwards", keep=True)
    ahead = before.ahead_us + span
    if ahead > MOST_DAYS * DAY:
        raise Refusal("clock_too_far", keep=True, most=MOST_DAYS)
    ctx.note.add(ahead_s=ahead // SECOND)
    ctx.tx.run("clock_move_add", account=account, now=before.real_at, ahead_us=ahead, who=ctx.actor.who)
    for query in (
        "clock_pull_reserve", "clock_pull_withdrawals", "clock_pull_returns", "clock_pull_codes", "clock_pull_locks",
        "clock_pull_documents",
    ):  # fmt: skip
        ctx.tx.run(query, account=account, span=span)
    for row in ctx.tx.all("clock_due", account=account):
        ctx.tx.wake(row.kind, row.at)
    return replace(_view(ctx, account), at=target, real_at=before.real_at)


def _view(ctx: Ctx, account: str) -> ClockView:
    now, ahead = ctx.clock.now(), ahead_of(ctx.tx, account)
    due: list[tuple[Micros, Due]] = [
        (row.at, kind)
        for row in ctx.tx.all("clock_due", account=account)
        for kind in _SHOWN
        if row.kind == kind and row.at > now
    ]
    at, kind = min(due, default=(None, None))
    return ClockView(account, now + ahead, now, ahead, None if at is None else at + ahead, kind)
