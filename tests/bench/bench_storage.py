"""The gain of the group commit on this machine: ratios, because absolute numbers depend on the disk.

`make bench` runs it, on PostgreSQL too where a server is available.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from domain.tx import Tx
from storage.database import Database
from tests.bench.figures import Row, ratio, report
from tests.storage.machine import MACHINE, add, read_then_write, value
from tests.support.databases import Databases, Place
from tests.support.postgres_server import NoServer

SINGLE = 300
AT_ONCE = 64
ROUNDS = 60


async def rate(count: int, work: Callable[[], Awaitable[None]]) -> float:
    """Functions a second."""
    began = time.perf_counter()
    await work()
    return count / (time.perf_counter() - began)


def make(tx: Tx, name: str) -> None:
    """Makes a counter."""
    tx.run("counter_make", name=name)


async def one_by_one(db: Database) -> None:
    """Writes one after the other."""
    for _ in range(SINGLE):
        await db.write(add)


async def at_once(db: Database, names: list[str]) -> None:
    """Writes from as many callers as names at the same time, each to the row of its name."""
    for _ in range(ROUNDS):
        await asyncio.gather(*(db.write(partial(read_then_write, name=name), lock=name) for name in names))


async def reads(db: Database) -> None:
    """Reads the cheapest row, from many callers."""
    for _ in range(ROUNDS):
        await asyncio.gather(*(db.read(value) for _ in range(AT_ONCE)))


async def measure(place: Place) -> list[Row]:
    """The rates of one engine."""
    async with await place.open(**MACHINE) as db:
        names = ["a", *(f"row {i}" for i in range(1, AT_ONCE))]
        await asyncio.gather(*(db.write(partial(make, name=name)) for name in names))
        await one_by_one(db)
        single = await rate(SINGLE, partial(one_by_one, db))
        same = await rate(AT_ONCE * ROUNDS, partial(at_once, db, ["a"] * AT_ONCE))
        own = await rate(AT_ONCE * ROUNDS, partial(at_once, db, names))
        read = await rate(AT_ONCE * ROUNDS, partial(reads, db))
        stored = await db.read(value)
    assert stored == 2 * SINGLE + AT_ONCE * ROUNDS + ROUNDS
    rows = {
        "one by one": single,
        f"{AT_ONCE} at once on one row": same,
        f"{AT_ONCE} at once on rows of their own": own,
        f"{AT_ONCE} reads at once": read,
    }
    return [[f"{place.engine}, {name}", f"{found:.0f}", ratio(found, single)] for name, found in rows.items()]


def main() -> None:
    """Measures both engines, SQLite on a real file in the folder for temporary files."""
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        rows, notes = [], []
        try:
            rows += asyncio.run(measure(databases.bare("sqlite")))
            rows += asyncio.run(measure(databases.bare("postgresql")))
        except NoServer as exc:
            notes.append(f"PostgreSQL not measured: {exc}")
        finally:
            databases.close()
        report("Transactions", "bench_storage", ["functions", "a second", "times one by one"], rows, notes)


if __name__ == "__main__":
    main()
