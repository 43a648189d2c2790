"""Decides when due work is done: one APScheduler job for each kind of work, whatever the number of due rows.

Time lives in the rows. A commit says when something new is due, and the kind's job is set for it. After each run the
rows are asked for the next moment. A sweep at the start and every minute, whatever the clock does, finds everything
else, other processes' rows included. The callers supply the work.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.runtime.clock import Failing
from domain.ports import SECOND, Clock, Micros

log = structlog.get_logger(__name__)

SWEEP_S = 60
REST: Micros = SECOND
"""Least rest after a run that had an effect and left something due, in microseconds."""
LONG_REST: Micros = 10 * SECOND
"""Least rest after a run that could do nothing about what is due."""
LATEST: Micros = 253_402_300_000 * SECOND
"""The end of the calendar that the scheduler can hold."""

Work = Callable[[], Awaitable[int]]
"""Does everything of one kind that is due now, and returns how much."""
NextDue = Callable[[], Awaitable[Mapping[str, Micros]]]


def _real_now() -> Micros:
    return time.time_ns() // 1000


class Timers:
    """Sets one job for each kind. `clock` is the bot's clock, which may be ahead of the machine's."""

    def __init__(
        self,
        work: Mapping[str, Work],
        next_due: NextDue,
        clock: Clock,
        *,
        real_now: Callable[[], Micros] = _real_now,
    ) -> None:
        self._work = dict(work)
        self._next_due = next_due
        self._clock = clock
        self._real_now = real_now
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._turns = {kind: asyncio.Lock() for kind in self._work}
        self._running: set[asyncio.Task[int]] = set()
        self._sweeping: asyncio.Task[None] | None = None
        self._queued: set[str] = set()
        self.failing = {kind: Failing() for kind in self._work}
        """The kinds that fail, and since when."""
        self.armed: dict[str, Micros] = {}
        """When each kind's job will run, by the bot's clock."""

    @property
    def running(self) -> bool:
        """Whether work begins by itself."""
        return bool(self._scheduler.running)

    def start(self) -> None:
        """Starts the timers; the first sweep comes at once."""
        self._scheduler.start()
        # Not the scheduler's: its intervals go by the machine's clock, and wait an hour when that is set back
        # by one.
        self._sweeping = asyncio.get_running_loop().create_task(self._sweep_on(), name="sweep")

    async def stop(self) -> None:
        """Ends all jobs and waits until running work has been given up."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            # The loop carries out the scheduler's shutdown, not the call.
            await asyncio.sleep(0)
        running: list[asyncio.Task[Any]] = [*self._running]
        if self._sweeping is not None:
            running.append(self._sweeping)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self.armed.clear()
        self._queued.clear()

    def wake(self, wakes: Mapping[str, Micros]) -> None:
        """Notes when work of these kinds is due; for the database's `on_commit`. Must be called on the loop.

        What is already due begins at once, or with the first sweep when the timers do not run yet. Kinds without work
        here are left to others.
        """
        now = self._clock.now()
        for kind, at in wakes.items():
            if kind not in self._work:
                continue
            if at <= now and self.running:
                self._begin(kind)
            else:
                self._arm(kind, at)

    def rearm(self) -> None:
        """Sets every job again after a move of the bot's clock; what has become due begins."""
        armed, self.armed = self.armed, {}
        self.wake(armed)

    async def sweep(self) -> dict[str, int]:
        """Does all that is due of every kind and sets the next; returns how much, by kind."""
        kinds = list(self._work)
        done = await asyncio.gather(*[self.run(kind) for kind in kinds])
        return dict(zip(kinds, done, strict=True))

    async def run(self, kind: str) -> int:
        """Does all that is due of one kind and sets the next. The same kind never runs twice at once."""
        async with self._turns[kind]:
            self._queued.discard(kind)
            self.armed.pop(kind, None)
            done = 0
            try:
                done = await self._work[kind]()
                due = (await self._next_due()).get(kind)
                self.failing[kind].went_well()
            except Exception:
                # Whatever it was: the kind must live on, or money stands still until a restart.
                log.exception("due work failed", kind=kind)
                self.failing[kind].failed()
                due = self._clock.now()
        if due is not None:
            now = self._clock.now()
            self._arm(kind, due if due > now else now + (REST if done else LONG_REST))
        return done

    async def _fire(self, kind: str) -> None:
        # It runs as a task of ours, so that stop() can wait for it and the scheduler never drops a run
        # because the last one still lasts.
        self._begin(kind)

    async def _sweep_on(self) -> None:
        while True:
            for kind in self._work:
                self._begin(kind)
            await asyncio.sleep(SWEEP_S)

    def _begin(self, kind: str) -> None:
        if kind in self._queued:
            return  # a run that has not begun will see the new rows too
        self._queued.add(kind)
        task = asyncio.get_running_loop().create_task(self.run(kind), name=f"due-{kind}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _arm(self, kind: str, at: Micros) -> None:
        if at >= self.armed.get(kind, at + 1):
            return
        self.armed[kind] = at
        if not self._scheduler.running:
            return
        real_at = min(self._real_now() + (at - self._clock.now()), LATEST)
        self._scheduler.add_job(
            self._fire,
            "date",
            args=(kind,),
            run_date=datetime.fromtimestamp(real_at / SECOND, UTC),
            id=kind,
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
