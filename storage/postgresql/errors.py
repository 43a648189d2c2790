"""Turns PostgreSQL's errors into those of `storage.errors`, by SQLSTATE.

Only the server's first line is kept, and not even that if it quotes a value: its details name whole rows.
"""

from __future__ import annotations

import psycopg
from psycopg.pq import DiagnosticField
from psycopg.pq.abc import PGresult

from storage.errors import (
    ConstraintBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnavailable,
    QueryError,
    StorageError,
)


class Conflict(DatabaseBusy):
    """The transaction met another one and may simply run again."""


class ConnectionLost(DatabaseUnavailable):
    """The connection broke before COMMIT: nothing was changed, and another connection may be tried."""

    def __init__(self) -> None:
        super().__init__("the connection to the database was lost, nothing changed")


_STATES: dict[str, tuple[type[StorageError], str]] = {
    "40001": (Conflict, "busy, nothing changed: others changed the same rows"),
    "40P01": (Conflict, "busy, nothing changed: others changed the same rows"),
    "55P03": (DatabaseBusy, "busy, nothing changed: others hold the same rows"),
    "57014": (DatabaseBusy, "busy, nothing changed: a statement took too long"),
    "53100": (DatabaseFull, "no room left for the database, nothing changed"),
    "25006": (QueryError, "a read changes nothing"),
}
_CLASSES: dict[str, type[StorageError]] = {
    "22": QueryError,
    "23": ConstraintBroken,
    "42": QueryError,
    "53": DatabaseUnavailable,
    "57": DatabaseUnavailable,
    # A trigger's error is the schema's refusal, as on SQLite.
    "P0": ConstraintBroken,
}
_QUOTES_VALUES = "22"
_ENDING = (b"FATAL", b"PANIC")


def error_of(result: PGresult, where: str) -> StorageError:
    """Our exception for the server's answer to a statement; `ConnectionLost` if it ends the session with it.

    Raises psycopg.OperationalError if it is no answer of the server's.
    """
    state = result.error_field(DiagnosticField.SQLSTATE)
    if state is None:
        raise psycopg.OperationalError("the connection broke")
    if result.error_field(DiagnosticField.SEVERITY_NONLOCALIZED) in _ENDING:
        return ConnectionLost()
    said = result.error_field(DiagnosticField.MESSAGE_PRIMARY)
    return _translated(state.decode(), None if said is None else said.decode(errors="replace"), where)


def translated(exc: psycopg.Error, where: str) -> StorageError:
    """Our exception for one of the driver's, of a connection that is still there."""
    return _translated(exc.sqlstate, exc.diag.message_primary, where)


def _translated(state: str | None, said: str | None, where: str) -> StorageError:
    if state is None:
        return QueryError(f"{where}: the driver refused it")
    if state in _STATES:
        kind, text = _STATES[state]
        return kind(f"{where}: {text}")
    kind = _CLASSES.get(state[:2], StorageError)
    if said is None or state.startswith(_QUOTES_VALUES):
        return kind(f"{where}: a value does not fit (SQLSTATE {state})")
    return kind(f"{where}: {said}")
