"""A bot without handlers, for the tests of background work: real database, use cases, sandbox.

People are linked and withdrawals confirmed through the use cases, with the code read from the sandbox's telephone, so
that the program itself writes every row.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from aiogram import Bot

from bot.channels.payouts.channel import PayoutChannel
from bot.channels.payouts.sandbox import SandboxPayouts
from bot.channels.sms.channel import SandboxSms, SmsChannel
from bot.runtime.clock import SystemRandom
from bot.runtime.runner import Runner
from bot.runtime.vault import prepare
from bot.sandbox.driver import Driver, PersonDriver
from bot.sandbox.model import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.session import InProcessSession
from bot.texts.languages import spoken
from bot.workers.delivery import Delivery
from bot.workers.due_work import upkeep
from bot.workers.payer import Payer
from bot.workers.relay import Relay, SendingRate
from bot.workers.staff_group import StaffChat
from bot.workers.timers import Timers
from domain.actor import Actor
from domain.context import Services
from domain.errors import Refusal
from domain.events.parse import parse_event
from domain.operations import next_due
from domain.ports import SECOND, Micros
from domain.rules.policy import Policy
from domain.tx import Tx
from domain.use_case import UseCase
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.greet import greet
from domain.usecases.customer.link_confirm import confirm_link
from domain.usecases.customer.link_open import open_link
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.operator.apply_events import apply_events
from domain.usecases.operator.make_link import make_link
from domain.views import WithdrawalView
from storage.database import Database
from tests.support.links import age_links

T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")

START: Micros = 1_795_000_000 * SECOND
MEI = Person(101, "Lin Mei", "en", "+8613800138001")
OPERATOR = Actor.operator("test")
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
FOR_EVER_S = 100 * 365 * 24 * 3600
NO_PACE = SendingRate(all_a_second=0, chat_a_second=0)


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: Micros = START) -> None:
        self.at = at

    def now(self, account: str | None = None) -> Micros:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += int(seconds * SECOND)


async def tried(call: Awaitable[T]) -> T | Refusal:
    """What a use case came to: its result, or its refusal as a value."""
    try:
        return await call
    except Refusal as refusal:
        return refusal


def granted(result: T | Refusal) -> T:
    """The result of a use case that must not refuse."""
    assert not isinstance(result, Refusal), result
    return result


class Rig(Runner):
    """Everything but the conversation. `restart` gives new workers on the same database and ledger."""

    def __init__(self, db: Database, services: Services, clock: HandClock, folder: Path) -> None:
        super().__init__(db, services)
        self.clock = clock
        self.eased = True
        self.ledger = SandboxPayouts(folder / "payouts.db", clock)
        self.sandbox = Sandbox(persons=[MEI], clock=lambda: clock.at / SECOND)
        self.bot = Bot(self.sandbox.core.token, session=InProcessSession(self.sandbox.core))
        self.driver = Driver(self.sandbox.core, self._ignore, self.bot)
        self.sms: SmsChannel = SandboxSms(self._deliver)
        self.staff_chat: int | None = None
        self._relays: list[Relay] = []
        self.restart()

    def restart(
        self, *, channel: PayoutChannel | None = None, pace: SendingRate = NO_PACE, lease_s: int = 120
    ) -> None:
        """Makes a new relay, payer and timers, as after the end of the process; the old ones are dropped."""
        delivery = Delivery(self.bot, self.sms, staff=StaffChat(self.bot, self.staff_chat))
        self.relay = Relay(
            self, delivery, pace=pace, lease_s=lease_s, loop_time=lambda: self.clock.at / SECOND
        )
        self._relays.append(self.relay)
        self.payer = Payer(self, channel or self.ledger)
        work = {
            **upkeep(self),
            "payout": self.payer.send_due,
            "payout_question": self.payer.ask_due,
            "return": self.payer.ask_returns,
            "outbox": self.relay.run_due,
        }
        self.timers = Timers(work, self._due, self.clock)

    async def perform(self, use_case: UseCase[P, R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Performs as the program does. Where a decision needs a code of its own, it was typed (`eased`)."""
        try:
            return await super().perform(use_case, actor, *args, **kwargs)
        except Refusal as refusal:
            deed = refusal.param("deed")
            if not (self.eased and refusal.code == "proof_needed") or deed is None:
                raise

        def typed(tx: Tx) -> None:
            row = tx.one("factor_live", chat_user=actor.person)
            assert row is not None
            until = self.clock.now() + SECOND
            tx.run(
                "factor_right", id=row.id, used=row.used, now=self.clock.now(), look_until=row.look_until,
                step_up=str(deed), step_up_until=until,
            )  # fmt: skip

        await self.db.write(typed)
        return await super().perform(use_case, actor, *args, **kwargs)

    async def close(self) -> None:
        for relay in self._relays:
            await relay.stop()
        await self.timers.stop()
        await self.payer.stop()
        await self.ledger.close()
        await self.sandbox.stop()

    def mei(self) -> PersonDriver:
        return self.driver.person(MEI.id)

    async def events(self, events: Iterable[dict[str, Any]], *, desk: bool = False) -> None:
        """Applies events as billing does; with `desk` they are about test accounts of the desk."""
        parsed = [
            parse_event(json.loads(json.dumps(event)), line, desk=desk)
            for line, event in enumerate(events, 1)
        ]
        report = await self.perform(apply_events, OPERATOR, parsed, skip_bad=False)
        assert not report.refused, report.refused

    async def link(self, person: Person = MEI, account: str = "1001", *, young: bool = False) -> None:
        """Links by a one-time link and the code on the telephone, long ago, or just now if `young`."""
        actor = Actor.chat(person.id)
        await self.driver.person(person.id).send("/start")
        await self.perform(greet, actor, spoken(person.language_code))
        token = await self.perform(make_link, OPERATOR, account)
        attempt = await self.perform(open_link, actor, token.token)
        code = await self.code(person)
        await self.perform(confirm_link, actor, attempt.id, code, person.name)
        if not young:
            await age_links(self.db, person.id)

    async def code(self, person: Person = MEI) -> str:
        """The code of the newest text message on the person's telephone."""
        await self.relay.run_due()
        found = CODE.search(self.sandbox.core.phone.sms_for(person.phone)[0].text)
        assert found is not None
        return found.group()

    async def fund_of(self, order: str) -> int:
        """The fund of a top-up order."""
        row = await self.db.read(lambda tx: tx.one("top_up_fund", order_id=order))
        assert row is not None
        return row.fund

    async def draft(self, amount_fen: int, person: Person = MEI, order: str = "TP-1001-1") -> WithdrawalView:
        """A withdrawal to the original method with an accepted code, not confirmed yet."""
        actor = Actor.chat(person.id)
        fund = await self.fund_of(order)
        view = await self.perform(start_withdrawal, actor, fund)
        view = await self.perform(
            enter_amount,
            actor,
            view.id,
            view.version,
            amount_fen=amount_fen,
            share=None,
            text=None,
        )
        view = await self.perform(choose_method, actor, view.id, view.version, "original")
        view = await self.perform(send_code, actor, view.id, view.version)
        code = await self.code(person)
        return await self.perform(enter_code, actor, view.id, code)

    async def withdraw(
        self, amount_fen: int, person: Person = MEI, order: str = "TP-1001-1"
    ) -> WithdrawalView:
        """A confirmed withdrawal; nothing has been paid or told yet."""
        view = await self.draft(amount_fen, person, order)
        # The code's minute of rest is over for the next one.
        self.clock.move(61)
        actor = Actor.chat(person.id)
        return await self.perform(confirm_withdrawal, actor, view.id, view.version)

    async def settle(self) -> None:
        """Does all that is due, until nothing is."""
        for _ in range(20):
            if not sum((await self.timers.sweep()).values()):
                return
        raise AssertionError("due work does not come to an end")

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until an event in the chats makes this true."""
        changed = asyncio.Event()
        unsubscribe = self.sandbox.core.hub.subscribe(lambda event: changed.set())
        try:
            async with asyncio.timeout(10):
                while not condition():
                    changed.clear()
                    await changed.wait()
        finally:
            unsubscribe()

    async def _due(self) -> dict[str, Micros]:
        return await self.db.read(next_due)

    async def _ignore(self, update: object) -> None:
        pass

    def _deliver(self, phone: str, text: str) -> None:
        self.sandbox.core.phone.deliver_sms(phone, text)


@asynccontextmanager
async def rig_on(
    db: Database, folder: Path, policy: Policy | None = None, clock: HandClock | None = None
) -> AsyncIterator[Rig]:
    """A rig on an open database."""
    clock, random = clock or HandClock(), SystemRandom()
    vault = await db.write(partial(prepare, keys=("k" * 32,), mode="sandbox", random=random))
    # The machine is the test's own, as the sandbox's is its user's: a login decides without belonging to
    # staff. Staff who proved themselves once may look and decide: other tests cover what asks for more.
    eased = replace(policy or Policy(), login_needed=False, staff_look_s=FOR_EVER_S, step_up_fen=10**16)
    rig = Rig(db, Services(clock, random, eased, vault), clock, folder)
    try:
        yield rig
    finally:
        await rig.close()


def account(id_: str = "1001", phone: str = "+8613800138001", **fields: Any) -> dict[str, Any]:
    """An event that opens an account."""
    return {
        "id": f"open-{id_}", "type": "account.opened", "at": "2026-01-05T09:00:00+08:00", "account": id_,
        "name": f"Account {id_}", "kind": "personal", "identity": f"ID-{id_}", "real_name": "verified",
        "phone": phone, **fields,
    }  # fmt: skip


def top_up(amount: str, order: str = "TP-1001-1", id_: str = "1001", **fields: Any) -> dict[str, Any]:
    """An event of a top-up by Alipay, which has no window."""
    return {
        "id": f"paid-{order}", "type": "top_up.paid", "at": "2026-09-10T12:00:00+08:00", "account": id_,
        "order": order, "amount": amount, "channel": "alipay", "holder": "personal", **fields,
    }  # fmt: skip
