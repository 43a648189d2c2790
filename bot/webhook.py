"""The address to which the Bot API server posts updates, when ``WEBHOOK_URL`` is set.

An update is answered when it has been handled, so one that a crash interrupts comes again. What is in it is
the dispatcher's business.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from aiogram import Bot, Dispatcher
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bot.settings import Settings

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def webhook_route(dispatcher: Dispatcher, bot: Bot, settings: Settings) -> web.RouteDef:
    """The route; every request has to carry ``WEBHOOK_SECRET``."""
    if settings.webhook_url is None or settings.webhook_secret is None:
        raise ValueError("a webhook needs its address and its secret")
    secret = settings.webhook_secret.get_secret_value().encode()
    inner = SimpleRequestHandler(dispatcher, bot, handle_in_background=False)

    async def take(request: web.Request) -> web.Response:
        # As bytes: the comparison of texts raises for anything that is not ASCII.
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, secret):
            return web.Response(status=401)
        return await inner.handle(request)

    return web.post(urlsplit(settings.webhook_url).path or "/", take)
