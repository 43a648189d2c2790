"""What the channel says against the books is never lost: a row, a stop, the group of staff, two people (rules 6)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.workers.payer import LEASE_S, Payer
from domain.actor import Actor
from domain.contradictions import PayoutOutcome, Resolution, answer_of, open_contradictions
from domain.errors import Refusal
from domain.ports import DAY, HOUR, SECOND
from domain.stops import live_stops
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.resolve import resolve_contradiction
from domain.usecases.staff.review import review
from domain.usecases.staff.settle import settle_unknown
from domain.usecases.staff.stopping import resume_account, stop_account
from domain.usecases.time.returns import record_return
from domain.views import WithdrawalView
from domain.withdrawals import undecided_until
from storage.database import Database
from tests.support.context import ctx_of
from tests.support.reviewing import ANNA, BORIS, SUPPORT, case_of, hire, queue_of
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried
from tests.workers.scripted import Scripted

ME, SYSTEM = Actor.chat(MEI.id), Actor.system("test")
STAFF = -1001


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        made.staff_chat = STAFF
        made.sandbox.core.add_group(STAFF, "Staff", [MEI.id])
        await made.events([account(), top_up("300.00"), top_up("100.00", "TP-1001-2")])
        await made.link()
        await hire(made, ANNA, "Anna", "finance")
        await hire(made, BORIS, "Boris", "admin")
        yield made


@pytest.fixture
def channel(rig: Rig) -> Scripted:
    made = Scripted()
    rig.restart(channel=made)
    return made


async def state(rig: Rig, view: WithdrawalView) -> WithdrawalView:
    return await rig.look(show_withdrawal, ME, view.id)


async def cash(rig: Rig) -> int:
    return (await rig.look(show_costs, ME)).balance.cash_fen


async def broken(rig: Rig) -> set[str]:
    return {one.name for one in await rig.look(check_books, OPERATOR)}


async def kinds(rig: Rig, view: WithdrawalView) -> list[str]:
    return [one.kind for one in await rig.db.read(lambda tx: open_contradictions(tx, view.id))]


async def stopped(rig: Rig) -> list[str]:
    """Why the account is stopped, each reason once."""
    return sorted(
        {stop.why for stop in await rig.db.read(lambda tx: live_stops(ctx_of(rig.services, tx), "1001"))}
    )


async def say(rig: Rig, view: WithdrawalView, *, paid: bool = False) -> list[str]:
    """Both reviewers' word on a payout without a result; what each was told."""
    return [
        result.code if isinstance(result, Refusal) else result.status
        for who in (ANNA, BORIS)
        for result in [await tried(rig.perform(settle_unknown, who, view.id, paid, "DOC-1"))]
    ]


async def resolve(rig: Rig, view: WithdrawalView, how: Resolution) -> list[str]:
    return [
        result.code if isinstance(result, Refusal) else result.status
        for who in (ANNA, BORIS)
        for result in [await tried(rig.perform(resolve_contradiction, who, view.id, how, "DOC-2"))]
    ]


async def undecided(rig: Rig, channel: Scripted, amount_fen: int = 120_50) -> WithdrawalView:
    """A withdrawal that stayed without a result until people may settle it."""
    channel.says = "unknown"
    view = await rig.withdraw(amount_fen)
    await rig.payer.run_due()
    rig.clock.at = undecided_until(rig.services.policy, rig.clock.at)
    await rig.payer.run_due()
    return await state(rig, view)


async def failed_by_people(rig: Rig, channel: Scripted, amount_fen: int = 120_50) -> WithdrawalView:
    view = await undecided(rig, channel, amount_fen)
    channel.says = "never_heard"
    await say(rig, view)
    assert await rig.payer.run_due() == 1
    view = await state(rig, view)
    assert view.status == "failed"
    return view


async def paid_after_failed(rig: Rig, channel: Scripted, amount_fen: int = 120_50) -> WithdrawalView:
    view = await failed_by_people(rig, channel, amount_fen)
    channel.says = "paid"
    rig.clock.move(HOUR / SECOND)
    assert await rig.payer.ask_returns() == 1
    return view


async def test_failed_is_booked_only_after_a_question_that_began_after_the_second_word(
    rig: Rig, channel: Scripted
) -> None:
    view = await undecided(rig, channel)
    rig.clock.move(HOUR / SECOND)
    channel.says = "never_heard"
    said: list[str] = []

    async def second_word() -> None:
        said.extend(await say(rig, view))

    channel.before = second_word
    channel.calls.clear()
    assert await rig.payer.run_due() == 2, "what was under way does not count, and it is asked at once again"
    assert said == ["settled_once", "failed_said"]
    assert channel.calls == [("query", view.id)] * 2, "and nothing is submitted"
    assert (await state(rig, view)).status == "failed"
    assert await cash(rig) == 400_00
    assert await broken(rig) == set()


