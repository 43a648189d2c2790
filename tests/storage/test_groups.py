"""Group commit on SQLite: many functions, one transaction, and what happens when one of them spoils it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from domain.tx import Tx
from storage.errors import ConstraintBroken, DatabaseBusy, DatabaseFull, StorageError
from storage.sqlite.database import SqliteDatabase
from storage.sqlite.files import WriteLock
from tests.storage.machine import (
    MACHINE,
    WAIT_S,
    add,
    counters,
    held_back,
    queued,
    read_then_write,
    refuse,
    together,
    trace,
    value,
)
from tests.support.databases import Place


class Refused(Exception):
    """An exception of the caller's own."""


def blow_up(tx: Tx) -> None:
    """Ends the whole transaction, not only its own part."""
    add(tx, 100)
    tx.run("bomb_light", id=1)


def orphan(tx: Tx) -> str:
    """Is refused only by COMMIT."""
    tx.run("orphan_add", parent=404)
    return "fine so far"


def fill(tx: Tx) -> None:
    """More than there is room for."""
    tx.one("thing_add", label="large", body=bytes(1_000_000), flag=0)


async def statements(db: SqliteDatabase, work: Callable[[], Any]) -> list[str]:
    """What the writer carried out meanwhile, without the transaction that holds the group back."""
    seen: list[str] = []
    await trace(db, seen.append)
    await work()
    await trace(db, None)
    return seen


async def test_a_group_is_one_transaction(sqlite: SqliteDatabase) -> None:
    results: list[Any] = []

    async def work() -> None:
        results.extend(await together(sqlite, *[read_then_write] * 20))

    seen = await statements(sqlite, work)
    assert results == list(range(1, 21))
    # One more for the function that held the others back.
    assert seen.count("COMMIT") == 2
    assert seen.count("BEGIN IMMEDIATE") == 2


async def test_one_that_raises_takes_nobody_with_it(sqlite: SqliteDatabase) -> None:
    error = Refused()
    results: list[Any] = []

    async def work() -> None:
        results.extend(await together(sqlite, add, lambda tx: refuse(tx, error), read_then_write, add))

    seen = await statements(sqlite, work)
    assert results == [1, error, 2, 1]
    assert await sqlite.read(value) == 3
    assert seen.count("COMMIT") == 2


async def test_one_that_the_schema_refuses_takes_nobody_with_it(sqlite: SqliteDatabase) -> None:
    def bad(tx: Tx) -> None:
        tx.one("thing_add", label="x", body=b"", flag=7)

    one, two, three = await together(sqlite, add, bad, add)
    assert (one, three) == (1, 1)
    assert isinstance(two, ConstraintBroken)
    assert await sqlite.read(value) == 2


async def test_one_that_ends_the_transaction_takes_nobody_with_it(sqlite: SqliteDatabase) -> None:
    results: list[Any] = []

    async def work() -> None:
        results.extend(await together(sqlite, add, blow_up, add, add))

    seen = await statements(sqlite, work)
    assert [isinstance(one, ConstraintBroken) for one in results] == [False, True, False, False]
    assert await sqlite.read(value) == 3
    # The group's transaction was lost; the three that can be stored were committed one by one.
    assert seen.count("COMMIT") == 1 + 3


async def test_who_ignores_the_end_of_the_transaction_writes_nothing_more(sqlite: SqliteDatabase) -> None:
    def stubborn(tx: Tx) -> str:
        for _ in range(3):
            try:
                blow_up(tx)
            except StorageError:
                continue
        return "done"

    one, two, three = await together(sqlite, add, stubborn, add)
    assert (one, three) == (1, 1)
    assert isinstance(two, StorageError)
    assert await counters(sqlite) == {"a": 2, "b": 0}
    assert await sqlite.read(lambda tx: tx.scalar("bombs")) == 0


