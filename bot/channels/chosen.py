"""What the bot talks to, made as the settings say: the Bot API, payouts, text messages; or the sandbox for all of it.

Each is only made here. Who uses it, and who closes it, is decided by ``bot.app``.
"""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from bot.channels.payouts.channel import PayoutChannel, RoutedPayouts
from bot.channels.payouts.gateway import HttpPayouts
from bot.channels.payouts.sandbox import SandboxPayouts
from bot.channels.sms.channel import AppriseSms, SandboxSms, SmsChannel
from bot.chat.unreadable_answers import Unreadable
from bot.demo.accounts import PEOPLE, STAFF_GROUP
from bot.runtime.settings import Settings, SettingsError
from bot.sandbox import Sandbox
from bot.sandbox.model import Person
from bot.sandbox.session import InProcessSession
from domain.ports import SECOND, Clock
from domain.rules.calendar import LOCAL

SANDBOX_TOKEN = "42:sandbox"
PLAIN = DefaultBotProperties(link_preview_is_disabled=True)
"""Whatever is sent: an address in words of others brings no picture of its page into a chat of ours."""


def sandbox_of(settings: Settings, clock: Clock, open_routes: list[web.RouteDef]) -> Sandbox:
    """The sandbox with the demo's people and their group; ``open_routes`` need no key of the page."""
    sandbox = Sandbox(
        SANDBOX_TOKEN,
        [Person(who.id, who.first_name, who.language_code, who.phone) for who in PEOPLE],
        clock=lambda: clock.now() / SECOND,
        state_path=settings.sandbox_path(".chats.db"),
        zone=str(LOCAL),
        open_routes=open_routes,
    )
    sandbox.core.add_group(STAFF_GROUP, "Reviews", [who.id for who in PEOPLE if who.role is not None])
    return sandbox


def bot_of(settings: Settings, sandbox: Sandbox | None, session: BaseSession | None = None) -> Bot:
    """The Bot API's client: for the sandbox if there is one, else for the server that is set."""
    if sandbox is not None:
        return Bot(sandbox.core.token, session=session or InProcessSession(sandbox.core), default=PLAIN)
    assert settings.bot_token is not None
    server = TelegramAPIServer.from_base(settings.bot_api_url)
    session = session or AiohttpSession(api=server)
    bot = Bot(settings.bot_token.get_secret_value(), session=session, default=PLAIN)
    bot.session.middleware(Unreadable())
    return bot


def payouts_of(settings: Settings, ledger: SandboxPayouts) -> PayoutChannel:
    """The gateway, with ``ledger`` for test accounts; without a gateway ``ledger`` alone.

    Raises ``SettingsError`` for an address that payouts may not be sent to.
    """
    if settings.payout_url is None or settings.payout_secret is None:
        return ledger
    try:
        gateway = HttpPayouts(settings.payout_url, settings.payout_secret.get_secret_value())
    except ValueError as error:
        raise SettingsError([str(error)]) from None
    return RoutedPayouts(gateway, ledger)


def sms_of(settings: Settings, sandbox: Sandbox | None) -> SmsChannel:
    """The provider of text messages, else the sandbox's telephones.

    Raises ``SettingsError`` for an address from which no message would reach anybody.
    """
    if settings.sms_url is not None:
        provider = AppriseSms(settings.sms_url.get_secret_value())
        problem = provider.problem()
        if problem is not None:
            raise SettingsError([f"SMS_URL {problem}"])
        return provider
    assert sandbox is not None
    phone = sandbox.core.phone

    def deliver(number: str, text: str) -> None:
        phone.deliver_sms(number, text)

    return SandboxSms(deliver)


def staff_group_of(settings: Settings, sandbox: Sandbox | None) -> int | None:
    """Where staff are told: the group that is set, else the demo's own where there is one."""
    known = sandbox is not None and STAFF_GROUP in sandbox.core.chats
    return settings.staff_chat_id or (STAFF_GROUP if known else None)
