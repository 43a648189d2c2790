"""Every query of the program is taken by both engines, against the real schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import psycopg
import pytest

from storage.queries import Engine, Query, load_queries
from tests.support.databases import Place

# Types whose values arrive as Decimal or float: money would no longer be an integer.
NOT_EXACT = {700: "real", 701: "double precision", 1700: "numeric"}


@pytest.fixture
def sqlite_connection(make_place: Callable[..., Place]) -> sqlite3.Connection:
    """A connection to the program's schema."""
    return sqlite3.connect(make_place("sqlite").path)


def queries(engine: Engine) -> list[Query]:
    """The program's own queries."""
    return list(load_queries(engine).values())


def test_there_are_queries() -> None:
    assert len(queries("sqlite")) > 10


def test_sqlite_takes_every_query(sqlite_connection: sqlite3.Connection) -> None:
    wrong = []
    for query in queries("sqlite"):
        try:
            sqlite_connection.execute(f"EXPLAIN {query.sql}", dict.fromkeys(query.parameters)).fetchall()
        except sqlite3.Error as exc:
            wrong.append(f"{query.name}: {exc}")
    sqlite_connection.close()
    assert wrong == []


def test_postgresql_takes_every_query_and_gives_exact_numbers(make_place: Callable[..., Place]) -> None:
    wrong = []
    with psycopg.connect(make_place("postgresql").url, autocommit=True) as connection:
        for query in queries("postgresql"):
            numbers = {name: f"${at}" for at, name in enumerate(sorted(query.parameters), start=1)}
            text = query.sql
            for name, number in numbers.items():
                text = text.replace(f"%({name})s", number)
            prepared = connection.pgconn.prepare(b"", text.encode())
            if prepared.status != psycopg.pq.ExecStatus.COMMAND_OK:
                wrong.append(f"{query.name}: {prepared.error_message.decode().splitlines()[0]}")
                continue
            described = connection.pgconn.describe_prepared(b"")
            for column in range(described.nfields):
                if (kind := NOT_EXACT.get(described.ftype(column))) is not None:
                    wrong.append(f"{query.name}: {described.fname(column)!r} is {kind}: CAST it AS BIGINT")
    assert wrong == []
