"""Middleware that drops updates above a number a person: in a moving window, at work at once, and in a day.

It says so, at most once in a while. One process counts them in memory; the rows prevent what must not happen twice.
Taps on the keypad have a pace of their own, because people tap a code faster than anything else and it changes
nothing. So have files. The number of a day bounds every row that a person's taps can leave.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from html import escape
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, TelegramObject, Update
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

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
_KEY = f"{Key.__prefix__}{Key.__separator__}"


class RateLimit(BaseMiddleware):
    """At most `most` updates a person in `within_s` seconds, `updates_waiting` at once and `updates_a_day`."""

    def __init__(self, identity: Identity, most: int = MOST, within_s: int = WITHIN_S) -> None:
        self._identity = identity
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self.allow(most, within_s)

    def allow(self, most: int, within_s: int, keys_most: int = KEYS_MOST) -> None:
        """Changes the pace; the counts so far stay."""
        self._keys = RateLimitItemPerSecond(keys_most, within_s)
        self._updates = RateLimitItemPerSecond(most, within_s)
        self._files = RateLimitItemPerSecond(max(most, FILES_MOST), within_s)
        self._answers = RateLimitItemPerSecond(1, within_s)

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
        refused = self._refused(source, str(user.id), mine, locale)
        if refused is None:
            mine.at_work += 1
            try:
                return await handler(event, data)
            finally:
                mine.at_work -= 1
        text = self._identity.marked_toast(user, refused, locale)
        if isinstance(source, CallbackQuery):
            await answer_tap(source, text)
        elif self._limiter.hit(self._answers, "answers", str(user.id)):
            with suppress(TelegramAPIError):
                await Chat(data["bot"], source.chat.id, patient=False).send(Screen(escape(text)))
        return None

    def _refused(
        self, source: Message | CallbackQuery, user: str, mine: Remembered, locale: Locale
    ) -> str | None:
        """Why this update is not read, in words; None when it is, and then it counts."""
        if not self._passes(source, user):
            return notices.too_fast(locale)
        policy, now = self._identity.services.policy, self._identity.services.clock.now()
        if mine.at_work >= policy.updates_waiting:
            return notices.too_many_waiting(policy.updates_waiting, locale)
        until = mine.used_up_until(policy.updates_a_day, now)
        return None if until is None else notices.too_many_today(policy.updates_a_day, until, now, locale)

    def _passes(self, source: Message | CallbackQuery, user: str) -> bool:
        if isinstance(source, CallbackQuery) and (source.data or "").startswith(_KEY):
            return self._limiter.hit(self._keys, "keys", user)
        if isinstance(source, Message) and (source.photo or source.document):
            return self._limiter.hit(self._files, "files", user)
        return self._limiter.hit(self._updates, "updates", user)


def _source(event: TelegramObject) -> Message | CallbackQuery | None:
    """The message or tap in an update, if a pace applies to it."""
    if not isinstance(event, Update):
        return None
    return event.message or event.edited_message or event.callback_query