async def test_paid_while_two_people_say_failed_is_paid(rig: Rig, channel: Scripted) -> None:
    """The second reviewer settles while a question is under way; the answer is paid."""
    view = await undecided(rig, channel)
    rig.clock.move(HOUR / SECOND)
    channel.says = "paid"
    channel.before = lambda: say(rig, view)
    await rig.payer.run_due()
    assert (await state(rig, view)).status == "successful"
    assert (await kinds(rig, view), await broken(rig)) == ([], set())


@pytest.mark.parametrize("answer", ["pending", "unknown"])
async def test_any_other_answer_keeps_failed_waiting_and_the_case_shows_it(
    rig: Rig, channel: Scripted, answer: PayoutOutcome
) -> None:
    """The channel said pending for a week: that is shown, and its word is not passed over."""
    channel.says = "pending"
    view = await rig.withdraw(120_50)
    await rig.payer.run_due()
    heard_at = rig.clock.at
    channel.says = answer
    rig.clock.at = undecided_until(rig.services.policy, rig.clock.at)
    assert await say(rig, view) == ["settled_once", "failed_said"]
    assert await say(rig, view) == ["failed_said", "failed_said"], "a third word changes nothing"
    for _ in range(5):
        await rig.payer.run_due()
        rig.clock.move(HOUR / SECOND)
    assert (await state(rig, view)).status == "unknown"
    await rig.timers.run("stuck")
    case = await case_of(rig, view)
    assert case.detail is not None
    assert case.detail.answer is not None
    assert case.detail.failing
    assert case.detail.answer.outcome == "pending"
    if answer == "unknown":
        assert case.detail.answer.at == heard_at
        assert case.detail.answer.unanswered_at is not None
    channel.says = "paid"
    await rig.payer.run_due()
    assert (await state(rig, view)).status == "successful"
    assert await broken(rig) == set()


