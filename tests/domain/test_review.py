"""Review by staff through the use cases, on both databases: who may decide, and what they decide."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.actor import Actor
from domain.errors import Refusal
from domain.tx import Tx
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.edit_documents import add_document
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.staff.ask_again import ask_again
from domain.usecases.staff.claim import claim_case, open_case
from domain.usecases.staff.members import add_staff, remove_staff
from domain.usecases.staff.open_document import open_document
from domain.usecases.staff.prepare import prepare
from domain.usecases.staff.queue import show_queue
from domain.usecases.staff.review import review
from domain.usecases.staff.settle import settle_unknown
from storage.database import Database
from tests.support.by_documents import ME, new_document
from tests.support.reviewing import (
    ANNA,
    BORIS,
    NOBODY,
    SUPPORT,
    audited,
    case_of,
    event,
    hire,
    queue_of,
    refused_for,
    staffed_on,
    status,
    waiting,
)
from tests.support.rig import MEI, OPERATOR, Rig, account, tried
from tests.support.staffing import enrol


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with staffed_on(db, tmp_path) as made:
        yield made


async def test_only_reviewers_see_and_decide_and_others_leave_a_row(rig: Rig) -> None:
    view = await waiting(rig)
    for who in (SUPPORT, NOBODY, ME):
        for result in (
            await tried(rig.perform(show_queue, who)),
            await tried(rig.perform(open_case, who, view.id)),
            await tried(rig.perform(review, who, view.id, "approve")),
            await tried(rig.perform(add_staff, who, 204, "finance", "Me")),
        ):
            assert isinstance(result, Refusal)
            assert result.code == "denied"
    # An admin may change who is staff; finance may not.
    assert isinstance(await tried(rig.perform(add_staff, ANNA, 204, "finance", "New")), Refusal)
    await rig.perform(add_staff, BORIS, 204, "finance", "New")
    await enrol(rig, 204)
    assert (await case_of(rig, view, NOBODY)).detail is not None
    assert await status(rig, view) == "in_review"


async def test_a_role_that_was_taken_away_is_gone_at_the_next_use(rig: Rig) -> None:
    view = await waiting(rig)
    await case_of(rig, view)
    again = await tried(rig.perform(add_staff, OPERATOR, 201, "finance", "Anna"))
    assert isinstance(again, Refusal)
    assert again.code == "staff_already"
    assert await rig.perform(remove_staff, OPERATOR, 201) == 1
    assert await refused_for(rig, ANNA, view.id, "approve", version=view.version) == "denied"
    gone = await tried(rig.perform(remove_staff, OPERATOR, 201))
    assert isinstance(gone, Refusal)
    assert await status(rig, view) == "in_review"


@pytest.mark.parametrize(
    "how", ["entered", "linked", "was linked", "identity", "phone", "manages", "managed"]
)
async def test_nobody_decides_what_is_close_to_them(rig: Rig, how: str) -> None:
    """The domain refuses it, whatever the screens show (rules 6)."""
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
    assert await refused_for(rig, who, view.id, "approve") == "own_case"
    assert await refused_for(rig, who, view.id, "reject", "other") == "own_case"
    seen = await case_of(rig, view, who)
    assert seen.own
    assert seen.detail is None
    assert [one.own for one in (await queue_of(rig, who=who)).entries] == [True]
    for result in (
        await tried(rig.perform(open_document, who, view.id, view.documents[0].id)),
        await tried(rig.perform(claim_case, who, view.id)),
        await tried(rig.perform(prepare, who, view.id, "reject", code="other")),
        await tried(rig.perform(ask_again, who, view.id, view.version, {view.documents[0].id: "unreadable"})),
        await tried(rig.perform(settle_unknown, who, view.id, True, "x")),
    ):
        assert isinstance(result, Refusal)
        assert result.code == "own_case"
    assert ("review", "own_case") in await audited(rig, who)
    # A colleague is not concerned.
    assert await refused_for(rig, BORIS, view.id, "approve") is None


async def own(rig: Rig, who: Actor, account_id: str, *, ended: bool) -> None:
    """Makes a person linked to an account, now or in the past."""
    now = rig.clock.now()

    def write(tx: Tx) -> None:
        tx.run("chat_user_add", id=who.person, locale="en", created_at=now)
        tx.run("link_add", chat_user=who.person, account=account_id, now=now)
        if ended:
            link = tx.one("link_live", chat_user=who.person, account=account_id)
            assert link is not None
            tx.run("link_end", id=link.id, now=now, why="self", who=who.who)

    await rig.db.write(write)


async def test_from_the_threshold_two_people_approve_and_the_first_ends_the_cancel(rig: Rig) -> None:
    view = await waiting(rig, 500_00)
    found = (await case_of(rig, view)).detail
    assert found is not None
    assert found.needed == 2
    for _ in range(2):
        assert await refused_for(rig, ANNA, view.id, "approve", version=view.version) == "approved_once"
    seen = await case_of(rig, view, BORIS)
    assert [(one.name, one.what) for one in seen.signed] == [("Anna", "approve")]
    late = await tried(rig.perform(cancel_withdrawal, ME, view.id, view.version))
    assert isinstance(late, Refusal)
    assert late.code == "too_late"
    await rig.perform(review, BORIS, view.id, "approve", version=view.version)
    both = await case_of(rig, view)
    assert [one.name for one in both.signed] == ["Anna", "Boris"]
    assert await refused_for(rig, ANNA, view.id, "approve") == "not_in_review"


async def test_a_card_of_before_does_not_decide(rig: Rig) -> None:
    view = await waiting(rig)
    assert await refused_for(rig, ANNA, view.id, "approve", version=view.version - 1) == "stale"
    assert await status(rig, view) == "in_review"


@pytest.mark.parametrize("round_", range(3))
async def test_approve_and_reject_at_the_same_moment_are_one_decision(rig: Rig, round_: int) -> None:
    view = await waiting(rig)
    results = await asyncio.gather(
        tried(rig.perform(review, ANNA, view.id, "approve", version=view.version)),
        tried(rig.perform(review, BORIS, view.id, "reject", "other", version=view.version)),
        tried(rig.perform(cancel_withdrawal, ME, view.id, view.version)),
    )
    done = [one for one in results if not isinstance(one, Refusal)]
    assert len(done) == 1
    assert await status(rig, view) == done[0].status
    rest = {one.code for one in results if isinstance(one, Refusal)}
    assert rest <= {"not_in_review", "stale", "too_late"}


async def test_a_balance_that_fell_is_seen_before_approving(rig: Rig) -> None:
    view = await waiting(rig, 400_00)
    await rig.events([event("usage.accrued", "use", cycle="2026-11", amount="700.00")])
    found = (await case_of(rig, view)).detail
    assert found is not None
    assert found.unpayable == "balance_fallen"
    assert await refused_for(rig, ANNA, view.id, "approve") == "recheck_failed"
    done = await rig.perform(review, ANNA, view.id, "reject", "other", "Less is there now.")
    assert (done.status, done.reason_text) == ("rejected", "Less is there now.")


async def test_a_document_is_asked_for_again_and_the_case_waits(rig: Rig) -> None:
    view = await waiting(rig, 500_00)
    first, second = view.documents[0], view.documents[1]
    assert await refused_for(rig, BORIS, view.id, "approve") == "approved_once"
    nothing = await tried(rig.perform(ask_again, ANNA, view.id, view.version, {"0" * 26: "unreadable"}))
    assert isinstance(nothing, Refusal)
    assert nothing.code == "papers_none"
    asked = await rig.perform(ask_again, ANNA, view.id, view.version, {first.id: "unreadable"}, "Too dark")
    assert asked.asked_again_at == rig.clock.now()
    assert asked.may_cancel, "earlier approvals count no more"
    assert asked.missing == (first.kind,)
    refused = next(one for one in asked.documents if one.id == first.id)
    assert (refused.verdict, refused.verdict_code, refused.verdict_note) == (
        "refused",
        "unreadable",
        "Too dark",
    )
    assert await refused_for(rig, ANNA, view.id, "approve") == "papers_awaited"
    assert (await queue_of(rig)).entries[0].waiting
    again = await tried(rig.perform(add_document, ME, view.id, second.kind, new_document()))
    assert isinstance(again, Refusal)
    there = await rig.perform(add_document, ME, view.id, first.kind, new_document())
    assert there.asked_again_at is None
    assert await refused_for(rig, ANNA, view.id, "approve", version=view.version) == "stale"
    assert await refused_for(rig, ANNA, view.id, "approve", version=there.version) == "approved_once"


async def test_a_rejection_judges_each_document(rig: Rig) -> None:
    view = await waiting(rig)
    first = view.documents[0].id
    for text in ("Too  dark\n\n", "Too dark"):
        await rig.perform(prepare, ANNA, view.id, "reject", text=text)
    await rig.perform(prepare, ANNA, view.id, "reject", code="papers_wrong")
    made = await rig.perform(prepare, ANNA, view.id, "reject", document=first)
    assert made.detail is not None
    prepared = made.detail.prepared
    assert prepared is not None
    assert (prepared.code, prepared.faults, prepared.text) == (
        "papers_wrong",
        {first: "unreadable"},
        "Too dark",
    )
    other = (await case_of(rig, view, BORIS)).detail
    assert other is not None
    assert other.prepared is None, "what one prepares is nobody else's"
    assert (await rig.look(show_withdrawal, ME, view.id)).documents[0].verdict is None
    done = await rig.perform(
        review, ANNA, view.id, "reject", prepared.code, prepared.text, view.version, prepared.faults
    )
    assert {one.id: one.verdict for one in done.documents}.pop(first) == "refused"
    assert [one.verdict for one in done.documents if one.id != first] == ["accepted"] * (
        len(done.documents) - 1
    )
    too_long = await tried(rig.perform(prepare, ANNA, view.id, "reject", text="x" * 501))
    assert isinstance(too_long, Refusal)
    assert too_long.code == "decided"
