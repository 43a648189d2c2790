"""Bare calls over HTTP: what is sent, and what becomes of every kind of answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.chat.bot_api_errors import Unreadable
from bot.chat.calls import AnswerTap, BareSession, EditScreen, SendScreen
from bot.chat.show import NO_PREVIEW

TOKEN = "42:" + "t" * 35
SEND = SendScreen(chat_id=7, text="余额", parse_mode="HTML", link_preview_options=NO_PREVIEW)
Answer = Callable[[web.Request], Awaitable[web.Response]]


@asynccontextmanager
async def calling(answer: Answer | None) -> AsyncIterator[Bot]:
    """A bot of a server that answers like this; None: nobody listens."""
    app = web.Application()
    if answer is not None:
        app.router.add_post("/bot{token}/{method}", answer)
    async with TestServer(app) as server:
        base = f"http://127.0.0.1:{server.port if answer is not None else unused_port()}"
        bot = Bot(TOKEN, session=BareSession(api=TelegramAPIServer.from_base(base)))
        bot.session.middleware(Unreadable())
        try:
            yield bot
        finally:
            await bot.session.close()


def said(status: int, **body: object) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    return answer


async def test_a_call_goes_as_json_without_what_it_lacks() -> None:
    seen: list[tuple[str, str, dict[str, object]]] = []

    async def answer(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        seen.append((method, request.content_type, json.loads(await request.read())))
        result = True if method == "answerCallbackQuery" else {"message_id": 5, "date": 1, "text": "-"}
        return web.json_response({"ok": True, "result": result})

    keyboard = {"inline_keyboard": [[{"text": "Back", "callback_data": "g:me"}]]}
    edit = EditScreen(
        chat_id=7, message_id=5, text="x", parse_mode="HTML", link_preview_options=NO_PREVIEW, reply_markup=keyboard
    )  # fmt: skip
    async with calling(answer) as bot:
        assert (await bot(SEND)).message_id == 5
        assert (await bot(edit)).message_id == 5
        assert await bot(AnswerTap(callback_query_id="9")) is True
    shown = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    assert seen == [
        ("sendMessage", "application/json", {"chat_id": 7, "text": "余额", **shown}),
        (
            "editMessageText",
            "application/json",
            {"chat_id": 7, "message_id": 5, "text": "x", **shown, "reply_markup": keyboard},
        ),
        ("answerCallbackQuery", "application/json", {"callback_query_id": "9"}),
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (said(400, ok=False, error_code=400, description="Bad Request: chat not found"), TelegramBadRequest),
        (said(429, ok=False, description="Too Many", parameters={"retry_after": 3}), TelegramRetryAfter),
        (said(502, ok=False, description="Bad Gateway"), TelegramServerError),
        (said(200, hello=True), TelegramServerError),
        (None, TelegramNetworkError),
    ],
    ids=["refused", "too fast", "server", "not the Bot API", "nobody listens"],
)
async def test_what_goes_wrong_is_the_librarys_own_error(
    answer: Answer | None, error: type[Exception]
) -> None:
    async with calling(answer) as bot:
        with pytest.raises(error):
            await bot(SEND)


async def test_an_answer_that_is_no_text_is_an_error_of_the_server() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=b"\xff\xfe")

    async with calling(answer) as bot:
        with pytest.raises(TelegramServerError):
            await bot(SEND)


async def test_an_answer_that_does_not_come_in_time_is_an_error_of_the_network() -> None:
    over = asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    async with calling(answer) as bot:
        bot.session.timeout = 0.05
        with pytest.raises(TelegramNetworkError):
            await bot(SEND)
        over.set()
