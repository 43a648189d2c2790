"""The jobs: one a kind, at the right moment of a clock that may be ahead; nothing lost or twice at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime, tzinfo

import pytest

from bot.workers.timers import LATEST, LONG_REST, REST, Timers
from domain.ports import HOUR, MINUTE, SECOND, Micros

START: Micros = 1_795_000_000 * SECOND


class World:
    """Rows that are due, a clock ahead of the machine's, and work that takes the due rows away."""

    def __init__(self) -> None:
        self.offset: Micros = 5 * HOUR
        self.rows: dict[str, list[Micros]] = {"reserve": [], "payout": []}
        self.done: list[tuple[str, Micros]] = []
        self.useless = False
        self.broken = 0
        self.gate: asyncio.Event | None = None
        self.at_once = {"reserve": 0, "payout": 0}
        self.most_at_once = 0
        self.changed = asyncio.Event()

    def now(self, account: str | None = None) -> Micros:
        return time.time_ns() // 1000 + self.offset

    def work(self, kind: str) -> Callable[[], object]:
        async def run() -> int:
            self.at_once[kind] += 1
            self.most_at_once = max(self.most_at_once, self.at_once[kind])
            try:
                if self.gate is not None:
                    await self.gate.wait()
                if self.broken:
                    self.broken -= 1
                    raise RuntimeError("no database")
                now = self.now()
                due = [] if self.useless else [at for at in self.rows[kind] if at <= now]
                self.rows[kind] = [at for at in self.rows[kind] if at not in due]
                self.done += [(kind, at) for at in due]
                return len(due)
            finally:
                self.at_once[kind] -= 1
                self.changed.set()

        return run

    async def next_due(self) -> dict[str, Micros]:
        return {kind: min(rows) for kind, rows in self.rows.items() if rows}

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def timers(world: World) -> AsyncIterator[Timers]:
    timers = Timers({kind: world.work(kind) for kind in world.rows}, world.next_due, world)  # type: ignore[misc]
    yield timers
    await timers.stop()


async def test_a_sweep_does_what_is_due_and_arms_the_next(world: World, timers: Timers) -> None:
    past, future = world.now() - HOUR, world.now() + HOUR
    world.rows["reserve"] = [past, future]
    assert await timers.sweep() == {"reserve": 1, "payout": 0}
    assert world.done == [("reserve", past)]
    assert timers.armed == {"reserve": future}


async def test_the_first_sweep_comes_with_the_start(world: World, timers: Timers) -> None:
    world.rows["reserve"] = [world.now() - 3 * HOUR]
    timers.start()
    await world.until(lambda: len(world.done) == 1)


async def test_a_commit_arms_the_job_for_the_moment_on_the_bots_clock(world: World, timers: Timers) -> None:
    timers.start()
    due = world.now() + SECOND // 10
    world.rows["payout"] = [due]
    timers.wake({"payout": due})
    await world.until(lambda: world.done == [("payout", due)])
    assert world.now() >= due


async def test_what_is_due_already_begins_at_once(world: World, timers: Timers) -> None:
    timers.start()
    world.rows["payout"] = [world.now()]
    timers.wake({"payout": world.rows["payout"][0]})
    await world.until(lambda: len(world.done) == 1)


async def test_an_earlier_moment_replaces_a_later_one_and_not_the_other_way(
    world: World, timers: Timers
) -> None:
    now = world.now()
    timers.wake({"reserve": now + 2 * HOUR})
    timers.wake({"reserve": now + HOUR})
    timers.wake({"reserve": now + 3 * HOUR})
    assert timers.armed == {"reserve": now + HOUR}


async def test_after_a_run_the_later_moment_is_found_again_in_the_rows(world: World, timers: Timers) -> None:
    timers.start()
    soon, later = world.now() + SECOND // 20, world.now() + HOUR
    world.rows["reserve"] = [later, soon]
    timers.wake({"reserve": later})
    timers.wake({"reserve": soon})
    await world.until(lambda: world.done == [("reserve", soon)])
    async with asyncio.timeout(5):
        async with timers._turns["reserve"]:  # the run has ended, with its arming
            pass
    assert timers.armed["reserve"] == later


async def test_one_kind_never_runs_twice_at_once_and_no_wake_is_lost(world: World, timers: Timers) -> None:
    timers.start()
    world.gate = asyncio.Event()
    first = world.now()
    world.rows["payout"] = [first]
    timers.wake({"payout": first})
    await asyncio.sleep(0)
    for _ in range(50):
        timers.wake({"payout": world.now()})
    await asyncio.sleep(0)
    second = world.now()
    world.rows["payout"].append(second)
    timers.wake({"payout": second})
    world.gate.set()
    await world.until(lambda: {at for _, at in world.done} == {first, second})
    assert world.most_at_once == 1


async def test_due_rows_that_nothing_can_be_done_about_do_not_spin(world: World, timers: Timers) -> None:
    world.useless = True
    world.rows["reserve"] = [world.now() - HOUR]
    before = world.now()
    await timers.sweep()
    assert timers.armed["reserve"] >= before + LONG_REST


async def test_more_due_rows_after_a_useful_run_wait_only_a_moment(world: World, timers: Timers) -> None:
    world.rows["reserve"] = [world.now() - HOUR]

    async def next_due() -> dict[str, Micros]:
        return {"reserve": world.now() - MINUTE}

    timers._next_due = next_due
    await timers.sweep()
    assert REST // 2 < timers.armed["reserve"] - world.now() <= REST


async def test_work_that_fails_is_tried_again(world: World, timers: Timers) -> None:
    world.broken = 1
    world.rows["reserve"] = [world.now() - HOUR]
    assert await timers.run("reserve") == 0
    assert timers.armed["reserve"] - world.now() > LONG_REST // 2
    assert await timers.run("reserve") == 1


async def test_a_moved_clock_makes_due_what_was_armed(world: World, timers: Timers) -> None:
    timers.start()
    due = world.now() + HOUR
    world.rows["reserve"] = [due]
    timers.wake({"reserve": due})
    world.offset += HOUR
    timers.rearm()
    await world.until(lambda: world.done == [("reserve", due)])


async def test_kinds_without_work_are_left_alone_and_far_moments_are_taken(
    world: World, timers: Timers
) -> None:
    timers.start()
    timers.wake({"somebody_else": world.now(), "reserve": 2 * LATEST})
    assert timers.armed == {"reserve": 2 * LATEST}


async def test_stopping_ends_work_in_progress(world: World, timers: Timers) -> None:
    world.gate = asyncio.Event()
    timers.start()
    timers.wake({"payout": world.now()})
    await asyncio.sleep(0)
    await timers.stop()
    assert set(world.at_once.values()) == {0}
    assert timers.armed == {}


async def test_the_sweep_goes_on_when_the_machines_clock_is_set_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.workers.timers.SWEEP_S", 0.02)
    timers = Timers({kind: world.work(kind) for kind in world.rows}, world.next_due, world)  # type: ignore[misc]
    timers.start()
    await world.until(lambda: world.changed.is_set())
    world.offset -= HOUR
    real = time.time
    # The scheduler asks the machine for the time of day.
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", _an_hour_ago(real))
    due = world.now() - 1
    # Another process wrote it: no commit of this one wakes the timers.
    world.rows["payout"] = [due]
    await world.until(lambda: ("payout", due) in world.done)
    await timers.stop()


def _an_hour_ago(real: Callable[[], float]) -> type[datetime]:
    class Earlier(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Earlier:
            return cls.fromtimestamp(real() - 3600, tz)

    return Earlier
