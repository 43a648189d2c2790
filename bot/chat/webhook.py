"""The address to which the Bot API server posts updates when `WEBHOOK_URL` is set.

An update is answered after it was handled, so one that a crash interrupts comes again. The dispatcher decides what is
in it. No handler answers by way of the response, since a card needs the id of its message.
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

import structlog
from aiogram import Bot, Dispatcher
from aiohttp import web

from bot.chat.bot_api_errors import read_update, update_id
from bot.runtime import metrics
from bot.runtime.clock import Failing
from bot.runtime.settings import Settings
from bot.web.request_body import BadBody, Bodies

log = structlog.get_logger(__name__)

BODY_MOST_BYTES = 1024 * 1024
"""Many times the largest update."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def webhook_route(
    dispatcher: Dispatcher,
    bot: Bot,
    settings: Settings,
    bodies: Bodies | None = None,
    failing: Failing | None = None,
) -> web.RouteDef:
    """The route. Every request must carry `WEBHOOK_SECRET`, which is checked before the body is read.

    `failing` is told of each update that comes.
    """
    if settings.webhook_url is None or settings.webhook_secret is None:
        raise ValueError("a webhook needs its address and its secret")
    secret = settings.webhook_secret.get_secret_value().encode()
    reader = bodies or Bodies()

    async def take(request: web.Request) -> web.Response:
        # As bytes: the comparison of texts raises for anything that is not ASCII.
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, secret):
            raise BadBody(401, "unsigned", "the secret is missing or wrong")
        try:
            raw = bot.session.json_loads(await reader.read(request, BODY_MOST_BYTES))
        except (ValueError, RecursionError):
            raise BadBody(400, "malformed", "the body is not JSON") from None
        id_ = update_id(raw)
        if id_ is None:
            raise BadBody(400, "malformed", "the body is no update")
        if failing is not None:
            failing.went_well()
        update = read_update(bot, raw)
        if update is None:
            # If it were refused, it would come again and again, with later ones waiting behind it.
            log.error("update cannot be read and is left out", update_id=id_)
        else:
            # Read once: aiogram's own request handler would do all of that again.
            await dispatcher.feed_webhook_update(bot, update)
        return web.Response()

    async def answer(request: web.Request) -> web.Response:
        try:
            return await take(request)
        except BadBody as bad:
            metrics.UNREAD.labels(outcome=bad.outcome).inc()
            return bad.answer()

    return web.post(urlsplit(settings.webhook_url).path or "/", answer)
