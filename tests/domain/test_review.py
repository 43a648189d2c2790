"""Review by staff through the use cases, on both databases: who may decide, what is decided, who is reminded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.actor import Actor, StaffRole
from domain.cases import CaseView, QueueFilter, QueueView
from domain.policy import Policy
from domain.ports import DAY, MINUTE, Tx
from domain.usecases.ask_again import AskAgain, ask_again
from domain.usecases.cancel_withdrawal import CancelWithdrawal, cancel_withdrawal
from domain.usecases.check_books import CheckBooks, check_books
from domain.usecases.claim import ClaimCase, OpenCase, claim_case, open_case
from domain.usecases.documents import AddDocument, add_document
from domain.usecases.open_document import OpenDocument, open_document
from domain.usecases.payouts import RecordPayout, TakePayout, record_payout, take_payout
from domain.usecases.prepare import Prepare, prepare
from domain.usecases.queue import ShowQueue, show_queue
from domain.usecases.retry_withdrawal import RetryWithdrawal, retry_withdrawal
from domain.usecases.review import Review, review
from domain.usecases.settle import SettleUnknown, settle_unknown
from domain.usecases.show_withdrawal import ShowWithdrawal, show_withdrawal
from domain.usecases.staff import AddStaff, RemoveStaff, add_staff, remove_staff
from domain.views import Refused, WithdrawalView
from storage.database import Database
from storage.queries import Query
from tests.papers import CARD, ME, application, designated, paper, submit
from tests.rig import MEI, OPERATOR, Rig, account, granted, rig_on, top_up

ANNA, BORIS, SUPPORT, NOBODY = (Actor.chat(number) for number in (201, 202, 203, 204))
SYSTEM = Actor.system("test")
STAFF = -1001


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path, Policy(second_review_fen=500_00)) as made:
        await made.events([account(), top_up("1000.00")])
        await made.link()
        await hire(made, ANNA, "Anna", "finance")
        await hire(made, BORIS, "Boris", "admin")
        await hire(made, SUPPORT, "Sam", "support")
        yield made
        assert not granted(await made.look(check_books, OPERATOR, CheckBooks()))


async def hire(rig: Rig, who: Actor, name: str, role: StaffRole) -> None:
    granted(await rig.perform(add_staff, OPERATOR, AddStaff(who.person, role, name)))


async def waiting(rig: Rig, amount_fen: int = 100_00) -> WithdrawalView:
    """A withdrawal to a designated account, In Review."""
    view = await submit(rig, await designated(rig, amount_fen))
    assert view.status == "in_review"
    return view


async def case_of(rig: Rig, view: WithdrawalView, who: Actor = ANNA) -> CaseView:
    return granted(await rig.perform(open_case, who, OpenCase(view.id)))


async def queue_of(rig: Rig, wanted: QueueFilter = "all", who: Actor = ANNA) -> QueueView:
    return granted(await rig.perform(show_queue, who, ShowQueue(wanted)))


async def refused_for(rig: Rig, who: Actor, command: Review) -> str | None:
    result = await rig.perform(review, who, command)
    return result.code if isinstance(result, Refused) else None


async def status(rig: Rig, view: WithdrawalView) -> str:
    return granted(await rig.look(show_withdrawal, ME, ShowWithdrawal(view.id))).status


async def audited(rig: Rig, who: Actor) -> list[tuple[str, str]]:
    """What somebody did, and what came of it."""

    sql = "SELECT who, use_case, outcome FROM audit ORDER BY id"
    rows = await rig.db.read(lambda tx: query(tx, sql))
    return [(row[1], row[2]) for row in rows if row[0] == who.who]


def query(tx: Any, sql: str) -> list[tuple[Any, ...]]:
    """What a statement of the test's own gives."""
    return [tuple(row) for row in tx._execute(Query("test", sql, frozenset()), {}).rows]


def event(type_: str, id_: str, account_id: str = "1001", **fields: Any) -> dict[str, Any]:
    return {"id": id_, "type": type_, "at": "2026-11-10T10:00:00+08:00", "account": account_id, **fields}


