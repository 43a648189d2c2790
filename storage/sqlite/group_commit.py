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

from storage.errors import StorageError
from storage.sqlite.files import WriteLock
from storage.sqlite.transaction import SqliteTransaction, translated
from storage.transaction import CallResult, call


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
        lock: WriteLock,
        transaction: Callable[[sqlite3.Connection], SqliteTransaction],
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._transaction = transaction

    def run(self, members: Sequence[Member]) -> None:
        """Gives every member its outcome. Never raises a `StorageError`: it becomes their outcome."""
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
