"""What the bot tells the Bot API server once: again after trouble, set right after others, refused in its words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramServerError
from aiogram.methods import SetWebhook

from bot.chat.bot_api_errors import said
from bot.chat.server_setup import LOOK_S, Menu, Webhook
from bot.runtime.clock import Failing
from bot.runtime.settings import SettingsError
from bot.sandbox.faults import Fault
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.session import InProcessSession

URL = "http://127.0.0.1:9/updates"
PATIENCE_S = 10


class Pauses:
    """Pauses that the test ends. It keeps their planned lengths, and the total of those that are over."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[float] = asyncio.Queue()
        self.over_s = 0.0
        self._go = asyncio.Semaphore(0)

    async def __call__(self, for_s: float) -> None:
        self.asked.put_nowait(for_s)
        await self._go.acquire()
        self.over_s += for_s

    async def next(self) -> float:
        async with asyncio.timeout(PATIENCE_S):
            return await self.asked.get()

    def end(self) -> None:
        self._go.release()


class Server:
    def __init__(self) -> None:
        self.pauses = Pauses()
        self.sandbox = Sandbox(clock=lambda: self.pauses.over_s)
        self.bot = Bot(self.sandbox.core.token, session=InProcessSession(self.sandbox.core))
        self.at = 0.0
        self.failing = Failing(lambda: self.at)
        self.webhook = Webhook(self.bot, URL, "s3cret", ["message"], self.failing, pause=self.pauses)

    @property
    def url(self) -> str:
        return self.sandbox.core.updates.webhook.url

    def refuses(
        self, code: int, description: str = "Trouble", *, retry_after: int | None = None, times: int = 1
    ) -> None:
        fault = Fault("setWebhook", code, description, retry_after, times)
        self.sandbox.core.faults.add(fault)

    def is_failing(self) -> bool:
        self.at += 1
        return self.failing.for_s > 0


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    yield server
    await server.webhook.stop()
    await server.sandbox.stop()


@pytest.mark.parametrize(("code", "retry_after"), [(429, 40), (502, None), (500, None)])
async def test_passing_trouble_with_the_webhook_is_tried_again_and_ends_nothing(
    server: Server, code: int, retry_after: int | None
) -> None:
    server.refuses(code, times=2, retry_after=retry_after)
    await server.webhook.begin()
    assert server.is_failing()
    assert await server.pauses.next() >= (retry_after or 1)
    assert server.url == ""
    server.pauses.end()
    assert await server.pauses.next() == LOOK_S
    assert server.url == URL
    assert not server.is_failing()


async def test_an_address_that_is_refused_ends_the_start_with_the_servers_own_words(server: Server) -> None:
    server.refuses(400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known")
    with pytest.raises(SettingsError, match="Failed to resolve host: Name or service not known") as refused:
        await server.webhook.begin()
    assert refused.value.lines[0].startswith("WEBHOOK_URL is refused")


async def test_a_webhook_that_another_program_took_away_is_set_again(server: Server) -> None:
    await server.webhook.begin()
    assert await server.pauses.next() == LOOK_S
    await server.bot.delete_webhook()
    server.pauses.end()
    assert await server.pauses.next() == LOOK_S
    assert server.url == URL


async def test_updates_that_the_server_cannot_deliver_are_no_good_sign(server: Server) -> None:
    await server.webhook.begin()
    await server.pauses.next()
    core = server.sandbox.core
    core.updates.webhook.last_error_date = int(datetime.now(UTC).timestamp())
    core.updates.webhook.last_error_message = "Connection refused"
    core.updates.put("message", {"text": "waits"})
    server.pauses.end()
    await server.pauses.next()
    assert server.is_failing()
    core.updates.webhook.last_error_date = 1
    server.pauses.end()
    await server.pauses.next()
    assert not server.is_failing()


async def test_the_menu_is_told_until_it_was_taken_and_again_when_the_server_was_away() -> None:
    told: list[str] = []
    trouble = [TelegramServerError(SetWebhook(url=""), "Bad Gateway")] * 2

    async def tell() -> None:
        if trouble:
            raise trouble.pop()
        told.append("menu")

    pauses = Pauses()
    menu = Menu(tell, pause=pauses)
    await menu.begin()
    await pauses.next()
    assert told == []
    pauses.end()
    while menu._telling is not None and not menu._telling.done():
        await asyncio.wait([menu._telling])
    assert told == ["menu"]
    menu.again()
    menu.again()
    assert menu._telling is not None
    await menu._telling
    assert told == ["menu"] * 2
    await menu.stop()


def test_the_servers_words_are_one_short_line() -> None:
    error = TelegramServerError(SetWebhook(url=""), "a\nb\t c" + "x" * 1000)
    assert said(error).startswith("a b c")
    assert len(said(error)) <= 200
    assert said(ValueError("somebody's text")) == ""
