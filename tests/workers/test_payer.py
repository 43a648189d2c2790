"""The payout worker: paid once whatever dies in between, and nothing unclear is ever a failure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.payouts.channel import PayoutChannel
from bot.workers.payer import LEASE_S, Payer
from domain.actor import Actor
from domain.ports import SECOND
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.staff.settle import settle_unknown
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder
from domain.views import WithdrawalView
from domain.withdrawals import undecided_until
from storage.database import Database
from tests.support.rig import MEI, Rig, account, rig_on, top_up, tried


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("300.00")])
        await rig.link()
        yield rig


class Dying:
    """The ledger's channel with the process dying around a call: the call is carried out, or it is not."""

    def __init__(self, channel: PayoutChannel, *, before: bool = False) -> None:
        self.channel = channel
        self.before = before
        self.calls: list[str] = []
        self.called = asyncio.Event()

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        self.calls.append("submit")
        if not self.before:
            await self.channel.submit(order)
        self.called.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        self.calls.append("query")
        return await self.channel.query(order)

    async def close(self) -> None:
        pass


class Watched:
    """Notes which calls are made."""

    def __init__(self, channel: PayoutChannel) -> None:
        self.channel = channel
        self.calls: list[str] = []

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        self.calls.append("submit")
        return await self.channel.submit(order)

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        self.calls.append("query")
        return await self.channel.query(order)

    async def close(self) -> None:
        pass


class Broken:
    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        raise ConnectionResetError("+8613800138001")

    query = submit

    async def close(self) -> None:
        pass


async def state(rig: Rig, withdrawal: str) -> WithdrawalView:
    return await rig.look(show_withdrawal, Actor.chat(MEI.id), withdrawal)


async def payments(rig: Rig) -> dict[str, tuple[int, int]]:
    return {entry.id: (entry.payments, entry.paid_fen) for entry in await rig.ledger.entries()}


async def test_a_confirmed_withdrawal_is_paid_once(rig: Rig) -> None:
    view = await rig.withdraw(120_50)
    assert await rig.payer.run_due() == 1
    assert await rig.payer.run_due() == 0
    assert (await state(rig, view.id)).status == "successful"
    assert await payments(rig) == {view.id: (1, 120_50)}


async def test_a_failure_of_the_channel_gives_the_money_back(rig: Rig) -> None:
    view = await rig.withdraw(120_91)
    await rig.payer.run_due()
    after = await state(rig, view.id)
    assert (after.status, after.reason_code) == ("failed", "account_closed")
    assert after.order is not None
    assert after.order.remaining_fen == 300_00
    assert await payments(rig) == {view.id: (0, 0)}


@pytest.mark.parametrize(("amount_fen", "status", "paid"), [(120_94, "successful", 1), (120_95, "failed", 0)])
async def test_a_lost_answer_is_unknown_until_it_is_asked_for(
    rig: Rig, amount_fen: int, status: str, paid: int
) -> None:
    view = await rig.withdraw(amount_fen)
    await rig.payer.run_due()
    assert (await state(rig, view.id)).status == "unknown"
    rig.clock.move(rig.services.policy.payout_query_s)
    watched = Watched(rig.ledger)
    rig.restart(channel=watched)
    assert await rig.payer.run_due() == 1
    assert watched.calls == ["query"]
    assert (await state(rig, view.id)).status == status
    assert [entry.payments for entry in await rig.ledger.entries()] == [paid]


async def test_a_pending_payout_is_asked_about_until_it_is_paid(rig: Rig) -> None:
    view = await rig.withdraw(120_96)
    await rig.payer.run_due()
    assert (await state(rig, view.id)).status == "unknown"
    for _ in range(10):
        rig.clock.move(60)
        await rig.payer.run_due()
    assert (await state(rig, view.id)).status == "successful"
    [entry] = await rig.ledger.entries()
    assert (entry.submissions, entry.payments) == (1, 1)


