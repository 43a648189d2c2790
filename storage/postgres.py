"""PostgreSQL: psycopg's pool, a thread for every function that runs, the same functions as on SQLite.

Here is opening, migrating and closing, and the way from the event loop to a thread and back; what happens on
the thread is in ``storage.postgres_session``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import urlencode

import psycopg
from psycopg import conninfo
from psycopg.types.numeric import Int8Dumper
from psycopg_pool import ConnectionPool

from domain.ports import Tx
from storage import migrate as migrations_of
from storage.database import MOST_WAITING, Database
from storage.errors import (
    AlreadyRunning,
    BadDatabaseUrl,
    DatabaseBusy,
    DatabaseTooOld,
    DatabaseUnavailable,
    StorageError,
)
from storage.postgres_errors import translated
from storage.postgres_session import Connection, Sessions, lock_key
from storage.queries import Engine, Queries
from storage.transaction import CallResult, merge_wakes

T = TypeVar("T")

OLDEST_VERSION = 130000
WRITERS = 8
READERS = 4
RETRY_FOR_S = 5.0
CONNECT_TIMEOUT_S = 4
MIGRATION_LOCK_WAIT_S = 30
STATEMENT_TIMEOUT_S = 30
IDLE_IN_TRANSACTION_S = 60
MIGRATION_LOCK = "withdrawal-bot: migrations"
SESSION_TRIES = 5
NO_SESSIONS = (
    "a pooler shares connections between sessions, and locks would be left behind: connect directly, "
    "or set the pooler to session mode (pool_mode = session)"
)
NO_LOCKS = "advisory locks do nothing here, and money needs them: use PostgreSQL itself"
KEEPALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
SERVER_KEEPALIVE = (
    "SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),"
    " set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '20000', false)"
)
HOLDER = (
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid::bigint = %s "
    "AND l.objid::bigint = %s AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class _BoolAsInteger(Int8Dumper):
    """Booleans are 0 and 1 in the schema, so a bool parameter is one of them, as on SQLite."""

    def dump(self, obj: Any) -> bytes:
        return b"1" if obj else b"0"


class PostgresDatabase(Database):
    """See ``Database``. Made by ``open``."""

    engine: ClassVar[Engine] = "postgresql"

    def __init__(self, url: str, queries: Queries, *, writers: int, readers: int, retry_for_s: float) -> None:
        super().__init__()

        def configure(connection: Connection) -> None:
            _configure(connection, retry_for_s)

        self._loop = asyncio.get_running_loop()
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            kwargs={"autocommit": True},
            min_size=1,
            max_size=writers + readers,
            open=False,
            configure=configure,
            name="withdrawal-bot",
        )
        self._sessions = Sessions(self._pool, queries, retry_for_s=retry_for_s)
        # Apart, so that a rush of writes on one account does not keep others from looking at theirs.
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
        """Connects, migrates if need be, and opens the pool. Raises ``StorageError``."""
        url = _complete(url)
        await asyncio.to_thread(_prepare, url, migrations, create=create, migrate=migrate)
        database = cls(url, queries, writers=writers, readers=readers, retry_for_s=retry_for_s)
        try:
            await asyncio.to_thread(database._pool.open)
        except BaseException:
            await database.close()
            raise
        return database

    async def write(self, fn: Callable[[Tx], T], *, lock: str | None = None) -> T:
        """See ``Database.write``. Functions with the same ``lock`` take turns, over all processes."""
        outcome = await self._run(self._write_threads, lambda: self._write(fn, lock))
        result: T = outcome.unwrap()
        return result

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """See ``Database.read``."""
        outcome = await self._run(self._read_threads, lambda: self._sessions.read(fn))
        result: T = outcome.unwrap()
        return result

    async def close(self) -> None:
        """See ``Database.close``."""
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
            # A cancelled caller takes back what has not begun; what has begun is finished without it.
            outcome = await self._loop.run_in_executor(threads, work)
        finally:
            self._waiting -= 1
        return outcome

    def _write(self, fn: Callable[[Tx], Any], lock: str | None) -> CallResult:
        outcome = self._sessions.write(fn, lock)
        if outcome.error is None and outcome.wakes:
            # From the thread, so that it happens also when the caller is gone, and before it goes on if not.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._tell_commit, merge_wakes([outcome]))
        return outcome

    async def _close(self) -> None:
        await asyncio.to_thread(self._write_threads.shutdown)
        await asyncio.to_thread(self._read_threads.shutdown)
        await asyncio.to_thread(self._pool.close)


def _complete(url: str) -> str:
    """The address with a limit on how long connecting may take, unless it has one."""
    try:
        parts = conninfo.conninfo_to_dict(url)
    except psycopg.Error:
        # What libpq says about it may quote the password.
        raise BadDatabaseUrl(
            "the postgresql:// address cannot be read; special characters in it have to be percent-encoded"
        ) from None
    limited: dict[str, Any] = {"connect_timeout": CONNECT_TIMEOUT_S, **parts}
    return conninfo.make_conninfo(**limited)


def _configure(connection: Connection, lock_timeout_s: float) -> None:
    # Always 64 bits: small numbers would otherwise be sent as smallint, and adding two of them overflows.
    connection.adapters.register_dumper(int, Int8Dumper)
    connection.adapters.register_dumper(bool, _BoolAsInteger)
    # Compiling a statement takes 50 ms, and none of ours is worth that.
    connection.execute(
        "SELECT set_config('lock_timeout', %s, false), set_config('statement_timeout', %s, false),"
        " set_config('idle_in_transaction_session_timeout', %s, false), set_config('jit', 'off', false)",
        [f"{int(s * 1000)}ms" for s in (lock_timeout_s, STATEMENT_TIMEOUT_S, IDLE_IN_TRANSACTION_S)],
    )


def _prepare(url: str, folder: Path, *, create: bool, migrate: bool) -> None:
    """Looks whether the server will do and brings the schema up to date. Blocking."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            _check_server(connection)
            with psycopg.connect(url, autocommit=True) as other:
                check_sessions(connection, other)
            applied = _applied(connection)
            if not create:
                migrations_of.refuse_none(applied, f"{connection.info.host}/{connection.info.dbname}")
            todo = migrations_of.pending(applied, folder)
            if not migrate:
                migrations_of.refuse_pending(todo)
            elif todo:
                _migrate(connection, url, folder)
        return
    except psycopg.OperationalError as exc:
        error: StorageError = DatabaseUnavailable(f"the database cannot be reached: {_first_line(exc)}")
    except psycopg.Error as exc:
        error = translated(exc, "opening")
    raise error


