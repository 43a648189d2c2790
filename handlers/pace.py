"""Middleware that drops updates above a number a person: in a moving window, at work at once, and in a day.

It says so, at most once in a while. One process counts them in memory; the rows prevent what must not happen twice.
Taps on the keypad have a pace of their own, because people tap a code faster than anything else and it changes
nothing. So have files. The number of a day bounds every row that a person's taps can leave.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from html import escape
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, TelegramObject, Update
from cachetools import LRUCache

from bot.chat.show import Chat, answer_tap
from bot.screens import notices
from bot.screens.buttons import Key
from bot.screens.screen import Screen
from domain.views import Locale
from handlers.identity import Identity
from handlers.memory import Remembered

MOST = 20
WITHIN_S = 10
KEYS_MOST = 60
"""Taps on the keypad in the same time: ten codes."""
FILES_MOST = 30
"""Pictures and files in the same time: the chat app sends an album of ten at once, a message each."""
MOST_COUNTED = 20_000
_KEY = f"{Key.__prefix__}{Key.__separator__}"


class MovingWindow:
    """Counts what each of at most `MOST_COUNTED` did lately; who did nothing for longest is forgotten first.

    `now` gives seconds that never go back.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._hits: LRUCache[tuple[str, int], deque[float]] = LRUCache(MOST_COUNTED)

    def hit(self, what: str, who: int, most: int, within_s: float) -> bool:
        """Whether this is one of at most `most` within the last seconds. Only then it is counted."""
        now = self._now()
        hits = self._hits.get((what, who))
        if hits is None:
            hits = self._hits[what, who] = deque()
        while hits and hits[0] < now - within_s:
            hits.popleft()
        if len(hits) >= most:
            return False
        hits.append(now)
        return True


class RateLimit(BaseMiddleware):
    """At most `most` updates a person in `within_s` seconds, `updates_waiting` at once and `updates_a_day`."""

    def __init__(self, identity: Identity, most: int = MOST, within_s: int = WITHIN_S) -> None:
        self._identity = identity
        self._window = MovingWindow()
        self.allow(most, within_s)

    def allow(self, most: int, within_s: int, keys_most: int = KEYS_MOST) -> None:
        """Changes the pace; the counts so far stay."""
        self._most, self._within_s, self._keys_most = most, within_s, keys_most

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Passes the update on, or drops it."""
        source = _source(event)
        user = source.from_user if source is not None else None
        if source is None or user is None:
            return await handler(event, data)
        mine = self._identity.memory.of(user.id)
        locale = self._identity.guess(user)
        refused = self._refused(source, user.id, mine, locale)
        if refused is None:
            mine.at_work += 1
            try:
                return await handler(event, data)
            finally:
                mine.at_work -= 1
        text = self._identity.marked_toast(user, refused, locale)
        if isinstance(source, CallbackQuery):
            await answer_tap(source, text)
        elif self._window.hit("answers", user.id, 1, self._within_s):
            with suppress(TelegramAPIError):
                await Chat(data["bot"], source.chat.id, patient=False).send(Screen(escape(text)))
        return None

    def _refused(
        self, source: Message | CallbackQuery, user: int, mine: Remembered, locale: Locale
    ) -> str | None:
        """Why this update is not read, in words; None when it is, and then it counts."""
        if not self._passes(source, user):
            return notices.too_fast(locale)
        policy, now = self._identity.services.policy, self._identity.services.clock.now()
        if mine.at_work >= policy.updates_waiting:
            return notices.too_many_waiting(policy.updates_waiting, locale)
        until = mine.used_up_until(policy.updates_a_day, now)
        return None if until is None else notices.too_many_today(policy.updates_a_day, until, now, locale)

    def _passes(self, source: Message | CallbackQuery, user: int) -> bool:
        what, most = "updates", self._most
        if isinstance(source, CallbackQuery) and (source.data or "").startswith(_KEY):
            what, most = "keys", self._keys_most
        elif isinstance(source, Message) and (source.photo or source.document):
            what, most = "files", max(self._most, FILES_MOST)
        return self._window.hit(what, user, most, self._within_s)


def _source(event: TelegramObject) -> Message | CallbackQuery | None:
    """The message or tap in an update, if a pace applies to it."""
    if not isinstance(event, Update):
        return None
    return event.message or event.edited_message or event.callback_query