async def test_only_reviewers_see_and_decide_and_others_leave_a_row(rig: Rig) -> None:
    view = await waiting(rig)
    for who in (SUPPORT, NOBODY, ME):
        for result in (
            await rig.perform(show_queue, who, ShowQueue()),
            await rig.perform(open_case, who, OpenCase(view.id)),
            await rig.perform(review, who, Review(view.id, "approve")),
            await rig.perform(add_staff, who, AddStaff(204, "finance", "Me")),
        ):
            assert isinstance(result, Refused)
            assert result.code == "denied"
    # An admin may say who is staff; finance may not.
    assert isinstance(await rig.perform(add_staff, ANNA, AddStaff(204, "finance", "New")), Refused)
    granted(await rig.perform(add_staff, BORIS, AddStaff(204, "finance", "New")))
    assert (await case_of(rig, view, NOBODY)).detail is not None
    assert await status(rig, view) == "in_review"


async def test_a_role_that_was_taken_away_is_gone_at_the_next_use(rig: Rig) -> None:
    view = await waiting(rig)
    await case_of(rig, view)
    again = await rig.perform(add_staff, OPERATOR, AddStaff(201, "finance", "Anna"))
    assert isinstance(again, Refused)
    assert again.code == "staff_already"
    assert granted(await rig.perform(remove_staff, OPERATOR, RemoveStaff(201))) == 1
    assert await refused_for(rig, ANNA, Review(view.id, "approve", version=view.version)) == "denied"
    gone = await rig.perform(remove_staff, OPERATOR, RemoveStaff(201))
    assert isinstance(gone, Refused)
    assert await status(rig, view) == "in_review"


async def test_the_case_has_what_a_decision_needs(rig: Rig) -> None:
    view = await waiting(rig, 120_50)
    found = (await case_of(rig, view)).detail
    assert found is not None
    payee = found.view.payee
    assert payee is not None
    assert payee.number == CARD
    assert payee.number_masked is not None
    assert payee.number_masked.endswith(CARD[-4:])
    assert found.balance.in_withdrawal_fen == 120_50
    assert found.needed == 1
    assert found.unpayable is None
    assert {flag.code for flag in found.flags} >= {"new_payee", "branch_by_hand"}
    assert CARD not in repr(found)
    done = granted(await rig.perform(review, ANNA, Review(view.id, "approve")))
    assert all(one.verdict == "accepted" for one in done.documents)
    decided = await case_of(rig, view, BORIS)
    assert decided.detail is None
    assert decided.decided is not None
    assert (decided.decided.name, decided.decided.what) == ("Anna", "approved")
    await rig.settle()
    later = await submit(rig, await designated(rig, 10_00))
    earlier = (await case_of(rig, later)).detail
    assert earlier is not None
    assert [(one.id, one.status) for one in earlier.earlier] == [(view.id, "successful")]


