"""The Bot API's client as the settings say."""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer

from bot.chat.bot_api_errors import Unreadable
from bot.runtime.settings import Settings


def live_bot(settings: Settings, session: BaseSession | None = None) -> Bot:
    """The client of the server that is set."""
    assert settings.bot_token is not None
    server = TelegramAPIServer.from_base(settings.bot_api_url)
    session = session or AiohttpSession(api=server)
    bot = Bot(settings.bot_token.get_secret_value(), session=session)
    bot.session.middleware(Unreadable())
    return bot
