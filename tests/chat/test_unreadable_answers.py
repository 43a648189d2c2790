"""An answer of a proxy in place of the Bot API counts as a server in trouble, and ends nothing for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import ClientDecodeError, TelegramServerError
from aiohttp import web
from pydantic import SecretStr

from bot.chat import server_setup
from bot.chat.polling import Polling
from bot.runtime.settings import Settings

PATIENCE_S = 10.0
PAGE = b"<html>502 Bad Gateway: you wrote 123456</html>"


class Proxy:
    """Answers every call with `body` and counts the calls."""

    def __init__(self) -> None:
        self.body = PAGE
        self.calls: asyncio.Queue[str] = asyncio.Queue()

    async def answer(self, request: web.Request) -> web.Response:
        self.calls.put_nowait(request.path.rpartition("/")[2])
        return web.Response(status=502, body=self.body, content_type="text/html", charset="utf-8")


@pytest.fixture
def proxy() -> Proxy:
    return Proxy()


@pytest.fixture
async def live_bot(proxy: Proxy) -> AsyncIterator[Bot]:
    """The bot put together as for a live run."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", proxy.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings = Settings(_env_file=None, bot_token=SecretStr("42:live"), bot_api_url=url)
    bot = server_setup.live_bot(settings)
    yield bot
    await bot.session.close()
    await runner.cleanup()


@pytest.mark.parametrize("body", [PAGE, b"", b"\xff\xfe", b"[]", b'{"message": "no upstream"}'])
async def test_a_page_of_a_proxy_is_a_server_in_trouble_so_that_the_message_is_sent_again(
    live_bot: Bot, proxy: Proxy, body: bytes
) -> None:
    proxy.body = body
    with pytest.raises(TelegramServerError) as caught:
        await live_bot.send_message(7, "x")
    assert "123456" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


async def test_what_was_carried_out_but_cannot_be_read_is_not_sent_again(live_bot: Bot, proxy: Proxy) -> None:
    proxy.body = b'{"ok": true, "result": {"message_id": "none"}}'
    with pytest.raises(ClientDecodeError):
        await live_bot.send_message(7, "x")


async def test_a_page_of_a_proxy_does_not_end_the_taking_of_updates(live_bot: Bot, proxy: Proxy) -> None:
    """Such a page ended the whole program."""
    polling = asyncio.create_task(Polling(Dispatcher(), live_bot, poll_s=1).run())
    async with asyncio.timeout(PATIENCE_S):
        assert await proxy.calls.get() == "getUpdates"
        proxy.body = b'{"ok": true, "result": [{"update_id": "none"}]}'
        assert await proxy.calls.get() == "getUpdates"
        assert await proxy.calls.get() == "getUpdates"
    assert not polling.done()
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
