"""A PostgreSQL database that a test has used is like new for the next, or it is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support.databases import Databases, Place
from tests.support.rig import account, rig_on, top_up

MakePlace = Callable[..., Place]


def held(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, and the state of each sequence."""
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"
        ).fetchall()
        return {name: connection.execute(f'SELECT * FROM "{name}"'.encode()).fetchall() for (name,) in names}


def changed(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


async def test_a_used_database_holds_what_a_new_one_holds(
    databases: Databases, make_place: MakePlace, tmp_path: Path
) -> None:
    unused = make_place("postgresql")
    new = held(unused.url)
    assert any(new.values()), "migrations leave rows too"
    used = databases.migrated("postgresql")
    async with await used.open() as db, rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("1000.00")])
        await rig.link()
        await rig.withdraw(10_00)
        await rig.settle()
        changed(used.url, "UPDATE staff_summary SET due_at = 1; DELETE FROM branch_directory")
        # Another session is still connected, in the middle of a transaction.
        other = psycopg.connect(used.url)
        other.execute("INSERT INTO meta VALUES ('left', 'x')")
    assert {name for name, rows in held(used.url).items() if rows != new[name]} >= {
        "account",
        "posting",
        "meta",
    }
    databases.drop(used)
    assert databases.migrated("postgresql") == used
    assert held(used.url) == new
    databases.drop(used)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER posting_append_only ON posting",
        "ALTER TABLE posting DISABLE TRIGGER posting_append_only",
        "ALTER TABLE account ADD COLUMN more TEXT",
        "CREATE INDEX more ON audit (who)",
        "CREATE SCHEMA more",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET jit = on', current_database()); END $$",
        "INSERT INTO meta SELECT n, repeat('x', 1000)::bytea FROM generate_series(1, 5000) AS n",
    ],
)
def test_one_that_was_changed_or_has_grown_is_not_used_again(
    databases: Databases, make_place: MakePlace, statement: str
) -> None:
    make_place("postgresql")
    spoilt = databases.migrated("postgresql")
    changed(spoilt.url, statement)
    databases.drop(spoilt)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(spoilt.url)


def test_a_bare_one_is_bare_again(databases: Databases, make_place: MakePlace) -> None:
    make_place("postgresql", bare=True)
    used = databases.bare("postgresql")
    changed(used.url, "CREATE TABLE more (id BIGINT GENERATED ALWAYS AS IDENTITY)")
    databases.drop(used)
    assert databases.bare("postgresql") == used
    assert held(used.url) == {}
    changed(used.url, "CREATE SCHEMA more")
    databases.drop(used)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(used.url)
