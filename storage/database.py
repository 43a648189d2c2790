"""The face of the database: run a plain function in a transaction, in one hop, and await its result.

Says nothing about an engine; ``open_database`` picks one by the address and imports only that. What the
functions do is the business of ``domain``.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from domain.ports import Tx
from storage.errors import BadDatabaseUrl
from storage.queries import Engine, load_queries

T = TypeVar("T")
OnCommit = Callable[[dict[str, int]], None]

MOST_WAITING = 10_000
"""Functions waiting for their turn; beyond that a caller is told that the database is busy."""

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"

_log = logging.getLogger(__name__)


class Database(ABC):
    """An open database. Close it, or use it as ``async with``; it belongs to one event loop."""

    engine: ClassVar[Engine]

    def __init__(self) -> None:
        self.on_commit: list[OnCommit] = []
        """Called on the event loop after a commit, before those who waited for it go on, with the earliest
        moment (microseconds UTC) of every kind that the committed functions gave to ``tx.wake``."""

    @abstractmethod
    async def write(self, fn: Callable[[Tx], T], *, lock: str | None = None) -> T:
        """Runs ``fn`` in a transaction, commits, and only then gives its result.

        ``fn`` is not async, may be run more than once and has no effect but through its ``Tx``. What it
        raises rolls its work back and comes through unchanged; what it returns is committed. ``lock`` (for
        example a cloud account) names what it works on: functions with the same lock take turns on an engine
        that would otherwise have to retry. Raises ``StorageError``; unless it is ``OutcomeUnknown`` nothing
        changed. A caller that is cancelled does not learn whether ``fn`` was committed.
        """

    @abstractmethod
    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Runs ``fn`` on one consistent state of the database, without being able to change it."""

    @abstractmethod
    async def close(self) -> None:
        """Finishes what was begun and closes every connection. May be called again."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _tell_commit(self, wakes: dict[str, int]) -> None:
        if not wakes:
            return
        for listener in self.on_commit:
            # The commit stands whatever a listener does; the sweep finds what it did not arm.
            try:
                listener(dict(wakes))
            except Exception:
                _log.exception("a listener to commits failed")


async def open_database(
    url: str,
    *,
    create: bool = True,
    migrate: bool = True,
    migrations: Path = MIGRATIONS_FOLDER,
    queries: tuple[Path, ...] = (),
    **options: Any,
) -> Database:
    """Opens ``sqlite:///FILE`` (``sqlite:////`` for an absolute path) or ``postgresql://...``.

    Without ``create`` one that is not there is an error, and nothing is made for it. With ``migrate`` the schema is
    brought up to date first, without it a schema that is not is an error.
    ``queries`` are folders of SQL to use in place of the program's own. ``options`` go to the engine.
    Raises ``StorageError`` and leaves nothing open.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        from storage.sqlite import SqliteDatabase

        return await SqliteDatabase.open(
            sqlite_path(rest),
            queries=load_queries("sqlite", *queries),
            migrations=migrations,
            create=create,
            migrate=migrate,
            **options,
        )
    if separator and scheme in ("postgresql", "postgres"):
        from storage.postgres import PostgresDatabase

        return await PostgresDatabase.open(
            url,
            queries=load_queries("postgresql", *queries),
            migrations=migrations,
            create=create,
            migrate=migrate,
            **options,
        )
    raise BadDatabaseUrl("the database's address has to begin with sqlite:/// or postgresql://")


def sqlite_path(rest: str) -> Path:
    """The file that the rest of a ``sqlite://`` address names. Raises ``BadDatabaseUrl``."""
    if not rest.startswith("/"):
        raise BadDatabaseUrl("a SQLite address is sqlite:///relative/path or sqlite:////absolute/path")
    name = rest[1:]
    if name in ("", ":memory:") or name.endswith("/") or "\0" in name:
        raise BadDatabaseUrl("a SQLite address has to name a file; a database in memory cannot be shared")
    return Path(name)
