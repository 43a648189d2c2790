"""Failing text messages: staff hear of an outage once and of its end, and nobody gets a code seven times."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.sms.channel import SmsFailed
from bot.runtime.clock import Failing
from bot.web.health import Health
from domain.actor import Actor
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.link_open import open_link
from domain.usecases.customer.link_phone import share_phone
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.operator.make_link import make_link
from domain.views import WithdrawalView
from storage.database import Database
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up

STAFF = -1001
MEI_CHAT = Actor.chat(MEI.id)
REFUSED = SmsFailed("refused by the provider", retryable=True)
UNSURE = SmsFailed("time-out", retryable=True, unsure=True)


class Provider:
    """Gives the answers of the test; None takes the message."""

    def __init__(self) -> None:
        self.says: SmsFailed | None = None
        self.bad_numbers: set[str] = set()
        self.tries: list[str] = []

    async def send(self, phone: str, text: str) -> None:
        self.tries.append(phone)
        if self.says is not None:
            raise self.says
        if phone in self.bad_numbers:
            raise REFUSED

    async def close(self) -> None:
        """Does nothing."""


class World:
    def __init__(self, rig: Rig, provider: Provider) -> None:
        self.rig, self.provider = rig, provider

    async def ask(self) -> WithdrawalView:
        """A withdrawal that has asked for its code."""
        rig = self.rig
        orders = (await rig.look(list_orders, MEI_CHAT)).orders
        view = await rig.perform(start_withdrawal, MEI_CHAT, orders[0].fund)
        view = await rig.perform(
            enter_amount, MEI_CHAT, view.id, view.version, amount_fen=50_00, share=None, text=None
        )
        view = await rig.perform(choose_method, MEI_CHAT, view.id, view.version, "original")
        return await rig.perform(send_code, MEI_CHAT, view.id, view.version)

    async def time_passes(self, seconds: int = 60) -> None:
        """Lets time pass and tries everything that becomes due."""
        for _ in range(seconds // 10):
            await self.rig.relay.run_due()
            self.rig.clock.move(10)

    async def trouble(self, view: WithdrawalView) -> str:
        return (await self.rig.look(show_withdrawal, MEI_CHAT, view.id)).code_trouble

    def told(self) -> list[str]:
        return [message.text for message in self.rig.mei().in_chat(STAFF).from_bot]

    def heard(self) -> list[str]:
        return [
            message.text
            for message in self.rig.mei().from_bot
            if "text message with your code" in message.text
        ]

    async def reasons(self) -> list[str]:
        health = Health(self.rig, Failing(), {})
        return list((await health.state())["reasons"])


@pytest.fixture
async def world(db: Database, tmp_path: Path) -> AsyncIterator[World]:
    async with rig_on(db, tmp_path) as rig:
        rig.staff_chat = STAFF
        rig.sandbox.core.add_group(STAFF, "Staff", [MEI.id])
        rig.restart()
        await rig.events([account(), top_up("300.00"), account("1002", phone="+8613800138099")])
        await rig.link()
        await rig.settle()
        rig.clock.move(61)
        provider = rig.sms = Provider()
        rig.restart()
        yield World(rig, provider)


async def test_an_outage_is_told_once_and_so_is_its_end(world: World) -> None:
    world.provider.says = REFUSED
    view = await world.ask()
    await world.rig.relay.run_due()
    assert await world.trouble(view) == ""
    assert await world.reasons() == []
    await world.time_passes()
    assert len(world.provider.tries) >= 3
    assert await world.trouble(view) == "waiting"
    assert await world.reasons() == ["text messages do not go"]
    assert [text.split(",")[0] for text in world.told()] == ["Text messages do not go"]
    # As after a restart: nothing of it is only in memory.
    world.rig.restart()
    await world.time_passes()
    assert len(world.told()) == 1
    world.provider.says = None
    await world.time_passes(120)
    assert await world.trouble(view) == ""
    assert await world.reasons() == []
    assert world.told()[1:] == ["Text messages go again. For 2 minutes they did not."]
    assert len(world.heard()) == 1


async def test_one_number_that_is_refused_is_no_end_of_an_outage_for_the_others(world: World) -> None:
    world.provider.bad_numbers = {"+8613800138001"}
    await world.ask()
    await world.time_passes()
    assert len(world.told()) == 1
    token = (await world.rig.perform(make_link, OPERATOR, "1002")).token
    await world.rig.perform(open_link, MEI_CHAT, token)
    await world.time_passes()
    assert "+8613800138099" in world.provider.tries
    assert len(world.told()) == 1


async def test_a_message_that_may_have_been_taken_is_tried_once_more_and_no_more_also_after_a_restart(
    world: World,
) -> None:
    world.provider.says = UNSURE
    view = await world.ask()
    await world.rig.relay.run_due()
    assert len(world.provider.tries) == 1
    world.rig.restart()
    await world.time_passes(240)
    assert len(world.provider.tries) == 2
    assert await world.trouble(view) == "over"
    assert len(world.told()) == 1
    assert "may not have gone" in world.heard()[-1]


async def test_a_refusal_after_a_time_out_is_not_another_time_out(world: World) -> None:
    world.provider.says = UNSURE
    await world.ask()
    await world.rig.relay.run_due()
    world.provider.says = REFUSED
    await world.time_passes(30)
    world.provider.says = None
    await world.time_passes()
    assert len(world.provider.tries) >= 3
    tries = len(world.provider.tries)
    await world.time_passes()
    assert len(world.provider.tries) == tries


async def test_a_message_that_can_never_go_is_told_at_once(world: World) -> None:
    world.provider.says = SmsFailed("SMS_URL is not understood", retryable=False)
    view = await world.ask()
    await world.time_passes(20)
    assert len(world.provider.tries) == 1
    assert await world.trouble(view) == "over"
    assert len(world.told()) == 1


async def test_whoever_connects_by_a_link_hears_of_it_and_by_a_phone_never(world: World) -> None:
    world.provider.says = REFUSED
    token = (await world.rig.perform(make_link, OPERATOR, "1002")).token
    await world.rig.perform(open_link, MEI_CHAT, token)
    await world.time_passes()
    assert len(world.heard()) == 1
    assert "could not be sent yet" in world.heard()[0]
    tries = len(world.provider.tries)
    await world.rig.perform(share_phone, MEI_CHAT, "+8613800138001")
    await world.time_passes(120)
    assert len(world.provider.tries) > tries + 3
    assert len(world.heard()) == 1


async def test_a_test_accounts_text_says_nothing_about_the_provider(world: World) -> None:
    world.provider.says = REFUSED
    await world.ask()
    await world.time_passes()
    assert len(world.told()) == 1

    await world.rig.events([account("T1", phone="+8613800138077", test=True)])
    token = (await world.rig.perform(make_link, OPERATOR, "T1")).token
    await world.rig.perform(open_link, MEI_CHAT, token)
    await world.rig.relay.run_due()
    assert len(world.told()) == 1
    assert await world.reasons() == ["text messages do not go"]
