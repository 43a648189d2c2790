"""Middleware that drops updates above a number a person in a moving window, and says so once.

One process counts them in memory; the rows prevent what must not happen twice. Taps on the keypad have a pace of
their own, because people tap a code faster than anything else and it changes nothing. So have files.
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
from handlers.identity import Identity

MOST = 20
WITHIN_S = 10
KEYS_MOST = 60
"""Taps on the keypad in the same time: ten codes."""
FILES_MOST = 30
"""Pictures and files in the same time: the chat app sends an album of ten at once, a message each."""
_KEY = f"{Key.__prefix__}{Key.__separator__}"


class RateLimit(BaseMiddleware):
    """At most `most` updates a person in `within_s` seconds."""

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
        if source is None or user is None or self._passes(source, str(user.id)):
            return await handler(event, data)
        locale = self._identity.guess(user)
        text = self._identity.marked_toast(user, notices.too_fast(locale), locale)
        if isinstance(source, CallbackQuery):
            await answer_tap(source, text)
        elif self._limiter.hit(self._answers, "answers", str(user.id)):
            with suppress(TelegramAPIError):
                await Chat(data["bot"], source.chat.id, patient=False).send(Screen(escape(text)))
        return None

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
