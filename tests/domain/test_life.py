"""A withdrawal's life through the real use cases on both databases: review, re-check, unknown, return, locks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.model import Person
from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import DAY, HOUR, MINUTE, SECOND
from domain.rules.calendar import to_local
from domain.rules.policy import Policy
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.resolve import resolve_contradiction
from domain.usecases.staff.review import review
from domain.usecases.staff.settle import settle_unknown
from domain.usecases.time.payouts import PayoutOrder, record_payout, take_payout
from domain.usecases.time.returns import record_return
from domain.views import WithdrawalView
from storage.database import Database
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried

ME = Actor.chat(MEI.id)
SYSTEM = Actor.system("test")
ANNA, BORIS = Actor.operator("anna"), Actor.operator("boris")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path, Policy(second_review_fen=500_00)) as made:
        await made.events([account(), top_up("1000.00")])
        await made.link()
        yield made
        assert not await made.look(check_books, OPERATOR)


def event(type_: str, id_: str, account_id: str = "1001", **fields: Any) -> dict[str, Any]:
    return {"id": id_, "type": type_, "at": "2026-11-10T10:00:00+08:00", "account": account_id, **fields}


async def cash(rig: Rig) -> tuple[int, int]:
    """(cash, in withdrawal) in fen."""
    balance = (await rig.look(show_costs, ME)).balance
    return balance.cash_fen, balance.in_withdrawal_fen


async def flagged(rig: Rig, amount_fen: int = 100_00) -> WithdrawalView:
    """A withdrawal In Review: another account of the same identity is overdue."""
    other = account("1009", "+8613800138009") | {"identity": "ID-1001"}
    bill = event("bill.issued", "bill-9", "1009", bill="B-9", amount="5.00")
    await rig.events([other, bill])
    view = await rig.withdraw(amount_fen)
    assert (view.status, view.flags, view.promise_at) == ("in_review", ("overdue_elsewhere",), None)
    return view


async def test_a_flagged_withdrawal_is_reviewed_and_can_be_cancelled(rig: Rig) -> None:
    view = await flagged(rig)
    assert await cash(rig) == (900_00, 100_00)
    assert view.may_cancel
    done = await rig.perform(cancel_withdrawal, ME, view.id, view.version)
    assert done.status == "cancelled"
    assert await cash(rig) == (1000_00, 0)
    again = await tried(rig.perform(review, ANNA, view.id, "approve"))
    assert isinstance(again, Refusal)
    assert again.code == "not_in_review"


async def test_a_rejection_puts_the_money_back_and_needs_a_reason(rig: Rig) -> None:
    view = await flagged(rig)
    bare = await tried(rig.perform(review, ANNA, view.id, "reject"))
    assert isinstance(bare, Refusal)
    done = await rig.perform(review, ANNA, view.id, "reject", "name_mismatch", "Look again.")
    assert (done.status, done.reason_code, done.reason_text) == ("rejected", "name_mismatch", "Look again.")
    assert await cash(rig) == (1000_00, 0)


async def test_from_the_threshold_two_different_reviewers_approve(rig: Rig) -> None:
    view = await flagged(rig, 500_00)
    for _ in range(2):
        once = await tried(rig.perform(review, ANNA, view.id, "approve"))
        assert isinstance(once, Refusal)
        assert once.code == "approved_once"
    late = await tried(rig.perform(cancel_withdrawal, ME, view.id, view.version))
    assert isinstance(late, Refusal)
    assert late.code == "too_late"
    done = await rig.perform(review, BORIS, view.id, "approve")
    assert done.status == "approved"
    assert done.promise_at == rig.clock.now() + HOUR
    await rig.settle()
    assert (await rig.look(show_withdrawal, ME, view.id)).status == "successful"


async def test_money_gone_before_sending_sends_it_to_review_instead(rig: Rig) -> None:
    view = await rig.withdraw(100_00)
    assert view.status == "approved"
    await rig.events([event("usage.accrued", "use", cycle="2026-11", amount="950.00")])
    await rig.settle()
    now = await rig.look(show_withdrawal, ME, view.id)
    assert (now.status, now.flags) == ("in_review", ("balance_fallen",))
    assert await rig.ledger.entries() == []
    refused = await tried(rig.perform(review, ANNA, view.id, "approve"))
    assert isinstance(refused, Refusal)
    assert refused.code == "recheck_failed"


async def test_an_account_suspended_before_sending_is_not_paid(rig: Rig) -> None:
    view = await rig.withdraw(100_00)
    await rig.events([event("account.updated", "stop", standing="suspended")])
    await rig.settle()
    now = await rig.look(show_withdrawal, ME, view.id)
    assert (now.status, now.flags) == ("in_review", ("gate_suspended",))


async def unknown(rig: Rig) -> WithdrawalView:
    view = await rig.withdraw(100_00)
    taken = await rig.perform(take_payout, SYSTEM, 120)
    assert isinstance(taken, PayoutOrder)
    assert (taken.id, taken.first, taken.query) == (view.id, True, False)
    await rig.perform(record_payout, SYSTEM, view.id, "unknown")
    return await rig.look(show_withdrawal, ME, view.id)


async def test_an_unknown_outcome_is_asked_for_and_settled_only_late_by_two(rig: Rig) -> None:
    view = await unknown(rig)
    assert view.status == "unknown"
    early = await tried(rig.perform(settle_unknown, ANNA, view.id, True, "DOC-1"))
    assert isinstance(early, Refusal)
    assert early.code == "too_early"
    rig.clock.move(8 * DAY / SECOND)
    taken = await rig.perform(take_payout, SYSTEM, 120, asked=True)
    assert isinstance(taken, PayoutOrder)
    assert taken.query
    for _ in range(2):
        once = await tried(rig.perform(settle_unknown, ANNA, view.id, True, "DOC-1"))
        assert isinstance(once, Refusal)
        assert once.code == "settled_once"
    done = await rig.perform(settle_unknown, BORIS, view.id, True, "DOC-1")
    assert done.status == "successful"
    again = await tried(rig.perform(record_payout, SYSTEM, view.id, "failed", "account_closed"))
    assert isinstance(again, Refusal)
    assert await cash(rig) == (900_00, 0)
    for who in (ANNA, BORIS):
        await tried(rig.perform(resolve_contradiction, who, view.id, "nothing", "DOC-2"))


async def test_a_bank_return_puts_the_money_back_and_a_late_one_is_flagged(rig: Rig) -> None:
    for late in (False, True):
        view = await rig.withdraw(100_00)
        await rig.settle()
        rig.clock.move((30 if late else 1) * DAY / SECOND)
        done = await rig.perform(record_return, SYSTEM, view.id, 100_00, "bank_return")
        assert (done.status, done.reason_code) == ("failed", "bank_return")
        assert ("late_return" in done.flags) is late
        assert await cash(rig) == (1000_00, 0)
        twice = await tried(rig.perform(record_return, SYSTEM, view.id, 100_00, "bank_return"))
        assert isinstance(twice, Refusal)


async def test_a_new_phone_ends_the_code_and_is_told(rig: Rig) -> None:
    view = await rig.draft(100_00)
    assert view.code == "accepted"
    await rig.events([event("account.updated", "phone", phone="+8613800138077")])
    refused = await tried(rig.perform(confirm_withdrawal, ME, view.id, view.version))
    assert isinstance(refused, Refusal)
    assert refused.code == "not_yours", "and the chat shows nothing of it before it has proved the new phone"
    await rig.settle()
    assert "security phone" in rig.mei().last.text
    assert "+8613800138077" not in rig.mei().dump()


async def test_a_code_lives_five_minutes_even_when_it_was_accepted(rig: Rig) -> None:
    view = await rig.draft(100_00)
    rig.clock.move(300)
    refused = await tried(rig.perform(confirm_withdrawal, ME, view.id, view.version))
    assert isinstance(refused, Refusal)
    assert refused.code == "code_needed"
    assert await cash(rig) == (1000_00, 0)


async def test_five_codes_an_hour_and_ten_a_day_for_one_phone(rig: Rig) -> None:
    view = await rig.draft(100_00)  # with the link's that makes two
    said = []
    for minutes in (2, 2, 2, 2, 70, 2, 2, 2, 70, 2):
        rig.clock.move(minutes * 60)
        result = await tried(rig.perform(send_code, ME, view.id, view.version))
        said.append(result.code)
    sent = "sent"
    assert said == [sent, sent, sent, "code_too_many", sent, sent, sent, sent, sent, "code_too_many"]
    soon = await tried(rig.perform(send_code, ME, view.id, view.version))
    assert isinstance(soon, Refusal)


async def test_a_withdrawal_of_a_person_who_is_not_linked_cannot_be_touched(rig: Rig) -> None:
    view = await rig.draft(100_00)
    stranger = Actor.chat(Person(999, "Stranger", "en").id)
    refused = await tried(rig.perform(confirm_withdrawal, stranger, view.id, view.version))
    assert isinstance(refused, Refusal)
    assert refused.code == "not_yours"
    denied = await tried(rig.perform(review, ME, view.id, "approve"))
    assert isinstance(denied, Refusal)
    assert denied.code == "denied"


def released(id_: str, resource: str, at: str) -> dict[str, Any]:
    return event("resource.released", id_, resource=resource) | {"at": at}


def created(id_: str, resource: str, at: str) -> dict[str, Any]:
    fields = {"resource": resource, "product": "ECS", "billing": "pay_as_you_go"}
    return event("resource.created", id_, **fields) | {"at": at}


async def test_the_reserve_is_told_once_each_time_it_becomes_free(rig: Rig) -> None:
    """The rig's clock stands at 2026-11-18, 17:06 local."""

    def told() -> int:
        return sum("reserve is free" in message.text for message in rig.mei().from_bot)

    await rig.events(
        [created("c1", "A", "2026-11-01T00:00:00+08:00"), created("c2", "B", "2026-11-01T00:00:00+08:00")]
    )
    await rig.events([released("r1", "A", "2026-11-18T10:00:00+08:00")])
    await rig.events([released("r2", "B", "2026-11-18T15:00:00+08:00")])
    rig.clock.move(17 * 3600)  # Nov 19, 10:06: A's 24 hours are over, B's are not
    await rig.settle()
    assert told() == 0
    rig.clock.move(5 * 3600)  # Nov 19, 15:06
    rig.restart()  # the process was down at the minute
    await rig.settle()
    await rig.settle()
    assert told() == 1
    await rig.events(
        [created("c3", "A", "2026-11-19T15:00:00+08:00"), released("r3", "A", "2026-11-19T16:00:00+08:00")]
    )
    await rig.events([created("c4", "B", "2026-11-19T20:00:00+08:00")])  # cancels the countdown
    rig.clock.move(2 * DAY / SECOND)
    await rig.settle()
    assert told() == 1
    await rig.events([released("r4", "B", "2026-11-21T15:00:00+08:00")])
    rig.clock.move(DAY / SECOND)
    await rig.settle()
    await rig.settle()
    assert told() == 2


