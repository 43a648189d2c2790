"""What the length of the journal costs: the same withdrawal, screens and check on books of 100 to 1,000,000 rows.

Billing's own events make the books: orders are paid in and spent by bills. One account has a tenth of all; there a
customer confirms, looks at *Costs* and at *Records*. `main.py check` runs in a process of its own, while taps go on.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import structlog

from bot.workers.due_work import upkeep
from domain.actor import Actor
from domain.usecases.customer.greet import set_language
from domain.usecases.customer.list_records import list_records
from domain.usecases.customer.show_costs import show_costs
from storage.queries import Engine
from tests.bench.bench_start import environment, run
from tests.bench.customers import Customer, Customers, served, spent
from tests.bench.figures import Row, report
from tests.support.databases import Databases, Place
from tests.support.postgres_server import NoServer
from tests.support.rig import START, Rig

SIZES: dict[Engine, tuple[int, ...]] = {
    "sqlite": (100, 1_000, 10_000, 100_000, 1_000_000),
    "postgresql": (100, 1_000, 10_000, 100_000),
}
FILL_S = {"sqlite": 110, "postgresql": 60}
"""The most seconds for filling. A size that would not fit is left out, and the report says so."""
A_BILL = 499
"""Orders that one bill takes."""
A_TENTH = 10
CONFIRMS = 12
LOOKS = 30
RECORDS = (100, 1_000, 10_000, 100_000)
PAUSE_S = 0.01
COLUMNS = {"confirm": 1, "costs": 2, "records": 2, "check": 1, "tap": 0, "mb": 0}
"""Digits after the point."""


class Books:
    """Books that grow, and what they cost."""

    def __init__(self, rig: Rig, place: Place, customer: Customer) -> None:
        self.rig = rig
        self.place = place
        self.customer = customer
        self._customers = Customers(rig)
        self._orders = 0

    async def grow(self, rows: int, until: float) -> bool:
        """Fills up to so many rows of the journal; False when the time is over."""
        while (there := self.rows()) < rows:
            if time.perf_counter() > until:
                return False
            many = min(A_BILL, rows - there - 1) or 1
            turn = self._orders % A_TENTH
            account = self.customer.account if turn == 0 else f"other {turn}"
            first = self._orders * A_BILL
            await self.rig.events(spent(account, range(first, first + many)))
            self._orders += 1
        return True

    def rows(self) -> int:
        """Rows of the journal."""
        return self._number("SELECT COUNT(*) FROM journal")

    async def measure(self) -> dict[str, float]:
        """Milliseconds of a confirmation, of looks, of a tap during the check; its seconds; the books' megabytes."""
        me = Actor.chat(self.customer.person)
        found = {
            "confirm": await self._confirm_ms(),
            "costs": await _median_ms(lambda: self.rig.look(show_costs, me)),
            "records": await _median_ms(lambda: self.rig.look(list_records, me)),
        }
        return found | await self._check() | {"mb": self._size_mb()}

    async def _confirm_ms(self) -> float:
        times = []
        for _ in range(CONFIRMS):
            view = await self._customers.draft(self.customer)
            began = time.perf_counter()
            await self._customers.confirm(self.customer, view)
            times.append(time.perf_counter() - began)
        return 1000 * statistics.median(times)

    async def _check(self) -> dict[str, float]:
        longest = 0.0

        async def tap() -> None:
            nonlocal longest
            while True:
                began = time.perf_counter()
                await self.rig.perform(set_language, self._customers.actor(self.customer.person), "en")
                longest = max(longest, time.perf_counter() - began)
                await asyncio.sleep(PAUSE_S)

        # The check names rows of the audit that wait for the chain, as the sandbox's time has stood still.
        await upkeep(self.rig)["chain"]()
        tapping = asyncio.get_running_loop().create_task(tap())
        began = time.perf_counter()
        env = environment(DATABASE_URL=self.place.url, SECRET_KEY="k" * 32)
        try:
            await asyncio.to_thread(run, ["main.py", "check"], env)
            took_s = time.perf_counter() - began
        finally:
            tapping.cancel()
            with suppress(asyncio.CancelledError):
                await tapping
        return {"check": took_s, "tap": 1000 * longest}

    def _size_mb(self) -> float:
        if self.place.engine == "sqlite":
            pages = self._number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            return pages / 2**20
        return self._number("SELECT pg_database_size(current_database())") / 2**20

    def _number(self, query: str) -> int:
        if self.place.engine == "sqlite":
            with closing(sqlite3.connect(self.place.path)) as books:
                return int(books.execute(query).fetchone()[0])
        with psycopg.connect(self.place.url, autocommit=True) as server:
            row = server.execute(query.encode()).fetchone()
            assert row is not None
            return int(row[0])

    async def records(self) -> list[str]:
        """Milliseconds of the first page of *Records* for each number of withdrawals that were cancelled."""
        shown, there, me = [], 0, Actor.chat(self.customer.person)
        for many in RECORDS:
            await asyncio.to_thread(self._add_cancelled, there, many)
            there = many
            shown.append(f"{await _median_ms(lambda: self.rig.look(list_records, me)):.2f}")
        return shown

    def _add_cancelled(self, first: int, last: int) -> None:
        one = self.customer
        query = f"""INSERT INTO withdrawal (id, account, via_account, chat_user, fund, amount_fen, method, status,
                created_at, updated_at, submitted_at, ended_at)
            WITH RECURSIVE n (i) AS (SELECT {first + 1} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
            SELECT 'R' || i, '{one.account}', '{one.account}', {one.person}, {one.fund}, 1, 'original', 'cancelled',
                {START} - i, {START}, {START} - i, {START} FROM n"""
        if self.place.engine == "sqlite":
            with closing(sqlite3.connect(self.place.path)) as books, books:
                books.execute(query)
            return
        with psycopg.connect(self.place.url, autocommit=True) as server:
            server.execute(query.encode())
            server.execute("VACUUM ANALYZE")


