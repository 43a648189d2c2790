"""What it costs when very much is due at once, after a long downtime, and how long others wait for a turn meanwhile.

Against it the way that was rejected, a transaction for each row. Run by ``make bench``.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import structlog

from bot.workers.due_work import upkeep
from domain.actor import Actor
from domain.usecases.time.release_reserves import release_reserves
from tests.bench.crowd import crowd
from tests.bench.figures import ratio, report
from tests.support.rig import Rig, tried

MANY = 10_000
SINGLY = 500
TICK_S = 0.002
ROUNDS = 2
ACTOR = Actor.system("timers")


async def swept(rig: Rig, kind: str) -> tuple[float, float]:
    """Seconds for everything of a kind that is due, and the longest time in which nobody else got a turn."""
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK_S)
            longest = max(longest, time.perf_counter() - before - TICK_S)

    ticking = asyncio.get_running_loop().create_task(tick())
    await asyncio.sleep(2 * TICK_S)
    longest = 0.0
    began = time.perf_counter()
    done = await upkeep(rig)[kind]()
    took = time.perf_counter() - began
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking
    assert done == MANY
    return took, longest


async def sweeps(folder: Path) -> dict[str, tuple[float, float]]:
    """Both kinds, all at once."""
    async with crowd(folder, MANY, MANY) as rig:
        return {kind: await swept(rig, kind) for kind in ("reserve", "code")}


async def singly(folder: Path) -> float:
    """Seconds for a reserve when each has a transaction of its own."""
    async with crowd(folder, SINGLY, 0) as rig:
        began = time.perf_counter()
        for _ in range(SINGLY):
            assert await tried(rig.perform(release_reserves, ACTOR, limit=1)) == 1
        return (time.perf_counter() - began) / SINGLY


def main() -> None:
    """The best of the rounds."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    found: list[dict[str, tuple[float, float]]] = []
    one: list[float] = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            found.append(asyncio.run(sweeps(Path(folder))))
        with tempfile.TemporaryDirectory() as folder:
            one.append(asyncio.run(singly(Path(folder))))
    each = min(one)
    rows = []
    for kind, what in (("reserve", "free reserves, each told to a chat"), ("code", "codes that ran out")):
        took = min(times[kind][0] for times in found)
        longest = min(times[kind][1] for times in found)
        rows.append(
            [
                f"{MANY:,} {what}",
                f"{took:.2f}",
                f"{1e6 * took / MANY:.0f}",
                ratio(took / MANY, each),
                f"{1e3 * longest:.0f}",
            ]
        )
    rows.append(
        [
            f"{SINGLY} free reserves, a transaction each",
            f"{each * SINGLY:.2f}",
            f"{1e6 * each:.0f}",
            "1.00",
            "-",
        ]
    )
    columns = ["what is due", "s", "us each", "times one by one", "longest wait of others, ms"]
    report("Much due at once", "bench_timers", columns, rows)


if __name__ == "__main__":
    main()