async def test_dying_between_submit_and_record_pays_once(rig: Rig) -> None:
    view = await rig.withdraw(120_50)
    dying = Dying(rig.ledger)
    rig.restart(channel=dying)
    turn = asyncio.create_task(rig.payer.run_due())
    async with asyncio.timeout(10):
        await dying.called.wait()
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    assert (await state(rig, view.id)).status == "sending"

    watched = Watched(rig.ledger)
    rig.restart(channel=watched)
    assert await rig.payer.run_due() == 0, "the lease of the dead worker still holds"
    rig.clock.move(LEASE_S + 1)
    assert await rig.payer.run_due() == 1
    assert watched.calls == ["query"]
    assert (await state(rig, view.id)).status == "successful"
    assert await payments(rig) == {view.id: (1, 120_50)}


async def test_dying_before_the_channel_heard_of_it_submits_again_under_the_same_id(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A cancelled worker's thread would live on here, unlike in a process that died.
    monkeypatch.setattr("bot.workers.payer.WORKERS", 1)
    view = await rig.withdraw(120_50)
    dying = Dying(rig.ledger, before=True)
    rig.restart(channel=dying)
    turn = asyncio.create_task(rig.payer.run_due())
    async with asyncio.timeout(10):
        await dying.called.wait()
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)

    watched = Watched(rig.ledger)
    rig.restart(channel=watched)
    rig.clock.move(LEASE_S + 1)
    await rig.payer.run_due()
    assert watched.calls == ["query", "submit"]
    assert (await state(rig, view.id)).status == "successful"
    assert await payments(rig) == {view.id: (1, 120_50)}


async def test_nothing_is_submitted_any_more_once_reviewers_may_settle_it(rig: Rig) -> None:
    """They would give the money back as failed while a worker, that was told "never heard", submits it again."""
    view = await rig.withdraw(120_50)
    rig.restart(channel=Broken())
    await rig.payer.run_due()
    sent_at = rig.clock.at
    watched = Watched(rig.ledger)
    rig.restart(channel=watched)
    rig.clock.at = undecided_until(rig.services.policy, sent_at) - LEASE_S * SECOND
    assert await rig.payer.run_due() == 1
    assert watched.calls == ["query"], "its lease would outlast the time in which nobody else decides"
    rig.clock.at = undecided_until(rig.services.policy, sent_at)
    await rig.payer.run_due()
    for reviewer in ("anna", "boris"):
        await tried(rig.perform(settle_unknown, Actor.operator(reviewer), view.id, False, "DOC-1"))
    rig.clock.move(3600)
    await rig.payer.run_due()
    assert (await state(rig, view.id)).status == "failed"
    assert "submit" not in watched.calls
    assert await payments(rig) == {}


async def test_a_channel_that_raises_is_an_unknown_outcome(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    view = await rig.withdraw(120_50)
    rig.restart(channel=Broken())
    await rig.payer.run_due()
    assert (await state(rig, view.id)).status == "unknown"
    assert "13800138001" not in "".join(capsys.readouterr())
    rig.restart()
    rig.clock.move(rig.services.policy.payout_query_s)
    await rig.payer.run_due()
    assert (await state(rig, view.id)).status == "successful"
    assert await payments(rig) == {view.id: (1, 120_50)}


async def test_a_channel_that_hangs_is_given_up_and_asked_later(rig: Rig) -> None:
    view = await rig.withdraw(120_50)
    dying = Dying(rig.ledger)
    rig.restart(channel=dying)
    rig.payer._call_s = 0.05
    assert await rig.payer.run_due() == 1
    assert (await state(rig, view.id)).status == "unknown"
    rig.restart()
    rig.clock.move(rig.services.policy.payout_query_s)
    await rig.payer.run_due()
    assert (await state(rig, view.id)).status == "successful"
    assert await payments(rig) == {view.id: (1, 120_50)}


async def test_two_workers_at_once_pay_each_withdrawal_once(rig: Rig) -> None:
    first = await rig.withdraw(10_00)
    second = await rig.withdraw(20_00)
    third = await rig.withdraw(30_00)
    one = rig.payer
    rig.restart()
    done = await asyncio.gather(one.run_due(), rig.payer.run_due(), one.run_due())
    assert sum(done) == 3
    assert await payments(rig) == {first.id: (1, 10_00), second.id: (1, 20_00), third.id: (1, 30_00)}
    assert {entry.submissions for entry in await rig.ledger.entries()} == {1}


async def test_a_lease_shorter_than_the_calls_is_refused(rig: Rig) -> None:
    with pytest.raises(ValueError, match="lease"):
        Payer(rig, rig.ledger, call_s=30, lease_s=60)
