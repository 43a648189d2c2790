"""The small database on which the machinery is tested, and the functions the tests run on it.

Also what a second process does in those tests: ``python -m tests.storage.machine COMMAND URL ...``.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from domain.tx import Tx
from storage import migrate
from storage.database import Database
from storage.opening import open_database
from storage.queries import Engine
from storage.sqlite.database import SqliteDatabase

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MIGRATIONS = HERE / "migrations"
MACHINE: dict[str, Any] = {"migrations": MIGRATIONS, "queries": (HERE / "sql",)}
WAIT_S = 20


def add(tx: Tx, by: int = 1, name: str = "a") -> int:
    """Adds with the database's own arithmetic."""
    changed: int = tx.run("counter_add", name=name, by=by)
    return changed


def value(tx: Tx, name: str = "a") -> int:
    """What a counter stands at."""
    result: int = tx.scalar("counter_value", name=name)
    return result


def read_then_write(tx: Tx, name: str = "a") -> int:
    """Adds one in the way that loses an update where transactions do not exclude each other."""
    seen = value(tx, name)
    tx.run("counter_set", name=name, value=seen + 1)
    return seen + 1


def refuse(tx: Tx, error: Exception) -> None:
    """Writes, then raises."""
    add(tx, 100)
    raise error


@asynccontextmanager
async def held_back(db: SqliteDatabase) -> AsyncIterator[None]:
    """Keeps the writer busy, so that what is begun inside runs afterwards as one group."""
    running, go = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        running.set()
        assert go.wait(WAIT_S)

    holding = asyncio.create_task(db.write(hold))
    assert await asyncio.to_thread(running.wait, WAIT_S)
    try:
        yield
    finally:
        go.set()
        await holding


async def queued(db: SqliteDatabase, *fns: Callable[[Tx], Any]) -> list[asyncio.Task[Any]]:
    """Callers that wait for their turn, when the writer is held back."""
    tasks = [asyncio.create_task(db.write(fn)) for fn in fns]
    await asyncio.sleep(0)
    return tasks


async def together(db: SqliteDatabase, *fns: Callable[[Tx], Any]) -> list[Any]:
    """Runs the functions as one group; results and exceptions in their order."""
    async with held_back(db):
        tasks = await queued(db, *fns)
    return await asyncio.gather(*tasks, return_exceptions=True)


async def trace(db: SqliteDatabase, listener: Callable[[str], None] | None) -> None:
    """Tells of every statement of the writer, on its thread, before it is carried out."""
    assert db._writer is not None
    await db._writer.call(lambda connection: connection.set_trace_callback(listener))


def child(*args: str) -> subprocess.Popen[str]:
    """Starts a second process; see ``main``."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.machine", *args],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


async def _count(url: str, times: int) -> None:
    async with await open_database(url, **MACHINE) as db:
        for _ in range(times // 10):
            await asyncio.gather(*(db.write(read_then_write, lock="a") for _ in range(10)))


async def _migrate(url: str, point: str, folder: str = str(MIGRATIONS)) -> None:
    _kill_after(point)
    await open_database(url, migrations=Path(folder))


async def _fail(url: str) -> None:
    await open_database(url, **MACHINE)


def _kill_after(point: str) -> None:
    """Makes this process kill itself after a statement of the migration, as kill -9 would."""
    original = migrate.apply

    def apply(run: migrate.Run, engine: Engine, folder: Path) -> None:
        def run_and_die(statement: str) -> list[Any]:
            rows = run(statement)
            if statement.startswith(point):
                os.kill(os.getpid(), signal.SIGKILL)
            return rows

        original(run_and_die, engine, folder)

    migrate.apply = apply


def main(command: str, url: str, *args: str) -> None:
    """``count URL TIMES``, ``migrate URL POINT [FOLDER]`` (with kill -9 there), ``fail URL`` (a start that fails)."""
    if command == "count":
        asyncio.run(_count(url, int(args[0])))
    elif command == "migrate":
        asyncio.run(_migrate(url, *args))
    elif command == "fail":
        asyncio.run(_fail(url))


async def counters(db: Database) -> dict[str, int]:
    """Every counter."""
    rows = await db.read(lambda tx: tx.all("counters"))
    return {row.name: row.value for row in rows}


if __name__ == "__main__":
    main(*sys.argv[1:])