async def test_who_slept_between_taking_and_handing_over_submits_nothing(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three business days asleep: others have settled it; or the clock was only set, or only the sleep was seen."""
    # Another worker may take it, rightly, as soon as its lease is over.
    monkeypatch.setattr("bot.workers.payer.WORKERS", 1)
    channel, seconds = Scripted("never_heard"), [0.0]
    rig.restart(channel=channel)
    rig.payer = Payer(rig, channel, monotonic=lambda: seconds[0])
    view = await rig.withdraw(120_50)
    await rig.payer.run_due()
    rig.clock.move(60)

    async def by_the_wall_clock() -> None:
        rig.clock.move(LEASE_S)

    async def by_the_monotonic_clock() -> None:
        seconds[0] += LEASE_S

    for slept in (by_the_wall_clock, by_the_monotonic_clock):
        channel.calls.clear()
        channel.before = slept
        await rig.payer.run_due()
        assert channel.calls == [("query", view.id)]
        rig.clock.move(60)

    async def three_business_days() -> None:
        rig.clock.at = undecided_until(rig.services.policy, rig.clock.at)
        await say(rig, view)
        rig.restart(channel=Scripted("never_heard"))
        await rig.payer.run_due()

    channel.calls.clear()
    channel.before = three_business_days
    sleeper = Payer(rig, channel)
    await sleeper.run_due()
    assert channel.calls == [("query", view.id)]
    assert (await state(rig, view)).status == "failed"
    assert (await kinds(rig, view), await broken(rig)) == ([], set())


async def test_paid_after_failed_stops_the_account_and_is_told_once(rig: Rig, channel: Scripted) -> None:
    view = await paid_after_failed(rig, channel)
    assert (await kinds(rig, view), await stopped(rig)) == (["paid_after_failed"], ["contradiction"])
    assert await broken(rig) == {"contradicted"}
    for _ in range(3):
        rig.clock.move(DAY / SECOND)
        await rig.payer.ask_returns()
    assert await kinds(rig, view) == ["paid_after_failed"]
    await rig.relay.run_due()
    rig.restart(channel=channel)
    await rig.settle()
    told = [one.text for one in rig.mei().in_chat(STAFF).from_bot if "the channel says paid" in one.text]
    assert len(told) == 1
    assert view.id in told[0]
    assert "Mei" not in told[0]
    [entry] = (await queue_of(rig)).entries
    assert (entry.id, entry.contradicted) == (view.id, True)
    costs = await rig.look(show_costs, ME)
    assert costs.stopped
    # What comes in meanwhile is looked at by people, who cannot approve it either, and nothing is submitted.
    later = await rig.withdraw(10_00)
    assert (later.status, later.flags, later.stopped) == ("in_review", ("stopped",), True)
    result = await tried(rig.perform(review, ANNA, later.id, "approve"))
    assert isinstance(result, Refusal)
    assert result.param("why") == "stopped"
    channel.calls.clear()
    await rig.payer.run_due()
    assert channel.calls == []


async def test_booking_takes_it_from_where_it_went_back_to(rig: Rig, channel: Scripted) -> None:
    view = await paid_after_failed(rig, channel)
    assert await cash(rig) == 400_00
    assert await resolve(rig, view, "give_back") == ["no_way", "no_way"]
    assert await resolve(rig, view, "book") == ["resolved_once", "successful"]
    assert await cash(rig) == 400_00 - 120_50
    after = await state(rig, view)
    assert (after.status, after.channel_reference) == ("successful", f"CH-{view.id}")
    assert (await kinds(rig, view), await stopped(rig), await broken(rig)) == ([], [], set())
    assert await resolve(rig, view, "book") == ["not_contradicted", "not_contradicted"]
    # The bank may still send it back.
    channel.says = "returned"
    rig.clock.move(HOUR / SECOND)
    await rig.payer.ask_returns()
    assert (await state(rig, view)).returned_at is not None
    assert (await cash(rig), await broken(rig)) == (400_00, set())


async def test_what_is_not_there_any_more_is_a_loss_that_stays_open(rig: Rig, channel: Scripted) -> None:
    view = await failed_by_people(rig, channel, 300_00)
    channel.says = "paid"
    again = await rig.withdraw(250_00)
    await rig.payer.run_due()
    assert (await state(rig, again)).status == "successful"
    rig.clock.move(HOUR / SECOND)
    await rig.payer.ask_returns()
    assert await resolve(rig, view, "book") == ["resolved_once", "successful"]
    assert await cash(rig) == 100_00, "the other order is not touched"
    case = await case_of(rig, view)
    assert case.detail is not None
    assert case.detail.contradiction is not None
    assert (case.detail.contradiction.loss_fen, case.detail.ways) == (250_00, ("write_off",))
    assert (await stopped(rig), await broken(rig)) == (["contradiction"], {"contradicted"})
    assert await resolve(rig, view, "book") == ["no_way", "no_way"]
    assert await resolve(rig, view, "write_off") == ["resolved_once", "successful"]
    assert (await stopped(rig), await broken(rig)) == ([], set())


async def test_a_loss_is_covered_when_the_bank_sends_it_back(rig: Rig, channel: Scripted) -> None:
    view = await failed_by_people(rig, channel, 300_00)
    channel.says = "paid"
    await rig.withdraw(300_00)
    await rig.payer.run_due()
    rig.clock.move(HOUR / SECOND)
    await rig.payer.ask_returns()
    await resolve(rig, view, "book")
    assert (await cash(rig), await broken(rig)) == (100_00, {"contradicted"})
    await tried(rig.perform(record_return, SYSTEM, view.id, 300_00))
    assert (await state(rig, view)).status == "failed"
    assert (await cash(rig), await stopped(rig), await broken(rig)) == (100_00, [], set())


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("failed", "failed_after_paid"), ("pending", "pending_after_paid"), ("never_heard", "unheard_after_paid"),
        ("unknown", None),
    ],
)  # fmt: skip
async def test_what_is_said_against_paid(
    rig: Rig, channel: Scripted, answer: PayoutOutcome, kind: str | None
) -> None:
    view = await rig.withdraw(120_50)
    await rig.payer.run_due()
    channel.says = answer
    for _ in range(3):
        rig.clock.move(DAY / SECOND)
        await rig.payer.ask_returns()
    assert await kinds(rig, view) == ([] if kind is None else [kind])
    assert await stopped(rig) == ([] if kind is None else ["contradiction"])


async def test_what_was_never_paid_goes_back_and_may_turn_out_paid_after_all(
    rig: Rig, channel: Scripted
) -> None:
    view = await rig.withdraw(120_50)
    await rig.payer.run_due()
    for turn in range(2):
        channel.says = "failed"
        rig.clock.move(HOUR / SECOND)
        await rig.payer.ask_returns()
        assert await kinds(rig, view) == ["failed_after_paid"]
        assert await resolve(rig, view, "give_back") == ["resolved_once", "failed"]
        assert (await cash(rig), await stopped(rig), await broken(rig)) == (400_00, [], set())
        # It is asked about for as long as a paid one.
        channel.says = "paid"
        rig.clock.move(HOUR / SECOND)
        assert await rig.payer.ask_returns() == 1, turn
        assert await kinds(rig, view) == ["paid_after_failed"]
        assert await resolve(rig, view, "book") == ["resolved_once", "successful"]
        assert (await cash(rig), await broken(rig)) == (400_00 - 120_50, set())


async def test_one_reference_on_two_payouts(rig: Rig, channel: Scripted) -> None:
    channel.reference = "CH-SAME"
    first, second = await rig.withdraw(10_00), await rig.withdraw(20_00, order="TP-1001-2")
    await rig.payer.run_due()
    assert await kinds(rig, first) == await kinds(rig, second) == ["reference_twice"]
    assert (await stopped(rig), await broken(rig)) == (["contradiction"], {"contradicted"})
    await resolve(rig, first, "nothing")
    assert await stopped(rig) == ["contradiction"], "the other one is open"
    assert await resolve(rig, second, "give_back") == ["resolved_once", "failed"]
    assert (await cash(rig), await stopped(rig), await broken(rig)) == (390_00, [], set())


async def test_notices_that_contradict_the_books(rig: Rig, channel: Scripted) -> None:
    failed = await failed_by_people(rig, channel)
    channel.says = "paid"
    paid = await rig.withdraw(50_00)
    await rig.payer.run_due()
    for view, amount_fen, code in ((failed, 120_50, "not_paid"), (paid, 49_00, "amount_differs")):
        for _ in range(2):
            result = await tried(rig.perform(record_return, SYSTEM, view.id, amount_fen))
            assert isinstance(result, Refusal)
            assert result.code == code
    assert (await kinds(rig, failed), await kinds(rig, paid)) == (["returned_unpaid"], ["return_amount"])
    assert await resolve(rig, failed, "nothing") == ["resolved_once", "failed"]
    assert await resolve(rig, paid, "nothing") == ["resolved_once", "successful"]
    assert (await stopped(rig), await broken(rig)) == ([], set())


async def test_the_words_of_one_person_or_of_a_customer_resolve_nothing(rig: Rig, channel: Scripted) -> None:
    view = await paid_after_failed(rig, channel)
    for how in ("book", "nothing", "book"):
        result = await tried(rig.perform(resolve_contradiction, ANNA, view.id, how, "DOC"))
        assert isinstance(result, Refusal)
        assert result.code == "resolved_once"
    await hire(rig, ME, "Mei", "finance")
    for who, code in ((ME, "own_case"), (Actor.chat(999), "denied")):
        result = await tried(rig.perform(resolve_contradiction, who, view.id, "book", "DOC"))
        assert isinstance(result, Refusal)
        assert result.code == code
    result = await tried(rig.perform(resolve_contradiction, BORIS, view.id, "book", " "))
    assert isinstance(result, Refusal)
    assert result.code == "document_needed"
    result = await tried(rig.perform(resolve_contradiction, BORIS, view.id, "nothing", "DOC"))
    assert isinstance(result, Refusal)
    assert result.code == "resolved_once", "they do not say the same"
    assert await kinds(rig, view) == ["paid_after_failed"]


async def test_a_stopped_account_is_neither_sent_nor_sent_again(rig: Rig, channel: Scripted) -> None:
    await hire(rig, SUPPORT, "Sam", "support")
    channel.says = "unknown"
    under_way = await rig.withdraw(10_00)
    await rig.payer.run_due()
    approved = await rig.withdraw(20_00, order="TP-1001-2")
    stop = await rig.perform(stop_account, SUPPORT, "1001", "T-1", "a stolen phone")
    assert (stop.why, stop.payees_only) == ("support", False)
    channel.says = "never_heard"
    channel.calls.clear()
    for _ in range(3):
        await rig.payer.run_due()
        rig.clock.move(HOUR / SECOND)
    assert set(channel.calls) == {("query", under_way.id)}
    held = await state(rig, approved)
    assert (held.status, held.flags) == ("in_review", ("stopped",))
    for who, code in ((ANNA, "resumed_once"), (ANNA, "resumed_once"), (SUPPORT, "denied")):
        result = await tried(rig.perform(resume_account, who, "1001"))
        assert isinstance(result, Refusal)
        assert result.code == code
    await rig.perform(resume_account, BORIS, "1001")
    await rig.perform(review, ANNA, approved.id, "approve")
    channel.says = "never_heard"
    channel.before = None
    await rig.payer.run_due()
    assert ("submit", under_way.id) in channel.calls
    assert ("submit", approved.id) in channel.calls


async def test_a_stop_while_the_channel_is_asked_is_seen_before_it_is_submitted(
    rig: Rig, channel: Scripted
) -> None:
    channel.says = "never_heard"
    view = await rig.withdraw(10_00)
    await rig.payer.run_due()
    rig.clock.move(60)
    channel.calls.clear()
    channel.before = lambda: rig.perform(stop_account, OPERATOR, "1001", "T-1", "asked for")
    await rig.payer.run_due()
    assert channel.calls == [("query", view.id)]
    assert await rig.db.read(lambda tx: answer_of(tx, view.id)) is not None
