"""The cost of one call of /metrics with many steps of withdrawals; the first call after a start counts them all."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from pathlib import Path

import aiohttp

from bot.runtime.clock import Failing
from bot.web.health import Health
from bot.web.listen import serve
from tests.bench.figures import Row, report
from tests.support.databases import Databases
from tests.support.rig import rig_on

SIZES = (0, 60_000, 600_000)
CALLS = 200


def fill(path: Path, steps: int) -> None:
    """Writes steps without withdrawals: only their number matters here."""
    statuses = ("in_review", "approved", "sending", "successful", "failed")
    # This connection does not turn foreign keys on.
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO transition (withdrawal, at, from_status, to_status, version, who) "
            "VALUES (?, 0, 'draft', ?, ?, 'x')",
            ((f"W{i // 5}", statuses[i % 5], i % 5) for i in range(steps)),
        )
    connection.close()


async def measure(folder: Path, steps: int) -> Row:
    """Milliseconds: the first count of all steps, then the median and the worst call."""
    databases = Databases(folder / str(steps))
    place = databases.migrated("sqlite")
    fill(place.path, steps)
    async with await place.open() as db, rig_on(db, folder / str(steps)) as rig:
        health = Health(rig, Failing(), {})
        began = time.perf_counter()
        await health.count_steps()
        first_ms = (time.perf_counter() - began) * 1000
        runner = await serve(health.private_routes(), "127.0.0.1", 0, stop_s=1)
        times = []
        async with aiohttp.ClientSession() as client:
            for _ in range(CALLS):
                began = time.perf_counter()
                async with client.get(f"http://127.0.0.1:{runner.addresses[0][1]}/metrics") as answer:
                    text = await answer.text()
                times.append((time.perf_counter() - began) * 1000)
        await runner.cleanup()
        counted = sum(
            float(line.split()[-1]) for line in text.splitlines() if line.startswith("withdrawal_steps{")
        )
        assert counted == steps, (counted, steps)
    databases.close()
    times.sort()
    return (f"{steps:,} steps", f"{first_ms:.0f}", f"{times[len(times) // 2]:.1f}", f"{times[-1]:.1f}")


async def main() -> None:
    """All sizes, each with a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [await measure(Path(folder), steps) for steps in SIZES]
    report(
        "Metrics",
        "bench_metrics",
        ("SQLite", "counting at the start, ms", "a call, median ms", "worst ms"),
        rows,
        [f"{CALLS} calls over HTTP, one after the other; the worst of them is the machine's."],
    )


if __name__ == "__main__":
    asyncio.run(main())
