"""Group commit on SQLite: many functions, one transaction, one wait for the disk.

Runs on the writer's thread and knows nothing of the event loop. Whoever asked is told only when the work of
the whole group is on disk; if that fails, everything is rolled back and each function runs again alone, so
that one that cannot be stored takes nobody with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from storage.errors import QueryError, StorageError
from storage.lockfile import LockFile
from storage.queries import Query
from storage.sqlite_errors import translated
from storage.transaction import CallResult, Result, Transaction, call


class SqliteTransaction(Transaction):
    """Statements on a ``sqlite3`` connection that is inside a transaction.

    An error may have ended it; ``fail`` sees to it that no later statement runs, which would commit alone.
    """

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connection = connection

    def _execute(self, query: Query, params: dict[str, Any]) -> Result:
        try:
            cursor = self._connection.execute(query.sql, params)
            description = cursor.description
            rows = cursor.fetchall() if description else []
            changed = cursor.rowcount
            if changed < 0 and not description:
                # sqlite3 does not count a statement that opens with WITH.
                changed = self._connection.execute("SELECT changes()").fetchone()[0]
            return Result(description, rows, changed)
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as exc:
            error = translated(exc, query.name)
            if not self._writes and getattr(exc, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
                error = QueryError(f"{query.name}: a read changes nothing")
        # Outside the except block, so that the driver's exception is not chained to it.
        raise self.fail(error)


@dataclass(slots=True)
class Member:
    """A function waiting for its turn, and afterwards what came of it."""

    fn: Callable[[Any], Any]
    outcome: CallResult | None = None


class _Lost(Exception):
    """The group's transaction is gone, or cannot be trusted."""


class GroupCommit:
    """Commits groups of functions on one connection."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        lock: LockFile,
        transaction: Callable[[sqlite3.Connection], SqliteTransaction],
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._transaction = transaction

    def run(self, members: Sequence[Member]) -> None:
        """Gives every member its outcome. Never raises a ``StorageError``: it becomes their outcome."""
        try:
            with self._lock.held():
                if len(members) > 1 and self._together(members):
                    return
                for member in members:
                    member.outcome = self._alone(member)
        except StorageError as exc:
            # Nobody got as far as running, or the rest would only wait for the same thing again.
            for member in members:
                if member.outcome is None:
                    # One exception each: a traceback grows with every place that raises it.
                    member.outcome = CallResult(error=type(exc)(*exc.args))

    def _together(self, members: Sequence[Member]) -> bool:
        """One transaction for all. False: nothing of it was kept and nobody was told."""
        self._begin()
        try:
            outcomes = [self._in_savepoint(member) for member in members]
            self._connection.execute("COMMIT")
        except (_Lost, sqlite3.Error):
            self._rollback()
            return False
        for member, outcome in zip(members, outcomes, strict=True):
            member.outcome = outcome
        return True

    def _in_savepoint(self, member: Member) -> CallResult:
        self._connection.execute("SAVEPOINT member")
        outcome = call(member.fn, self._transaction(self._connection))
        if not self._connection.in_transaction:
            # Some errors end the whole transaction; the next savepoint would begin one that commits alone.
            raise _Lost
        if outcome.error is not None:
            self._connection.execute("ROLLBACK TO member")
        self._connection.execute("RELEASE member")
        return outcome

    def _alone(self, member: Member) -> CallResult:
        self._begin()
        outcome = call(member.fn, self._transaction(self._connection))
        if outcome.error is None:
            if not self._connection.in_transaction:
                outcome.error = StorageError("the transaction was ended by an error; nothing changed")
            else:
                outcome.error = self._commit()
        self._rollback()
        return outcome

    def _begin(self) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.Error as exc:
            error = translated(exc, "BEGIN")
        raise error

    def _commit(self) -> StorageError | None:
        try:
            self._connection.execute("COMMIT")
            return None
        except sqlite3.Error as exc:
            return translated(exc, "COMMIT")

    def _rollback(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
