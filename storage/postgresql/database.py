"""PostgreSQL: psycopg's pool, a thread for every running function, the same functions as on SQLite.

This module opens, migrates and closes, and leads from the event loop to a thread and back;
`storage.postgresql.sessions` does the work on the thread.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import psycopg
from psycopg_pool import ConnectionPool

from domain.tx import Tx
from storage import migrate as migrations_of
from storage.database import MOST_WAITING, Database, LockOf
from storage.errors import DatabaseBusy, DatabaseUnavailable, StorageError
from storage.postgresql.errors import translated
from storage.postgresql.pipeline import PreparingConnection
from storage.postgresql.server import Connection, check_server, check_sessions, complete, first_line, lock_key
from storage.postgresql.sessions import Sessions
from storage.queries import Engine, Queries
from storage.transaction import CallResult, merge_wakes

T = TypeVar("T")

WRITERS = 8
READERS = 4
RETRY_FOR_S = 5.0
MIGRATION_LOCK_WAIT_S = 30
STATEMENT_TIMEOUT_S = 30
IDLE_IN_TRANSACTION_S = 60
MIGRATION_LOCK = "withdrawal-bot: migrations"


class PostgresDatabase(Database):
    """See `Database`. Made by `open`."""

    engine: ClassVar[Engine] = "postgresql"

    def __init__(self, url: str, queries: Queries, *, writers: int, readers: int, retry_for_s: float) -> None:
        super().__init__()

        def configure(connection: Connection) -> None:
            _configure(connection, retry_for_s)

        self._loop = asyncio.get_running_loop()
        self._pool: ConnectionPool[PreparingConnection] = ConnectionPool(
            url,
            connection_class=PreparingConnection,
            kwargs={"autocommit": True},
            min_size=1,
            max_size=writers + readers,
            open=False,
            configure=configure,
            name="withdrawal-bot",
        )
        self._sessions = Sessions(self._pool, queries, retry_for_s=retry_for_s)
        # Separate threads, so that a rush of writes on one account does not keep others from looking at
        # theirs.
        self._write_threads = ThreadPoolExecutor(writers, "database-write")
        self._read_threads = ThreadPoolExecutor(readers, "database-read")
        self._waiting = 0
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        queries: Queries,
        migrations: Path,
        create: bool = True,
        migrate: bool = True,
        writers: int = WRITERS,
        readers: int = READERS,
        retry_for_s: float = RETRY_FOR_S,
    ) -> Self:
        """Connects, migrates if necessary, and opens the pool. Raises StorageError."""
        url = complete(url)
        await asyncio.to_thread(_prepare, url, migrations, create=create, migrate=migrate)
        database = cls(url, queries, writers=writers, readers=readers, retry_for_s=retry_for_s)
        try:
            await asyncio.to_thread(database._pool.open)
        except BaseException:
            await database.close()
            raise
        return database

    async def write(
        self, fn: Callable[[Tx], T], *, lock: str | LockOf | None = None, snapshot: bool = False
    ) -> T:
        """See `Database.write`. Functions with the same `lock` take turns, over all processes."""
        outcome = await self._run(self._write_threads, lambda: self._write(fn, lock, snapshot))
        result: T = outcome.unwrap()
        return result

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """See `Database.read`."""
        outcome = await self._run(self._read_threads, lambda: self._sessions.read(fn))
        result: T = outcome.unwrap()
        return result

    async def close(self) -> None:
        """See `Database.close`."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _run(self, threads: ThreadPoolExecutor, work: Callable[[], CallResult]) -> CallResult:
        if self._closing is not None:
            raise DatabaseUnavailable("the database is closed")
        if self._waiting >= MOST_WAITING:
            raise DatabaseBusy("busy, nothing changed: too much is waiting for the database")
        self._waiting += 1
        try:
            # A cancelled caller takes back a function that has not begun; one that has begun is finished
            # without it.
            outcome = await self._loop.run_in_executor(threads, work)
        finally:
            self._waiting -= 1
        return outcome

    def _write(self, fn: Callable[[Tx], Any], lock: str | LockOf | None, snapshot: bool) -> CallResult:
        outcome = self._sessions.write(fn, lock, snapshot=snapshot)
        if outcome.error is None and outcome.wakes:
            # From the thread, so that it also happens without the caller, and before the caller goes on.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._tell_commit, merge_wakes([outcome]))
        return outcome

    async def _close(self) -> None:
        await asyncio.to_thread(self._write_threads.shutdown)
        await asyncio.to_thread(self._read_threads.shutdown)
        await asyncio.to_thread(self._pool.close)


def _configure(connection: Connection, lock_timeout_s: float) -> None:
    # Compiling a statement takes 50 ms, and none of ours is worth that.
    connection.execute(
        "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false),"
        " set_config('idle_in_transaction_session_timeout', %s, false), set_config('jit', 'off', false)",
        [f"{int(s * 1000)}ms" for s in (lock_timeout_s, STATEMENT_TIMEOUT_S, IDLE_IN_TRANSACTION_S)],
    )


def _prepare(url: str, folder: Path, *, create: bool, migrate: bool) -> None:
    """Checks the server and brings the schema up to date. Blocking."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            check_server(connection)
            with psycopg.connect(url, autocommit=True) as other:
                check_sessions(connection, other)
            applied = migrations_of.applied(_run_on(connection), "postgresql")
            if not create:
                migrations_of.refuse_none(applied, f"{connection.info.host}/{connection.info.dbname}")
            todo = migrations_of.pending(applied, folder)
            if not migrate:
                migrations_of.refuse_pending(todo)
            elif todo:
                _migrate(connection, folder)
        return
    except psycopg.OperationalError as exc:
        error: StorageError = DatabaseUnavailable(f"the database cannot be reached: {first_line(exc)}")
    except psycopg.Error as exc:
        error = translated(exc, "opening")
    raise error


def _migrate(connection: Connection, folder: Path) -> None:
    # The lock ends with this session, so also when the process is killed.
    connection.execute("SELECT set_config('lock_timeout', %s, false)", [f"{MIGRATION_LOCK_WAIT_S}s"])
    try:
        connection.execute("SELECT pg_advisory_lock(%s)", [lock_key(MIGRATION_LOCK)])
    except psycopg.errors.LockNotAvailable:
        raise DatabaseBusy("busy, nothing changed: another process is migrating the database") from None
    connection.execute("RESET lock_timeout")
    migrations_of.apply(_run_on(connection), "postgresql", folder)


def _run_on(connection: Connection) -> migrations_of.Run:
    def run(statement: str) -> list[Any]:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []

    return run
