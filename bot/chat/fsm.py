"""The state of the conversation in the database: which text a chat is expected to send, and for which id.

A storage and an isolation for aiogram; the handlers decide what they keep there. The rows of the business are the
truth, so a lost or stale state costs one tap and nothing else.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol, TypeVar

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, StateType, StorageKey
from cachetools import LRUCache

from domain.ports import Micros
from domain.tx import Tx

T = TypeVar("T")

MOST_KNOWN = 10_000
"""The most chats whose state is remembered."""
MOST_DATA_CHARS = 16_384
"""State is an id and a few words; more than this is a mistake of the program."""


class Transactions(Protocol):
    """The part of the database that the state needs."""

    async def write(self, fn: Callable[[Tx], T], *, lock: str | None = None) -> T:
        """Runs `fn` in a transaction and returns its result after the commit."""

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Runs `fn` without being able to change anything."""


def real_now() -> Micros:
    """The machine's time in microseconds UTC. `updated_at` only tells an operator which rows are old."""
    return time.time_ns() // 1000


class DatabaseStorage(BaseStorage):
    """aiogram's FSM storage on the table `fsm`; an empty state takes no row. Raises StorageError.

    The states of recent chats are remembered: one process talks to them, and writes every state here. `close` leaves
    the database open for its owner.
    """

    def __init__(self, db: Transactions, now: Callable[[], Micros] = real_now) -> None:
        self._db = db
        self._now = now
        self._known: LRUCache[str, str | None] = LRUCache(MOST_KNOWN)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Replaces the state; None ends it."""
        name, now = row_key(key), self._now()
        text = state.state if isinstance(state, State) else state

        def put(tx: Tx) -> None:
            tx.run("fsm_put_state", key=name, state=text, now=now)
            tx.run("fsm_drop_empty", key=name)

        # Until the commit nobody knows which of the two it will be.
        self._known.pop(name, None)
        await self._db.write(put, lock=name)
        self._known[name] = text

    async def get_state(self, key: StorageKey) -> str | None:
        """The state, or None."""
        name = row_key(key)
        if name in self._known:
            return self._known[name]
        read: str | None = await self._db.read(lambda tx: tx.scalar("fsm_state", key=name))
        # Another may have been written meanwhile.
        return self._known.setdefault(name, read)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replaces the data. Raises ValueError if it is too long, TypeError if it is not JSON."""
        if not isinstance(data, dict):
            raise DataNotDictLikeError(f"state data is a dict, not {type(data).__name__}")
        name, text, now = row_key(key), _dumped(data), self._now()
        await self._db.write(lambda tx: _put_data(tx, name, text, now), lock=name)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """The data; empty without any."""
        name = row_key(key)
        return await self._db.read(lambda tx: _data(tx, name))

    async def update_data(self, key: StorageKey, data: Mapping[str, Any]) -> dict[str, Any]:
        """Adds to the data in one transaction, so that two updates at once both stay; returns the whole."""
        name, now = row_key(key), self._now()

        def update(tx: Tx) -> dict[str, Any]:
            whole = {**_data(tx, name), **data}
            _put_data(tx, name, _dumped(whole), now)
            return whole

        return await self._db.write(update, lock=name)

    async def close(self) -> None:
        """Does nothing."""


class EventIsolation(BaseEventIsolation):
    """Handles one update of a chat at a time, within this process, in the order of arrival.

    That is enough because one process talks to the Bot API for a bot at a time. What must hold across processes
    (money, codes, double taps) is held by compare-and-set in the rows. Unlike aiogram's simple isolation it forgets a
    chat as soon as no update waits for it.
    """

    def __init__(self) -> None:
        self._locks: dict[StorageKey, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        """Waits for the earlier updates of the same chat."""
        lock, users = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[key]
            if users == 1:
                del self._locks[key]
            else:
                self._locks[key] = (lock, users - 1)

    def private(self, bot: int, user: int) -> AbstractAsyncContextManager[None]:
        """The same turn for another part of the program that shows things in a person's private chat."""
        return self.lock(StorageKey(bot_id=bot, chat_id=user, user_id=user))

    async def close(self) -> None:
        """Does nothing: no lock is held between updates."""


def row_key(key: StorageKey) -> str:
    """The key of the row, made of every part, so that no two chats share one."""
    parts = (
        key.bot_id,
        key.chat_id,
        key.user_id,
        key.thread_id or "",
        key.business_connection_id or "",
        key.destiny,
    )
    return ":".join(map(str, parts))


def _data(tx: Tx, name: str) -> dict[str, Any]:
    text = tx.scalar("fsm_data", key=name)
    data: dict[str, Any] = json.loads(text) if text else {}
    return data


def _put_data(tx: Tx, name: str, text: str, now: Micros) -> None:
    tx.run("fsm_put_data", key=name, data=text, now=now)
    tx.run("fsm_drop_empty", key=name)


def _dumped(data: Mapping[str, Any]) -> str:
    text = json.dumps(dict(data), ensure_ascii=False, separators=(",", ":"))
    if len(text) > MOST_DATA_CHARS:
        raise ValueError(f"state data of {len(text)} characters; at most {MOST_DATA_CHARS} are kept")
    return text
