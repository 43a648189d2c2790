"""What the rest of the program may rely on, the same on both engines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, get_args

import pytest

from domain.tx import Tx
from storage.database import Database
from storage.errors import ConstraintBroken, DatabaseUnavailable, LastingError, QueryError, StorageError
from tests.storage.machine import MACHINE, WAIT_S, add, counters, read_then_write, refuse, value
from tests.support.databases import Place

LARGE_FEN = 9 * 10**15
Then = Literal["return", "read", "count", "raise", "write"]


class Refused(Exception):
    """An exception of the caller's own."""


async def test_rows_have_names_and_are_tuples(machine: Database) -> None:
    def fn(tx: Tx) -> Any:
        return tx.one("thing_add", label="x", body=b"\x00\xff", flag=True)

    row = await machine.write(fn)
    assert (row.label, row.body, row.flag) == ("x", b"\x00\xff", 1)
    assert tuple(row) == (row.id, "x", b"\x00\xff", 1)
    assert type(row.flag) is int


async def test_one_all_scalar_and_run(machine: Database) -> None:
    def fn(tx: Tx) -> None:
        assert [tuple(row) for row in tx.all("counters")] == [("a", 0), ("b", 0)]
        assert tx.all("counters")[0].name == "a"
        assert tx.one("counter_named", name="nobody") is None
        assert tx.scalar("counter_value", name="nobody") is None
        assert tx.scalar("things_count") == 0
        assert tx.run("counter_add", name="a", by=2) == 1
        assert tx.run("counter_add", name="nobody", by=2) == 0
        assert sorted(tuple(row) for row in tx.all("counter_take", by=1)) == [("a", 3), ("b", 1)]
        assert sorted(tuple(row) for row in tx.all("counter_take", by=1)) == [("a", 4), ("b", 2)]
        assert tx.run("counter_make", name="a") == 0

    await machine.write(fn)


async def test_strings_and_comments_are_no_parameters(machine: Database) -> None:
    row = await machine.read(lambda tx: tx.one("literal", x="50%"))
    assert row == ("a :colon and 'two'", "50%")


async def test_large_amounts_are_kept_to_the_fen(machine: Database) -> None:
    def fn(tx: Tx) -> Any:
        tx.run("counter_add", name="a", by=LARGE_FEN)
        tx.run("counter_add", name="b", by=LARGE_FEN - 1)
        return tx.scalar("counters_sum")

    total = await machine.write(fn)
    assert total == 2 * LARGE_FEN - 1
    assert type(total) is int
    assert await counters(machine) == {"a": LARGE_FEN, "b": LARGE_FEN - 1}


async def test_the_programs_own_schema_keeps_large_amounts(db: Database) -> None:
    def fn(tx: Tx) -> Any:
        tx.run("fsm_put_state", key="k", state=None, now=LARGE_FEN)
        return tx.scalar("fsm_data", key="k")

    assert await db.write(fn) == "{}"


async def test_small_numbers_may_be_added_up_to_large_ones(machine: Database) -> None:
    # PostgreSQL takes the type of a sum from its parts; 32,767 + 1 must not be too much for it.
    await machine.write(lambda tx: add(tx, 32_767))
    await machine.write(lambda tx: add(tx, 1))
    assert await machine.read(value) == 32_768


async def test_what_is_returned_is_committed_also_a_refusal(machine: Database) -> None:
    def wrong_code(tx: Tx) -> str:
        add(tx)
        return "refused"

    assert await machine.write(wrong_code) == "refused"
    assert await machine.read(value) == 1


async def test_an_exception_rolls_back_and_comes_through_unchanged(machine: Database) -> None:
    error = Refused("no")
    with pytest.raises(Refused) as caught:
        await machine.write(lambda tx: refuse(tx, error))
    assert caught.value is error
    assert await machine.read(value) == 0


async def test_a_stop_iteration_is_told_as_an_error_and_hangs_nobody(machine: Database) -> None:
    with pytest.raises(RuntimeError) as caught:
        await machine.write(lambda tx: next(iter(())))
    assert isinstance(caught.value.__cause__, StopIteration)


async def test_an_async_function_is_refused(machine: Database) -> None:
    async def fn(tx: Tx) -> None:
        pass

    plain: Callable[[Tx], Any] = fn
    with pytest.raises(TypeError):
        await machine.write(plain)


async def test_the_schemas_refusal_is_ours_and_names_no_value(machine: Database) -> None:
    with pytest.raises(ConstraintBroken) as caught:
        await machine.write(lambda tx: tx.one("thing_add", label="secret", body=b"", flag=7))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "secret" not in str(caught.value)
    assert "7" not in str(caught.value)


async def test_a_triggers_refusal_is_the_schemas(machine: Database) -> None:
    with pytest.raises(ConstraintBroken, match="boom; it said"):
        await machine.write(lambda tx: tx.run("bomb_light", id=1))


async def test_nobody_learns_a_count_that_is_not_declared(machine: Database) -> None:
    def fn(tx: Tx) -> tuple[Any, ...]:
        return tx.run("counter_plus", name="a", by=1), tx.run("counter_add", name="a", by=1)

    assert await machine.write(fn) == (None, 1)