async def test_the_flags_that_may_be_set_begin_at_their_figures_and_end_after_a_day(rig: Rig) -> None:
    def watch(**limits: int) -> None:
        off: dict[str, int | None] = {
            "risk_amount_a_day_fen": None, "risk_count_a_day": None, "risk_phone_changed_s": None
        }  # fmt: skip
        rig.services = replace(rig.services, policy=replace(rig.services.policy, **(off | limits)))  # type: ignore[arg-type]

    watch(risk_amount_a_day_fen=100_00)
    assert (await rig.withdraw(60_00)).flags == ()
    assert (await rig.withdraw(39_99)).flags == ()
    assert (await rig.withdraw(1)).flags == ("amount_a_day",), "from this sum on, and not only beyond it"
    rig.clock.move(DAY / SECOND)
    watch(risk_count_a_day=2)
    assert (await rig.withdraw(1_00)).flags == ()
    second = await rig.withdraw(1_00)
    assert (second.status, second.flags, second.promise_at) == ("in_review", ("count_a_day",), None)
    rig.clock.move(DAY / SECOND)

    watch(risk_phone_changed_s=24 * 3600)
    changed_at = rig.clock.at
    await rig.events(
        [event("account.updated", "ph", phone="+8613800138009") | {"at": to_local(changed_at).isoformat()}]
    )
    await rig.events(
        [event("account.updated", "back", phone=MEI.phone) | {"at": to_local(changed_at).isoformat()}]
    )
    await rig.link()
    soon = await rig.withdraw(1_00)
    assert soon.flags == ("phone_changed",)
    # The last step of withdrawing moves the clock by a minute.
    rig.clock.at = changed_at + DAY - 1
    draft = await rig.draft(1_00)
    last = await rig.perform(confirm_withdrawal, ME, draft.id, draft.version)
    assert last.flags == ("phone_changed",)
    rig.clock.at = changed_at + DAY + MINUTE
    assert (await rig.withdraw(1_00)).flags == ()
