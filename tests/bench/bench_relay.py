"""How fast the relay empties the outbox into the sandbox's chats, without a limit of pace: to many chats, and to one.

The comparison is bare sending of as many messages. `make bench` runs it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import structlog

from bot.sandbox.model import Person
from bot.workers.due_work import upkeep
from tests.bench.crowd import FIRST, crowd
from tests.bench.figures import ratio, report
from tests.support.rig import Rig

MANY = 1_000
ROUNDS = 2


async def _prepare(rig: Rig) -> None:
    """Opens a chat for each person and writes a message for each."""
    for who in range(FIRST, FIRST + MANY):
        rig.sandbox.core.add_person(Person(who, "Visitor", "en", f"+86139{who:08}"))
        await rig.driver.person(who).send("/start")
    assert await upkeep(rig)["reserve"]() == MANY


async def relayed(folder: Path) -> float:
    """Messages a second, one for each chat."""
    async with crowd(folder, MANY, 0) as rig:
        await _prepare(rig)
        began = time.perf_counter()
        assert await rig.relay.run_due() == MANY
        return MANY / (time.perf_counter() - began)


async def bare(folder: Path) -> float:
    """Messages a second without the outbox."""
    async with crowd(folder, MANY, 0) as rig:
        await _prepare(rig)
        began = time.perf_counter()
        for who in range(FIRST, FIRST + MANY):
            await rig.bot.send_message(who, "A reserve of 100.00 is free.")
        return MANY / (time.perf_counter() - began)


def main() -> None:
    """Reports the best of the rounds."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    rates: dict[str, list[float]] = {"sent bare": [], "through the relay": []}
    for _ in range(ROUNDS):
        for name, measure in (("sent bare", bare), ("through the relay", relayed)):
            with tempfile.TemporaryDirectory() as folder:
                rates[name].append(asyncio.run(measure(Path(folder))))
    base = max(rates["sent bare"])
    rows = [[name, f"{max(found):.0f}", ratio(max(found), base)] for name, found in rates.items()]
    note = (
        f"{MANY:,} messages to a chat each. The Bot API takes 30 a second, so the relay is never waited for."
    )
    report("Messages", "bench_relay", ["way", "a second", "times bare"], rows, [note])


if __name__ == "__main__":
    main()
