"""The demo's sandbox: its people, their group, and the client that talks to it."""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiohttp import web

from bot.demo.accounts import PEOPLE, STAFF_GROUP
from bot.runtime.settings import Settings
from bot.sandbox.model import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.session import InProcessSession
from domain.ports import SECOND, Clock
from domain.rules.calendar import LOCAL

SANDBOX_TOKEN = "42:sandbox"


def sandbox_of(settings: Settings, clock: Clock, open_routes: list[web.RouteDef]) -> Sandbox:
    """The sandbox with the demo's people and their group; `open_routes` need no key of the page."""
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


def sandbox_bot(sandbox: Sandbox, session: BaseSession | None = None) -> Bot:
    """The client of the sandbox, without a socket between."""
    return Bot(sandbox.core.token, session=session or InProcessSession(sandbox.core))


def staff_group_of(settings: Settings, sandbox: Sandbox | None) -> int | None:
    """The group that tells staff: the one of the settings, else the demo's own, else None."""
    known = sandbox is not None and STAFF_GROUP in sandbox.core.chats
    return settings.staff_chat_id or (STAFF_GROUP if known else None)
