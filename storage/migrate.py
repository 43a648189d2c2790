"""Brings the schema up to date: decides cheaply whether there is anything to do, and lets yoyo do it.

Each migration and the note that it is done are one transaction, so a process killed at any point leaves
either all of it or nothing. The caller holds a lock of ours that dies with its process; so a lock row of
yoyo's that is found is left over from a killed one, and is removed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from storage.errors import DatabaseTooNew, MigrationError, NoDatabase, StorageError
from storage.migrations_text import Migration, read_migrations
from storage.queries import Engine

APPLIED_TABLE = "_yoyo_migration"

HOW_MADE = (
    "is this the right folder and DATABASE_URL? main.py run makes a new one, and so does main.py import --new"
)

_log = logging.getLogger(__name__)


def pending(applied: Iterable[str], folder: Path) -> list[Migration]:
    """The migrations still to be applied. Raises ``DatabaseTooNew`` if the database holds unknown ones."""
    done = set(applied)
    known = read_migrations(folder)
    if unknown := sorted(done - {migration.id for migration in known}):
        raise DatabaseTooNew(
            f"a later version of this program made the database (it has {unknown[-1]}): update the program"
        )
    return [migration for migration in known if migration.id not in done]


def refuse_none(applied: Iterable[str], where: str) -> None:
    """For whoever must not make a database. Raises ``NoDatabase`` if this one has no schema of ours yet."""
    if not set(applied):
        raise NoDatabase(f"there is no database at {where}: {HOW_MADE}")


def refuse_pending(migrations: list[Migration]) -> None:
    """For whoever must not migrate. Raises ``MigrationError`` if something is pending."""
    if migrations:
        raise MigrationError(f"the database is not up to date: {migrations[0].id} is missing")


def apply(uri: str, engine: Engine, folder: Path) -> None:
    """Applies what is pending through a connection of yoyo's own to ``uri`` (an address as yoyo reads it).

    The caller holds the lock of this database. Raises ``MigrationError``; earlier migrations stay applied.
    """
    from yoyo import get_backend

    try:
        with get_backend(uri) as backend:
            backend.break_lock()
            backend.ensure_internal_schema_updated()
            rows = backend.execute(f"SELECT migration_id FROM {APPLIED_TABLE}").fetchall()
            for migration in pending((row[0] for row in rows), folder):
                _apply_one(backend, migration, engine)
    except StorageError:
        raise
    except Exception as exc:
        raise MigrationError(f"the migrations could not be started: {_first_line(exc)}") from exc


def _apply_one(backend: Any, migration: Migration, engine: Engine) -> None:
    from yoyo.migrations import Migration as YoyoMigration
    from yoyo.migrations import StepCollector

    statements = migration.statements(engine)
    step = YoyoMigration(migration.id, f"{migration.id}.sql", "")
    collector = StepCollector(step)
    for statement in statements:
        collector.add_step(_runner(migration.id, statement))
    step.steps = collector.create_steps(True)
    # Not backend.apply_one: it commits the steps on one connection and the note on another, and a kill in
    # between leaves tables that the next start tries to make again.
    try:
        with backend.transaction():
            step.process_steps(backend, "apply")
            backend.mark_one(step, log=False)
    except MigrationError:
        raise
    except Exception as exc:
        raise MigrationError(f"{migration.id}: {_first_line(exc)}") from exc
    _log.info("migration %s applied", migration.id)


def _runner(name: str, statement: str) -> Callable[[Any], None]:
    def run(connection: Any) -> None:
        try:
            connection.execute(statement)
        except Exception as exc:
            head = statement if len(statement) <= 60 else statement[:60] + "..."
            raise MigrationError(f"{name}: {_first_line(exc)} in: {' '.join(head.split())}") from exc

    return run


def _first_line(exc: Exception) -> str:
    return (str(exc) or type(exc).__name__).splitlines()[0]
