"""The leases of a dead process, another bot on the same books, and a clock that is set back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.workers.clock_set_back import SetBack
from bot.workers.payer import Payer
from domain.actor import Actor
from domain.code_limits import count_wrong, lock_of
from domain.ports import DAY
from domain.stops import begin_stop, live_stops
from domain.tx import Tx
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.time.begin_process import begin_process
from domain.usecases.time.outbox import lease_messages
from domain.usecases.time.payouts import PayoutOrder, may_submit, take_payout
from storage.database import Database
from tests.support.context import ctx_of
from tests.support.rig import MEI, Rig, account, rig_on, top_up, tried
from tests.workers.scripted import Scripted

START = Actor.system("start")
RELAY = Actor.system("relay")
PAYER = Actor.system("payer")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("300.00")])
        await rig.link()
        await rig.settle()
        await begin(rig)
        yield rig


async def begin(rig: Rig, bot: int = 1) -> None:
    rig.process = await rig.perform(begin_process, START, "here", 7, bot)


async def status(rig: Rig, withdrawal: str) -> str:
    return (await rig.look(show_withdrawal, Actor.chat(MEI.id), withdrawal)).status


async def test_a_push_and_a_payout_of_a_dead_process_go_on_at_once(rig: Rig) -> None:
    view = await rig.withdraw(100_00)
    hanging = Scripted()
    hanging.hanging.add(view.id)
    dying = Payer(rig, hanging, quick_s=60)
    turn = asyncio.create_task(dying.send_due())
    await hanging.waits_for(1)
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    assert await rig.perform(lease_messages, RELAY, 50, 120, rig.process)
    said = len(rig.mei().chat)

    channel = Scripted()
    rig.restart(channel=channel)
    await rig.settle()
    assert (channel.calls, len(rig.mei().chat)) == ([], said), "leased"
    await begin(rig)
    await rig.settle()
    assert channel.calls == [("query", view.id)], "asked before it would be submitted"
    assert await status(rig, view.id) == "successful"
    assert len(rig.mei().chat) > said


async def test_a_dead_process_that_wakes_up_submits_nothing_and_waits_are_no_leases(rig: Rig) -> None:
    view = await rig.withdraw(100_00)
    order = await rig.perform(take_payout, PAYER, 120, process=rig.process)
    await begin(rig)
    assert isinstance(order, PayoutOrder)
    assert order.until is not None
    assert await tried(rig.perform(may_submit, PAYER, view.id, order.until)) is False

    channel = Scripted("pending")
    rig.restart(channel=channel)
    await rig.settle()
    asked = len(channel.calls)
    await begin(rig)
    await rig.settle()
    assert len(channel.calls) == asked, "what waits to be asked again was nobody's lease"


async def test_another_bot_edits_no_message_of_the_first(rig: Rig) -> None:
    await rig.withdraw(100_00)
    await rig.relay.run_due()
    before = [(message.id, message.text) for message in rig.mei().chat]
    await begin(rig, bot=2)
    await rig.settle()
    after = {message.id: message.text for message in rig.mei().chat}
    assert [(number, after[number]) for number, _ in before] == before
    assert len(after) > len(before), "its card is a new message"


async def test_messages_from_before_they_named_a_bot_are_of_the_one_that_runs_first(
    db: Database, tmp_path: Path
) -> None:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("300.00")])
        await rig.link()
        view = await rig.withdraw(100_00)
        await rig.relay.run_due()

        async def card() -> object:
            return await db.read(
                lambda tx: tx.scalar("outbox_card_message", withdrawal=view.id, chat_user=MEI.id)
            )

        before = await card()
        assert before is not None
        await begin(rig, bot=5)
        assert await card() == before
        await begin(rig, bot=6)
        assert await card() is None


@pytest.mark.parametrize("back_s", [3600, 86400])
async def test_a_clock_that_is_set_back_makes_nobody_wait(rig: Rig, back_s: int) -> None:
    real = 0.0
    watch = SetBack(rig, monotonic=lambda: real)
    await watch.look()
    fresh = await rig.withdraw(100_00)
    channel = Scripted("pending")
    rig.restart(channel=channel)
    rig.clock.move(-back_s)
    said = len(rig.mei().chat)
    await rig.settle()
    assert channel.calls == []
    assert await watch.look() > 0
    await rig.settle()
    assert channel.calls == [("submit", fresh.id)]
    assert len(rig.mei().chat) > said

    # A payout that waits for a question, and a clock that runs on.
    rig.clock.move(-back_s)
    await watch.look()
    await rig.settle()
    assert channel.calls[-1] == ("query", fresh.id)
    asked = len(channel.calls)
    real += 60
    rig.clock.move(60)
    assert await watch.look() == 0
    assert len(channel.calls) == asked


async def test_a_lease_goes_on_for_its_own_length_and_a_lock_too(rig: Rig, db: Database) -> None:
    await rig.withdraw(100_00)
    assert await rig.perform(take_payout, PAYER, 120, process=rig.process)

    def lock(tx: Tx) -> None:
        for _ in range(5):
            count_wrong(ctx_of(rig.services, tx), "1001", MEI.id, linking=False)
        begin_stop(ctx_of(rig.services, tx), "1001", "not_me", "test", until_at=rig.clock.at + DAY)

    await db.write(lock)
    rig.clock.move(-86400)
    await SetBack(rig).look()
    channel = Scripted()
    rig.restart(channel=channel)
    rig.clock.move(119)
    await rig.payer.run_due()
    assert channel.calls == [], "another process has it and may be at work"
    rig.clock.move(2)
    await rig.payer.run_due()
    assert len(channel.calls) == 1

    def locked(tx: Tx) -> bool:
        return lock_of(ctx_of(rig.services, tx), "1001", MEI.id) is not None

    assert await db.read(locked)
    rig.clock.move(rig.services.policy.code_lock_s)
    assert not await db.read(locked)
    (stop,) = await db.read(lambda tx: live_stops(ctx_of(rig.services, tx), "1001"))
    assert stop.until_at is not None
    assert stop.until_at < rig.clock.at + DAY
