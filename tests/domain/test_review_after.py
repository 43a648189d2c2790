"""What a decision leaves behind: documents in parts, reasons that fit, and approvals of somebody who left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.usecases.customer.edit_documents import add_document
from domain.usecases.customer.retry_withdrawal import retry_withdrawal
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.staff.ask_again import ask_again
from domain.usecases.staff.members import remove_staff
from domain.usecases.staff.prepare import prepare
from domain.usecases.staff.review import review
from storage.database import Database
from tests.support.by_documents import ME, designated, new_document, submit
from tests.support.reviewing import ANNA, BORIS, case_of, hire, refused_for, staffed_on, status, waiting
from tests.support.rig import OPERATOR, Rig


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with staffed_on(db, tmp_path) as made:
        yield made


async def test_one_of_two_pages_asked_for_again_is_asked_for_and_comes(rig: Rig) -> None:
    draft = await designated(rig, 100_00)
    draft = await rig.perform(add_document, ME, draft.id, "application_form", new_document())
    view = await submit(rig, draft)
    page = [one for one in view.documents if one.kind == "application_form"][1]
    asked = await rig.perform(ask_again, ANNA, view.id, view.version, {page.id: "not_signed"})
    assert asked.missing == ("application_form",), "the page that is right does not hide the other one"
    assert await refused_for(rig, ANNA, view.id, "approve") == "papers_awaited"
    begun = (await rig.perform(prepare, BORIS, view.id, "reject")).detail
    assert begun is not None
    assert begun.prepared is not None
    assert begun.prepared.faults == {page.id: "not_signed"}, "what is refused is not accepted by the way"
    there = await rig.perform(add_document, ME, view.id, "application_form", new_document())
    assert (there.missing, there.asked_again_at) == ((), None)
    assert sum(one.kind == "application_form" for one in there.documents) == 2
    page = [one for one in there.documents if one.kind == "application_form"][1]
    wrong = {page.id: "incomplete"}
    await rig.perform(review, ANNA, view.id, "reject", "papers_wrong", None, there.version, wrong)
    again = await rig.perform(retry_withdrawal, ME, view.id)
    assert again.missing == ("application_form",), "half a document does not pass for a whole one"


async def test_a_rejection_for_its_documents_names_one_and_the_reason_fits(rig: Rig) -> None:
    view = await waiting(rig)
    assert await refused_for(rig, ANNA, view.id, "reject", "papers_wrong", faults={}) == "papers_none"
    for reason in ("window_closed", "papers_wrnog"):
        assert await refused_for(rig, ANNA, view.id, "reject", reason) == "reason_unknown"
    # Said of all of them, as at the command line, all have to come again.
    await rig.perform(review, ANNA, view.id, "reject", "papers_wrong")
    again = await rig.perform(retry_withdrawal, ME, view.id)
    assert again.missing == again.needed


async def test_an_approval_of_somebody_whose_role_was_taken_does_not_count(rig: Rig) -> None:
    view = await waiting(rig, 500_00)
    assert await refused_for(rig, ANNA, view.id, "approve") == "approved_once"
    found = (await case_of(rig, view)).detail
    assert found is not None
    assert found.approved
    await rig.perform(remove_staff, OPERATOR, ANNA.person)
    assert (await rig.look(show_withdrawal, ME, view.id)).may_cancel
    assert await refused_for(rig, BORIS, view.id, "approve") == "approved_once"
    await hire(rig, ANNA, "Anna", "finance")
    await rig.perform(review, ANNA, view.id, "approve")
    await rig.perform(remove_staff, OPERATOR, ANNA.person)
    assert await status(rig, view) == "approved", "what was decided stays"