async def test_the_queue_is_oldest_first_and_filtered(rig: Rig) -> None:
    first = await waiting(rig)
    rig.clock.move(600)
    await rig.events([event("adjustment.posted", "adj", adjustment="ADJ-1", amount="60.00", reason="x")])
    second = await submit(rig, await application(rig, 50_00))
    assert [one.id for one in (await queue_of(rig)).entries] == [first.id, second.id]
    assert (await queue_of(rig)).sum_fen == 150_00
    assert [one.id for one in (await queue_of(rig, "application")).entries] == [second.id]
    assert [one.id for one in (await queue_of(rig, "designated")).entries] == [first.id]
    granted(await rig.perform(claim_case, ANNA, ClaimCase(first.id)))
    assert [one.id for one in (await queue_of(rig, "mine")).entries] == [first.id]
    assert [one.id for one in (await queue_of(rig, "unclaimed", BORIS)).entries] == [second.id]
    taken = await rig.perform(claim_case, BORIS, ClaimCase(first.id))
    assert isinstance(taken, Refused)
    assert taken.code == "claimed"
    # A claim is a courtesy: it lapses, and never keeps anybody from deciding.
    rig.clock.move(30 * MINUTE // 1_000_000 + 1)
    granted(await rig.perform(claim_case, BORIS, ClaimCase(first.id)))
    granted(await rig.perform(claim_case, BORIS, ClaimCase(first.id, release=True)))
    assert (await queue_of(rig, "mine", BORIS)).entries == ()
    granted(await rig.perform(claim_case, BORIS, ClaimCase(first.id)))
    granted(await rig.perform(review, ANNA, Review(first.id, "approve")))
    assert [one.id for one in (await queue_of(rig)).entries] == [second.id]


@pytest.mark.parametrize(
    "how", ["entered", "linked", "was linked", "identity", "phone", "manages", "managed"]
)
async def test_nobody_decides_what_is_close_to_them(rig: Rig, how: str) -> None:
    """Refused in the domain, whatever the screens show (rules 6)."""
    mine: dict[str, Any] = {"phone": "+8613800138444", "identity": "ID-7001"}
    if how == "identity":
        mine["identity"] = "ID-1001"
    if how == "phone":
        mine["phone"] = MEI.phone
    if how == "managed":
        mine["management_account"] = "1001"
    await rig.events([account("7001", mine.pop("phone"), **mine)])
    if how == "manages":
        await rig.events([event("account.updated", "manage", management_account="7001")])
    view = await waiting(rig)
    who = ANNA
    if how == "entered":
        who = ME
        await hire(rig, ME, "Mei", "finance")
    elif how in ("linked", "was linked"):
        await own(rig, ANNA, "1001", ended=how == "was linked")
    else:
        await own(rig, ANNA, "7001", ended=how == "manages")
    assert await refused_for(rig, who, Review(view.id, "approve")) == "own_case"
    assert await refused_for(rig, who, Review(view.id, "reject", "other")) == "own_case"
    seen = await case_of(rig, view, who)
    assert seen.own
    assert seen.detail is None
    assert [one.own for one in (await queue_of(rig, who=who)).entries] == [True]
    for result in (
        await rig.perform(open_document, who, OpenDocument(view.id, view.documents[0].id)),
        await rig.perform(claim_case, who, ClaimCase(view.id)),
        await rig.perform(prepare, who, Prepare(view.id, "reject", code="other")),
        await rig.perform(
            ask_again, who, AskAgain(view.id, view.version, {view.documents[0].id: "unreadable"})
        ),
        await rig.perform(settle_unknown, who, SettleUnknown(view.id, True, "x")),
    ):
        assert isinstance(result, Refused)
        assert result.code == "own_case"
    assert ("review", "own_case") in await audited(rig, who)
    # A colleague is not concerned.
    assert await refused_for(rig, BORIS, Review(view.id, "approve")) is None


async def own(rig: Rig, who: Actor, account_id: str, *, ended: bool) -> None:
    """Somebody is, or was, linked to an account."""
    now = rig.clock.now()

    def write(tx: Tx) -> None:
        tx.run("chat_user_add", id=who.person, locale="en", created_at=now)
        tx.one("link_add", chat_user=who.person, account=account_id, now=now)
        if ended:
            tx.one("link_end", chat_user=who.person, account=account_id, now=now)

    await rig.db.write(write)


async def test_from_the_threshold_two_people_approve_and_the_first_ends_the_cancel(rig: Rig) -> None:
    view = await waiting(rig, 500_00)
    found = (await case_of(rig, view)).detail
    assert found is not None
    assert found.needed == 2
    for _ in range(2):
        assert (
            await refused_for(rig, ANNA, Review(view.id, "approve", version=view.version)) == "approved_once"
        )
    seen = await case_of(rig, view, BORIS)
    assert [(one.name, one.what) for one in seen.signed] == [("Anna", "approve")]
    late = await rig.perform(cancel_withdrawal, ME, CancelWithdrawal(view.id, view.version))
    assert isinstance(late, Refused)
    assert late.code == "too_late"
    granted(await rig.perform(review, BORIS, Review(view.id, "approve", version=view.version)))
    both = await case_of(rig, view)
    assert [one.name for one in both.signed] == ["Anna", "Boris"]
    assert await refused_for(rig, ANNA, Review(view.id, "approve")) == "not_in_review"


async def test_a_card_of_before_does_not_decide(rig: Rig) -> None:
    view = await waiting(rig)
    assert await refused_for(rig, ANNA, Review(view.id, "approve", version=view.version - 1)) == "stale"
    assert await status(rig, view) == "in_review"


@pytest.mark.parametrize("round_", range(3))
async def test_approve_and_reject_at_the_same_moment_are_one_decision(rig: Rig, round_: int) -> None:
    view = await waiting(rig)
    results = await asyncio.gather(
        rig.perform(review, ANNA, Review(view.id, "approve", version=view.version)),
        rig.perform(review, BORIS, Review(view.id, "reject", "other", version=view.version)),
        rig.perform(cancel_withdrawal, ME, CancelWithdrawal(view.id, view.version)),
    )
    done = [one for one in results if not isinstance(one, Refused)]
    assert len(done) == 1
    assert await status(rig, view) == done[0].status
    rest = {one.code for one in results if isinstance(one, Refused)}
    assert rest <= {"not_in_review", "stale", "too_late"}


async def test_a_balance_that_fell_is_seen_before_approving(rig: Rig) -> None:
    view = await waiting(rig, 400_00)
    await rig.events([event("usage.accrued", "use", cycle="2026-11", amount="700.00")])
    found = (await case_of(rig, view)).detail
    assert found is not None
    assert found.unpayable == "balance_fallen"
    assert await refused_for(rig, ANNA, Review(view.id, "approve")) == "recheck_failed"
    done = granted(await rig.perform(review, ANNA, Review(view.id, "reject", "other", "Less is there now.")))
    assert (done.status, done.reason_text) == ("rejected", "Less is there now.")


async def test_a_paper_is_asked_for_again_and_the_case_waits(rig: Rig) -> None:
    view = await waiting(rig, 500_00)
    first, second = view.documents[0], view.documents[1]
    assert await refused_for(rig, BORIS, Review(view.id, "approve")) == "approved_once"
    nothing = await rig.perform(ask_again, ANNA, AskAgain(view.id, view.version, {"0" * 26: "unreadable"}))
    assert isinstance(nothing, Refused)
    assert nothing.code == "papers_none"
    asked = granted(
        await rig.perform(
            ask_again, ANNA, AskAgain(view.id, view.version, {first.id: "unreadable"}, "Too dark")
        )
    )
    assert asked.asked_again == rig.clock.now()
    assert asked.may_cancel, "approvals of before count no more"
    assert asked.missing == (first.kind,)
    refused = next(one for one in asked.documents if one.id == first.id)
    assert (refused.verdict, refused.verdict_code, refused.verdict_note) == (
        "refused",
        "unreadable",
        "Too dark",
    )
    assert await refused_for(rig, ANNA, Review(view.id, "approve")) == "papers_awaited"
    assert (await queue_of(rig)).entries[0].waiting
    again = await rig.perform(add_document, ME, AddDocument(view.id, second.kind, paper()))
    assert isinstance(again, Refused)
    there = granted(await rig.perform(add_document, ME, AddDocument(view.id, first.kind, paper())))
    assert there.asked_again is None
    assert await refused_for(rig, ANNA, Review(view.id, "approve", version=view.version)) == "stale"
    assert await refused_for(rig, ANNA, Review(view.id, "approve", version=there.version)) == "approved_once"


async def test_a_rejection_judges_each_paper(rig: Rig) -> None:
    view = await waiting(rig)
    first = view.documents[0].id
    for text in ("Too  dark\n\n", "Too dark"):
        granted(await rig.perform(prepare, ANNA, Prepare(view.id, "reject", text=text)))
    granted(await rig.perform(prepare, ANNA, Prepare(view.id, "reject", code="papers_wrong")))
    made = granted(await rig.perform(prepare, ANNA, Prepare(view.id, "reject", paper=first)))
    assert made.detail is not None
    prepared = made.detail.prepared
    assert prepared is not None
    assert (prepared.code, prepared.papers, prepared.text) == (
        "papers_wrong",
        {first: "unreadable"},
        "Too dark",
    )
    other = (await case_of(rig, view, BORIS)).detail
    assert other is not None
    assert other.prepared is None, "what one prepares is nobody else's"
    assert granted(await rig.look(show_withdrawal, ME, ShowWithdrawal(view.id))).documents[0].verdict is None
    command = Review(view.id, "reject", prepared.code, prepared.text, view.version, prepared.papers)
    done = granted(await rig.perform(review, ANNA, command))
    assert {one.id: one.verdict for one in done.documents}.pop(first) == "refused"
    assert [one.verdict for one in done.documents if one.id != first] == ["accepted"] * (
        len(done.documents) - 1
    )
    too_long = await rig.perform(prepare, ANNA, Prepare(view.id, "reject", text="x" * 501))
    assert isinstance(too_long, Refused)
    assert too_long.code == "decided"


async def test_opening_a_case_or_a_paper_leaves_a_row(rig: Rig) -> None:
    view = await waiting(rig)
    document = view.documents[0].id
    await case_of(rig, view)
    found = granted(await rig.perform(open_document, ANNA, OpenDocument(view.id, document)))
    assert found.media_type == "image/jpeg"
    assert await audited(rig, ANNA) == [("open_case", "done"), ("open_document", "done")]
    gone = await rig.perform(open_document, ANNA, OpenDocument(view.id, "0" * 26))
    assert isinstance(gone, Refused)
    granted(await rig.perform(review, BORIS, Review(view.id, "approve")))
    over = await rig.perform(open_document, ANNA, OpenDocument(view.id, document))
    assert isinstance(over, Refused)
    assert over.code == "decided"


async def test_an_unknown_outcome_is_settled_by_two_of_the_staff(rig: Rig) -> None:
    view = await waiting(rig)
    granted(await rig.perform(review, ANNA, Review(view.id, "approve")))
    taken = granted(await rig.perform(take_payout, SYSTEM, TakePayout(60)))
    assert taken is not None
    granted(await rig.perform(record_payout, SYSTEM, RecordPayout(view.id, "unknown")))
    early = await rig.perform(settle_unknown, ANNA, SettleUnknown(view.id, True, "CH-1"))
    assert isinstance(early, Refused)
    assert early.code == "too_early"
    assert (await queue_of(rig)).entries == ()
    rig.clock.move(6 * 24 * 3600)
    await rig.timers.run("stuck")
    assert [one.id for one in (await queue_of(rig, "stuck")).entries] == [view.id]
    found = (await case_of(rig, view)).detail
    assert found is not None
    assert found.settle_from_at is not None
    once = await rig.perform(settle_unknown, ANNA, SettleUnknown(view.id, True, "CH-1"))
    assert isinstance(once, Refused)
    assert once.code == "settled_once"
    for paid, document in ((False, "CH-3"), (True, "CH-4")):
        changed = await rig.perform(settle_unknown, ANNA, SettleUnknown(view.id, paid, document))
        assert isinstance(changed, Refused)
        assert changed.code == "settled_once"
        said = (await case_of(rig, view, BORIS)).signed
        assert [one.document for one in said if one.what != "approve"] == [document], (
            "her last word alone counts"
        )
    other = await rig.perform(settle_unknown, BORIS, SettleUnknown(view.id, False, "CH-2"))
    assert isinstance(other, Refused)
    assert other.code == "settled_once", "two have to say the same"
    done = granted(await rig.perform(settle_unknown, BORIS, SettleUnknown(view.id, True, "CH-2")))
    assert done.status == "successful"


async def test_one_of_two_pages_asked_for_again_is_asked_for_and_comes(rig: Rig) -> None:
    draft = await designated(rig, 100_00)
    draft = granted(await rig.perform(add_document, ME, AddDocument(draft.id, "application_form", paper())))
    view = await submit(rig, draft)
    page = [one for one in view.documents if one.kind == "application_form"][1]
    asked = granted(
        await rig.perform(ask_again, ANNA, AskAgain(view.id, view.version, {page.id: "not_signed"}))
    )
    assert asked.missing == ("application_form",), "the page that is right does not hide the other one"
    assert await refused_for(rig, ANNA, Review(view.id, "approve")) == "papers_awaited"
    begun = granted(await rig.perform(prepare, BORIS, Prepare(view.id, "reject"))).detail
    assert begun is not None
    assert begun.prepared is not None
    assert begun.prepared.papers == {page.id: "not_signed"}, "what is refused is not accepted by the way"
    there = granted(await rig.perform(add_document, ME, AddDocument(view.id, "application_form", paper())))
    assert (there.missing, there.asked_again) == ((), None)
    assert sum(one.kind == "application_form" for one in there.documents) == 2
    page = [one for one in there.documents if one.kind == "application_form"][1]
    wrong = {page.id: "incomplete"}
    command = Review(view.id, "reject", "papers_wrong", None, there.version, wrong)
    granted(await rig.perform(review, ANNA, command))
    again = granted(await rig.perform(retry_withdrawal, ME, RetryWithdrawal(view.id)))
    assert again.missing == ("application_form",), "half a paper does not pass for a whole one"


async def test_a_rejection_for_its_papers_names_one_and_the_reason_fits(rig: Rig) -> None:
    view = await waiting(rig)
    assert await refused_for(rig, ANNA, Review(view.id, "reject", "papers_wrong", papers={})) == "papers_none"
    for reason in ("window_closed", "papers_wrnog"):
        assert await refused_for(rig, ANNA, Review(view.id, "reject", reason)) == "reason_unknown"
    # Said of all of them, as at the command line, all have to come again.
    granted(await rig.perform(review, ANNA, Review(view.id, "reject", "papers_wrong")))
    again = granted(await rig.perform(retry_withdrawal, ME, RetryWithdrawal(view.id)))
    assert again.missing == again.papers


async def test_an_approval_of_somebody_whose_role_was_taken_does_not_count(rig: Rig) -> None:
    view = await waiting(rig, 500_00)
    assert await refused_for(rig, ANNA, Review(view.id, "approve")) == "approved_once"
    found = (await case_of(rig, view)).detail
    assert found is not None
    assert found.approved
    granted(await rig.perform(remove_staff, OPERATOR, RemoveStaff(ANNA.person)))
    assert granted(await rig.look(show_withdrawal, ME, ShowWithdrawal(view.id))).may_cancel
    assert await refused_for(rig, BORIS, Review(view.id, "approve")) == "approved_once"
    await hire(rig, ANNA, "Anna", "finance")
    granted(await rig.perform(review, ANNA, Review(view.id, "approve")))
    granted(await rig.perform(remove_staff, OPERATOR, RemoveStaff(ANNA.person)))
    assert await status(rig, view) == "approved", "what was decided stays"


async def test_reminders_come_after_days_once_a_day_and_the_summary_every_morning(rig: Rig) -> None:
    rig.staff_chat = STAFF
    rig.sandbox.core.add_group(STAFF, "Staff", [MEI.id])
    rig.restart()
    view = await waiting(rig)

    def told() -> list[str]:
        return [message.text.splitlines()[0] for message in rig.mei().in_chat(STAFF).from_bot]

    await rig.settle()
    assert told() == [f"¥100.00 to review: {view.id}"]
    seen = len(told())
    for day in range(1, 6):
        rig.clock.move(DAY // 1_000_000)
        for _ in range(2):
            await rig.timers.sweep()
            await rig.settle()
        new = told()[seen:]
        seen = len(told())
        reminded = [f"¥100.00 still waits for review: {view.id}"] if day >= 3 else []
        assert sorted(new) == sorted([*reminded, "Review summary"]), day
    summary = next(one for one in reversed(rig.mei().in_chat(STAFF).from_bot) if "summary" in one.text)
    assert "1 case waits: ¥100.00." in summary.text
    rig.clock.move(60)
    granted(await rig.perform(review, ANNA, Review(view.id, "reject", "other")))
    rig.clock.move(DAY // 1_000_000)
    await rig.settle()
    assert told()[seen:] == ["Review summary"]
    last = rig.mei().in_chat(STAFF).last.text
    assert "Nothing waits." in last
    assert "0 approved, 1 rejected, 0 cancelled" in last
    seen = len(told())
    rig.clock.move(3 * DAY // 1_000_000)
    await rig.settle()
    assert told()[seen:] == [], "with nothing waiting and nothing decided nobody is told"
