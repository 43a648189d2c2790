"""Timers among many pending accounts, and very much that is due at once; how long people in the chat wait meanwhile.

A process of its own opens the books as the program does and starts timers and relay, the relay at its real pace.
Meanwhile a customer looks at *Costs* and chooses a language, again and again, and the event loop is watched.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from aiogram.exceptions import TelegramBadRequest

from bot.workers.relay import SendingRate
from domain.actor import Actor
from domain.messages import tell_user
from domain.operations import next_due
from domain.ports import SECOND, Micros
from domain.tx import Tx
from domain.usecases.customer.greet import set_language
from domain.usecases.customer.show_costs import show_costs
from storage.queries import Engine
from tests.bench.customers import Customer, Customers, served
from tests.bench.figures import Row, measured, report
from tests.bench.goals import reached
from tests.bench.profiling import Profile
from tests.support.context import ctx_of
from tests.support.crowd import fill
from tests.support.databases import Databases, Place
from tests.support.postgres_server import NoServer
from tests.support.rig import START, HandClock, Rig

SIZES: dict[Engine, tuple[int, ...]] = {
    "sqlite": (100, 1_000, 10_000, 100_000, 1_000_000),
    "postgresql": (100, 1_000, 10_000, 100_000, 400_000),
}
FIRE = 1_000
AHEAD_S = 1.5
"""From the start of the timers until they are due; by then the first sweep is over."""
OVERDUE = {"reserve": 100_000, "code": 100_000, "draft": 10_000, "late": 2_000}
WORDS = {
    "reserve": "free reserves, each told to a chat",
    "code": "codes that ran out",
    "draft": "unfinished drafts, each told to a chat",
    "late": "late withdrawals, told to chat and staff",
}
ROUNDS = 3
TICK_S = 0.002
PAUSE_S = 0.01
CHECK_S = 0.02
CALM_S = 0.2
WAIT_S = 60
WAITS = ("loop", "look", "write")
COLUMNS = {"mb": 0, "arm": 1, "s": 2, "loop": 0, "look": 0, "write": 0}
"""Digits after the point."""


class RunningClock(HandClock):
    """The rig's clock, but from `begin` on it runs."""

    def __init__(self) -> None:
        super().__init__()
        self._began: float | None = None

    def begin(self) -> None:
        """Runs from here."""
        self._began = time.perf_counter()

    def now(self, account: str | None = None) -> Micros:
        ran_s = 0.0 if self._began is None else time.perf_counter() - self._began
        return self.at + int(ran_s * SECOND)


@dataclass
class Waits:
    """The longest waits so far in milliseconds: of the event loop, of a look, and of a tap that writes."""

    rig: Rig
    customer: Customer
    longest: dict[str, float] = field(default_factory=lambda: {"loop": 0.0, "look": 0.0, "write": 0.0})

    async def watch(self) -> None:
        """Until it is cancelled."""
        customers, me = Customers(self.rig), self.customer.person

        async def look() -> None:
            await self.rig.look(show_costs, Actor.chat(me))

        async def write() -> None:
            await self.rig.perform(set_language, customers.actor(me), "en")

        async def tick() -> None:
            await asyncio.sleep(TICK_S)

        async with asyncio.TaskGroup() as group:
            group.create_task(self._again("look", look, PAUSE_S))
            group.create_task(self._again("write", write, PAUSE_S))
            group.create_task(self._again("loop", tick, 0, TICK_S))

    async def _again(
        self, name: str, do: Callable[[], Awaitable[None]], rest_s: float, less_s: float = 0
    ) -> None:
        while True:
            began = time.perf_counter()
            await do()
            took_ms = 1000 * (time.perf_counter() - began - less_s)
            self.longest[name] = max(self.longest[name], took_ms)
            await asyncio.sleep(rest_s)


async def observe(place: Place, folder: Path, kind: str, due: Micros) -> dict[str, float]:
    """Starts the timers and waits until nothing of this kind is due that was due by `due`.

    Gives the seconds that took from the due moment on, or from the start, if that was later; the longest waits in
    milliseconds; the process's megabytes; and the milliseconds of asking for the next due moments.
    """
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(await place.open())
        clock = RunningClock()
        rig = await stack.enter_async_context(served(db, folder, clock))
        rig.restart(pace=SendingRate())
        (customer,) = await Customers(rig).join([f"visitor {time.time_ns()}"])
        db.on_commit.append(rig.timers.wake)
        began = time.perf_counter()
        await db.read(next_due)
        arm_ms = 1000 * (time.perf_counter() - began)
        await _warm(rig, customer)
        waits = Waits(rig, customer)
        watching = asyncio.get_running_loop().create_task(waits.watch())
        await asyncio.sleep(CALM_S)
        waits.longest = dict.fromkeys(waits.longest, 0.0)
        clock.begin()
        rig.timers.start()
        # Until the moment comes it is not over, however little is due now.
        deadline = time.perf_counter() + WAIT_S
        while clock.now() <= due or (await db.read(next_due)).get(kind, due + 1) <= due:
            assert time.perf_counter() < deadline, f"{kind} is not done"
            await asyncio.sleep(CHECK_S)
        took_s = (clock.now() - max(due, START)) / SECOND
        await asyncio.sleep(CALM_S)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        return {"s": took_s, "arm": arm_ms, "mb": _memory_mb(), **waits.longest}


