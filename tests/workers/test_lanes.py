"""Payouts with a slow answer of the channel hold up no other account's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.workers.payer import LEASE_S, WORKERS, Payer
from domain.rules.policy import Policy
from storage.database import Database
from tests.support.rig import Rig, account, rig_on, top_up
from tests.workers.scripted import Scripted
from tests.workers.test_payer import state

MANY = 2 * WORKERS


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path, Policy(codes_an_hour=100, codes_a_day=100)) as made:
        await made.events([account(), top_up("300.00")])
        await made.link()
        yield made


async def test_fresh_ones_go_past_others_that_hang(rig: Rig) -> None:
    channel = Scripted()
    slow = [await rig.withdraw(1_00 + n) for n in range(MANY)]
    good = await rig.withdraw(50_00)
    channel.hanging = {view.id for view in slow}
    rig.payer = Payer(rig, channel, quick_s=0.01)
    async with asyncio.timeout(30):
        assert await rig.payer.send_due() == MANY + 1
        while len(rig.payer._beside) > MANY:
            await asyncio.wait(rig.payer._beside, return_when=asyncio.FIRST_COMPLETED)
    assert (await state(rig, good.id)).status == "successful"
    assert {(await state(rig, view.id)).status for view in slow} == {"sending"}
    channel.let_go()
    await asyncio.gather(*rig.payer._beside)
    assert {(await state(rig, view.id)).status for view in slow} == {"successful"}
    assert len(channel.calls) == MANY + 1


async def test_those_that_are_asked_about_in_vain_do_not_hold_up_fresh_ones(rig: Rig) -> None:
    channel = Scripted("unknown")
    rig.restart(channel=channel)
    stuck = [await rig.withdraw(1_00 + n) for n in range(MANY)]
    await rig.payer.run_due()
    good = await rig.withdraw(50_00)
    channel.says, channel.hanging = "paid", {view.id for view in stuck}
    asking = asyncio.create_task(rig.timers.run("payout_question"))
    async with asyncio.timeout(30):
        await channel.waits_for(WORKERS)
        assert await rig.timers.run("payout") == 1
    assert (await state(rig, good.id)).status == "successful"
    assert not asking.done()
    channel.let_go()
    await asking


async def test_what_hangs_at_the_end_is_asked_about_at_the_next_start(rig: Rig) -> None:
    channel = Scripted()
    view = await rig.withdraw(50_00)
    channel.hanging = {view.id}
    rig.payer = Payer(rig, channel, quick_s=0.01)
    assert await rig.payer.send_due() == 1
    await rig.payer.stop()
    assert (await state(rig, view.id)).status == "sending"
    again = Scripted()
    rig.restart(channel=again)
    rig.clock.move(LEASE_S)
    assert await rig.payer.run_due() == 1
    assert again.calls == [("query", view.id)]
    assert (await state(rig, view.id)).status == "successful"
