"""Runs one function on a thread on PostgreSQL: locks, isolation, commit, and retries.

A session's advisory lock is taken before BEGIN, because a serializable transaction sees the database as it was at its
first statement: a transaction that waited inside would only have to start again.
"""

from __future__ import annotations

import contextlib
import logging
import random
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import psycopg
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from storage.database import LockOf
from storage.errors import DatabaseUnavailable, QueryError, StorageError
from storage.postgresql.errors import Conflict, ConnectionLost
from storage.postgresql.pipeline import COMMIT, NOTHING, Pipeline, PreparingConnection
from storage.queries import Queries, Query
from storage.transaction import CallResult, Result, RowMakers, Transaction, call, wrong_shape

Pool = ConnectionPool[PreparingConnection]

FIRST_PAUSE_S = 0.005
LONGEST_PAUSE_S = 0.2
BEGIN = Query("BEGIN", "BEGIN ISOLATION LEVEL SERIALIZABLE", frozenset(), "run")
BEGIN_SNAPSHOT = Query("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ", frozenset(), "run")
BEGIN_READING = Query("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", frozenset(), "run")
ROLLBACK = Query("ROLLBACK", "ROLLBACK", frozenset(), "run")
NAME = Query("name", "SELECT CAST(%(name)s AS TEXT)", frozenset({"name"}), "scalar")
LOCK, UNLOCK = "lock", "unlock"
# PostgreSQL counts a name down to a number itself; two names with one number would only take turns needlessly.
_LOCK_OF = (
    "SELECT {function}(key) FROM (SELECT hashtextextended(({name}), 0) AS key) AS lock WHERE key IS NOT NULL"
)

_log = logging.getLogger(__name__)


class Turn(NamedTuple):
    """The statements that take a lock and give it back, and their parameters."""

    take: Query
    give_back: Query
    params: Mapping[str, Any]


@cache
def _turn(name: Query) -> tuple[Query, Query]:
    take = _LOCK_OF.format(function="pg_advisory_lock", name=name.sql)
    give_back = _LOCK_OF.format(function="pg_advisory_unlock", name=name.sql)
    return Query(LOCK, take, name.parameters, "scalar"), Query(UNLOCK, give_back, name.parameters, "scalar")


