"""Money that a bank sends back: asked for on a plan, noticed at any time, booked once, told to customer and staff."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from domain.actor import Actor
from domain.contradictions import PayoutOutcome
from domain.errors import Refusal
from domain.journal import onto_fund, outside, post
from domain.ports import DAY, HOUR, SECOND, Micros
from domain.rules.calendar import business_day_after, end_of, local_date
from domain.tx import Tx
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.operator.check_books import check_books
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder, record_payout, take_payout
from domain.usecases.time.returns import record_return
from domain.views import WithdrawalView
from storage.database import Database
from tests.support.context import ctx_of
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried

ME, SYSTEM = Actor.chat(MEI.id), Actor.system("test")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        await made.events([account(), top_up("1000.00")])
        await made.link()
        yield made
        wrong = await made.look(check_books, OPERATOR)
        assert {one.name for one in wrong} <= {"contradicted"}


class Answering:
    """A channel that pays and answers every question with the same outcome. It notes when it was asked."""

    def __init__(self, rig: Rig, outcome: PayoutOutcome = "paid") -> None:
        self.rig, self.outcome = rig, outcome
        self.asked: list[Micros] = []
        self.paid = 0

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        self.paid += 1
        return PayoutAnswer("paid", None, f"PAID-{self.paid}")

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        self.asked.append(self.rig.clock.now())
        return PayoutAnswer(self.outcome, "account_closed", "BACK-1")

    async def close(self) -> None:
        pass


async def state(rig: Rig, withdrawal: str) -> WithdrawalView:
    return await rig.look(show_withdrawal, ME, withdrawal)


async def cash(rig: Rig) -> int:
    return (await rig.look(show_costs, ME)).balance.cash_fen


async def paid(rig: Rig, amount_fen: int = 100_00) -> WithdrawalView:
    view = await rig.withdraw(amount_fen)
    await rig.settle()
    done = await state(rig, view.id)
    assert done.status == "successful"
    return done


def pushes(rig: Rig, view: WithdrawalView) -> int:
    """The number of messages of the chat about it, without the status card."""
    return sum(view.id in message.text for message in rig.mei().from_bot) - 1


async def due(rig: Rig, kind: str) -> Micros | None:
    return (await rig._due()).get(kind)


async def test_the_question_learns_of_a_return_and_books_it_once(rig: Rig) -> None:
    view = await paid(rig, 100_97)
    assert await cash(rig) == 899_03
    told = pushes(rig, view)
    rig.clock.move(3599)
    assert await rig.timers.run("return") == 0, "nobody asks before the hour is over"
    rig.clock.move(1)
    assert await rig.timers.run("return") == 1
    back = await state(rig, view.id)
    assert (back.status, back.reason_code) == ("failed", "bank_return")
    assert (back.channel_reference, back.return_reference) == ("SANDBOX-000001", "SANDBOX-R000001")
    assert back.returned_at == back.ended_at == rig.clock.now()
    assert "late_return" not in back.flags
    assert await cash(rig) == 1000_00
    again = await tried(rig.perform(record_return, SYSTEM, view.id, 100_97, "bank_return"))
    assert isinstance(again, Refusal)
    assert again.code == "returned_already"
    await rig.settle()
    assert await cash(rig) == 1000_00
    assert await due(rig, "return") is None
    [entry] = await rig.ledger.entries()
    assert (entry.submissions, entry.payments, entry.returns) == (1, 1, 1)
    assert pushes(rig, view) == told + 1


async def test_it_is_asked_daily_until_the_seventh_business_day_is_over_and_then_no_more(rig: Rig) -> None:
    channel = Answering(rig)
    rig.restart(channel=channel)
    view = await paid(rig)  # Wednesday, 2026-11-18: the seventh business day after is Friday the 27th
    sent_at = rig.clock.now()
    while (at := await due(rig, "return")) is not None:
        assert at > rig.clock.now()
        rig.clock.at = at
        assert await rig.timers.run("return") == 1
    last = end_of(date(2026, 11, 27))
    assert channel.asked[0] == sent_at + HOUR
    assert {b - a for a, b in zip(channel.asked[:-1], channel.asked[1:-1], strict=False)} == {DAY}
    assert channel.asked[-1] == last
    assert (await state(rig, view.id)).status == "successful"
    rig.clock.move(90 * DAY / SECOND)
    assert await rig.timers.run("return") == 0


@pytest.mark.parametrize("outcome", ["unknown", "pending", "failed", "never_heard"])
async def test_any_other_answer_moves_no_money(rig: Rig, outcome: PayoutOutcome) -> None:
    rig.restart(channel=Answering(rig, outcome))
    view = await paid(rig)
    rig.clock.move(3600)
    assert await rig.timers.run("return") == 1
    assert await state(rig, view.id) == WithdrawalView(
        **{name: getattr(view, name) for name in view.__slots__} | {"at": rig.clock.now()}
    )
    assert await due(rig, "return") == rig.clock.now() + DAY


async def test_a_question_whose_process_died_is_put_again(rig: Rig) -> None:
    class Hanging(Answering):
        async def query(self, order: PayoutOrder) -> PayoutAnswer:
            called.set()
            await asyncio.Event().wait()
            raise AssertionError

    called = asyncio.Event()
    rig.restart(channel=Hanging(rig))
    view = await paid(rig)
    rig.clock.move(3600)
    turn = asyncio.create_task(rig.payer.ask_returns())
    async with asyncio.timeout(10):
        await called.wait()
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    rig.restart(channel=Answering(rig, "returned"))
    assert await rig.payer.ask_returns() == 0, "the lease of the dead one still holds"
    rig.clock.move(121)
    assert await rig.payer.ask_returns() == 1
    back = await state(rig, view.id)
    assert (back.status, back.reason_code, back.channel_reference) == ("failed", "account_closed", "PAID-1")


async def test_only_a_return_after_the_seventh_business_day_is_late(rig: Rig) -> None:
    channel = Answering(rig)
    rig.restart(channel=channel)
    view = await paid(rig)
    assert view.ended_at is not None
    rig.clock.at = end_of(business_day_after(local_date(view.ended_at), 7))
    channel.outcome = "returned"
    await rig.settle()
    # The last question comes after the end of the last day; what it learns came within that day.
    back = await state(rig, view.id)
    assert (back.status, back.flags) == ("failed", ())
    later = await paid(rig)
    rig.clock.move(30 * DAY / SECOND)
    back = await rig.perform(record_return, SYSTEM, later.id, 100_00)
    assert (back.flags, back.reason_code) == (("late_return",), "bank_return")
    assert await cash(rig) == 1000_00


@pytest.mark.parametrize("learned", ["answer", "notice"])
async def test_a_return_of_what_was_never_known_to_be_paid_is_a_payment_and_a_return(
    rig: Rig, learned: str
) -> None:
    view = await rig.withdraw(100_00)
    taken = await rig.perform(take_payout, SYSTEM, 120)
    assert taken is not None
    await rig.perform(record_payout, SYSTEM, view.id, "unknown")
    if learned == "answer":
        done = await rig.perform(record_payout, SYSTEM, view.id, "returned", "account_closed", "BACK-1")
    else:
        done = await rig.perform(record_return, SYSTEM, view.id, 100_00, "account_closed", "BACK-1")
    assert [step.to_status for step in done.steps][-2:] == ["successful", "failed"]
    assert (done.channel_reference, done.return_reference) == (None, "BACK-1")
    assert await cash(rig) == 1000_00
    await rig.settle()
    assert pushes(rig, view) == 1, "that it was paid is no news now"


async def test_a_notice_that_cannot_be_is_refused_and_changes_nothing(rig: Rig) -> None:
    failed = await rig.withdraw(100_91)
    await rig.settle()
    waiting = await rig.withdraw(50_00)
    draft = await rig.draft(10_00)
    for withdrawal, amount_fen, code in (
        ("W9", 1, "unknown_withdrawal"),
        (draft.id, 10_00, "unknown_withdrawal"),
        (failed.id, 100_91, "not_paid"),
        (waiting.id, 50_00, "not_paid"),
        (waiting.id, 49_99, "amount_differs"),
    ):
        refused = await tried(rig.perform(record_return, SYSTEM, withdrawal, amount_fen))
        assert isinstance(refused, Refusal)
        assert refused.code == code
    assert await cash(rig) == 950_00


async def test_the_check_finds_a_return_that_the_withdrawal_knows_nothing_of(rig: Rig) -> None:
    view = await paid(rig)
    order = view.order
    assert order is not None

    class Undone(Exception):
        pass

    found = []

    def returned_behind_its_back(tx: Tx) -> None:
        lines = [outside(-1), onto_fund(order.fund, 1)]
        post(ctx_of(rig.services, tx), "withdrawal_returned", view.id, rig.clock.now(), lines)
        found.extend(check_books(ctx_of(rig.services, tx, OPERATOR)))
        raise Undone

    with pytest.raises(Undone):
        await rig.db.write(returned_behind_its_back)
    assert {broken.name for broken in found} == {"paid_once", "returned_once", "paid_from"}
