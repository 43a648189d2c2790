"""*Confirm withdrawal* on both engines, one by one and 64 at once, against the least that a durable commit takes.

The comparison is plain sqlite3 doing one small transaction (insert, update, insert) a commit, on the same disk.
Drafts are made between the timed parts. PostgreSQL is a server on this machine, over loopback, that waits for the
disk.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing
from functools import partial
from pathlib import Path

import structlog

from storage.queries import Engine
from tests.bench.customers import Customer, Customers, served
from tests.bench.figures import Row, measured, ratios, report, turns
from tests.bench.goals import reached
from tests.bench.profiling import Profile
from tests.support.databases import Databases
from tests.support.postgres_server import NoServer

SINGLE = 32
AT_ONCE = 64
PLAIN = 200
WAIT_S = 60
NAMES = {"single": "one by one", "many": f"{AT_ONCE} at once", "hot": f"{AT_ONCE} at once on one account"}
Rate = Callable[[], Awaitable[float]]


async def plain(file: Path) -> float:
    """Transactions a second of plain sqlite3."""
    with closing(sqlite3.connect(file, isolation_level=None)) as books:
        books.execute("PRAGMA journal_mode = WAL")
        books.execute("PRAGMA synchronous = FULL")
        books.execute("CREATE TABLE IF NOT EXISTS fund (id INTEGER PRIMARY KEY, fen INTEGER) STRICT")
        books.execute(
            "CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, fund INTEGER, fen INTEGER) STRICT"
        )
        books.execute("INSERT OR IGNORE INTO fund VALUES (1, 0)")
        began = time.perf_counter()
        for number in range(PLAIN):
            books.execute("BEGIN IMMEDIATE")
            books.execute("INSERT INTO line (fund, fen) VALUES (1, ?)", (number,))
            books.execute("UPDATE fund SET fen = fen + ? WHERE id = 1", (number,))
            books.execute("INSERT INTO line (fund, fen) VALUES (1, ?)", (-number,))
            books.execute("COMMIT")
        return PLAIN / (time.perf_counter() - began)


class Shop:
    """One engine's customers, and how fast they confirm."""

    def __init__(self, customers: Customers) -> None:
        self._customers = customers
        self._own: list[Customer] = []
        self._hot: list[Customer] = []

    async def open(self) -> None:
        """Makes as many customers with an account of their own, and as many with one account together."""
        self._own = await self._customers.join([f"A{number}" for number in range(AT_ONCE)])
        self._hot = await self._customers.join(["hot"], AT_ONCE)

    async def single(self) -> float:
        """Confirmations a second, one after the other."""
        ready = await self._customers.drafts(self._own[:SINGLE])
        began = time.perf_counter()
        for one, view in ready:
            await self._customers.confirm(one, view)
        return SINGLE / (time.perf_counter() - began)

    async def many(self) -> float:
        """The same, all at once, each on an account of its own."""
        return await self._at_once(self._own)

    async def hot(self) -> float:
        """The same, all on one account."""
        return await self._at_once(self._hot)

    async def _at_once(self, ones: list[Customer]) -> float:
        ready = await self._customers.drafts(ones)
        began = time.perf_counter()
        done = await asyncio.gather(*[self._customers.confirm(one, view) for one, view in ready])
        took = time.perf_counter() - began
        assert {view.status for view in done} == {"approved"}
        return len(done) / took


async def opened(stack: AsyncExitStack, databases: Databases, engine: Engine, folder: Path) -> Shop:
    """A shop on a fresh database."""
    db = await stack.enter_async_context(await databases.migrated(engine).open())
    place = folder / engine
    place.mkdir(parents=True)
    rig = await stack.enter_async_context(served(db, place))
    shop = Shop(Customers(rig))
    await shop.open()
    return shop


async def rounds(databases: Databases, engines: list[Engine], folder: Path) -> dict[str, list[float]]:
    """Rates of all ways."""
    async with AsyncExitStack() as stack:
        ways: dict[str, Rate] = {"plain": partial(plain, folder / "plain.db")}
        for engine in engines:
            shop = await opened(stack, databases, engine, folder)
            for name in NAMES:
                ways[f"{engine} {name}"] = getattr(shop, name)
        found: dict[str, list[float]] = {name: [] for name in ways}
        for name, way in turns(ways):
            async with asyncio.timeout(WAIT_S):
                found[name].append(await way())
    return found


async def profiles(databases: Databases, engines: list[Engine], folder: Path) -> dict[str, str]:
    """What each way spends its time on."""
    shares: dict[str, str] = {}
    for engine in engines:
        for name in NAMES:
            profile = Profile()
            with profile.everywhere():
                async with AsyncExitStack() as stack:
                    shop = await opened(stack, databases, engine, folder / f"profile-{engine}-{name}")
                    shares[f"{engine} {name}"] = await _profiled(profile, shop, name)
    return shares


async def _profiled(profile: Profile, shop: Shop, name: str) -> str:
    customers = shop._customers
    ready = await customers.drafts(shop._hot if name == "hot" else shop._own)
    profile.begin()
    calls = [partial(customers.confirm, one, view) for one, view in ready]
    if name == "single":
        for call in calls:
            await call()
    else:
        await asyncio.gather(*[call() for call in calls])
    return profile.shares()


def main() -> None:
    """Measures both engines in the same rounds, and profiles each afterwards."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        databases = Databases(folder, durable=True)
        engines: list[Engine] = ["sqlite", "postgresql"]
        notes = ["A second: how many are confirmed, or committed by plain sqlite3."]
        try:
            databases.bare("postgresql")
        except NoServer as exc:
            engines.remove("postgresql")
            notes.append(f"PostgreSQL not measured: {exc}")
        try:
            found = asyncio.run(rounds(databases, engines, folder))
            shares = asyncio.run(profiles(databases, engines, folder))
        finally:
            databases.close()
    base = found.pop("plain")
    rows: list[Row] = [["plain sqlite3", measured(base).text(0), "1.00"]]
    for way, rates in found.items():
        engine, how = way.split()
        rows.append([f"{engine}, {NAMES[how]}", measured(rates).text(0), ratios(rates, base).text()])
    report("Confirm", "bench_confirm", ["way", "a second", "times plain sqlite3"], rows, notes)
    for way, rates in found.items():
        key = f"confirm {way}"
        if key != "confirm sqlite hot":
            reached(key, ratios(rates, base), f"{shares[way]}.")


if __name__ == "__main__":
    main()
