"""The panel that moves the sandbox's clock ahead: by an hour, by a day, to what is due next, or to a chosen time.

The clock stores the move before it takes effect. Then the timers are set again and everything that has become due is
done. Work in progress is finished before the move, because the move would end its lease.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.demo.books import Due, all_due
from bot.demo.panel_words import day_and_time, span, when
from bot.runtime.clock import MovableClock
from bot.runtime.runner import Runner
from bot.sandbox.panels import Panel, PanelButton, PanelInput, PanelRow, PanelTable, PanelView
from bot.workers.timers import Timers
from domain.ports import DAY, HOUR, Micros
from domain.rules.calendar import LOCAL, read_moment, to_local, to_micros

if TYPE_CHECKING:
    pass

FARTHEST: Micros = 3660 * DAY
"""How far the clock goes ahead of real time at most: ten years."""
PATIENCE_S = 5.0
"""Seconds that a press waits for work in progress."""


class ClockPanel:
    """The panel's actions. `settle` does all that is due now, until nothing is."""

    def __init__(
        self,
        runner: Runner,
        clock: MovableClock,
        timers: Timers,
        settle: Callable[[], Awaitable[None]],
    ) -> None:
        self._runner = runner
        self._clock = clock
        self._timers = timers
        self._settle = settle
        self._moving = asyncio.Lock()
        self._work: asyncio.Task[None] | None = None

    def panel(self) -> Panel:
        """The panel for the sandbox's page."""
        return Panel("clock", "Clock", self._view, self._act)

    async def close(self) -> None:
        """Gives up work that a move has begun. The timers find it again."""
        work, self._work = self._work, None
        if work is not None:
            work.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await work

    async def _view(self, person: int) -> PanelView:
        now, ahead = self._clock.now(), self._clock.ahead()
        due = await self._runner.db.read(all_due)
        coming = [one for one in due if one[0] > now]
        midnight = (to_local(now) + timedelta(days=1)).replace(hour=0, minute=0)
        go_to = PanelInput("Time in Shanghai", "datetime", f"{midnight:%Y-%m-%dT%H:%M}")
        buttons = [PanelButton("1h", "+1 h"), PanelButton("24h", "+24 h")]
        if coming:
            at, what = coming[0]
            hint = f"{what}, {when(at, now)}"
            buttons.append(PanelButton("next", "To the next due moment", hint=hint, tone="main"))
        return PanelView(
            rows=[
                PanelRow("Now", f"{to_local(now):%a %-d %b %Y %H:%M}"),
                PanelRow("Ahead of real time", span(ahead) if ahead else "not moved"),
            ],
            table=PanelTable(
                ("When", "What"), [(when(at, now), what) for at, what in coming], "Nothing is due"
            ),
            buttons=[*buttons, PanelButton("to", "Go there", input=go_to)],
            summary=day_and_time(now),
            alert=ahead > 0,
        )

    async def _act(self, person: int, action: str, value: str) -> str | None:
        async with self._moving:
            # Of what comes due on the way each kind is named once, by its first.
            due = await self._runner.db.read(all_due)
            now = self._clock.now()
            target = self._target(action, value, now, due)
            if isinstance(target, str):
                return target
            if not await self._quiet():
                return "Work is on its way. Try again in a moment."
            self._clock.advance(max(0, target - self._clock.now()))
            self._timers.rearm()
            done = await self._quiet()
        passed = [what for at, what in due if now < at <= target]
        words = [f"Now {day_and_time(self._clock.now())}."]
        if passed:
            words.append(f"Came due: {'; '.join(passed)}.")
        if not done:
            words.append("Work goes on.")
        return " ".join(words)

    def _target(self, action: str, value: str, now: Micros, due: list[Due]) -> Micros | str:
        """The moment to go to, or why not."""
        if action == "next":
            coming = [at for at, _ in due if at > now]
            return coming[0] if coming else "Nothing is due."
        if action in ("1h", "24h"):
            target = now + (HOUR if action == "1h" else DAY)
        else:
            moment = read_moment(value.strip())
            if moment is None:
                return "That is no time. Write it like 2026-12-03 00:00."
            target = to_micros(moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL))
        if target <= now:
            return "That has been. The clock never goes back."
        if target - (now - self._clock.ahead()) > FARTHEST:
            return "That is too far: ten years ahead of real time at most."
        return target

    async def _quiet(self) -> bool:
        """Does what is due and waits for it. Returns whether all of it is done."""
        if self._work is None or self._work.done():
            self._work = asyncio.ensure_future(self._run())
        await asyncio.wait({self._work}, timeout=PATIENCE_S)
        return self._work.done()

    async def _run(self) -> None:
        # Work that fails or does not end is in the log; the timers try it again.
        with suppress(RuntimeError):
            await self._settle()
