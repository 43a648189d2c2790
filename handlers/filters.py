"""Which updates a handler is for. All filters are async: aiogram runs synchronous ones in a thread each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.screens.screen import Awaited, Awaits
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


async def read_state(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Middleware: gives filters and handlers ``awaits``, what the chat's state awaits."""
    data["awaits"] = Awaits.unpacked(data.get("raw_state"))
    return await handler(event, data)


class TypedFor(Filter):
    """A typed text that is awaited; gives the handler ``subject``, the id it is awaited for."""

    def __init__(self, what: Awaited) -> None:
        self._what = what

    async def __call__(self, message: Message, awaits: Awaits | None = None) -> bool | dict[str, Any]:
        """Whether the chat's state awaits this kind of text, and the message has one that is no command."""
        if awaits is None or awaits.what != self._what or awaits.which:
            return False
        return {"subject": awaits.subject} if is_typed(message) else False


def is_typed(message: Message) -> bool:
    """Whether a message has a text that is no command."""
    return bool(message.text) and not (message.text or "").startswith("/")


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