async def _warm(rig: Rig, customer: Customer) -> None:
    """Sends a first message: it reads the texts and builds the chat library's models, which know no task but this."""
    with suppress(TelegramBadRequest):
        await rig.bot.send_message(customer.person, "-")

    def tell(tx: Tx) -> None:
        ctx = ctx_of(rig.services, tx)
        tell_user(ctx, customer.person, "first", "reserve_free", {"amount_fen": 1}, account=customer.account)

    await rig.db.write(tell)
    await rig.relay.run_due()


def _memory_mb() -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def in_process(place: Place, folder: Path, kind: str, due: Micros) -> dict[str, float]:
    """The same in a process of its own. Raises CalledProcessError, TimeoutExpired."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_timers", place.engine, place.url, folder, kind, str(due)],
        check=True, stdout=subprocess.PIPE, timeout=2 * WAIT_S,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found


def growth(place: Place, folder: Path) -> list[dict[str, float]]:
    """What each size of the crowd gives, when a thousand of them become due at one moment."""
    found, there, due = [], 0, int(START + AHEAD_S * SECOND)
    for size in SIZES[place.engine]:
        fill(place, "people", range(there, size))
        # Others each time: what was told once is not told again.
        fill(place, "reserve", range(max(there, size - FIRE), size), due)
        there = size
        found.append(in_process(place, folder, "reserve", due))
    return found


def at_once(place: Place, folder: Path) -> dict[str, list[dict[str, float]]]:
    """The same for everything that was due before the start, kind by kind and round by round."""
    found: dict[str, list[dict[str, float]]] = {kind: [] for kind in OVERDUE}
    for number in range(ROUNDS):
        # One kind alone has a goal.
        for kind, many in OVERDUE.items() if number == 0 else [("reserve", OVERDUE["reserve"])]:
            fill(place, kind, range(number * many, (number + 1) * many), START - SECOND)
            found[kind].append(in_process(place, folder, kind, START - SECOND))
    return found


def profiled(place: Place, folder: Path) -> str:
    """Where the time goes when many reserves are due at once."""
    many = OVERDUE["reserve"]
    fill(place, "reserve", range(ROUNDS * many, (ROUNDS + 1) * many), START - SECOND)
    profile = Profile()
    with profile.everywhere():
        asyncio.run(observe(place, folder, "reserve", START - SECOND))
        return profile.shares()


def main() -> None:
    """Both engines, one after the other."""
    rows: list[Row] = []
    due_rows: list[Row] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        databases, folder = Databases(Path(name), durable=True), Path(name)
        try:
            for engine in SIZES:
                place = databases.migrated(engine)
                grown = growth(place, folder)
                for size, one in zip(SIZES[engine], grown, strict=True):
                    figures = [f"{one[key]:.{digits}f}" for key, digits in COLUMNS.items()]
                    rows.append([f"{engine}, {size:,} accounts", *figures])
                overdue = at_once(place, folder)
                for kind, rounds in overdue.items():
                    took = measured([one["s"] for one in rounds])
                    each = 1e6 * took.median / OVERDUE[kind]
                    longest = [measured([one[key] for one in rounds]).text(0) for key in WAITS]
                    due_rows.append(
                        [f"{engine}, {OVERDUE[kind]:,} {WORDS[kind]}", took.text(), f"{each:.0f}", *longest]
                    )
                if engine == "sqlite":
                    limit = f"{profiled(place, folder)}."
                    reached("timers fire", measured([grown[-1]["s"]]), limit)
                    reached("timers overdue", measured([one["s"] for one in overdue["reserve"]]), limit)
                    pauses = [max(one[key] for key in WAITS) for one in overdue["reserve"]]
                    reached("timers pause", measured(pauses), limit)
        except NoServer as exc:
            notes.append(f"PostgreSQL not measured: {exc}")
        finally:
            databases.close()
    waited = "longest wait, ms: event loop", "a look at Costs", "a tap that writes"
    told = f"Of the accounts {FIRE:,} are due at one moment (or all, where there are fewer)."
    pace = "Told is written to the outbox; the relay sends at its usual pace meanwhile."
    columns = ["pending", "MB", "asking for the next, ms", "due until all told, s", *waited]
    report("Timers among many accounts", "bench_timers", columns, rows, [told, pace, *notes])
    columns = ["due at the start", "s", "us each", *waited]
    note = (
        "A customer looks and writes a hundred times a second each. Reserves: three rounds, with their range."
    )
    report("Much due at once", "bench_timers", columns, due_rows, [note, *notes])


def child(engine: Engine, url: str, folder: str, kind: str, due: str) -> None:
    """Prints what `observe` gives, as JSON."""
    print(json.dumps(asyncio.run(observe(Place(engine, url), Path(folder), kind, int(due)))))


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    if len(sys.argv) > 1:
        child(*sys.argv[1:])  # type: ignore[arg-type]
    else:
        main()
