"""The calls that a person waits for at every tap, made and answered as bare JSON, and the session that makes them so.

The library would build a model of each button and of the whole message that comes back; here a screen is JSON
already, and of the answer only the message's id is read.
"""

from __future__ import annotations

from abc import ABC
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientError, ClientTimeout
from pydantic import BaseModel

Json = dict[str, Any]


class Sent(BaseModel):
    """The part of a sent message that is used."""

    message_id: int


class BareCall(TelegramMethod[TelegramType], ABC):
    """A call whose parameters are JSON already, and go as they are; those that are None are left out."""


class SendScreen(BareCall[Sent]):
    """`sendMessage`"""

    __returning__ = Sent
    __api_method__ = "sendMessage"

    chat_id: int
    text: str
    parse_mode: str
    link_preview_options: Json
    reply_markup: Json | None = None


class EditScreen(BareCall[Sent]):
    """`editMessageText`"""

    __returning__ = Sent
    __api_method__ = "editMessageText"

    chat_id: int
    message_id: int
    text: str
    parse_mode: str
    link_preview_options: Json
    reply_markup: Json | None = None


class AnswerTap(BareCall[bool]):
    """`answerCallbackQuery`"""

    __returning__ = bool
    __api_method__ = "answerCallbackQuery"

    callback_query_id: str
    text: str | None = None
    show_alert: bool | None = None


class BareSession(AiohttpSession):
    """The library's session. A bare call goes as a JSON body, all others as the library sends them."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  # aiogram's signature
    ) -> TelegramType:
        """The result of the method. Raises what aiogram raises."""
        if not isinstance(method, BareCall):
            return await super().make_request(bot, method, timeout)
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        body = self.json_dumps({name: value for name, value in vars(method).items() if value is not None})
        headers = {"Content-Type": "application/json"}
        limit = ClientTimeout(total=self.timeout if timeout is None else timeout)
        try:
            async with session.post(url, data=body.encode(), headers=headers, timeout=limit) as answer:
                content = (await answer.read()).decode()
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(method=method, message=f"{type(error).__name__}: {error}") from error
        response = self.check_response(bot, method, answer.status, content)
        return cast(TelegramType, response.result)