async def _median_ms(look: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        await look()
        times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


async def measure(place: Place, folder: Path) -> tuple[list[Row], list[str], list[str]]:
    """A row for each size, the times of *Records*, and what was left out."""
    rows: list[Row] = []
    left_out = []
    async with await place.open() as db, served(db, folder) as rig:
        customer, *_ = await Customers(rig).join(
            ["long", *(f"other {number}" for number in range(1, A_TENTH))]
        )
        books = Books(rig, place, customer)
        until = time.perf_counter() + FILL_S[place.engine]
        for size in SIZES[place.engine]:
            if not await books.grow(size, until):
                left_out.append(
                    f"{place.engine}: {size:,} rows were not written in {FILL_S[place.engine]} s."
                )
                break
            began = time.perf_counter()
            found = await books.measure()
            until += time.perf_counter() - began
            figures = [f"{found[name]:.{digits}f}" for name, digits in COLUMNS.items()]
            rows.append([f"{place.engine}, {books.rows():,} rows", *figures])
            print(rows[-1], flush=True)
        return rows, await books.records(), left_out


def main() -> None:
    """Both engines, one after the other."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    rows: list[Row] = []
    records: list[Row] = []
    notes = [
        "The account has a tenth of all orders, all of them spent but one. The tap chooses a language, a hundred "
        "times a second, while the check runs; its seconds are from the start of its process to its end."
    ]
    with tempfile.TemporaryDirectory() as name:
        databases = Databases(Path(name))
        try:
            for engine in SIZES:
                found, times, left_out = asyncio.run(measure(databases.migrated(engine), Path(name)))
                rows += found
                records.append([engine, *times])
                notes += left_out
        except NoServer as exc:
            notes.append(f"PostgreSQL not measured: {exc}")
        finally:
            databases.close()
    columns = ["journal", "confirm, ms", "Costs, ms", "Records, ms"]
    columns += ["check, s", "longest tap meanwhile, ms", "books, MB"]
    report("Growth of the journal", "bench_growth", columns, rows, notes)
    columns = ["first page, ms", *(f"{many:,} withdrawals" for many in RECORDS)]
    report("Growth of the records", "bench_growth", columns, records)


if __name__ == "__main__":
    main()
