"""What can go wrong with the database, in words of our own; a driver's exception never leaves `storage`.

    StorageError
    ├── BadDatabaseUrl         the address of the database is not one
    ├── DatabaseTooOld         the engine lacks something that is needed
    ├── NoDatabase             there is none at that address, and none was to be made
    ├── DatabaseUnavailable    it cannot be opened or reached; nothing changed
    ├── AlreadyRunning         another process runs the bot on it
    ├── DatabaseBusy           others held it for too long; nothing changed
    ├── DatabaseFull           no room to write; nothing changed
    ├── OutcomeUnknown         the connection broke during COMMIT: it may have happened or not
    ├── LastingError           the same again would end the same way; nothing changed
    │   ├── ConstraintBroken   the schema refused a row
    │   └── QueryError         a value that cannot be stored, or a mistake of the program: unknown query, bad SQL
    └── MigrationError         the schema could not be brought up to date; the step that failed left nothing
        └── DatabaseTooNew     a later version of this program made the database

Texts name tables, columns and queries, never values: they end in logs. What the function given to
`Database.write` raises by itself passes through as it is.
"""

from __future__ import annotations


class StorageError(Exception):
    """The root of all that the storage layer raises. `code` is stable; the text is a line for operators."""

    code = "storage"


class BadDatabaseUrl(StorageError):
    """The address of the database cannot be used."""

    code = "bad_url"


class DatabaseTooOld(StorageError):
    """The engine is older than the oldest version that is known to work."""

    code = "too_old"


class NoDatabase(StorageError):
    """There is no database of this program at that address, and none was to be made."""

    code = "no_database"

    def __init__(self, where: str) -> None:
        super().__init__(
            f"there is no database at {where}: is this the right folder and DATABASE_URL? "
            "main.py run makes a new one, and so does main.py import --new"
        )


class DatabaseUnavailable(StorageError):
    """The database cannot be opened or reached, or is closed. Nothing was changed."""

    code = "unavailable"


class AlreadyRunning(StorageError):
    """Another process runs the bot on this database. `host` and `pid`: whose it is, as far as it is known."""

    code = "running"

    def __init__(self, host: str, pid: int | None) -> None:
        who = "" if pid is None else f" (host {host}, pid {pid})"
        super().__init__(f"another process runs the bot on it{who}; stop that one first")
        self.host = host
        self.pid = pid


class DatabaseBusy(StorageError):
    """Somebody else kept the database, or the rows, for longer than we wait. Nothing was changed."""

    code = "busy"


class DatabaseFull(StorageError):
    """There is no room left to write. Nothing was changed."""

    code = "full"


class OutcomeUnknown(StorageError):
    """The connection broke while the COMMIT was under way, so nobody knows whether it took effect."""

    code = "outcome_unknown"


class LastingError(StorageError):
    """Not passing trouble: the same again would end the same way. Nothing was changed."""

    code = "lasting"


class ConstraintBroken(LastingError):
    """A CHECK, a unique key, a foreign key or a trigger of the schema refused a row. Nothing was changed."""

    code = "constraint"


class QueryError(LastingError):
    """A value that the database cannot hold (too large, not text), or a mistake in the program."""

    code = "query"


class MigrationError(StorageError):
    """The schema could not be brought up to date. The migration that failed was rolled back whole."""

    code = "migration"


class DatabaseTooNew(MigrationError):
    """The database holds migrations this program does not know: a later version made it."""

    code = "too_new"
