"""Middleware: the one place where what people write is read. What nobody sees in it is dropped before anybody looks.

Numbers copied from contacts come wrapped in direction marks, codes with a space that has no width: they look right to
whoever sent them, and have to be found to be removed from the chat. Only what turns digits around stays, and is not
understood: whoever sent it saw something else. What was written, whole, is ``data["written"]``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Contact, Message, TelegramObject, Update

from domain.rules.characters import BACKWARDS, without_unseen


class Reading(BaseMiddleware):
    """The outermost that looks into an update."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Hands on the update as it is read."""
        if isinstance(event, Update):
            for field in ("message", "edited_message"):
                message = getattr(event, field)
                if message is not None:
                    data["written"] = message.text
                    read = _read(message)
                    event = event if read is message else event.model_copy(update={field: read})
        return await handler(event, data)


def _read(message: Message) -> Message:
    """The message without what nobody sees; the same one where there is nothing of the kind."""
    changes: dict[str, str | Contact] = {
        field: plain
        for field in ("text", "caption")
        if (text := getattr(message, field)) is not None
        and (plain := without_unseen(text, BACKWARDS)) != text
    }
    shared = message.contact
    if (
        shared is not None
        and (number := without_unseen(shared.phone_number, BACKWARDS)) != shared.phone_number
    ):
        changes["contact"] = shared.model_copy(update={"phone_number": number})
    return message.model_copy(update=changes) if changes else message