def _check_server(connection: Connection) -> None:
    if connection.info.server_version < OLDEST_VERSION:
        raise DatabaseTooOld(
            f"PostgreSQL {connection.info.server_version // 10000} is too old:"
            f" {OLDEST_VERSION // 10000} or later is needed"
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseUnavailable(f"the database has the encoding {encoding}, UTF8 is needed")


def check_sessions(one: Connection, other: Connection) -> None:
    """Raises ``DatabaseUnavailable`` unless each is a session of its own, and a lock of the one keeps the other out.

    Behind a pooler that lends a server's connection for one transaction, locks are left to whoever comes next, and
    all that takes turns by them stands still.
    """
    try:
        mine = _backend(one)
        for _ in range(SESSION_TRIES):
            # First without a transaction: a pooler with a single connection would wait for ever for a second.
            if _backend(other) == mine:
                raise DatabaseUnavailable(NO_SESSIONS)
            with other.transaction():
                if _backend(other) == mine or _backend(one) != mine:
                    raise DatabaseUnavailable(NO_SESSIONS)
        key = [lock_key(f"withdrawal-bot: try {mine}")]
        one.execute("SELECT pg_advisory_lock(%s)", key)
        free = other.execute("SELECT pg_try_advisory_lock(%s)", key).fetchone()
        ended = one.execute("SELECT pg_advisory_unlock(%s)", key).fetchone()
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFunction):
        raise DatabaseUnavailable(NO_LOCKS) from None
    if free != (False,) or ended != (True,):
        raise DatabaseUnavailable(NO_LOCKS)


def _backend(connection: Connection) -> int:
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return -1 if row is None else int(row[0])


def lock_session(url: str, lock: str, host: str, pid: int) -> Connection:
    """A connection of its own that holds the advisory lock until it is closed. Blocking.

    Raises ``AlreadyRunning`` if another session has it, ``DatabaseUnavailable``.
    """
    name = f"withdrawal-bot {host[:40]} {pid}"
    url = conninfo.make_conninfo(_complete(url), application_name=name, **KEEPALIVE)
    try:
        with psycopg.connect(url, autocommit=True) as one, psycopg.connect(url, autocommit=True) as other:
            check_sessions(one, other)
        connection = psycopg.connect(url, autocommit=True)
    except psycopg.Error as exc:
        raise DatabaseUnavailable(f"the database cannot be reached: {_first_line(exc)}") from None
    try:
        key = lock_key(lock)
        # The server's own side: a machine that loses its power says nothing, and would hold the lock for hours.
        connection.execute(SERVER_KEEPALIVE)
        taken = connection.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
        if taken == (True,):
            return connection
        holder = connection.execute(HOLDER, [key >> 32 & 0xFFFFFFFF, key & 0xFFFFFFFF]).fetchone()
    except psycopg.Error as exc:
        connection.close()
        raise DatabaseUnavailable(f"the database cannot be reached: {_first_line(exc)}") from None
    connection.close()
    said = str(holder[0] or "").split() if holder else []
    known = len(said) == 3 and said[2].isdecimal()
    raise AlreadyRunning(said[1] if known else "?", int(said[2]) if known else None)


def answers(connection: Connection) -> bool:
    """Whether the session still is there. Blocking."""
    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def _migrate(connection: Connection, url: str, folder: Path) -> None:
    # The lock goes with this session, so also when the process is killed.
    connection.execute("SELECT set_config('lock_timeout', %s, false)", [f"{MIGRATION_LOCK_WAIT_S}s"])
    try:
        connection.execute("SELECT pg_advisory_lock(%s)", [lock_key(MIGRATION_LOCK)])
    except psycopg.errors.LockNotAvailable:
        raise DatabaseBusy("busy, nothing changed: another process is migrating the database") from None
    migrations_of.apply(f"postgresql+psycopg:///?{urlencode(_parts(url))}", "postgresql", folder)


def _parts(url: str) -> dict[str, str]:
    # yoyo passes what stands behind the question mark to psycopg as it is, the database's name included.
    return {name: str(value) for name, value in conninfo.conninfo_to_dict(url).items()}


def _applied(connection: Connection) -> list[str]:
    found = connection.execute("SELECT to_regclass(%s)", [migrations_of.APPLIED_TABLE]).fetchone()
    if found is None or found[0] is None:
        return []
    rows = connection.execute(f"SELECT migration_id FROM {migrations_of.APPLIED_TABLE}".encode()).fetchall()
    return [row[0] for row in rows]


def _first_line(exc: Exception) -> str:
    return str(exc).splitlines()[0] if str(exc) else type(exc).__name__
