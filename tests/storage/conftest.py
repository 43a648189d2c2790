"""A database with the tests' own small tables in place of the program's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from domain.tx import Tx
from storage.database import Database
from storage.postgresql.database import PostgresDatabase
from storage.queries import Engine
from storage.sqlite.database import SqliteDatabase
from tests.storage.machine import MACHINE
from tests.support.databases import Place


@pytest.fixture
def bare(engine: Engine, make_place: Callable[..., Place]) -> Place:
    """An empty database on each engine."""
    return make_place(engine, bare=True)


@pytest.fixture
async def machine(bare: Place) -> AsyncIterator[Database]:
    """The tests' tables on each engine, with the counters `a` and `b` at 0."""
    async with await bare.open(**MACHINE) as db:
        await _counters(db)
        yield db


@pytest.fixture
def sqlite_place(make_place: Callable[..., Place]) -> Place:
    """An empty SQLite database."""
    return make_place("sqlite", bare=True)


@pytest.fixture
async def sqlite(sqlite_place: Place) -> AsyncIterator[SqliteDatabase]:
    """The tests' tables on SQLite."""
    async with await sqlite_place.open(**MACHINE) as db:
        assert isinstance(db, SqliteDatabase)
        await _counters(db)
        yield db


@pytest.fixture
def postgres_place(make_place: Callable[..., Place]) -> Place:
    """An empty PostgreSQL database."""
    return make_place("postgresql", bare=True)


@pytest.fixture
async def postgres(postgres_place: Place) -> AsyncIterator[PostgresDatabase]:
    """The tests' tables on PostgreSQL, with a little less patience than by default."""
    async with await postgres_place.open(**MACHINE, retry_for_s=4.0) as db:
        assert isinstance(db, PostgresDatabase)
        await _counters(db)
        yield db


async def _counters(db: Database) -> None:
    def make(tx: Tx) -> None:
        for name in ("a", "b"):
            tx.run("counter_make", name=name)

    await db.write(make)
