"""What happens on a thread for one function on PostgreSQL: locks, isolation, commit, and another try.

A session's advisory lock is taken before BEGIN, because a serializable transaction sees the database as it
was at its first statement: whoever waited inside would only learn that it has to start again.
"""

from __future__ import annotations

import contextlib
import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from storage.errors import DatabaseUnavailable, OutcomeUnknown, StorageError
from storage.postgresql.errors import Conflict, ConnectionLost, translated
from storage.queries import Queries, Query
from storage.transaction import CallResult, Result, RowMakers, Transaction, call

Connection = psycopg.Connection[tuple[Any, ...]]
Pool = ConnectionPool[Connection]

FIRST_PAUSE_S = 0.005
LONGEST_PAUSE_S = 0.2

_log = logging.getLogger(__name__)


def lock_key(lock: str) -> int:
    """The 64-bit number of a lock's name. Two names with one number would only take turns for nothing."""
    return int.from_bytes(blake2b(lock.encode(), digest_size=8).digest(), "big", signed=True)


class PostgresTransaction(Transaction):
    """Statements on a psycopg connection that is inside a transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connection = connection

    def _execute(self, query: Query, params: dict[str, Any]) -> Result:
        try:
            # The type checker wants SQL to be a literal; ours comes from files of this package.
            cursor = self._connection.execute(query.sql.encode(), params)
            description = cursor.description
            return Result(description, cursor.fetchall() if description else [], max(cursor.rowcount, 0))
        except (psycopg.Error, UnicodeEncodeError) as exc:
            error = translated(exc, query.name, broken=self._connection.closed)
        # Outside the except block, so that the driver's exception, which quotes rows, is not chained to it.
        raise self.fail(error)


class Sessions:
    """Runs functions on connections of a pool. Blocking: for threads only."""

    def __init__(self, pool: Pool, queries: Queries, *, retry_for_s: float) -> None:
        self._pool = pool
        self._queries = queries
        self._row_makers: RowMakers = {}
        self._retry_for_s = retry_for_s

    def write(self, fn: Callable[[Any], Any], lock: str | None) -> CallResult:
        """One serializable transaction, committed before it returns; tried again after a conflict."""
        key = None if lock is None else lock_key(lock)
        deadline = time.monotonic() + self._retry_for_s

        def work(connection: Connection) -> CallResult:
            with _advisory_lock(connection, key):
                return self._until(deadline, Conflict, lambda: self._committed(connection, fn))

        return self._until(deadline, ConnectionLost, lambda: self._on_connection(work, deadline))

    def read(self, fn: Callable[[Any], Any]) -> CallResult:
        """One consistent state, not to be changed. It conflicts with nobody."""
        deadline = time.monotonic() + self._retry_for_s

        def work(connection: Connection) -> CallResult:
            outcome = self._called(connection, fn, "ISOLATION LEVEL REPEATABLE READ READ ONLY", writes=False)
            _rollback(connection)
            return outcome

        return self._until(deadline, ConnectionLost, lambda: self._on_connection(work, deadline))

    def _until(
        self, deadline: float, again: type[StorageError], attempt: Callable[[], CallResult]
    ) -> CallResult:
        """Tries again, with growing and random pauses, while the error is of the kind `again`."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                outcome = attempt()
            except StorageError as exc:
                outcome = CallResult(error=exc)
            if not isinstance(outcome.error, again) or time.monotonic() + pause_s > deadline:
                return outcome
            # Jitter against meeting the same others again; it decides nothing.
            time.sleep(random.uniform(0, pause_s))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _on_connection(self, work: Callable[[Connection], CallResult], deadline: float) -> CallResult:
        connection = self._borrowed(deadline)
        try:
            return work(connection)
        finally:
            # A broken connection is thrown away by the pool and replaced.
            self._pool.putconn(connection)

    def _borrowed(self, deadline: float) -> Connection:
        # There are as many connections as threads, so waiting for one means that the server is not there.
        error = "the database cannot be reached, nothing changed"
        try:
            return self._pool.getconn(timeout=max(deadline - time.monotonic(), 0.1))
        except PoolClosed:
            error = "the database is closed"
        except (PoolTimeout, psycopg.Error):
            pass
        raise DatabaseUnavailable(error)

    def _called(
        self, connection: Connection, fn: Callable[[Any], Any], mode: str, *, writes: bool
    ) -> CallResult:
        _execute(connection, f"BEGIN {mode}")
        tx = PostgresTransaction(connection, self._queries, self._row_makers, writes=writes)
        outcome = call(fn, tx)
        if isinstance(tx.failure, (Conflict, ConnectionLost)):
            # Whatever the function made of it, it is to be run again.
            outcome.error = tx.failure
        return outcome

    def _committed(self, connection: Connection, fn: Callable[[Any], Any]) -> CallResult:
        outcome = self._called(connection, fn, "ISOLATION LEVEL SERIALIZABLE", writes=True)
        if outcome.error is None:
            outcome.error = _commit(connection)
        else:
            _rollback(connection)
        return outcome


@contextmanager
def _advisory_lock(connection: Connection, key: int | None) -> Iterator[None]:
    if key is None:
        yield
        return
    _execute(connection, "SELECT pg_advisory_lock(%s)", key)
    try:
        yield
    finally:
        # A connection that keeps the lock must not go back to the pool; the server frees it with the session.
        try:
            if not _unlocked(connection, key):
                _log.error("the database had lost a lock: a pooler, or a server that knows no sessions?")
                connection.close()
        except StorageError:
            connection.close()


def _unlocked(connection: Connection, key: int) -> bool:
    """Whether the lock was there to be given back."""
    return bool(_execute(connection, "SELECT pg_advisory_unlock(%s)", key) == (True,))


def _execute(connection: Connection, sql: str, *params: Any) -> tuple[Any, ...] | None:
    try:
        cursor = connection.execute(sql.encode(), params or None)
        return cursor.fetchone() if cursor.description else None
    except psycopg.Error as exc:
        error = translated(exc, sql.split()[0], broken=connection.closed)
    raise error


def _commit(connection: Connection) -> StorageError | None:
    try:
        done = connection.execute("COMMIT").statusmessage
    except psycopg.Error as exc:
        if connection.closed:
            return OutcomeUnknown("the connection was lost during the commit: it may have happened or not")
        return translated(exc, "COMMIT")
    # PostgreSQL answers COMMIT in a failed transaction with ROLLBACK and no error.
    return None if done == "COMMIT" else StorageError("the transaction was rolled back, nothing changed")


def _rollback(connection: Connection) -> None:
    # Broken, it has rolled back already; otherwise it must not be used again in a doubtful state.
    with contextlib.suppress(psycopg.Error):
        connection.execute("ROLLBACK")
        return
    connection.close()
