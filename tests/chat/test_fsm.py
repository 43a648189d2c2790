"""The chat's state machine on the database, and one update of a chat at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey

from bot.chat.fsm import DatabaseStorage, EventIsolation, row_key
from domain.tx import Tx
from storage.database import Database
from storage.errors import DatabaseBusy
from tests.support.databases import Place

KEY = StorageKey(bot_id=1, chat_id=-100, user_id=2)
OTHER = StorageKey(bot_id=1, chat_id=-100, user_id=3)


class Awaits(StatesGroup):
    amount = State()


async def rows(db: Database) -> int:
    """The number of the two chats that have a row."""

    def count(tx: Tx) -> int:
        return sum(tx.scalar("fsm_data", key=row_key(key)) is not None for key in (KEY, OTHER))

    return await db.read(count)


async def test_state_and_data_are_kept_per_chat(db: Database) -> None:
    storage = DatabaseStorage(db)
    await storage.set_state(KEY, Awaits.amount)
    await storage.set_data(KEY, {"withdrawal": 7, "text": "江苏银行"})
    await storage.set_data(OTHER, {"withdrawal": 8})
    assert await storage.get_state(KEY) == "Awaits:amount"
    assert await storage.get_data(KEY) == {"withdrawal": 7, "text": "江苏银行"}
    assert await storage.get_value(KEY, "withdrawal") == 7
    assert await storage.get_value(KEY, "missing", "none") == "none"
    assert await storage.get_state(OTHER) is None
    assert await storage.get_data(OTHER) == {"withdrawal": 8}


async def test_a_state_is_read_once_and_known_after_it_was_written(db: Database) -> None:
    reads: list[str] = []

    class Counting:
        fails = False

        async def read(self, fn: Any) -> Any:
            reads.append("read")
            return await db.read(fn)

        async def write(self, fn: Any, *, lock: str | None = None) -> Any:
            if self.fails:
                raise DatabaseBusy("busy")
            return await db.write(fn, lock=lock)

    counting = Counting()
    storage = DatabaseStorage(counting)
    assert [await storage.get_state(KEY), await storage.get_state(KEY)] == [None, None]
    await storage.set_state(KEY, "one")
    assert await storage.get_state(KEY) == "one"
    assert len(reads) == 1
    counting.fails = True
    with pytest.raises(DatabaseBusy):
        await storage.set_state(KEY, "two")
    assert await storage.get_state(KEY) == "one"
    assert len(reads) == 2, "what became of a write that failed is asked"
    assert await DatabaseStorage(db).get_state(KEY) == "one"


async def test_a_new_state_leaves_the_data_and_new_data_the_state(db: Database) -> None:
    storage = DatabaseStorage(db)
    await storage.set_state(KEY, "one")
    await storage.set_data(KEY, {"a": 1})
    await storage.set_state(KEY, "two")
    await storage.set_data(KEY, {"b": 2})
    assert await storage.get_state(KEY) == "two"
    assert await storage.get_data(KEY) == {"b": 2}


async def test_a_chat_without_state_takes_no_row(db: Database) -> None:
    context = FSMContext(DatabaseStorage(db), KEY)
    assert await context.get_state() is None
    assert await context.get_data() == {}
    await context.set_state(Awaits.amount)
    await context.update_data(withdrawal=7)
    assert await rows(db) == 1
    await context.clear()
    assert await rows(db) == 0
    assert await context.get_state() is None


async def test_data_without_state_stays(db: Database) -> None:
    storage = DatabaseStorage(db)
    await storage.set_data(KEY, {"a": 1})
    await storage.set_state(KEY, None)
    assert await storage.get_data(KEY) == {"a": 1}


async def test_two_updates_at_once_both_stay(db: Database) -> None:
    storage = DatabaseStorage(db)
    await asyncio.gather(*(storage.update_data(KEY, {f"k{i}": i}) for i in range(10)))
    assert await storage.get_data(KEY) == {f"k{i}": i for i in range(10)}


async def test_the_state_is_there_after_a_restart(place: Place) -> None:
    async with await place.open() as db:
        await DatabaseStorage(db).set_state(KEY, Awaits.amount)
    async with await place.open() as db:
        assert await DatabaseStorage(db).get_state(KEY) == "Awaits:amount"


async def test_what_is_no_state_is_refused(db: Database) -> None:
    storage = DatabaseStorage(db)
    no_dict: Any = [1]
    with pytest.raises(DataNotDictLikeError):
        await storage.set_data(KEY, no_dict)
    with pytest.raises(TypeError):
        await storage.set_data(KEY, {"a": object()})
    with pytest.raises(ValueError, match="characters"):
        await storage.set_data(KEY, {"a": "x" * 20_000})
    assert await rows(db) == 0


def test_no_two_chats_share_a_row() -> None:
    keys = [
        StorageKey(1, 2, 3),
        StorageKey(1, 3, 2),
        StorageKey(2, 2, 3),
        StorageKey(1, 2, 3, thread_id=4),
        StorageKey(1, 2, 3, business_connection_id="4"),
        StorageKey(1, 2, 3, destiny="4"),
    ]
    assert len({row_key(key) for key in keys}) == len(keys)


async def test_updates_of_a_chat_wait_for_each_other_in_order_and_others_do_not() -> None:
    isolation = EventIsolation()
    go, seen = asyncio.Event(), []

    async def update(name: str, key: StorageKey, wait: bool = False) -> None:
        async with isolation.lock(key):
            seen.append(f"{name} begins")
            if wait:
                await go.wait()
            seen.append(f"{name} ends")

    first = asyncio.create_task(update("first", KEY, wait=True))
    second = asyncio.create_task(update("second", KEY))
    third = asyncio.create_task(update("third", KEY))
    await asyncio.sleep(0)
    await update("other", OTHER)
    assert seen == ["first begins", "other begins", "other ends"]
    go.set()
    await asyncio.gather(first, second, third)
    assert seen[3:] == ["first ends", "second begins", "second ends", "third begins", "third ends"]


async def test_a_chat_nobody_waits_for_is_forgotten_also_after_a_cancellation() -> None:
    isolation = EventIsolation()
    async with isolation.lock(KEY):
        waiting = asyncio.create_task(_enter(isolation))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert isolation._locks == {}


async def _enter(isolation: EventIsolation) -> None:
    async with isolation.lock(KEY):
        pass
