"""The whole application for the flow tests: real database, Bot, Dispatcher, relay, payer, sandbox.

People act through the sandbox's driver and read codes from its telephones. `restart` ends the application and builds
it again on the same database, as a restart of the process does.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiogram.client.telegram import TelegramAPIServer
from pydantic import SecretStr

from bot.app import App, build
from bot.chat.calls import BareSession
from bot.demo.accounts import demo_events
from bot.runtime.settings import Settings
from bot.sandbox.driver import Driver, PersonDriver
from bot.sandbox.model import Person
from bot.sandbox.panels import PanelView
from bot.sandbox.sandbox import Sandbox
from bot.workers.relay import SendingRate
from domain.actor import Actor
from domain.errors import Refusal
from domain.events.parse import parse_event
from domain.ports import SECOND, Micros
from domain.usecases.customer.list_records import list_records
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.operator.apply_events import apply_events
from domain.usecases.operator.check_books import check_books
from domain.usecases.operator.make_link import make_link
from domain.views import WithdrawalView
from tests.support.links import age_links
from tests.support.rig import FOR_EVER_S, HandClock, tried

START: Micros = 1_795_424_400 * SECOND
"""Nov 23, 2026, 17:00 local."""
MEI = Person(101, "Lin Mei", "en", "+8613800138001")
PARTNER = Person(102, "Partner", "en", "+8613800138002")
CAIWU = Person(103, "示例财务", "zh-hans", "+8613800138021")
STRANGER = Person(109, "Stranger", "en", "+8613800138099")
OPERATOR = Actor.operator("test")
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class PanelClock(HandClock):
    """A clock that the sandbox's clock panel can move too."""

    def advance(self, span: Micros, account: str | None = None) -> None:
        """Moves it as the sandbox's clock panel does."""
        self.at += span

    def ahead(self) -> Micros:
        return self.at - START


class World:
    """One application and the people who talk to it."""

    app: App
    driver: Driver

    def __init__(self, url: str) -> None:
        self.clock = PanelClock(START)
        # Staff who proved themselves once may look and decide: other tests cover what asks for more.
        eased = {"staff_look_s": FOR_EVER_S, "step_up_fen": 10**16}
        self.settings = Settings(_env_file=None, database_url=SecretStr(url)).model_copy(update=eased)
        self.sandbox = self._sandbox()

    def _sandbox(self) -> Sandbox:
        return Sandbox(persons=[MEI, PARTNER, CAIWU, STRANGER], clock=lambda: self.clock.at / SECOND)

    async def open(self) -> None:
        """Builds the application; nothing runs by itself."""
        self.app = await build(
            self.settings,
            clock=self.clock,
            sandbox=self.sandbox,
            pace=SendingRate(all_a_second=0, chat_a_second=0),
        )
        self.app.dispatcher["pace"].allow(10_000, 10)
        self.driver = Driver.for_dispatcher(self.sandbox.core, self.app.dispatcher, self.app.bot)

    async def close(self) -> None:
        await self.app.stop()

    async def restart(self) -> None:
        """Ends the process and starts it again; the chats stay as people see them."""
        await self.close()
        await self.open()

    def person(self, who: Person) -> PersonDriver:
        return self.driver.person(who.id)

    async def events(self, events: Iterable[dict[str, Any]]) -> None:
        """Applies billing events."""
        parsed = [parse_event(json.loads(json.dumps(event)), line) for line, event in enumerate(events, 1)]
        report = await tried(self.app.perform(apply_events, OPERATOR, parsed, skip_bad=False))
        assert not isinstance(report, Refusal)
        assert not report.refused, report.refused

    async def worked_example(self) -> None:
        """Makes accounts 1001 and 1002, and the rest of the demo."""
        await self.events(demo_events(self.clock.now(), 3))

    async def token(self, account: str) -> str:
        """The token of a new one-time link."""
        link = await tried(self.app.perform(make_link, OPERATOR, account))
        assert not isinstance(link, Refusal)
        return link.token

    async def code(self, phone: str) -> str:
        """The code of the newest text message on a telephone."""
        await self.app.relay.run_due()
        found = CODE.search(self.sandbox.core.phone.sms_for(phone)[0].text)
        assert found is not None
        return found.group()

    async def link(
        self, who: Person, account: str = "1001", phone: str = "+8613800138001", *, young: bool = False
    ) -> PersonDriver:
        """A person with a linked account, linked long ago, or just now if `young`."""
        person = self.person(who)
        await person.start(await self.token(account))
        await person.send(await self.code(phone))
        self.clock.move(61)
        if not young:
            await age_links(self.app.db, who.id)
        return person

    async def mei(self) -> PersonDriver:
        """Lin Mei, linked to the worked example."""
        await self.worked_example()
        return await self.link(MEI)

    async def begin(self, person: PersonDriver, label: str = "2. ¥200.00") -> None:
        """Goes to the amount, from the order with this button."""
        await person.send("/withdraw")
        await person.tap(label)

    async def to_code(self, person: PersonDriver, amount: str = "120.50") -> None:
        """Goes to the entry of the code, which has been sent."""
        await self.begin(person)
        await person.send(amount)
        await person.tap("Refund to original payment method")
        await person.tap("Send verification code")

    async def to_confirm(
        self, person: PersonDriver, amount: str = "120.50", phone: str = "+8613800138001"
    ) -> None:
        """Goes to *Confirm withdrawal*."""
        await self.to_code(person, amount)
        await person.send(await self.code(phone))

    async def press(self, who: Person, panel: str, action: str, value: str = "") -> str | None:
        """Presses a button of a panel beside a person's chat; returns the notice."""
        return await self.sandbox.panels.act(panel, who.id, action, value)

    async def panel(self, who: Person, panel: str) -> PanelView:
        """A panel beside a person's chat."""
        return await self.sandbox.panels.view(panel, who.id)

    async def settle(self) -> None:
        """Does all that is due: payouts, messages, timers."""
        await self.app.settle()

    async def withdrawals(self, who: Person = MEI) -> list[WithdrawalView]:
        """The newest submitted withdrawals of a person's current account, oldest first."""
        view = await tried(self.app.look(list_records, Actor.chat(who.id)))
        assert not isinstance(view, Refusal)
        actor = Actor.chat(who.id)
        return [await self.app.look(show_withdrawal, actor, one.id) for one in reversed(view.records)]

    async def books_are_right(self) -> None:
        """Asserts every invariant."""
        broken = await tried(self.app.look(check_books, OPERATOR))
        assert not broken


class Served(World):
    """A world in which the bot calls the Bot API over loopback."""

    async def open(self) -> None:
        session = BareSession(api=TelegramAPIServer.from_base(await self.sandbox.start_http()))
        self.app = await build(
            self.settings, clock=self.clock, sandbox=self.sandbox, session=session, pace=SendingRate(0, 0)
        )
        self.app.dispatcher["pace"].allow(10_000, 10)
        self.driver = Driver.for_dispatcher(self.sandbox.core, self.app.dispatcher, self.app.bot)


@asynccontextmanager
async def world_on(url: str, kind: type[World] = World) -> AsyncIterator[World]:
    """A world on a database."""
    world = kind(url)
    await world.open()
    try:
        yield world
    finally:
        await world.close()
