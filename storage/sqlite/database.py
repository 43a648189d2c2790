"""SQLite: one connection that writes, in groups, and a few that only read, each on a thread of its own.

The connections are aiosqlite's, extended by one method that runs a whole function on their thread.
`storage.sqlite.group_commit` commits a group; this module queues callers, opens and closes.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import aiosqlite

from domain.tx import Tx
from storage import migrate as migrations_of
from storage.database import MOST_WAITING, Database, LockOf
from storage.errors import DatabaseBusy, DatabaseTooOld, DatabaseUnavailable, StorageError
from storage.queries import Engine, Queries
from storage.sqlite.files import WriteLock, create_private, require_file
from storage.sqlite.group_commit import GroupCommit, Member
from storage.sqlite.transaction import SqliteTransaction, translated
from storage.transaction import CallResult, RowMakers, call, merge_wakes

T = TypeVar("T")

OLDEST_VERSION = (3, 37, 0)
"""The first version with STRICT tables; RETURNING came earlier."""

BUSY_TIMEOUT_S = 30.0
READERS = 3
LARGEST_GROUP = 256
CLOSING_LOCK_WAIT_S = 2.0
CACHED_STATEMENTS = 512
LONGEST_LOG = 4 << 20
"""Bytes of the write-ahead log that stay when it is written from the start again. A reader may make it longer."""

_log = logging.getLogger(__name__)


def has_full_text_search() -> bool:
    """Whether this SQLite has FTS5; nearly every one has."""
    with closing(sqlite3.connect(":memory:")) as connection:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])


class _Connection(aiosqlite.Connection):
    """An aiosqlite connection that runs any function on its thread."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        # A process that dies of an exception before close() must still be able to end.
        self._thread.daemon = True

    async def call(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        """Runs `fn` with the bare connection in one hop. It finishes even if the caller is cancelled."""
        execute: Callable[..., Awaitable[T]] = self._execute
        return await execute(self._call, fn)

    def _call(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        return fn(self._conn)


class _Waiting(Member):
    """A member of a group whose caller waits on the event loop."""

    __slots__ = ("future",)

    def __init__(self, fn: Callable[[Any], Any], future: asyncio.Future[Any]) -> None:
        super().__init__(fn)
        self.future = future


class SqliteDatabase(Database):
    """See `Database`. Made by `open`."""

    engine: ClassVar[Engine] = "sqlite"

    def __init__(self, path: Path, queries: Queries, lock_wait_s: float) -> None:
        super().__init__()
        self.path = path
        self._queries = queries
        self._row_makers: RowMakers = {}
        self._lock = WriteLock(path.resolve().with_name(path.resolve().name + ".lock"), wait_s=lock_wait_s)
        self._writer: _Connection | None = None
        self._readers: list[_Connection] = []
        self._idle_readers: asyncio.LifoQueue[_Connection] = asyncio.LifoQueue()
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Waiting] = deque()
        self._draining: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        queries: Queries,
        migrations: Path,
        create: bool = True,
        migrate: bool = True,
        readers: int = READERS,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        lock_wait_s: float = BUSY_TIMEOUT_S,
    ) -> Self:
        """Opens the file, and with `create` makes it (readable by its owner only). Raises StorageError."""
        if sqlite3.sqlite_version_info < OLDEST_VERSION:
            raise DatabaseTooOld(
                f"SQLite {sqlite3.sqlite_version} is too old: {'.'.join(map(str, OLDEST_VERSION))} or later"
            )
        if not has_full_text_search():
            raise DatabaseTooOld(
                "this SQLite was built without its full-text search (FTS5), which the branch directory needs: "
                "use a Python whose SQLite has it, or PostgreSQL"
            )
        if create:
            create_private(path)
        else:
            require_file(path)
        database = cls(path, queries, lock_wait_s)
        try:
            database._writer = await _connect(path, busy_timeout_s, query_only=False)
            await database._writer.call(
                partial(database._prepare, folder=migrations, create=create, migrate=migrate)
            )
            for _ in range(readers):
                reader = await _connect(path, busy_timeout_s, query_only=True)
                database._readers.append(reader)
                database._idle_readers.put_nowait(reader)
        except BaseException:
            await database.close()
            raise
        return database

    async def write(
        self, fn: Callable[[Tx], T], *, lock: str | LockOf | None = None, snapshot: bool = False
    ) -> T:
        """See `Database.write`. There is one writer, so `lock` has no effect here."""
        self._require_open()
        if len(self._waiting) >= MOST_WAITING:
            raise DatabaseBusy("busy, nothing changed: too many writes are waiting")
        waiting = _Waiting(fn, self._loop.create_future())
        self._waiting.append(waiting)
        self._keep_draining()
        result: T = await waiting.future
        return result

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """See `Database.read`."""
        self._require_open()
        reader = await self._idle_readers.get()
        try:
            outcome = await reader.call(partial(self._read, fn))
        except ValueError:
            raise DatabaseUnavailable("the database is closed") from None
        finally:
            # Also after a cancellation: the next function simply waits on that thread.
            self._idle_readers.put_nowait(reader)
        result: T = outcome.unwrap()
        return result

    async def close(self) -> None:
        """See `Database.close`."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    def _require_open(self) -> None:
        if self._closing is not None or self._writer is None:
            raise DatabaseUnavailable("the database is closed")

    # On the writer's thread.

    def _prepare(self, connection: sqlite3.Connection, *, folder: Path, create: bool, migrate: bool) -> None:
        try:
            done = migrations_of.applied(_run_on(connection), "sqlite")
            if not create:
                migrations_of.refuse_none(done, str(self.path.absolute()))
            todo = migrations_of.pending(done, folder)
            if not migrate:
                migrations_of.refuse_pending(todo)
            self._bring_up_to_date(connection, folder if todo else None)
            # Else what a savepoint may have to undo goes through a file. A migration sorts too much for memory.
            connection.execute("PRAGMA temp_store = MEMORY")
            return
        except sqlite3.Error as exc:
            error = translated(exc, str(self.path))
        raise error

    def _bring_up_to_date(self, connection: sqlite3.Connection, folder: Path | None) -> None:
        in_wal = connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        if in_wal and folder is None:
            return
        with self._lock.held():
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
                raise DatabaseUnavailable(f"{self.path} is on a file system without write-ahead logging")
            # Another process may have migrated meanwhile; `apply` looks again.
            if folder is not None:
                connection.execute("PRAGMA foreign_keys = OFF")
                migrations_of.apply(_run_on(connection), "sqlite", folder)
                connection.execute("PRAGMA foreign_keys = ON")

    def _drain(self, connection: sqlite3.Connection) -> None:
        group = GroupCommit(connection, self._lock, self._transaction)
        while self._waiting:
            # A caller that has gone before its turn is skipped; one that goes later is not.
            taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_GROUP))]
            members = [member for member in taken if not member.future.cancelled()]
            try:
                group.run(members)
            except BaseException as exc:
                _log.exception("committing a group failed")
                failed = CallResult(error=StorageError(f"the writer failed: {type(exc).__name__}"))
                for member in members:
                    member.outcome = member.outcome or failed
            self._loop.call_soon_threadsafe(self._tell, members)

    def _transaction(self, connection: sqlite3.Connection) -> SqliteTransaction:
        return SqliteTransaction(connection, self._queries, self._row_makers, writes=True)

    # On a reader's thread.

    def _read(self, fn: Callable[[Tx], Any], connection: sqlite3.Connection) -> CallResult:
        try:
            connection.execute("BEGIN")
            outcome = call(fn, SqliteTransaction(connection, self._queries, self._row_makers, writes=False))
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error as exc:
            return CallResult(error=translated(exc, "read"))
        return outcome

    # On the event loop.

    def _keep_draining(self) -> None:
        if self._draining is None and self._waiting and self._writer is not None:
            self._draining = asyncio.create_task(self._writer.call(self._drain))
            self._draining.add_done_callback(self._drained)

    def _drained(self, task: asyncio.Task[None]) -> None:
        # A caller that came after the thread's last look is still waiting.
        self._draining = None
        if not task.cancelled() and (exc := task.exception()) is not None:
            _log.error("the writer's thread failed", exc_info=exc)
            self._abandon()
        self._keep_draining()

    def _tell(self, members: list[_Waiting]) -> None:
        outcomes = [member.outcome or CallResult(error=StorageError("not run")) for member in members]
        self._tell_commit(merge_wakes(outcomes))
        for member, outcome in zip(members, outcomes, strict=True):
            if member.future.done():
                continue
            if outcome.error is not None:
                member.future.set_exception(outcome.error)
            else:
                member.future.set_result(outcome.result)

    def _abandon(self) -> None:
        while self._waiting:
            member = self._waiting.popleft()
            if not member.future.done():
                member.future.set_exception(DatabaseUnavailable("the database is closed, nothing changed"))

    async def _close(self) -> None:
        while self._draining is not None:
            await asyncio.wait([self._draining])
        for reader in self._readers:
            await _close_quietly(reader)
        if self._writer is not None:
            await self._writer.call(self._close_writer)
            await _close_quietly(self._writer)
        self._abandon()
        self._lock.close()

    def _close_writer(self, connection: sqlite3.Connection) -> None:
        # The last connection to close writes the log back into the file: that is writing too.
        try:
            with self._lock.held(CLOSING_LOCK_WAIT_S):
                connection.close()
        except StorageError as exc:
            _log.warning("closing without the lock: %s", exc)
            connection.close()


def _run_on(connection: sqlite3.Connection) -> migrations_of.Run:
    return lambda statement: connection.execute(statement).fetchall()


async def _connect(path: Path, busy_timeout_s: float, *, query_only: bool) -> _Connection:
    """An open connection. After an exception or a cancellation its thread ends by itself."""

    def connector() -> sqlite3.Connection:
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(
                path, timeout=busy_timeout_s, isolation_level=None, cached_statements=CACHED_STATEMENTS
            )
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA journal_size_limit = {LONGEST_LOG}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA query_only = {int(query_only)}")
            # The first real look into the file tells a foreign file from a database.
            connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.Error as exc:
            if connection is not None:
                connection.close()
            error = translated(exc, str(path))
        raise error

    connection = _Connection(connector)
    try:
        await connection
    except BaseException:
        # Its thread has one more message for the loop, which may be closed by then.
        await asyncio.to_thread(connection._thread.join, CLOSING_LOCK_WAIT_S)
        raise
    return connection


async def _close_quietly(connection: _Connection) -> None:
    try:
        await connection.close()
    except (sqlite3.Error, ValueError):
        _log.warning("closing a connection failed", exc_info=True)
