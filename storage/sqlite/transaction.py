"""A transaction on SQLite, and what `sqlite3` raises in the words of `storage.errors`."""

from __future__ import annotations

import sqlite3
from typing import Any

from storage.errors import (
    ConstraintBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnavailable,
    QueryError,
    StorageError,
)
from storage.queries import Query
from storage.transaction import Result, Transaction

_KINDS: dict[int, tuple[type[StorageError], str]] = {
    sqlite3.SQLITE_FULL: (DatabaseFull, "no room left for the database, nothing changed"),
    sqlite3.SQLITE_BUSY: (DatabaseBusy, "busy, nothing changed: another program holds the database"),
    sqlite3.SQLITE_LOCKED: (DatabaseBusy, "busy, nothing changed: another connection holds the table"),
    sqlite3.SQLITE_CONSTRAINT: (ConstraintBroken, "refused by the schema"),
    sqlite3.SQLITE_READONLY: (DatabaseUnavailable, "the database cannot be written to"),
    sqlite3.SQLITE_IOERR: (DatabaseUnavailable, "reading or writing the database file failed"),
    sqlite3.SQLITE_CANTOPEN: (DatabaseUnavailable, "the database file cannot be opened"),
    sqlite3.SQLITE_CORRUPT: (DatabaseUnavailable, "the database file is damaged"),
    sqlite3.SQLITE_NOTADB: (DatabaseUnavailable, "the file is not a SQLite database"),
    sqlite3.SQLITE_NOMEM: (DatabaseUnavailable, "out of memory"),
}


def translated(exc: Exception, where: str) -> StorageError:
    """Our exception for one of the driver's, naming the query. SQLite's texts hold names, never values."""
    code = getattr(exc, "sqlite_errorcode", None)
    if isinstance(exc, OverflowError):
        return QueryError(f"{where}: an integer parameter needs more than 64 bits")
    if isinstance(exc, UnicodeEncodeError):
        return QueryError(f"{where}: a text parameter is not valid Unicode")
    # The low byte is the primary code, the rest says more about it.
    kind, text = _KINDS.get(code & 0xFF, (QueryError, "")) if code is not None else (QueryError, "")
    return kind(f"{where}: {text}: {exc}" if text else f"{where}: {exc}")


class SqliteTransaction(Transaction):
    """Statements on a `sqlite3` connection that is inside a transaction.

    An error may have ended it; `fail` sees to it that no later statement runs, which would commit alone.
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
            return Result(description, rows, max(changed, 0))
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as exc:
            error = translated(exc, query.name)
            if not self._writes and getattr(exc, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
                error = QueryError(f"{query.name}: a read changes nothing")
        # Outside the except block, so that the driver's exception is not chained to it.
        raise self.fail(error)