async def test_a_count_is_that_of_its_own_statement(machine: Database) -> None:
    def fn(tx: Tx) -> list[int | None]:
        counts = []
        for name in ("a", "nobody", "b"):
            tx.run("counter_plus", name="a", by=1)
            tx.run("counter_plus", name="nobody", by=1)
            counts.append(tx.run("counter_add", name=name, by=1))
        return counts

    assert await machine.write(fn) == [1, 0, 1]
    assert await counters(machine) == {"a": 4, "b": 1}


@pytest.mark.parametrize("then", get_args(Then))
async def test_the_error_of_a_statement_that_nobody_waits_for_is_the_same(
    machine: Database, then: Then
) -> None:
    went_on: list[str] = []

    def fn(tx: Tx) -> None:
        tx.run("counter_plus", name="a", by=1)
        tx.run("thing_put", label="secret", flag=7)
        match then:
            case "read":
                value(tx)
                went_on.append(then)
            case "count":
                add(tx)
                went_on.append(then)
            case "write":
                tx.run("counter_plus", name="b", by=1)
            case "raise":
                raise Refused
            case "return":
                pass

    with pytest.raises(ConstraintBroken) as caught:
        await machine.write(fn)
    assert "thing_put" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert not went_on
    assert await counters(machine) == {"a": 0, "b": 0}
    assert await machine.read(lambda tx: tx.scalar("things_count")) == 0
    # The connection is good for the next function.
    assert await machine.write(add) == 1


async def test_rows_from_a_statement_that_gives_none_are_noticed(machine: Database) -> None:
    def fn(tx: Tx) -> int:
        tx.run("counter_take_as_run")
        return value(tx)

    with pytest.raises(QueryError, match="counter_take_as_run"):
        await machine.write(fn)
    assert await counters(machine) == {"a": 0, "b": 0}


async def test_a_read_does_not_even_change_what_nobody_waits_for(machine: Database) -> None:
    with pytest.raises(QueryError):
        await machine.read(lambda tx: tx.run("counter_plus", name="a", by=1))
    assert await machine.read(value) == 0


async def test_a_swallowed_error_does_not_commit_the_rest(machine: Database) -> None:
    def fn(tx: Tx) -> str:
        add(tx)
        try:
            tx.one("thing_add", label="x", body=b"", flag=7)
        except ConstraintBroken:
            return "as if nothing had happened"
        return "not reached"

    with pytest.raises(ConstraintBroken):
        await machine.write(fn)
    assert await machine.read(value) == 0


async def test_nothing_runs_after_a_swallowed_error(machine: Database) -> None:
    def fn(tx: Tx) -> None:
        try:
            tx.run("bomb_light", id=1)
        except ConstraintBroken:
            add(tx, 5)

    with pytest.raises(ConstraintBroken):
        await machine.write(fn)
    assert await machine.read(value) == 0


async def test_a_commit_that_fails_is_told_and_keeps_nothing(machine: Database) -> None:
    def fn(tx: Tx) -> str:
        add(tx)
        tx.run("orphan_add", parent=404)
        return "fine so far"

    with pytest.raises(ConstraintBroken):
        await machine.write(fn)
    assert await machine.read(value) == 0
    # The connection is good for the next function.
    assert await machine.write(add) == 1


@pytest.mark.parametrize(
    "fn",
    [
        lambda tx: tx.one("no_such_query"),
        lambda tx: tx.one("counter_named"),
        lambda tx: tx.one("counter_named", name="a", more=1),
        lambda tx: tx.one("counter_add", name="a", by=1),
        lambda tx: tx.all("counter_add", name="a", by=1),
        lambda tx: tx.scalar("counter_add", name="a", by=1),
        lambda tx: tx.run("counters"),
        lambda tx: tx.one("counters_as_one"),
        lambda tx: tx.one("counter_there", name="nobody"),
        lambda tx: tx.scalar("counters_as_value"),
        lambda tx: tx.scalar("counter_as_value"),
        lambda tx: tx.run("counter_take_as_run"),
        lambda tx: tx.all("counter_add_as_all"),
        lambda tx: tx.run("counter_add", name="a", by=2**64),
        lambda tx: tx.run("counter_add", name="a", by=object()),
        lambda tx: tx.run("counter_make", name="\ud800"),
    ],
)
async def test_mistakes_of_the_program_are_query_errors(machine: Database, fn: Callable[[Tx], Any]) -> None:
    with pytest.raises(QueryError):
        await machine.write(fn)
    assert await counters(machine) == {"a": 0, "b": 0}


@pytest.mark.parametrize("name", ["a\0b", "a"])
async def test_what_can_never_be_stored_is_told_from_what_passes(machine: Database, name: str) -> None:
    """A number beyond 63 bits, a sum that grows beyond them, and what PostgreSQL has no text for."""

    def fn(tx: Tx) -> None:
        tx.run("counter_make", name=name + "c")
        tx.run("counter_add", name=name + "c", by=2**63 - 1)
        tx.run("counter_add", name=name + "c", by=2**63 - 1)

    with pytest.raises(LastingError):
        await machine.write(fn)
    with pytest.raises(LastingError):
        await machine.write(lambda tx: tx.run("counter_add", name="a", by=2**63))
    assert await counters(machine) == {"a": 0, "b": 0}


