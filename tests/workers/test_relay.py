"""The relay: each message once and in order, waiting when told to, kept for those who blocked the bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.sms.channel import SmsFailed
from bot.sandbox.faults import Fault
from bot.sandbox.model import Person
from bot.workers.relay import SendingRate
from domain.actor import Actor
from domain.outgoing import Message
from domain.usecases.customer.greet import greet
from storage.database import Database
from tests.support.rig import MEI, Rig, account, rig_on, top_up, tried


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("300.00")])
        await rig.link()
        await rig.settle()
        yield rig


def said(rig: Rig) -> list[str]:
    """What the bot said to Mei."""
    return [message.text for message in rig.mei().chat if message.from_bot]


def new(rig: Rig, before: list[str]) -> list[str]:
    return said(rig)[len(before) :]


async def two_waiting(rig: Rig) -> list[str]:
    """Two pushes of different accounts wait for Mei; returns what she had been told before."""
    for number, phone in (("2001", MEI.phone), ("2002", MEI.phone)):
        assert phone is not None
        await rig.events([account(number, phone)])
        await rig.link(account=number)
    await rig.relay.run_due()
    before = said(rig)
    for number in ("2001", "2002"):
        await rig.events(released(number))
    rig.clock.move(24 * 3600)
    assert await rig.timers.run("reserve") == 2
    return before


def released(number: str) -> list[dict[str, str]]:
    """Events of a pay-as-you-go resource made and released just now (2026-11-18 19:06 local)."""
    common = {"account": number, "resource": "i-1"}
    return [
        {
            "id": f"made-{number}", "type": "resource.created", "at": "2026-11-18T10:00:00+08:00",
            "product": "ECS", "billing": "pay_as_you_go", **common,
        },
        {"id": f"gone-{number}", "type": "resource.released", "at": "2026-11-18T19:00:00+08:00", **common},
    ]  # fmt: skip


def names(texts: list[str]) -> list[str]:
    """The account that each text is about."""
    return ["2001" if "2001" in text else "2002" for text in texts]


async def test_messages_arrive_once_and_in_order(rig: Rig) -> None:
    before = await two_waiting(rig)
    assert await rig.relay.run_due() == 2
    assert names(new(rig, before)) == ["2001", "2002"]
    assert await rig.relay.run_due() == 0
    assert len(new(rig, before)) == 2


@pytest.mark.parametrize("why", ["CHAT_RESTRICTED", "MESSAGE_TOO_LONG", "something of next year"])
async def test_what_a_chat_refuses_for_a_reason_that_nobody_listed_is_kept_and_holds_up_nothing(
    rig: Rig, why: str
) -> None:
    before = await two_waiting(rig)
    fault = rig.sandbox.core.faults.add(Fault("sendMessage", 400, f"Bad Request: {why}", times=1))
    await rig.relay.run_due()
    assert names(new(rig, before)) == ["2002"]
    fault.times = None
    rig.sandbox.core.faults.add(fault)
    tries = 0
    for _ in range(24 * 60):
        rig.clock.move(60)
        tries += await rig.relay.run_due()
    assert 24 <= tries <= 30, "after a while once an hour"
    rig.sandbox.core.faults.clear()
    rig.clock.move(3600)
    await rig.relay.run_due()
    assert names(new(rig, before)) == ["2002", "2001"]


async def test_a_crash_between_send_and_finish_repeats_that_one_message(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await two_waiting(rig)
    sent, looked = asyncio.Event(), asyncio.Event()
    lease = rig.relay._lease

    async def die(*args: object) -> None:
        sent.set()
        await asyncio.Event().wait()

    async def noted() -> tuple[Message, ...]:
        leased = await lease()
        if not leased:
            looked.set()
        return leased

    monkeypatch.setattr(rig.relay, "_finish", die)
    monkeypatch.setattr(rig.relay, "_lease", noted)
    turn = asyncio.create_task(rig.relay.run_due())
    async with asyncio.timeout(10):
        await sent.wait()
        # The transaction of a cancelled caller still ends at some time, unlike in a process that died.
        await looked.wait()
    await rig.relay.stop()
    await asyncio.gather(turn, return_exceptions=True)
    assert names(new(rig, before)) == ["2001"]

    rig.restart()
    assert await rig.relay.run_due() == 0, "the lease of the dead relay still holds"
    rig.clock.move(121)
    await rig.relay.run_due()
    assert names(new(rig, before)) == ["2001", "2001", "2002"]
    rig.clock.move(3600)
    assert await rig.relay.run_due() == 0


async def test_a_lost_answer_repeats_the_message_and_keeps_the_order(rig: Rig) -> None:
    before = await two_waiting(rig)
    rig.sandbox.core.faults.add(Fault("sendMessage", kind="lost"))
    await rig.relay.run_due()
    await wait_for_retries(rig)
    assert names(new(rig, before)) == ["2001", "2001", "2002"]


async def wait_for_retries(rig: Rig) -> None:
    for _ in range(8):
        rig.clock.move(300)
        await rig.relay.run_due()


async def test_retry_after_is_honoured_and_the_later_message_waits_behind(rig: Rig) -> None:
    before = await two_waiting(rig)
    rig.sandbox.core.faults.add(Fault("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7))
    await rig.relay.run_due()
    assert new(rig, before) == []
    calls = rig.sandbox.core.calls.total
    rig.clock.move(6)
    await rig.relay.run_due()
    assert rig.sandbox.core.calls.total == calls, "asked again before the time it was told"
    rig.clock.move(2)
    await rig.relay.run_due()
    await wait_for_retries(rig)
    assert names(new(rig, before)) == ["2001", "2002"]


@pytest.mark.parametrize("code", [500, 502])
async def test_a_server_in_trouble_is_tried_again_with_growing_pauses(rig: Rig, code: int) -> None:
    before = await two_waiting(rig)
    rig.sandbox.core.faults.add(Fault("sendMessage", code, "Internal Server Error", times=4))
    tries = 0
    for _ in range(600):
        tries += await rig.relay.run_due()
        rig.clock.move(1)
    assert names(new(rig, before)) == ["2001", "2002"]
    assert tries < 30, "it asked every second"


async def test_who_blocked_the_bot_gets_the_messages_at_the_next_start(rig: Rig) -> None:
    before = await two_waiting(rig)
    await rig.mei().block()
    await rig.relay.run_due()
    await wait_for_retries(rig)
    assert new(rig, before) == []

    await rig.mei().unblock()
    await tried(rig.perform(greet, Actor.chat(MEI.id), "en"))
    await rig.relay.run_due()
    await wait_for_retries(rig)
    assert names(new(rig, before)) == ["2001", "2002"]


async def test_a_message_that_is_wrong_is_kept_for_an_hour_and_the_next_goes_out(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await two_waiting(rig)
    rig.sandbox.core.faults.add(Fault("sendMessage", 400, "Bad Request: can't parse entities: CNY 100"))
    await rig.relay.run_due()
    await wait_for_retries(rig)
    assert names(new(rig, before)) == ["2002"]
    rig.clock.move(3600)
    await rig.relay.run_due()
    assert names(new(rig, before)) == ["2002", "2001"]
    assert "CNY" not in "".join(capsys.readouterr())


async def test_two_relays_send_each_message_once(rig: Rig) -> None:
    before = await two_waiting(rig)
    one = rig.relay
    rig.restart()
    await asyncio.gather(one.run_due(), rig.relay.run_due())
    await wait_for_retries(rig)
    assert sorted(names(new(rig, before))) == ["2001", "2002"]


async def test_a_chat_that_hangs_does_not_hold_up_another(rig: Rig) -> None:
    other = rig.driver.add_person(Person(202, "Other", "en", "+8613800138099"))
    await rig.events([account("3001", "+8613800138099")])
    await rig.link(other.me, "3001")
    await rig.settle()
    before = len(other.from_bot)
    held = Fault("sendMessage", kind="hold", chat_id=MEI.id)
    rig.sandbox.core.faults.add(held)
    await two_waiting(rig)
    turn = asyncio.create_task(rig.relay.run_due())
    async with asyncio.timeout(10):
        await held.arrived.wait()
    await rig.events(released("3001"))
    rig.clock.move(24 * 3600)
    await rig.timers.run("reserve")
    rig.relay.wake()
    await rig.until(lambda: len(other.from_bot) > before)
    held.release()
    await turn


async def test_the_pace_of_one_chat_is_kept(rig: Rig) -> None:
    rig.restart(pace=SendingRate(all_a_second=0, chat_a_second=20))
    before = await two_waiting(rig)
    began = time.monotonic()
    await rig.relay.run_due()
    assert time.monotonic() - began >= 0.045
    assert names(new(rig, before)) == ["2001", "2002"]


async def test_a_withdrawal_has_one_card_that_is_edited_as_it_moves(rig: Rig) -> None:
    view = await rig.withdraw(120_50)
    await rig.settle()
    cards = [message for message in rig.mei().from_bot if view.id in message.text and message.edited]
    assert len(cards) <= 1
    assert any("Withdrawal Successful" in message.text for message in rig.mei().from_bot)


async def test_a_card_that_is_gone_is_sent_anew_and_then_edited_again(rig: Rig) -> None:
    view = await rig.withdraw(120_94)
    await rig.settle()
    rig.mei().clear_history()
    rig.clock.move(3600)
    await rig.settle()
    shown = [message for message in rig.mei().from_bot if "Withdrawal Successful" in message.text]
    assert shown, rig.mei().dump()
    assert view.id


class FailingSms:
    def __init__(self, *, retryable: bool) -> None:
        self.retryable = retryable
        self.tries = 0

    async def send(self, phone: str, text: str) -> None:
        self.tries += 1
        raise SmsFailed("refused by the provider", retryable=self.retryable)

    async def close(self) -> None:
        pass


async def test_an_expired_code_is_not_sent(rig: Rig) -> None:
    failing = FailingSms(retryable=True)
    good, rig.sms = rig.sms, failing
    rig.restart()
    # The newest text message is still the one that says that the account was linked.
    with pytest.raises(AssertionError):
        await rig.draft(120_50)
    for _ in range(5):
        rig.clock.move(100)
        await rig.settle()
    tries = failing.tries
    rig.sms = good
    rig.restart()
    await wait_for_retries(rig)
    assert tries >= 2
    assert all("120.50" not in sms.text for sms in rig.mei().sms)
