"""The meaning of the Bot API's refusals: nothing new to show, a message gone, a chat gone, a passing trouble.

Only this module knows the server's English sentences. The callers decide what to do about each. A sentence may quote
a text, so none of them is ever logged.
"""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update
from pydantic import ValidationError

PASSING = (TelegramRetryAfter, TelegramNetworkError, TelegramServerError)
"""The same call may succeed later; after the last two it may even have been carried out."""

_NOT_MODIFIED = ("message is not modified",)
_MESSAGE_GONE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "message_id_invalid",
)
_CHAT_GONE = (
    "chat not found",
    "user is deactivated",
    "have no rights to send",
    "not enough rights to send",
    "peer_id_invalid",
    "bot can't initiate conversation",
)
_MESSAGE_WRONG = (
    "can't parse",
    "too long",
    "too_long",
    "text is empty",
    "must be non-empty",
    "must be encoded in utf-8",
    "button_",
    "reply markup",
    "entity",
    "entities",
)

_WEBHOOK_SET = ("webhook is active", "terminated by setwebhook")
_ANOTHER_ASKS = ("terminated by other getupdates",)


def said(error: BaseException) -> str:
    """The server's sentence about a call that carries no person's words, for its log line. Never for a message."""
    if not isinstance(error, TelegramAPIError):
        return ""
    return " ".join(error.message.split())[:200]


def webhook_set(error: TelegramAPIError) -> bool:
    """Whether asking for updates failed because they go to a webhook."""
    return isinstance(error, TelegramConflictError) and _says(error, _WEBHOOK_SET)


def another_asks(error: TelegramAPIError) -> bool:
    """Whether another program asked for the same bot's updates."""
    return isinstance(error, TelegramConflictError) and _says(error, _ANOTHER_ASKS)


def unchanged(error: TelegramAPIError) -> bool:
    """Whether the message already shows this: as good as a success, also after a lost answer."""
    return _says(error, _NOT_MODIFIED)


def message_gone(error: TelegramAPIError) -> bool:
    """Whether the message cannot be edited: deleted, too old, or a picture without a text. Then a new one is sent."""
    return isinstance(error, TelegramBadRequest) and _says(error, _MESSAGE_GONE)


def message_wrong(error: TelegramAPIError) -> bool:
    """Whether the content is to blame, which is a fault of ours, and not the chat."""
    return _says(error, _MESSAGE_WRONG)


def chat_gone(error: TelegramAPIError) -> bool:
    """Whether the chat is closed until the person writes again: blocked, deleted, deactivated."""
    return isinstance(error, TelegramForbiddenError) or _says(error, _CHAT_GONE)


def _says(error: TelegramAPIError, phrases: tuple[str, ...]) -> bool:
    described = error.message.lower()
    return any(phrase in described for phrase in phrases)


class Unreadable(BaseRequestMiddleware):
    """A session middleware that raises TelegramServerError for an unreadable answer.

    It lets an answer pass that says `ok` and holds what aiogram does not know: the call was carried out, and
    repeating it would not help.
    """

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """The answer to the call."""
        try:
            return await make_request(bot, method)
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok") is True:
                raise
        except UnicodeDecodeError:
            pass
        # Outside of the except block: the content may quote a text, and would be chained.
        raise TelegramServerError(method=method, message="not an answer of the Bot API")


def update_id(raw: Any) -> int | None:
    """The id of a raw update; None for any other value."""
    id_ = raw.get("update_id") if isinstance(raw, dict) else None
    return id_ if type(id_) is int else None


def read_update(bot: Bot, raw: Any) -> Update | None:
    """The update, or None if it is unreadable."""
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except (ValidationError, RecursionError):
        return None
