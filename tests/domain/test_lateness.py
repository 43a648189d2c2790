"""What time makes of a payout without a result: the customer hears of it once, staff of what needs them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.runtime.clock import SystemRandom
from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import DAY, HOUR, MINUTE, SECOND
from domain.rules.calendar import business_day_after, end_of, local_date
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.staff.review import review
from domain.usecases.staff.settle import settle_unknown
from domain.usecases.time.payouts import take_payout
from domain.views import WithdrawalView
from storage.database import Database
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried

ME, SYSTEM = Actor.chat(MEI.id), Actor.system("test")
STAFF = -1001
BANK = {"channel": "bank_card"}


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        made.staff_chat = STAFF
        made.sandbox.core.add_group(STAFF, "Staff", [MEI.id])
        made.restart()
        await made.events([account(), top_up("1000.00"), top_up("1000.00", "TP-1001-2", **BANK)])
        await made.link()
        yield made


async def state(rig: Rig, withdrawal: str) -> WithdrawalView:
    return await rig.look(show_withdrawal, ME, withdrawal)


def told_staff(rig: Rig) -> list[str]:
    return [message.text for message in rig.mei().in_chat(STAFF).from_bot]


def pushes(rig: Rig, view: WithdrawalView) -> int:
    """How many messages of the chat are about it, the status card not counted."""
    return sum(view.id in message.text for message in rig.mei().from_bot) - 1


async def test_a_broken_promise_is_told_once_to_customer_and_staff(rig: Rig) -> None:
    view = await rig.withdraw(100_99)
    approved_at = rig.clock.now()
    assert view.promise_at == approved_at + HOUR
    await rig.settle()
    rig.clock.at = approved_at + HOUR - 1
    await rig.settle()
    assert not (await state(rig, view.id)).late
    rig.clock.at += 1
    await rig.settle()
    assert (await state(rig, view.id)).late
    assert pushes(rig, view) == 1
    assert told_staff(rig) == [
        f"¥100.99 later than promised: {view.id}\nApproved 60 minutes ago.\n"
        "The channel is asked again by itself. The customer has been told."
    ]
    for _ in range(6):
        rig.clock.move(1800)
        await rig.settle()
    assert (await state(rig, view.id)).status == "successful"
    assert (pushes(rig, view), len(told_staff(rig))) == (2, 1), "late, and successful in the end"


async def test_what_is_paid_in_time_is_never_late(rig: Rig) -> None:
    view = await rig.withdraw(100_96)
    for _ in range(4):
        rig.clock.move(2 * MINUTE / SECOND)
        await rig.settle()
    rig.clock.move(DAY / SECOND)
    await rig.settle()
    done = await state(rig, view.id)
    assert (done.status, done.late, pushes(rig, view), told_staff(rig)) == ("successful", False, 1, [])


async def test_a_bank_card_is_late_when_its_second_business_day_has_ended(rig: Rig) -> None:
    view = await rig.withdraw(100_98, order="TP-1001-2")
    promised = end_of(business_day_after(local_date(rig.clock.now()), 2))
    assert view.promise_at == promised
    await rig.settle()
    rig.clock.at = promised - 1
    await rig.timers.run("late")
    assert not (await state(rig, view.id)).late
    rig.clock.at = promised
    await rig.timers.run("late")
    assert (await state(rig, view.id)).late


async def test_after_three_business_days_staff_are_told_and_two_settle_it(rig: Rig) -> None:
    view = await rig.withdraw(100_98)
    await rig.settle()
    until = end_of(business_day_after(local_date(rig.clock.now()), 3))
    rig.clock.at = until - 1
    await rig.settle()
    before = len(told_staff(rig))
    rig.clock.at = until
    await rig.settle()
    await rig.settle()
    [said] = told_staff(rig)[before:]
    assert "¥100.98 without a result for 3 business days" in said
    assert said.endswith("Get the channel's document. Then two of you settle it."), "the button leads to it"
    assert pushes(rig, view) == 1, "customers hear of lateness only"
    for who in ("anna", "boris"):
        done = await tried(rig.perform(settle_unknown, Actor.operator(who), view.id, True, "DOC-1"))
    assert not isinstance(done, Refusal)
    assert done.status == "successful"
    assert await rig.timers.run("stuck") == 0


async def test_silence_ends_after_the_fourth_business_day_and_it_is_paid(rig: Rig) -> None:
    view = await rig.withdraw(100_98)
    await rig.settle()
    rig.clock.at = end_of(business_day_after(local_date(rig.clock.now()), 4)) + HOUR
    await rig.settle()
    assert (await state(rig, view.id)).status == "successful"
    assert [(entry.submissions, entry.payments) for entry in await rig.ledger.entries()] == [(1, 1)]


async def test_one_that_went_back_to_review_has_a_promise_of_its_own_afterwards(rig: Rig) -> None:
    view = await rig.withdraw(100_98)
    rig.clock.move(HOUR / SECOND)
    await rig.timers.run("late")
    suspended = {
        "id": "stop",
        "type": "account.updated",
        "at": "2026-11-19T10:00:00+08:00",
        "account": "1001",
    }
    await rig.events([suspended | {"standing": "suspended"}])
    assert await rig.perform(take_payout, SYSTEM, 120) is None
    assert (await state(rig, view.id)).late is False
    await rig.events([suspended | {"id": "go", "standing": "good"}])
    await rig.perform(review, OPERATOR, view.id, "approve")
    await rig.settle()
    before = pushes(rig, view)
    rig.clock.move(HOUR / SECOND)
    await rig.settle()
    assert (await state(rig, view.id)).late
    assert pushes(rig, view) == before + 1


async def test_a_decided_case_is_not_told_and_returned_ones_are(rig: Rig) -> None:
    await rig.events([
        account("1009", "+8613800138009") | {"identity": "ID-1001"},
        {"id": "bill-9", "type": "bill.issued", "at": "2026-11-10T10:00:00+08:00", "account": "1009", "bill": "B-9",
         "amount": "5.00"},
    ])  # fmt: skip
    decided = await rig.withdraw(10_00)
    await rig.perform(review, OPERATOR, decided.id, "reject", "other")
    waiting = await rig.withdraw(20_97)
    await rig.settle()
    assert told_staff(rig) == [f"¥20.97 to review: {waiting.id}\nSubmitted less than a minute ago."]
    await rig.perform(review, OPERATOR, waiting.id, "approve")
    await rig.settle()
    rig.clock.move(HOUR / SECOND)
    await rig.settle()
    assert f"¥20.97 sent back by the bank: {waiting.id}\nPaid 60 minutes ago." in told_staff(rig)[-1]
    assert len(told_staff(rig)) == 2


class KnownCodes(SystemRandom):
    """Every one-time code is 123456: a test account's is not sent to a telephone."""

    def below(self, n: int) -> int:
        return 123456 if n == 10**6 else super().below(n)


async def test_staff_hear_nothing_of_a_test_account(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    async def known(person: object) -> str:
        return "123456"

    rig.services = replace(rig.services, random=KnownCodes())
    monkeypatch.setattr(rig, "code", known)
    await rig.events([
        account("2001", "+8613800138001", test=True),
        top_up("100.00", "TP-2001-1", "2001"),
    ])  # fmt: skip
    await rig.link(account="2001")
    view = await rig.withdraw(50_99, order="TP-2001-1")
    rig.clock.move(HOUR / SECOND)
    await rig.settle()
    assert (await state(rig, view.id)).late
    assert told_staff(rig) == []


async def test_what_was_sent_before_this_was_known_waits_its_three_days_out(rig: Rig) -> None:
    """The migration makes old undecided payouts due at once; the moment is put right before anybody is told."""
    view = await rig.withdraw(100_98)
    await rig.settle()
    sent_at = rig.clock.now()
    await rig.db.write(lambda tx: tx.run("stuck_next", id=view.id, stuck_at=sent_at))
    assert await rig.timers.run("stuck") == 1
    assert (await rig._due())["stuck"] == end_of(business_day_after(local_date(sent_at), 3))
    await rig.settle()
    assert told_staff(rig) == []
