"""The queue and what staff are told: order, filters, what a case holds, reminders, and the rows that are left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import DAY, MINUTE
from domain.usecases.customer.edit_documents import add_document
from domain.usecases.staff.claim import claim_case
from domain.usecases.staff.open_document import open_document
from domain.usecases.staff.review import review
from domain.usecases.staff.settle import settle_unknown
from domain.usecases.time.payouts import record_payout, take_payout
from domain.views import NewDocument
from storage.database import Database
from tests.support.by_documents import CARD, ME, application, designated, submit
from tests.support.reviewing import ANNA, BORIS, audited, case_of, event, queue_of, staffed_on, waiting
from tests.support.rig import MEI, Rig, tried

SYSTEM = Actor.system("test")
STAFF = -1001


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with staffed_on(db, tmp_path) as made:
        yield made


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
    done = await rig.perform(review, ANNA, view.id, "approve")
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
    await rig.perform(claim_case, ANNA, first.id)
    assert [one.id for one in (await queue_of(rig, "mine")).entries] == [first.id]
    assert [one.id for one in (await queue_of(rig, "unclaimed", BORIS)).entries] == [second.id]
    taken = await tried(rig.perform(claim_case, BORIS, first.id))
    assert isinstance(taken, Refusal)
    assert taken.code == "claimed"
    # A claim is a courtesy: it lapses, and never keeps anybody from deciding.
    rig.clock.move(30 * MINUTE // 1_000_000 + 1)
    await rig.perform(claim_case, BORIS, first.id)
    await rig.perform(claim_case, BORIS, first.id, release=True)
    assert (await queue_of(rig, "mine", BORIS)).entries == ()
    await rig.perform(claim_case, BORIS, first.id)
    await rig.perform(review, ANNA, first.id, "approve")
    assert [one.id for one in (await queue_of(rig)).entries] == [second.id]


async def test_opening_a_case_or_a_document_leaves_a_row(rig: Rig) -> None:
    view = await waiting(rig)
    document = view.documents[0].id
    await case_of(rig, view)
    found = await rig.perform(open_document, ANNA, view.id, document)
    assert found.media_type == "image/jpeg"
    assert (await audited(rig, ANNA))[-2:] == [("open_case", "done"), ("open_document", "opened")]
    gone = await tried(rig.perform(open_document, ANNA, view.id, "0" * 26))
    assert isinstance(gone, Refusal)
    await rig.perform(review, BORIS, view.id, "approve")
    over = await tried(rig.perform(open_document, ANNA, view.id, document))
    assert isinstance(over, Refusal)
    assert over.code == "decided"


async def test_an_unknown_outcome_is_settled_by_two_of_the_staff(rig: Rig) -> None:
    view = await waiting(rig)
    await rig.perform(review, ANNA, view.id, "approve")
    taken = await rig.perform(take_payout, SYSTEM, 60)
    assert taken is not None
    await rig.perform(record_payout, SYSTEM, view.id, "unknown")
    early = await tried(rig.perform(settle_unknown, ANNA, view.id, True, "CH-1"))
    assert isinstance(early, Refusal)
    assert early.code == "too_early"
    assert (await queue_of(rig)).entries == ()
    rig.clock.move(6 * 24 * 3600)
    await rig.timers.run("stuck")
    assert [one.id for one in (await queue_of(rig, "stuck")).entries] == [view.id]
    found = (await case_of(rig, view)).detail
    assert found is not None
    assert found.settle_from_at is not None
    once = await tried(rig.perform(settle_unknown, ANNA, view.id, True, "CH-1"))
    assert isinstance(once, Refusal)
    assert once.code == "settled_once"
    for paid, document in ((False, "CH-3"), (True, "CH-4")):
        changed = await tried(rig.perform(settle_unknown, ANNA, view.id, paid, document))
        assert isinstance(changed, Refusal)
        assert changed.code == "settled_once"
        said = (await case_of(rig, view, BORIS)).signed
        assert [one.document for one in said if one.what != "approve"] == [document], (
            "her last word alone counts"
        )
    other = await tried(rig.perform(settle_unknown, BORIS, view.id, False, "CH-2"))
    assert isinstance(other, Refusal)
    assert other.code == "settled_once", "two have to say the same"
    done = await rig.perform(settle_unknown, BORIS, view.id, True, "CH-2")
    assert done.status == "successful"


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
    await rig.perform(review, ANNA, view.id, "reject", "other")
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


async def test_that_a_document_is_signed_reaches_the_reviewer(rig: Rig) -> None:
    draft = await designated(rig, 100_00)
    form = NewDocument("s" * 26, "application/pdf", 1000, 2, signed=True)
    draft = await rig.perform(add_document, ME, draft.id, "application_form", form)
    view = await submit(rig, draft)
    detail = (await case_of(rig, view)).detail
    assert detail is not None
    assert [one.id for one in detail.view.documents if one.signed] == [form.id]
    opened = [await rig.perform(open_document, ANNA, view.id, one.id) for one in view.documents]
    assert [one.id for one in opened if one.signed] == [form.id]
