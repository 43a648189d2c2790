"""The yardstick of `bench_turn`: aiogram as its documentation shows it, sending every text back.

It prints a line when it takes updates, then its use of the processor for every line of input; it ends with its input.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from contextlib import suppress
from urllib.parse import urlsplit

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web


async def echo(message: Message) -> None:
    await message.answer(message.text or "-")


async def main() -> None:
    """Takes updates by webhook if `WEBHOOK_URL` is set, else by polling."""
    server = TelegramAPIServer.from_base(os.environ["BOT_API_URL"])
    bot = Bot(os.environ["BOT_TOKEN"], session=AiohttpSession(api=server))
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    polling = None
    if "WEBHOOK_URL" in os.environ:
        app = web.Application()
        handler = SimpleRequestHandler(dispatcher, bot, secret_token=os.environ["WEBHOOK_SECRET"])
        handler.register(app, path=urlsplit(os.environ["WEBHOOK_URL"]).path)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(os.environ["HTTP_PORT"])).start()
    else:
        polling = asyncio.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        )
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(time.process_time(), flush=True)
    if polling is not None:
        polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling
    await bot.session.close()


if __name__ == "__main__":
    asyncio.run(main())