async def test_a_full_disk_inside_a_group_hurts_only_the_one_that_needs_the_room(
    sqlite: SqliteDatabase,
) -> None:
    assert sqlite._writer is not None
    pages = await sqlite._writer.call(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    await sqlite._writer.call(lambda c: c.execute(f"PRAGMA max_page_count = {pages + 4}").fetchone())
    one, two, three = await together(sqlite, add, fill, add)
    assert (one, three) == (1, 1)
    assert isinstance(two, DatabaseFull)
    assert await sqlite.read(value) == 2
    assert await sqlite.read(lambda tx: tx.scalar("things_count")) == 0


async def test_a_commit_that_fails_makes_everyone_run_again_alone(sqlite: SqliteDatabase) -> None:
    runs = 0

    def counted(tx: Tx) -> int:
        nonlocal runs
        runs += 1
        return read_then_write(tx)

    one, two, three = await together(sqlite, counted, orphan, counted)
    assert (one, three) == (1, 2)
    assert isinstance(two, ConstraintBroken)
    assert await sqlite.read(value) == 2
    assert runs == 4


async def test_nobody_is_told_before_the_commit(sqlite: SqliteDatabase) -> None:
    loop = asyncio.get_running_loop()
    told: list[list[bool]] = []
    tasks: list[asyncio.Task[Any]] = []

    async def look() -> None:
        # Whatever the thread had already sent to the loop has arrived after this.
        for _ in range(5):
            await asyncio.sleep(0)
        told.append([task.done() for task in tasks])

    def listen(statement: str) -> None:
        # Called on the writer's thread, before the statement is carried out.
        if statement == "COMMIT" and tasks:
            asyncio.run_coroutine_threadsafe(look(), loop).result(WAIT_S)

    await trace(sqlite, listen)
    async with held_back(sqlite):
        tasks += await queued(sqlite, add, lambda tx: refuse(tx, Refused()), add)
    await asyncio.gather(*tasks, return_exceptions=True)
    await trace(sqlite, None)
    assert told[-1] == [False, False, False]


async def test_a_refusal_is_not_told_from_a_group_that_was_undone(sqlite: SqliteDatabase) -> None:
    # The second sees the first's row in the group; when the group is undone, what it saw never was.
    def check(tx: Tx) -> str:
        return "too late" if value(tx) else "granted"

    def spoil(tx: Tx) -> str:
        add(tx)
        return orphan(tx)

    one, two = await together(sqlite, spoil, check)
    assert isinstance(one, ConstraintBroken)
    assert two == "granted"


async def test_wakes_of_a_group_are_told_once_with_the_earliest(sqlite: SqliteDatabase) -> None:
    told: list[dict[str, int]] = []
    sqlite.on_commit.append(told.append)

    def wake(at: int) -> Callable[[Tx], None]:
        return lambda tx: tx.wake("payout", at)

    def undone(tx: Tx) -> None:
        tx.wake("payout", 1)
        raise Refused

    await together(sqlite, wake(30), undone, wake(20), wake(40))
    assert told == [{"payout": 20}]


async def test_members_who_gave_up_waiting_are_left_out(sqlite: SqliteDatabase) -> None:
    async with held_back(sqlite):
        tasks = await queued(sqlite, add, add, add)
        tasks[1].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(done[1], asyncio.CancelledError)
    assert (done[0], done[2]) == (1, 1)
    assert await sqlite.read(value) == 2


async def test_busy_while_another_process_holds_the_lock_file(sqlite_place: Place) -> None:
    async with await sqlite_place.open(**MACHINE, lock_wait_s=0.05) as db:
        assert isinstance(db, SqliteDatabase)
        await db.write(lambda tx: tx.run("counter_make", name="a"))
        # A second open of the same file is to the kernel what another process is.
        other = WriteLock(sqlite_place.path.with_name(sqlite_place.path.name + ".lock"), wait_s=1)
        with other.held():
            with pytest.raises(DatabaseBusy, match="nothing changed"):
                await db.write(add)
            # Reading goes on.
            assert await db.read(value) == 0
        assert await db.write(add) == 1
        other.close()


async def test_busy_while_another_program_holds_the_database(sqlite_place: Place) -> None:
    async with await sqlite_place.open(**MACHINE, busy_timeout_s=0.05) as db:
        assert isinstance(db, SqliteDatabase)
        await db.write(lambda tx: tx.run("counter_make", name="a"))
        other = sqlite3.connect(sqlite_place.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        outcomes = await asyncio.gather(db.write(add), db.write(add), return_exceptions=True)
        assert [type(one) for one in outcomes] == [DatabaseBusy, DatabaseBusy]
        assert outcomes[0] is not outcomes[1]
        other.execute("ROLLBACK")
        other.close()
        assert await db.write(add) == 1


async def test_too_many_waiting_is_busy(sqlite: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.sqlite.database.MOST_WAITING", 2)
    done = await asyncio.gather(*(sqlite.write(add) for _ in range(5)), return_exceptions=True)
    assert [isinstance(one, DatabaseBusy) for one in done] == [False, False, True, True, True]
    assert await sqlite.read(value) == 2
