"""Receives updates by long polling, and confirms each only after it was handled.

aiogram's own loop confirms what it has received, so a crash would lose taps and typed words that had no effect yet.
Here they come again after a restart; the update's id makes sure that their effects are written once. An update that
aiogram cannot read would be offered for ever, with all later ones behind it, so it alone is left out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, ClientDecodeError, TelegramAPIError
from aiogram.types import Update
from aiogram.utils.backoff import Backoff, BackoffConfig

from bot.chat import bot_api_errors
from bot.chat.bot_api_errors import read_update, update_id
from bot.chat.calls import BareCall
from bot.runtime.clock import Failing

log = structlog.get_logger(__name__)

POLL_S = 30
"""Seconds that the Bot API server may wait for an update before it answers that there is none."""
TICK_S = 0.3
"""Seconds until new updates are asked for while others are still being handled."""
SLOW_S = 90.0
"""Seconds after which an update stops holding back later ones; every call inside is bounded by less."""
CROWD = 50
CROWDED_S = 2.0
"""The same when this many came after it: the server offers at most 100 from the first unconfirmed one, so one person
whose update takes long would keep out everyone else.
"""
AWAY_S = 60.0
"""A server that was away for so many seconds may have forgotten what it was told."""
BACKOFF = BackoffConfig(min_delay=0.5, max_delay=30.0, factor=2.0, jitter=0.1)


class _Updates(BareCall[list[Update]]):
    """`getUpdates`"""

    __returning__ = list[Update]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class _RawUpdates(BareCall[list[Any]]):
    """`getUpdates` with its raw answer: one unreadable update must not hide the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Polling:
    """Asks for updates and hands them to the dispatcher, each in a task of its own.

    `failing` is told whether updates can be received; `came_back` is called when they can again after `AWAY_S`.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        bot: Bot,
        *,
        poll_s: int = POLL_S,
        failing: Failing | None = None,
        came_back: Callable[[], None] | None = None,
    ) -> None:
        self._failing = failing or Failing()
        self._came_back = came_back or (lambda: None)
        self._dispatcher = dispatcher
        self._bot = bot
        self._poll_s = poll_s
        self._kinds = dispatcher.resolve_used_update_types()
        self._next = 0
        """One more than the last received update; 0 before the first."""
        self._taken: set[int] = set()
        """Received updates that the server may offer again, because an earlier one is still being handled."""
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._began: dict[int, float] = {}

    @property
    def in_progress(self) -> list[asyncio.Task[None]]:
        """The updates being handled."""
        return list(self._tasks.values())

    async def run(self) -> None:
        """Runs until cancelled. Updates being handled then go on by themselves."""
        backoff = Backoff(BACKOFF)
        while True:
            if self._tasks:
                await asyncio.wait(self._tasks.values(), timeout=TICK_S)
                self._forget_done()
            try:
                # While an update is in progress the server still has it, and would answer at once anyway.
                updates = await self._take(0 if self._tasks else self._poll_s)
            except (AiogramError, OSError, TimeoutError) as error:
                log.warning("updates not taken", error=type(error).__name__, again_in_s=backoff.next_delay)
                self._failing.failed()
                await self._set_right(error)
                await backoff.asleep()
                continue
            backoff.reset()
            away_s = self._failing.for_s
            self._failing.went_well()
            if away_s >= AWAY_S:
                self._came_back()
            if not self._tasks:
                self._taken.clear()
            for id_, update in updates:
                self._begin(id_, update)

    async def end(self, most_s: float) -> None:
        """Waits at most `most_s` seconds for updates in progress and confirms them to the server. Call it after
        `run`.
        """
        if self._tasks:
            # Updates that wait for their turn in a chat count too.
            await asyncio.wait(self._tasks.values(), timeout=most_s)
        self._forget_done()
        if self._next:
            # This call only tells. Its answer is not used, and need not be readable.
            await self._bot(
                _RawUpdates(offset=self._unconfirmed(), limit=1, timeout=0, allowed_updates=self._kinds)
            )

    async def _set_right(self, error: Exception) -> None:
        """Removes a webhook, of an earlier run or set by another program: it takes all updates, and only we can
        remove it.
        """
        if not isinstance(error, TelegramAPIError):
            return
        if bot_api_errors.another_asks(error):
            log.error("another program takes this bot's updates with the same token: end one of the two")
        elif bot_api_errors.webhook_set(error):
            log.error("a webhook is set for this bot: it is removed")
            try:
                await self._bot.delete_webhook()
            except (AiogramError, OSError, TimeoutError) as refusal:
                log.warning("webhook not removed", error=type(refusal).__name__)

    async def _take(self, wait_s: int) -> list[tuple[int, Update | None]]:
        """The offered updates, with None for an unreadable one."""
        # The session's own limit is for an answer that comes at once.
        limit_s = int(self._bot.session.timeout) + wait_s
        asked: dict[str, Any] = {"offset": self._unconfirmed() or None, "allowed_updates": self._kinds}
        try:
            updates = await self._bot(_Updates(timeout=wait_s, **asked), request_timeout=limit_s)
            return [(update.update_id, update) for update in updates]
        except ClientDecodeError:
            raw = await self._bot(_RawUpdates(timeout=0, **asked))
            ids = [update_id(one) for one in raw]
            if None in ids:
                raise  # not an answer of a Bot API server
        return [
            (id_, read_update(self._bot, one)) for id_, one in zip(ids, raw, strict=True) if id_ is not None
        ]

    def _unconfirmed(self) -> int:
        """The id of the first update that is not handled yet; all before it are confirmed."""
        now = time.monotonic()
        return min(
            (id_ for id_ in self._tasks if self._began[id_] > now - self._patience_s(id_)), default=self._next
        )

    def _patience_s(self, id_: int) -> float:
        return CROWDED_S if self._next - id_ > CROWD else SLOW_S

    def _begin(self, id_: int, update: Update | None) -> None:
        if id_ in self._taken:
            return
        self._taken.add(id_)
        # Not the greatest so far: after a week of silence the server may begin again with lower ids.
        self._next = id_ + 1
        if update is None:
            # It counts as handled: the server may forget it.
            log.error("update cannot be read and is left out", update_id=id_)
            return
        self._began[id_] = time.monotonic()
        self._tasks[id_] = asyncio.create_task(self._handle(update), name=f"update {id_}")

    async def _handle(self, update: Update) -> None:
        try:
            await self._dispatcher.feed_update(self._bot, update)
        except Exception:
            # The error handler itself has failed. One update must not end the polling.
            log.exception("update failed", update_id=update.update_id)

    def _forget_done(self) -> None:
        for id_ in [id_ for id_, task in self._tasks.items() if task.done()]:
            del self._tasks[id_], self._began[id_]
        # A confirmed update is not offered again; while the bot is busy there is always one in progress.
        confirmed = self._unconfirmed()
        self._taken = {id_ for id_ in self._taken if id_ >= confirmed}
