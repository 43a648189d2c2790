"""Which updates a handler is for. All filters are async: aiogram runs synchronous ones in a thread each."""

from __future__ import annotations

from typing import Any

from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.texts.catalogue import texts_for
from bot.texts.languages import LANGUAGES

STOP_WORDS = frozenset(texts_for(one.code).plain("cancel").casefold() for one in LANGUAGES).union(
    *(one.stop for one in LANGUAGES)
)


class InPrivate(Filter):
    """A person's private chat with the bot."""

    async def __call__(self, event: TelegramObject) -> bool:
        """Whether the message, or the one with the tapped button, is in a private chat."""
        message = event.message if isinstance(event, CallbackQuery) else event
        chat = getattr(message, "chat", None)
        return chat is not None and chat.type == ChatType.PRIVATE


class Awaited(Filter):
    """A typed text that is awaited; gives the handler ``subject``, the id it is awaited for."""

    def __init__(self, what: str) -> None:
        self._lead = f"{what}:"

    async def __call__(self, message: Message, raw_state: str | None = None) -> bool | dict[str, Any]:
        """Whether the chat's state awaits this kind of text, and the message has one that is no command."""
        if raw_state is None or not raw_state.startswith(self._lead):
            return False
        if not message.text or message.text.startswith("/"):
            return False
        return {"subject": raw_state.removeprefix(self._lead)}


class Forwarded(Filter):
    """A message of somebody else, or of another time: never taken for the person's own word."""

    async def __call__(self, message: Message) -> bool:
        """Whether it was forwarded."""
        return message.forward_origin is not None


class StopWord(Filter):
    """The word on the Cancel button, typed: in either language, whatever is awaited."""

    async def __call__(self, message: Message) -> bool:
        """Whether that is all the message says."""
        word = (message.text or "").strip(" .!。！").casefold()
        return word in STOP_WORDS


class AnyCommand(Filter):
    """Something that looks like a command."""

    async def __call__(self, message: Message) -> bool:
        """Whether it starts with a slash."""
        return bool(message.text and message.text.startswith("/"))
