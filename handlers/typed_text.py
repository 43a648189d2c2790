"""Reads typed one-time codes, and finds texts that must not stay in a chat. Nothing read here is logged or kept."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Contact, Message, TelegramObject, Update

from domain.rules.characters import BACKWARDS, without_unseen
from domain.rules.payee_numbers import card_problem

_NARROW = {0xFF10 + i: ord("0") + i for i in range(10)}
_CODE = re.compile(r"[0-9]{6}", re.ASCII)


def code_in(text: str) -> str | None:
    """Six digits, also full-width or with spaces or dashes between; None for any other text."""
    digits = re.sub(r"[\s\-\u2010-\u2015]", "", text.translate(_NARROW))
    return digits if _CODE.fullmatch(digits) else None


def stays_not(text: str | None) -> bool:
    """Whether a text is a code or a card number, perhaps mistyped: it is removed wherever it was written."""
    plain = without_unseen(text or "")
    return code_in(plain) is not None or card_problem(plain) != "card_unreadable"


def looks_secret(text: str) -> bool:
    """Whether a text could be a code, or a mistyped one: it holds a digit."""
    return any(char.isdigit() for char in text)


class TypedText(BaseMiddleware):
    """The first middleware that looks into an update."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Passes on the update as it is read."""
        if isinstance(event, Update):
            for field in ("message", "edited_message"):
                message = getattr(event, field)
                if message is not None:
                    data["written"] = message.text
                    read = _read(message)
                    event = event if read is message else event.model_copy(update={field: read})
        return await handler(event, data)


def _read(message: Message) -> Message:
    """The message without invisible characters; the same message if there are none."""
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
