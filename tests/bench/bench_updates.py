"""How many updates a second the bot takes, and how long a person waits: by polling and webhook, on each event loop.

The bot runs in a process of its own, as in reality, with a database on the disk. Each update is a person's first: the
bot greets them (one transaction), reads their state, and answers (one call). `make bench` runs it.
"""

from __future__ import annotations

import asyncio
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.bench.bot_api import Way, running
from tests.bench.figures import ratio, report

PEOPLE = 1_000_000
WARM_UP = 100
COUNT = 400
AT_ONCE = 32
"""The number of unanswered updates at the same time."""
ROUNDS = 2
WAYS: dict[str, tuple[Way, str, str]] = {
    "polling": ("polling", "asyncio", "frozen"),
    "polling, nothing frozen": ("polling", "asyncio", "thawed"),
    "polling, uvloop": ("polling", "uvloop", "frozen"),
    "webhook": ("webhook", "asyncio", "frozen"),
    "webhook, uvloop": ("webhook", "uvloop", "frozen"),
}
"""How updates come, on which event loop, and whether the garbage collector skips long-lived objects."""


async def measure(how: Way, loop: str, memory: str, folder: Path) -> tuple[float, float, float, float]:
    """The bot's processor milliseconds an update, updates a second, and the 50th and 99th percentile in ms."""
    async with running("updates_bot", [loop, memory], how, folder, PEOPLE) as bot:
        await bot.measure("/help", WARM_UP, AT_ONCE)
        cpu, taken = await bot.measure("/help", COUNT, AT_ONCE)
    return cpu, COUNT / taken.all_s, taken.percentile_ms(50), taken.percentile_ms(99)


def main() -> None:
    """Measures all ways in turn, round after round."""
    ways = {name: way for name, way in WAYS.items() if way[1] == "asyncio" or find_spec(way[1])}
    found: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (how, loop, memory) in ways.items():
            with tempfile.TemporaryDirectory() as folder:
                found[name].append(asyncio.run(measure(how, loop, memory, Path(folder))))
    base = min(cpu for cpu, *_ in found["polling"])
    rows = []
    for name, rounds in found.items():
        cpu, rate, half, most = zip(*rounds, strict=True)
        rows.append(
            [
                name,
                f"{min(cpu):.2f}",
                ratio(min(cpu), base),
                f"{max(rate):.0f}",
                f"{min(half):.0f}",
                f"{min(most):.0f}",
            ]
        )
    columns = ["updates come by", "ms of processor each", "times polling", "a second", "p50 ms", "p99 ms"]
    note = f"{COUNT} updates, {AT_ONCE} on their way at once; the server has to share the cores with the bot."
    report("Updates", "bench_updates", columns, rows, [note])


if __name__ == "__main__":
    main()
