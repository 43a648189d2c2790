"""How fast the relay empties the outbox into the sandbox's chats, without a limit of pace: to many chats, and to one.

The comparison is bare sending of as many messages. `make bench` runs it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from bot.sandbox.model import Person
from bot.workers.due_work import upkeep
from domain.ports import SECOND
from storage.opening import open_database
from tests.bench.figures import measured, ratios, report, turns
from tests.support.crowd import FIRST, fill
from tests.support.databases import Place, migrate
from tests.support.rig import START, Rig, rig_on

MANY = 1_000


@asynccontextmanager
async def told(folder: Path) -> AsyncIterator[Rig]:
    """A rig with an open chat for each person and a message that waits for each."""
    place = Place("sqlite", f"sqlite:///{folder}/books.db")
    migrate(place.url)
    fill(place, "people", range(MANY))
    fill(place, "reserve", range(MANY), START - SECOND)
    async with await open_database(place.url) as db, rig_on(db, folder) as rig:
        for who in range(FIRST, FIRST + MANY):
            rig.sandbox.core.add_person(Person(who, "Visitor", "en", f"+86139{who:08}"))
            await rig.driver.person(who).send("/start")
        assert await upkeep(rig)["reserve"]() == MANY
        yield rig


async def relayed(folder: Path) -> float:
    """Messages a second, one for each chat."""
    async with told(folder) as rig:
        began = time.perf_counter()
        assert await rig.relay.run_due() == MANY
        return MANY / (time.perf_counter() - began)


async def bare(folder: Path) -> float:
    """Messages a second without the outbox."""
    async with told(folder) as rig:
        began = time.perf_counter()
        for who in range(FIRST, FIRST + MANY):
            await rig.bot.send_message(who, "A reserve of 100.00 is free.")
        return MANY / (time.perf_counter() - began)


def main() -> None:
    """Reports the rounds."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    ways = {"sent bare": bare, "through the relay": relayed}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for name, measure in turns(ways):
        with tempfile.TemporaryDirectory() as folder:
            rates[name].append(asyncio.run(measure(Path(folder))))
    base = rates["sent bare"]
    rows = [[name, measured(found).text(0), ratios(found, base).text()] for name, found in rates.items()]
    note = (
        f"{MANY:,} messages to a chat each. The Bot API takes 30 a second, so the relay is never waited for."
    )
    report("Messages", "bench_relay", ["way", "a second", "times bare"], rows, [note])


if __name__ == "__main__":
    main()
