"""The behaviour of PostgreSQL alone: taking turns, trying again, losing the connection."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from domain.tx import Tx
from storage.database import LockOf
from storage.errors import BadDatabaseUrl, ConstraintBroken, DatabaseBusy, DatabaseUnavailable, OutcomeUnknown
from storage.postgresql.database import WRITERS, PostgresDatabase
from storage.postgresql.pipeline import Answer, Pipeline
from storage.queries import Query
from tests.storage.machine import MACHINE, WAIT_S, add, read_then_write, value
from tests.support.databases import Place

LOCK = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
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
    # With the lock no function had to start again.
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
            other.execute(LOCK, ["account 1"])
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
        other.execute(LOCK, ["account 1"])


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
    # Another connection, idle until then, may have been lost with it.
    assert runs > 1
    assert await postgres.read(value) == 2


async def test_what_was_sent_before_the_server_ended_the_session_is_tried_again(
    postgres: PostgresDatabase, postgres_place: Place
) -> None:
    runs = 0

    def interrupted(tx: Tx) -> None:
        nonlocal runs
        runs += 1
        value(tx)
        tx.run("counter_plus", name="a", by=1)
        if runs == 1:
            hang_up(postgres_place)

    await postgres.write(interrupted, lock="x")
    assert runs > 1
    assert await postgres.read(value) == 1


async def test_a_session_that_ended_while_idle_leaves_no_doubt_even_where_nothing_is_read(
    postgres: PostgresDatabase, postgres_place: Place
) -> None:
    await asyncio.gather(*(postgres.write(add) for _ in range(4)))
    hang_up(postgres_place)
    await postgres.write(lambda tx: tx.run("counter_plus", name="a", by=1))
    assert await postgres.read(value) == 5
    hang_up(postgres_place)
    await postgres.write(lambda tx: tx.run("counter_plus", name="a", by=1), lock="x")
    assert await postgres.read(value) == 6


async def test_the_lock_of_a_lost_session_is_free(postgres: PostgresDatabase, postgres_place: Place) -> None:
    def mined(tx: Tx) -> None:
        tx.run("mine_lay", id=1)

    with pytest.raises(OutcomeUnknown):
        await postgres.write(mined, lock="account 1")
    with psycopg.connect(postgres_place.url, autocommit=True) as other:
        other.execute("SET lock_timeout = '5s'")
        other.execute(LOCK, ["account 1"])


async def test_a_query_gives_the_name_of_the_lock(postgres_place: Place) -> None:
    first = LockOf("counter_there_named", {"name": "a"})
    async with await postgres_place.open(**MACHINE, retry_for_s=0.5) as db:
        await db.write(lambda tx: tx.run("counter_make", name="a"))
        with psycopg.connect(postgres_place.url, autocommit=True) as other:
            other.execute(LOCK, ["a"])
            with pytest.raises(DatabaseBusy, match="lock: busy, nothing changed"):
                await db.write(add, lock=first)
            # Without a row there is no lock.
            assert await db.write(add, lock=LockOf("counter_there_named", {"name": "nobody"})) == 1
        assert await db.write(add, lock=first) == 1
        with psycopg.connect(postgres_place.url, autocommit=True) as other:
            other.execute("SET lock_timeout = '5s'")
            other.execute(LOCK, ["a"])


async def test_a_lock_that_was_lost_on_the_way_is_noticed(
    postgres: PostgresDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    def free_all(tx: Any) -> None:
        tx._execute(Query("free all", "SELECT pg_advisory_unlock_all()", frozenset()), {})

    await postgres.write(free_all, lock="account 1")
    assert "the database had lost a lock" in caplog.text


def waits_of(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of statements that each wait for the server ended, from now on."""
    waits: list[int] = []
    receive = Pipeline.receive

    def counted(pipeline: Pipeline) -> list[Answer]:
        answers = receive(pipeline)
        waits.append(len(answers))
        return answers

    monkeypatch.setattr(Pipeline, "receive", counted)
    return waits


async def test_a_transaction_waits_once_for_each_answer_that_is_read_and_once_for_its_commit(
    postgres: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fn(tx: Tx) -> None:
        tx.run("counter_plus", name="a", by=1)
        value(tx)
        tx.run("counter_plus", name="a", by=1)
        tx.run("counter_plus", name="a", by=1)
        value(tx)
        tx.run("counter_plus", name="a", by=1)

    waits = waits_of(monkeypatch)
    await postgres.write(fn, lock="account 1")
    # Lock, BEGIN, write and read; two writes and a read; a write, COMMIT and the lock given back.
    assert waits == [4, 3, 3]
    waits.clear()
    await postgres.read(value)
    assert waits == [2, 1]


async def test_a_statement_is_prepared_once_on_a_connection(postgres_place: Place) -> None:
    async with await postgres_place.open(**MACHINE, writers=1, readers=1) as db:
        assert isinstance(db, PostgresDatabase)
        for _ in range(10):
            await db.write(lambda tx: tx.run("counter_make", name="a"), lock="a")
        with db._pool.connection() as connection:
            found = connection.execute(
                "SELECT COUNT(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT%'"
            )
            assert found.fetchone() == (1,)


async def test_a_statement_that_was_skipped_is_prepared_the_next_time(postgres: PostgresDatabase) -> None:
    def fails(tx: Tx) -> None:
        tx.run("orphan_put", parent=None)
        tx.run("counter_plus", name="b", by=3)

    for _ in range(WRITERS):
        with pytest.raises(ConstraintBroken):
            await postgres.write(fails)
    for _ in range(WRITERS):
        await postgres.write(lambda tx: tx.run("counter_plus", name="b", by=3))
    assert await postgres.read(lambda tx: value(tx, "b")) == 3 * WRITERS


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
    # A server that compiles expensive statements takes 50 ms more for a search of the branch directory.
    with postgres._pool.connection() as connection:
        assert connection.execute("SHOW jit").fetchone() == ("off",)