async def test_every_column_has_a_name_of_its_own(machine: Database) -> None:
    await machine.write(lambda tx: tx.one("thing_add", label=None, body=None, flag=None))
    with pytest.raises(QueryError, match="things_twice"):
        await machine.read(lambda tx: tx.all("things_twice"))


async def test_a_read_changes_nothing(machine: Database) -> None:
    with pytest.raises(QueryError):
        await machine.read(add)
    with pytest.raises(QueryError):
        await machine.read(lambda tx: tx.wake("x", 1))
    assert await machine.read(value) == 0


async def test_a_read_sees_one_state(machine: Database) -> None:
    loop = asyncio.get_running_loop()

    def fn(tx: Tx) -> tuple[int, int]:
        before = value(tx)
        asyncio.run_coroutine_threadsafe(machine.write(add), loop).result(WAIT_S)
        return before, value(tx)

    assert await machine.read(fn) == (0, 0)
    assert await machine.read(value) == 1


async def test_a_transaction_that_was_kept_is_of_no_use(machine: Database) -> None:
    kept = await machine.write(lambda tx: tx)
    with pytest.raises(QueryError):
        kept.run("counter_add", name="a", by=1)


async def test_fifty_at_once_lose_no_update(machine: Database) -> None:
    seen = await asyncio.gather(*(machine.write(read_then_write, lock="a") for _ in range(50)))
    assert sorted(seen) == list(range(1, 51))


async def test_wakes_are_told_before_the_caller_goes_on_and_the_earliest_wins(machine: Database) -> None:
    told: list[dict[str, int]] = []
    machine.on_commit.append(told.append)

    def fn(tx: Tx) -> None:
        tx.wake("payout", 30)
        tx.wake("outbox", 20)
        tx.wake("payout", 10)
        tx.wake("payout", 40)

    await machine.write(fn)
    assert told == [{"payout": 10, "outbox": 20}]
    await machine.write(add)
    assert len(told) == 1


async def test_wakes_of_what_was_rolled_back_are_not_told(machine: Database) -> None:
    told: list[dict[str, int]] = []
    machine.on_commit.append(told.append)

    def fn(tx: Tx) -> None:
        tx.wake("payout", 1)
        raise Refused

    with pytest.raises(Refused):
        await machine.write(fn)
    assert told == []


async def test_a_listener_that_fails_harms_nobody(machine: Database) -> None:
    told: list[dict[str, int]] = []

    def broken(wakes: dict[str, int]) -> None:
        raise Refused

    machine.on_commit.extend([broken, told.append])
    await machine.write(lambda tx: tx.wake("x", 1))
    assert told == [{"x": 1}]


async def test_a_cancelled_caller_changes_nothing_for_the_others(machine: Database) -> None:
    running, go = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        running.set()
        assert go.wait(WAIT_S)
        add(tx)

    first = asyncio.create_task(machine.write(slow, lock="a"))
    assert await asyncio.to_thread(running.wait, WAIT_S)
    others = [asyncio.create_task(machine.write(add, lock="a")) for _ in range(3)]
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    go.set()
    assert await asyncio.gather(*others) == [1, 1, 1]
    # The cancelled one had begun, so it was finished; its caller was not told.
    assert await machine.write(value, lock="a") == 4


async def test_a_closed_database_says_so(machine: Database) -> None:
    await machine.close()
    await machine.close()
    with pytest.raises(DatabaseUnavailable):
        await machine.write(add)
    with pytest.raises(DatabaseUnavailable):
        await machine.read(value)


async def test_closing_finishes_what_was_begun(bare: Place) -> None:
    db = await bare.open(**MACHINE)
    await db.write(lambda tx: tx.run("counter_make", name="a"))
    tasks = [asyncio.create_task(db.write(read_then_write, lock="a")) for _ in range(20)]
    await asyncio.sleep(0)
    await db.close()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    async with await bare.open(**MACHINE) as again:
        # Every caller who got a result finds it there.
        assert await again.read(value) == len([one for one in done if not isinstance(one, StorageError)])


async def test_no_thread_is_left_behind(bare: Place) -> None:
    before = set(threading.enumerate())
    db = await bare.open(**MACHINE)
    await db.read(lambda tx: tx.all("counters"))
    await db.close()
    left = [t for t in set(threading.enumerate()) - before if not t.name.startswith("asyncio_")]
    for thread in left:
        await asyncio.to_thread(thread.join, WAIT_S)
    assert [t.name for t in left if t.is_alive()] == []


async def test_a_result_that_is_not_what_the_suffix_says_spoils_the_transaction(machine: Database) -> None:
    def swallow(tx: Tx) -> None:
        with suppress(QueryError):
            tx.run("counter_take_as_run")

    with pytest.raises(QueryError, match="counter_take_as_run: a statement that gives rows"):
        await machine.write(swallow)
    assert await counters(machine) == {"a": 0, "b": 0}
