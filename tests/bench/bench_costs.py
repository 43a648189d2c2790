"""*Costs* on an account with 20,000 top-up orders that are spent, against one with 5, on both engines.

Billing's own events make both: every order is paid in, and one bill takes it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import structlog

from domain.actor import Actor
from domain.usecases.customer.show_costs import show_costs
from tests.bench.customers import Customers, served, spent
from tests.bench.figures import Row, measured, ratios, report, turns
from tests.bench.goals import reached
from tests.bench.profiling import Profile
from tests.support.databases import ENGINES, Databases, Place
from tests.support.postgres_server import NoServer
from tests.support.rig import Rig

MANY = 20_000
FEW = 5
LOOKS = 100
ENOUGH_S = 2.0
A_BATCH = 1_000
WAIT_S = 150


class Counter:
    """One engine's two accounts."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig

    async def fill(self) -> dict[str, int]:
        """Makes the accounts; returns their people."""
        few, many = await Customers(self.rig).join(["few", "many"])
        await self.rig.events(spent("few", range(FEW)))
        for first in range(0, MANY, A_BATCH):
            await self.rig.events(spent("many", range(first, first + A_BATCH)))
        return {"few": few.person, "many": many.person}

    async def look(self, person: int) -> float:
        """Milliseconds of a look, the mean of several."""
        looks, began = 0, time.perf_counter()
        while looks < LOOKS and time.perf_counter() - began < ENOUGH_S:
            await self.rig.look(show_costs, Actor.chat(person))
            looks += 1
        return 1000 * (time.perf_counter() - began) / looks


async def measure(place: Place, folder: Path) -> tuple[dict[str, list[float]], str]:
    """Milliseconds of each round for both accounts, and where the time of the large one goes."""
    async with await place.open() as db, served(db, folder) as rig, asyncio.timeout(WAIT_S):
        counter = Counter(rig)
        people = await counter.fill()
        found: dict[str, list[float]] = {name: [] for name in people}
        for name, person in turns(people):
            found[name].append(await counter.look(person))
    profile = Profile()
    with profile.everywhere():
        async with await place.open() as db, served(db, folder) as rig:
            counter = Counter(rig)
            await counter.look(people["few"])
            profile.begin()
            await counter.look(people["many"])
            return found, profile.shares()


def main() -> None:
    """Measures each engine on a database of its own."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    rows: list[Row] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        databases = Databases(Path(name))
        try:
            for engine in ENGINES:
                place = databases.migrated(engine)
                found, shares = asyncio.run(measure(place, Path(name)))
                times = ratios(found["many"], found["few"])
                for which, orders in (("few", FEW), ("many", MANY)):
                    so_many = "1.00" if which == "few" else times.text()
                    rows.append([f"{engine}, {orders:,} orders", measured(found[which]).text(), so_many])
                reached(f"costs {engine}", times, f"{shares}.")
        except NoServer as exc:
            notes.append(f"PostgreSQL not measured: {exc}")
        finally:
            databases.close()
    report("Costs of a long history", "bench_costs", ["account", "ms", f"times {FEW} orders"], rows, notes)


if __name__ == "__main__":
    main()
