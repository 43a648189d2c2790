"""Opens the database at an address, and imports only the engine that it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from storage.database import Database
from storage.errors import BadDatabaseUrl
from storage.migrate import MIGRATIONS_FOLDER
from storage.queries import load_queries
from storage.sqlite.files import sqlite_path


async def open_database(
    url: str,
    *,
    create: bool = True,
    migrate: bool = True,
    migrations: Path = MIGRATIONS_FOLDER,
    queries: tuple[Path, ...] = (),
    **options: Any,
) -> Database:
    """Opens `sqlite:///FILE` (`sqlite:////` for an absolute path) or `postgresql://...`.

    Without `create` one that is not there is an error, and nothing is made for it. With `migrate` the schema is
    brought up to date first, without it a schema that is not is an error.
    `queries` are folders of SQL to use in place of the program's own. `options` go to the engine.
    Raises `StorageError` and leaves nothing open.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        from storage.sqlite.database import SqliteDatabase

        return await SqliteDatabase.open(
            sqlite_path(rest),
            queries=load_queries("sqlite", *queries),
            migrations=migrations,
            create=create,
            migrate=migrate,
            **options,
        )
    if separator and scheme in ("postgresql", "postgres"):
        from storage.postgresql.database import PostgresDatabase

        return await PostgresDatabase.open(
            url,
            queries=load_queries("postgresql", *queries),
            migrations=migrations,
            create=create,
            migrate=migrate,
            **options,
        )
    raise BadDatabaseUrl("the database's address has to begin with sqlite:/// or postgresql://")
