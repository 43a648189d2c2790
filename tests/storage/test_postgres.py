"""What is PostgreSQL's own: taking turns, trying again, losing the connection."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from domain.tx import Tx
from storage.errors import BadDatabaseUrl, DatabaseBusy, DatabaseUnavailable, OutcomeUnknown
from storage.postgresql.database import PostgresDatabase
from storage.postgresql.sessions import lock_key
from tests.storage.machine import MACHINE, WAIT_S, add, read_then_write, value
from tests.support.databases import Place

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
)


def hang_up(place: Place) -> None:
    """Ends every other session of the database."""
    with psycopg.connect(place.url, autocommit=True) as admin:
        admin.execute(OTHERS.encode() + b"pg_backend_pid()")


async def test_thirty_writers_on_one_row_taking_turns(postgres_place: Place) -> None:
    runs = 0

    def counted(tx: Tx) -> int:
        nonlocal runs
        runs += 1
        return read_then_write(tx)

    async with await postgres_place.open(**MACHINE) as db:
        await db.write(lambda tx: tx.run("counter_make", name="a"))
        await asyncio.gather(*(db.write(counted, lock="account 1") for _ in range(30)))
        assert await db.read(value) == 30
    # With the lock nobody had to start again.
    assert runs == 30


async def test_writers_who_take_no_turns_start_again(postgres_place: Place) -> None:
    both_have_read = threading.Barrier(2)
    runs = 0

    def meet(tx: Tx) -> None:
        nonlocal runs
        seen = value(tx)
        runs += 1
        if runs <= 2:
            both_have_read.wait(WAIT_S)
        tx.run("counter_set", name="a", value=seen + 1)

    async with await postgres_place.open(**MACHINE) as db:
        await db.write(lambda tx: tx.run("counter_make", name="a"))
        await asyncio.gather(db.write(meet), db.write(meet))
        assert await db.read(value) == 2
    assert runs == 3


async def test_a_conflict_that_the_function_swallows_is_tried_again(postgres: PostgresDatabase) -> None:
    both_have_read = threading.Barrier(2)
    runs = 0

    def meet(tx: Tx) -> str:
        nonlocal runs
        seen = value(tx)
        runs += 1
        if runs <= 2:
            both_have_read.wait(WAIT_S)
        try:
            tx.run("counter_set", name="a", value=seen + 1)
        except DatabaseBusy:
            raise ValueError("something of its own") from None
        return "done"

    done = await asyncio.gather(postgres.write(meet), postgres.write(meet))
    assert list(done) == ["done", "done"]
    assert await postgres.read(value) == 2


async def test_busy_when_the_turn_does_not_come(postgres_place: Place) -> None:
    async with await postgres_place.open(**MACHINE, retry_for_s=0.5) as db:
        await db.write(lambda tx: tx.run("counter_make", name="a"))
        with psycopg.connect(postgres_place.url, autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [lock_key("account 1")])
            with pytest.raises(DatabaseBusy, match="nothing changed"):
                await db.write(add, lock="account 1")
            # Another lock is another account.
            assert await db.write(add, lock="account 2") == 1
        assert await db.write(add, lock="account 1") == 1


async def test_busy_when_somebody_else_keeps_the_row(postgres_place: Place) -> None:
    async with await postgres_place.open(**MACHINE, retry_for_s=0.5) as db:
        await db.write(lambda tx: tx.run("counter_make", name="a"))
        with psycopg.connect(postgres_place.url) as other:
            other.execute("UPDATE counter SET value = 7")
            with pytest.raises(DatabaseBusy, match="nothing changed"):
                await db.write(add)
            other.rollback()
        assert await db.write(add) == 1
        assert await db.read(value) == 1


async def test_busy_when_conflicts_do_not_end(postgres_place: Place) -> None:
    runs = 0

    async with await postgres_place.open(**MACHINE, retry_for_s=0.6) as db:
        await db.write(lambda tx: tx.run("counter_make", name="a"))

        def always_late(tx: Tx) -> None:
            nonlocal runs
            runs += 1
            seen = value(tx)
            with psycopg.connect(postgres_place.url, autocommit=True) as other:
                other.execute("UPDATE counter SET value = value + 10")
            tx.run("counter_set", name="a", value=seen + 1)

        with pytest.raises(DatabaseBusy, match="busy, nothing changed"):
            await db.write(always_late)
        assert runs > 1
        assert await db.read(value) == 10 * runs


@pytest.mark.parametrize(
    "fn",
    [
        add,
        lambda tx: tx.run("bomb_light", id=1),
        lambda tx: tx.run("orphan_add", parent=404),
        lambda tx: 1 / 0,
        lambda tx: tx.run("mine_lay", id=1),
    ],
)
async def test_the_lock_is_given_back_whatever_happens(
    postgres: PostgresDatabase, postgres_place: Place, fn: Callable[[Tx], Any]
) -> None:
    await asyncio.gather(postgres.write(fn, lock="account 1"), return_exceptions=True)
    with psycopg.connect(postgres_place.url, autocommit=True) as other:
        other.execute("SET lock_timeout = '5s'")
        # A session that is being ended keeps its lock for a moment; this waits for that, or fails.
        other.execute("SELECT pg_advisory_lock(%s)", [lock_key("account 1")])


async def test_connections_that_died_while_idle_are_replaced(
    postgres: PostgresDatabase, postgres_place: Place
) -> None:
    await asyncio.gather(*(postgres.write(add, lock="x") for _ in range(4)))
    hang_up(postgres_place)
    assert await postgres.write(add, lock="x") == 1
    hang_up(postgres_place)
    assert await postgres.read(value) == 5


async def test_a_connection_lost_before_the_commit_is_tried_again(
    postgres: PostgresDatabase, postgres_place: Place
) -> None:
    runs = 0

    def interrupted(tx: Tx) -> int:
        nonlocal runs
        runs += 1
        add(tx)
        if runs == 1:
            hang_up(postgres_place)
        return read_then_write(tx)

    assert await postgres.write(interrupted, lock="x") == 2
    assert runs == 2
    assert await postgres.read(value) == 2


async def test_a_connection_lost_in_the_commit_is_an_unknown_outcome_and_not_tried_again(
    postgres: PostgresDatabase,
) -> None:
    runs = 0

    def mined(tx: Tx) -> None:
        nonlocal runs
        runs += 1
        tx.run("mine_lay", id=1)

    with pytest.raises(OutcomeUnknown):
        await postgres.write(mined, lock="x")
    assert runs == 1
    assert await postgres.write(add, lock="x") == 1


async def test_a_server_that_is_not_there_is_one_clear_line() -> None:
    place = Place("postgresql", "postgresql:///books?host=/nonexistent&user=u&password=hidden-word")
    with pytest.raises(DatabaseUnavailable) as caught:
        await place.open()
    assert "\n" not in str(caught.value)
    assert "hidden-word" not in str(caught.value)


async def test_an_address_that_cannot_be_read_does_not_show_the_password() -> None:
    with pytest.raises(BadDatabaseUrl) as caught:
        await Place("postgresql", "postgresql://u:hidden-word%zz@/books").open()
    assert "hidden-word" not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_a_server_that_goes_away_is_told_as_such(postgres_place: Place) -> None:
    db = await postgres_place.open(**MACHINE, retry_for_s=0.5)
    try:
        with psycopg.connect(postgres_place.url, autocommit=True) as admin:
            name = admin.info.dbname
        url = postgres_place.url.replace(f"dbname={name}", "dbname=postgres")
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
            admin.execute(OTHERS.replace("current_database()", f"'{name}'").encode() + b"0")
        with pytest.raises(DatabaseUnavailable, match="nothing changed"):
            await db.write(add, lock="x")
    finally:
        await db.close()


async def test_no_statement_is_compiled(postgres: PostgresDatabase) -> None:
    # A server that compiles what it thinks is expensive takes 50 ms more for a search of the branch directory.
    with postgres._pool.connection() as connection:
        assert connection.execute("SHOW jit").fetchone() == ("off",)
