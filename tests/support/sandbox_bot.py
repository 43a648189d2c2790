"""Helpers for the sandbox's tests: a small bot, the ways to connect it, and waiting for a condition.

The bot knows nothing of the product; it does one thing of every kind so that a test can watch it travel.
"""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bot.sandbox.core import Core
from bot.sandbox.model import Person
from bot.sandbox.sandbox import Sandbox

WANG = Person(1001, "Wang", "zh-hans", "+8613800000001", "wang")
LI = Person(1002, "Li", "en", "+8613800000002")
TOKEN = "42:test"
SECRET = "s3cret_-"
PATIENCE_S = 5.0


def png(width: int = 2, height: int = 2, shade: int = 120) -> bytes:
    """A valid grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


async def until(core: Core, condition: Callable[[], bool]) -> None:
    """Wait until `condition` holds, checking after every event of the sandbox; fails after a while."""
    changed = asyncio.Event()
    unsubscribe = core.hub.subscribe(lambda event: changed.set())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                changed.clear()
                await changed.wait()
    finally:
        unsubscribe()


def keyboard(*labels_and_data: tuple[str, str]) -> InlineKeyboardMarkup:
    """One row of callback buttons."""
    row = [InlineKeyboardButton(text=label, callback_data=data) for label, data in labels_and_data]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def make_dispatcher(*, replies: bool = False) -> Dispatcher:
    """The small bot. /start shows buttons; Edit and Alert answer taps; photos and contacts come back.

    With `replies` each handler returns its last call, which behind a webhook makes it the HTTP answer.
    """
    router = Router()

    async def last(call: TelegramMethod[Any]) -> TelegramMethod[Any] | None:
        if replies:
            return call
        await call
        return None

    @router.message(CommandStart())
    async def start(message: Message, command: CommandObject) -> TelegramMethod[Any] | None:
        return await last(
            message.answer(
                f"<b>Hello</b> {command.args or 'stranger'}",
                reply_markup=keyboard(("Edit", "edit"), ("Alert", "alert")),
            )
        )

    @router.message(Command("keys"))
    async def keys(message: Message) -> TelegramMethod[Any] | None:
        row = [KeyboardButton(text="Share my number", request_contact=True), KeyboardButton(text="Plain")]
        markup = ReplyKeyboardMarkup(keyboard=[row], resize_keyboard=True)
        return await last(message.answer("Here", reply_markup=markup))

    @router.message(Command("returned"))
    async def returned(message: Message) -> SendMessage:
        return message.answer("<i>returned</i>", reply_markup=keyboard(("Edit", "edit")))

    @router.message(Command("typing"))
    async def typing(message: Message, bot: Bot) -> None:
        await bot.send_chat_action(message.chat.id, "typing")

    @router.message(F.photo)
    async def photo(message: Message, bot: Bot) -> TelegramMethod[Any] | None:
        assert message.photo
        data = await bot.download(message.photo[-1])
        assert data is not None
        content = data.read()
        await message.answer_photo(BufferedInputFile(content, "back.png"), caption=f"{len(content)} bytes")
        await message.answer_photo(message.photo[-1].file_id, caption="again")
        album = [
            InputMediaPhoto(media=BufferedInputFile(png(shade=shade), "a.png"), caption=f"<b>{shade}</b>")
            for shade in (10, 20)
        ]
        return await last(message.answer_media_group([*album]))

    @router.message(F.contact)
    async def contact(message: Message) -> TelegramMethod[Any] | None:
        assert message.contact
        own = message.from_user is not None and message.contact.user_id == message.from_user.id
        return await last(message.answer(f"{message.contact.phone_number} own={own}"))

    @router.message(F.text)
    async def echo(message: Message) -> TelegramMethod[Any] | None:
        return await last(message.answer(message.html_text))

    @router.callback_query(F.data == "edit")
    async def edit(query: CallbackQuery) -> TelegramMethod[Any] | None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("<i>Edited</i>", reply_markup=keyboard(("Alert", "alert")))
        return await last(query.answer("Saved"))

    @router.callback_query(F.data == "alert")
    async def alert(query: CallbackQuery) -> TelegramMethod[Any] | None:
        return await last(query.answer("Mind this", show_alert=True))

    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    return dispatcher


class QuickSession(AiohttpSession):
    """aiogram's own session without the quarter of a second that its `close` sleeps for TLS."""

    async def close(self) -> None:
        if self._session is not None and not self._session.closed:
            await self._session.close()


def http_bot(sandbox: Sandbox) -> Bot:
    """A bot that talks to the sandbox over HTTP."""
    session = QuickSession(api=TelegramAPIServer.from_base(sandbox.url))
    return Bot(sandbox.core.token, session=session, default=DefaultBotProperties(parse_mode="HTML"))


@asynccontextmanager
async def polling(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The small bot on long polling."""
    bot, dispatcher = http_bot(sandbox), make_dispatcher()
    task = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False, polling_timeout=30)
    )
    try:
        yield bot
    finally:
        if not task.done():
            await dispatcher.stop_polling()
        await task
        await bot.session.close()


@asynccontextmanager
async def webhook(sandbox: Sandbox, *, secret: str = SECRET, replies: bool = False) -> AsyncIterator[Bot]:
    """The small bot behind a webhook that checks the secret. The HTTP answer is what a handler returns."""
    bot = http_bot(sandbox)
    app = web.Application()
    dispatcher = make_dispatcher(replies=replies)
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET).register(
        app, "/hook"
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=secret)
    try:
        yield bot
    finally:
        await runner.cleanup()
        await bot.session.close()


def refusal(words: str) -> Any:
    """Expect a 400 with exactly these words."""
    return pytest.raises(TelegramBadRequest, match=f"Bad Request: {words}$")
