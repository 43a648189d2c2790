"""Where the rows live: one transaction interface over SQLite and PostgreSQL, migrations, SQL in files.

``open_database(url)`` is the door; the rest of the package is behind it. Drivers are imported only for the
engine that is used, and nothing of the chat is imported here.
"""

from __future__ import annotations

from storage.database import Database, open_database
from storage.errors import (
    AlreadyRunning,
    BadDatabaseUrl,
    ConstraintBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseTooNew,
    DatabaseTooOld,
    DatabaseUnavailable,
    LastingError,
    MigrationError,
    NoDatabase,
    OutcomeUnknown,
    QueryError,
    StorageError,
)

__all__ = [
    "AlreadyRunning",
    "BadDatabaseUrl",
    "ConstraintBroken",
    "Database",
    "DatabaseBusy",
    "DatabaseFull",
    "DatabaseTooNew",
    "DatabaseTooOld",
    "DatabaseUnavailable",
    "LastingError",
    "MigrationError",
    "NoDatabase",
    "OutcomeUnknown",
    "QueryError",
    "StorageError",
    "open_database",
]