class PostgresTransaction(Transaction):
    """Statements in a pipeline. One whose count nobody reads is not waited for: it goes with the next that is."""

    __slots__ = ("_pipeline", "holds_lock")

    def __init__(self, pipeline: Pipeline, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pipeline = pipeline
        self.holds_lock = False

    def settle(self) -> Result:
        """Waits for all that was sent; the last result. Raises the first error, which spoils the transaction."""
        last, failed = NOTHING, None
        for query, result, error in self._pipeline.receive():
            if query.name == LOCK:
                self.holds_lock = bool(result.rows)
            elif query.name == UNLOCK:
                self.holds_lock = self.holds_lock and result.rows != [(True,)]
                continue
            if error is None and query.method == "run" and result.rows:
                error = QueryError(f"{query.name}: {wrong_shape(query, result)}")
            last, failed = result, failed or error
        if failed is not None:
            raise self.fail(failed)
        return last

    def _execute(self, query: Query, params: dict[str, Any]) -> Result:
        self._send(query, params)
        return self.settle()

    def _send(self, query: Query, params: dict[str, Any]) -> None:
        try:
            self._pipeline.send(query, params)
        except QueryError as exc:
            raise self.fail(exc) from None


class Sessions:
    """Runs functions on connections of a pool. Blocking: for threads only."""

    def __init__(self, pool: Pool, queries: Queries, *, retry_for_s: float) -> None:
        self._pool = pool
        self._queries = queries
        self._row_makers: RowMakers = {}
        self._retry_for_s = retry_for_s

    def write(
        self, fn: Callable[[Any], Any], lock: str | LockOf | None, *, snapshot: bool = False
    ) -> CallResult:
        """Runs one transaction, committed before it returns; retries it after a conflict.

        It is serializable, or with `snapshot` conflicts only with what others wrote in the rows that it writes.
        """
        turn, begin = self._turn(lock), BEGIN_SNAPSHOT if snapshot else BEGIN
        return self._until_done(lambda connection: self._transaction(connection, fn, begin, COMMIT, turn))

    def read(self, fn: Callable[[Any], Any]) -> CallResult:
        """Runs a function on one consistent state, which it cannot change. It never conflicts."""
        return self._until_done(
            lambda connection: self._transaction(connection, fn, BEGIN_READING, ROLLBACK, None)
        )

    def _turn(self, lock: str | LockOf | None) -> Turn | None:
        match lock:
            case None:
                return None
            case str():
                return Turn(*_turn(NAME), {"name": lock})
            case LockOf(query, params):
                return Turn(*_turn(self._queries[query]), params)

    def _until_done(self, attempt: Callable[[PreparingConnection], CallResult]) -> CallResult:
        """Retries, with growing and random pauses, what conflicts or loses its connection before COMMIT."""
        deadline = time.monotonic() + self._retry_for_s
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                connection = self._borrowed(deadline)
            except DatabaseUnavailable as exc:
                return CallResult(error=exc)
            try:
                outcome = attempt(connection)
            finally:
                # The pool replaces a broken connection.
                self._pool.putconn(connection)
            again = isinstance(outcome.error, (Conflict, ConnectionLost))
            if not again or time.monotonic() + pause_s > deadline:
                return outcome
            # Jitter keeps the same transactions from meeting again; it decides nothing.
            time.sleep(random.uniform(0, pause_s))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _borrowed(self, deadline: float) -> PreparingConnection:
        # There are as many connections as threads, so waiting for one means that the server is not there.
        error = "the database cannot be reached, nothing changed"
        try:
            return self._pool.getconn(timeout=max(deadline - time.monotonic(), 0.1))
        except PoolClosed:
            error = "the database is closed"
        except (PoolTimeout, psycopg.Error):
            pass
        raise DatabaseUnavailable(error)

    def _transaction(
        self,
        connection: PreparingConnection,
        fn: Callable[[Any], Any],
        begin: Query,
        end: Query,
        turn: Turn | None,
    ) -> CallResult:
        """Runs one transaction: the lock, BEGIN and the first question are one round trip, and so is the end."""
        with Pipeline(connection) as pipeline:
            if turn is not None:
                pipeline.send(turn.take, turn.params)
                # A transaction of its own, for it sees the database as it was before the wait.
                pipeline.sync()
            pipeline.send(begin)
            tx = PostgresTransaction(pipeline, self._queries, self._row_makers, writes=end is COMMIT)
            outcome = call(fn, tx)
            seen = tx.failure
            if outcome.error is None and not pipeline.has_answered:
                # A connection that died while it was idle is noticed before COMMIT, so that the outcome is known.
                _settle(tx)
            if outcome.error is None and tx.failure is None:
                _end(tx, pipeline, end, turn)
            if outcome.error is not None or tx.failure is not None:
                _end(tx, pipeline, ROLLBACK, turn)
        if isinstance(tx.failure, (Conflict, ConnectionLost)) or tx.failure is not seen:
            # Whatever the function made of the error, or raised without having seen it.
            outcome.error = tx.failure
        if tx.holds_lock:
            # It must not go back to the pool; the server frees the lock with the session.
            if outcome.error is None:
                _log.error("the database had lost a lock: a pooler, or a server that knows no sessions?")
            connection.close()
        return outcome


def _end(tx: PostgresTransaction, pipeline: Pipeline, end: Query, turn: Turn | None) -> None:
    if end is ROLLBACK:
        # So that the server does not skip it.
        pipeline.sync()
    pipeline.send(end)
    pipeline.sync()
    if turn is not None:
        pipeline.send(turn.give_back, turn.params)
        pipeline.sync()
    _settle(tx)


def _settle(tx: PostgresTransaction) -> None:
    # The transaction remembers the error.
    with contextlib.suppress(StorageError):
        tx.settle()
