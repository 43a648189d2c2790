"""Documents of designated accounts: what drops them, what is asked for again, applying again, and their end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import Refusal
from domain.ports import DAY
from domain.rules.calendar import local_date
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.edit_documents import add_document, remove_document
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.retry_withdrawal import retry_withdrawal
from domain.usecases.customer.send_code import send_code
from domain.usecases.staff.ask_again import ask_again
from domain.usecases.staff.review import review
from storage.database import Database
from tests.domain.designated import ANNA, begun, designated_on, no_code, payee_of, show
from tests.support.by_documents import ME, add, designated, new_document, submit
from tests.support.rig import MEI, Rig, tried


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with designated_on(db, tmp_path) as made:
        yield made


async def test_each_edit_ends_the_code_and_what_the_form_says_takes_the_form_out(rig: Rig) -> None:
    draft = await designated(rig, 100_00)
    await rig.perform(send_code, ME, draft.id, draft.version)
    await rig.perform(enter_code, ME, draft.id, await rig.code())
    more = await add(rig, draft, "id_photo")
    assert (more.code, more.missing) == ("none", ())
    refused = await tried(rig.perform(confirm_withdrawal, ME, more.id, more.version))
    assert refused == Refusal("code_needed")
    stale = await tried(rig.perform(confirm_withdrawal, ME, draft.id, draft.version))
    assert stale == Refusal("stale")
    amount = await rig.perform(enter_amount, ME, more.id, more.version, amount_fen=100_01)
    assert amount.missing == ("application_form",)
    assert await no_code(rig, amount) == "papers_missing"
    photo = next(one.id for one in amount.documents if one.kind == "id_photo")
    less = await rig.perform(remove_document, ME, amount.id, amount.version, photo)
    assert less.missing == ("application_form",), "there was a second photo"
    assert await tried(rig.perform(remove_document, ME, less.id, less.version, photo)) == Refusal("stale")


async def test_documents_that_are_not_asked_for_and_too_many_are_refused(rig: Rig) -> None:
    view = await begun(rig, "TP-OLD")
    refused = await tried(rig.perform(add_document, ME, view.id, "deregistration", new_document()))
    assert refused == Refusal("document_not_asked")
    for _ in range(3):
        view = await add(rig, view, "id_photo")
    refused = await tried(rig.perform(add_document, ME, view.id, "id_photo", new_document()))
    assert refused == Refusal("too_many_documents", most=3)


async def test_a_rejected_one_is_applied_for_again_with_all_but_what_was_refused(rig: Rig) -> None:
    view = await submit(rig, await designated(rig, 100_00))
    photo = next(one.id for one in view.documents if one.kind == "id_photo")
    wrong = {photo: "unreadable"}
    await rig.perform(review, ANNA, view.id, "reject", "papers_wrong", faults=wrong)
    again = await rig.perform(retry_withdrawal, ME, view.id)
    assert (again.reason, again.amount_fen, again.missing) == ("account_closed", 100_00, ("id_photo",))
    assert (payee_of(again).id, payee_of(again).complete) == (payee_of(view).id, True)
    rejected = await show(rig, view)
    kept = {one.id: one.delete_on for one in rejected.documents}
    decided = local_date(rig.clock.at)
    assert kept[photo] == decided + timedelta(days=30)
    assert [day for id_, day in kept.items() if id_ != photo] == [None, None], "the new one uses them"
    second = await submit(rig, await add(rig, again, "id_photo"))
    assert (second.status, second.retried_from) == ("in_review", view.id)


async def test_a_retry_with_another_amount_wants_the_form_anew(rig: Rig) -> None:
    view = await submit(rig, await designated(rig, 100_00))
    await rig.perform(review, ANNA, view.id, "reject", "other")
    again = await rig.perform(retry_withdrawal, ME, view.id)
    assert again.missing == ()
    fewer = await rig.perform(enter_amount, ME, again.id, again.version, amount_fen=90_00)
    assert fewer.missing == ("application_form",)


async def test_a_document_asked_for_again_replaces_the_refused_one_without_a_code(rig: Rig) -> None:
    rig.staff_chat = -1001
    rig.sandbox.core.add_group(-1001, "Staff", [MEI.id])
    rig.restart()
    view = await submit(rig, await designated(rig, 100_00))
    photo = next(one.id for one in view.documents if one.kind == "id_photo")
    early = await tried(rig.perform(add_document, ME, view.id, "id_photo", new_document()))
    assert early == Refusal("document_not_asked")
    await rig.perform(ask_again, ANNA, view.id, view.version, {photo: "unreadable"}, "Too dark")
    waiting = await show(rig, view)
    assert (waiting.missing, waiting.asked_again_at) == (("id_photo",), rig.clock.at)
    assert next(one for one in waiting.documents if one.id == photo).verdict_note == "Too dark"
    there = await add(rig, view, "id_photo")
    assert (there.status, there.missing, there.asked_again_at) == ("in_review", (), None)
    assert photo not in [one.id for one in there.documents]
    assert there.version > waiting.version, "nobody decides on the documents that were there before"
    second = await add(rig, there, "id_photo")
    assert len(second.documents) == 4, "its second page"
    other = await tried(rig.perform(add_document, ME, view.id, "closure_proof", new_document()))
    assert other == Refusal("document_not_asked")
    await rig.settle()
    told = [message.text for message in rig.mei().in_chat(-1001).from_bot]
    assert sum("the paper you asked for" in one for one in told) == 1


async def test_documents_are_gone_a_day_after_a_draft_and_a_month_after_a_decision(rig: Rig) -> None:
    draft = await designated(rig, 100_00)
    assert {one.delete_on for one in draft.documents} == {None}
    rig.clock.at += DAY
    await rig.settle()
    assert (await show(rig, draft)).status == "expired"
    assert {one.delete_on for one in (await show(rig, draft)).documents} == {local_date(rig.clock.at + DAY)}
    again = await rig.perform(retry_withdrawal, ME, draft.id)
    assert ({one.delete_on for one in again.documents}, again.missing) == ({None}, ())
    view = await submit(rig, again)
    await rig.perform(review, ANNA, view.id, "approve")
    await rig.settle()
    done = await show(rig, view)
    assert done.status == "successful"
    assert {one.delete_on for one in done.documents} == {local_date(rig.clock.at) + timedelta(days=30)}
