"""Turns what psycopg raises into the exceptions of `storage.errors`, by SQLSTATE.

Only the server's first line is kept, and not even that where it quotes a value: its details name whole rows.
"""

from __future__ import annotations

import psycopg

from storage.errors import (
    ConstraintBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnavailable,
    QueryError,
    StorageError,
)


class Conflict(DatabaseBusy):
    """The transaction met another one and may simply be run again."""


class ConnectionLost(DatabaseUnavailable):
    """The connection broke before COMMIT: nothing was changed, and another connection may be tried."""


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
    # What a trigger raises is the schema's refusal, as on SQLite.
    "P0": ConstraintBroken,
}
_QUOTES_VALUES = "22"


def translated(exc: Exception, where: str, *, broken: bool = False) -> StorageError:
    """Our exception for one of the driver's; `broken` says that the connection is gone with it."""
    if isinstance(exc, UnicodeEncodeError):
        return QueryError(f"{where}: a text parameter is not valid Unicode")
    if broken:
        return ConnectionLost("the connection to the database was lost, nothing changed")
    state = exc.sqlstate if isinstance(exc, psycopg.Error) else None
    if state is None:
        return QueryError(f"{where}: the driver refused the parameters: {type(exc).__name__}")
    if state in _STATES:
        kind, text = _STATES[state]
        return kind(f"{where}: {text}")
    kind = _CLASSES.get(state[:2], StorageError)
    said = exc.diag.message_primary if isinstance(exc, psycopg.Error) else None
    if said is None or state.startswith(_QUOTES_VALUES):
        return kind(f"{where}: a value does not fit (SQLSTATE {state})")
    return kind(f"{where}: {said}")
