"""Answers that are not the Bot API's: a page of a proxy in between, half an answer, nothing.

aiogram reports them outside of its errors of the Bot API, and whoever is ready for a server in trouble would not be
ready for them. Here they become that trouble; what to do about it is up to who called.
"""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import ClientDecodeError, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType


class Unreadable(BaseRequestMiddleware):
    """Of a session: raises ``TelegramServerError`` for what cannot be read.

    But not for an answer that says ``ok`` and holds what aiogram does not know: the call was carried out, and making
    it again would not help.
    """

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Makes the call."""
        try:
            return await make_request(bot, method)
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok") is True:
                raise
        except UnicodeDecodeError:
            pass
        # Outside of the except block: the content may quote a text, and would be chained.
        raise TelegramServerError(method=method, message="not an answer of the Bot API")
