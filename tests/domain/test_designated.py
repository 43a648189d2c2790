"""Withdrawals to a designated account: reasons, windows, promise, review, and what is kept in the clear."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from domain.errors import Refusal
from domain.ports import DAY
from domain.rules.calendar import end_of, local_date
from domain.rules.designated import DesignatedReason, DocumentKind, Kind, may_differ, needed_for, reasons_for
from domain.rules.payee_numbers import PayeeKind
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.choose_reason import choose_reason
from domain.usecases.customer.enter_payee import enter_payee
from domain.usecases.customer.set_note import set_note
from domain.usecases.staff.review import review
from domain.usecases.time.payouts import PayoutOrder, take_payout
from storage.database import Database
from tests.domain.designated import (
    ACCOUNT_CLOSED,
    ANNA,
    OLD,
    SYSTEM,
    begun,
    designated_on,
    no_code,
    payee_of,
    show,
)
from tests.support.by_documents import CARD, ME, MOBILE, NAME, all_documents, designated, pay_to, submit
from tests.support.databases import Place
from tests.support.rig import Rig, account, rig_on, top_up, tried


@pytest.fixture
async def bare(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with designated_on(db, tmp_path, empty=True) as made:
        yield made


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with designated_on(db, tmp_path) as made:
        yield made


def test_every_reason_has_its_people_and_its_documents() -> None:
    kinds: tuple[Kind, ...] = get_args(Kind)
    offered = {(kind, passed): reasons_for(kind, passed) for kind in kinds for passed in (False, True)}
    assert offered == {
        ("personal", False): ("account_closed",),
        ("personal", True): ("window_passed",),
        ("enterprise", False): ("account_closed", "deregistered", "advanced"),
        ("enterprise", True): ("window_passed", "deregistered", "advanced"),
    }
    assert needed_for("window_passed", "personal") == ("application_form", "id_photo")
    assert needed_for("window_passed", "enterprise") == ("application_form", "business_licence")
    assert needed_for("account_closed", "personal")[-1] == "closure_proof"
    assert needed_for("deregistered", "enterprise")[1:] == ("business_licence", "deregistration")
    assert needed_for("advanced", "enterprise")[1:] == ("business_licence", "reimbursement_proof")
    assert needed_for("application", "personal") == ("application_form", "id_photo")
    asked = {
        document
        for reason in get_args(DesignatedReason)
        for kind in kinds
        for document in needed_for(reason, kind)
    }
    assert asked == set(get_args(DocumentKind))
    assert [reason for reason in get_args(DesignatedReason) if may_differ(reason)] == [
        "deregistered",
        "advanced",
    ]


@pytest.mark.parametrize("to", get_args(PayeeKind))
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("personal", "window_passed"), ("personal", "account_closed"),
        ("enterprise", "window_passed"), ("enterprise", "account_closed"),
        ("enterprise", "deregistered"), ("enterprise", "advanced"),
    ],
)  # fmt: skip
async def test_each_reason_is_reviewed_promised_in_days_and_paid_to_its_payee(
    bare: Rig, kind: Kind, reason: DesignatedReason, to: PayeeKind
) -> None:
    rig = bare
    await rig.events([account(kind=kind), top_up("1000.00"), OLD])
    await rig.link()
    draft = await designated(rig, 120_50, reason, to, "TP-OLD" if reason == "window_passed" else "TP-1001-1")
    assert (draft.reason, draft.needed, draft.missing) == (reason, needed_for(reason, kind), ())
    assert payee_of(draft).number == (MOBILE if to == "alipay" else CARD)
    view = await submit(rig, draft)
    text = rig.sandbox.core.phone.sms_for("+8613800138001")[0].text
    assert "120.50" in text
    assert ("138*8008" if to == "alipay" else "*0000") in text, "the ends of the number"
    assert (payee_of(view).number_masked or "?")[-4:] in text
    assert CARD not in text
    assert MOBILE not in text

    today = local_date(rig.clock.at)
    assert (view.status, payee_of(view).number, view.flags[:1]) == ("in_review", None, ("new_payee",))
    assert (view.promise_from_on, view.promise_by_on) == (
        today + timedelta(days=7), today + timedelta(days=15),
    )  # fmt: skip
    assert view.promise_at == end_of(today + timedelta(days=15))
    assert view.promise_by_day

    rig.clock.at += 5 * DAY
    await rig.perform(review, ANNA, view.id, "approve")
    assert (await show(rig, view)).promise_at == view.promise_at, "the promise counts from submission"
    order = await rig.perform(take_payout, SYSTEM, 60)
    assert isinstance(order, PayoutOrder)
    assert order.payee is not None
    assert (order.payee.kind, order.payee.number, order.payee.name) == (to, payee_of(draft).number, NAME)
    assert order.order_id == (draft.order.order_id if draft.order else None)
    rig.clock.move(61)
    await rig.settle()
    assert (await show(rig, view)).status == "successful"
    assert [entry.payments for entry in await rig.ledger.entries()] == [1]


async def test_a_passed_window_is_the_reason_by_itself_and_an_open_one_never_is(rig: Rig) -> None:
    passed = await begun(rig, "TP-OLD")
    assert (passed.reason, passed.reasons) == ("window_passed", ("window_passed",))
    still_open = await begun(rig)
    assert (still_open.id, still_open.reason) == (passed.id, None), "the same draft, pointed elsewhere"
    for reason in ("window_passed", "deregistered", "application"):
        refused = await tried(rig.perform(choose_reason, ME, still_open.id, still_open.version, reason))
        assert refused == Refusal("reason_not_yours")
    assert await no_code(rig, still_open) == "reason_not_yours"


async def test_an_enterprise_says_why_another_may_receive_after_the_window_too(bare: Rig) -> None:
    await bare.events([account(kind="enterprise"), OLD])
    await bare.link()
    view = await begun(bare, "TP-OLD")
    refused = await tried(bare.perform(enter_payee, ME, view.id, view.version, "name", "Somebody Else"))
    assert refused == Refusal("payee_name_differs")
    view = await bare.perform(choose_reason, ME, view.id, view.version, "deregistered")
    view = await all_documents(bare, await pay_to(bare, view, "alipay", "Successor Co., Ltd."))
    assert payee_of(view).name_differs
    back = await bare.perform(choose_reason, ME, view.id, view.version, "window_passed")
    assert back.needed == ("application_form", "business_licence")
    assert await no_code(bare, back) == "payee_name_differs"
    view = await bare.perform(choose_reason, ME, back.id, back.version, "deregistered")
    assert view.missing == ("application_form", "deregistration"), "the form says the reason"
    view = await submit(bare, await all_documents(bare, view))
    assert view.flags == ("new_payee", "name_differs")


async def test_a_promise_that_passes_in_review_is_told_as_late_once(rig: Rig) -> None:
    view = await submit(rig, await designated(rig, 100_00))
    assert view.promise_at is not None
    rig.clock.at = view.promise_at - 1
    await rig.settle()
    assert not (await show(rig, view)).late
    rig.clock.at += 1
    await rig.settle()
    late = await show(rig, view)
    assert (late.status, late.late) == ("in_review", True)
    await rig.perform(review, ANNA, view.id, "approve")
    await rig.settle()
    done = await show(rig, view)
    assert (done.status, done.promise_at) == ("successful", view.promise_at)


async def test_a_fallen_balance_keeps_it_in_review_with_its_promise(rig: Rig) -> None:
    view = await submit(rig, await designated(rig, 900_00))
    await rig.perform(review, ANNA, view.id, "approve")
    bill = {"id": "b", "type": "bill.issued", "at": "2026-11-10T10:00:00+08:00", "account": "1001"}
    await rig.events([bill | {"bill": "B-1", "amount": "1200.00"}])
    await rig.settle()
    back = await show(rig, view)
    assert (back.status, back.flags[-1], back.promise_at) == ("in_review", "balance_fallen", view.promise_at)
    assert [entry.payments for entry in await rig.ledger.entries()] == []


async def test_choosing_the_original_method_after_all_submits_nothing_of_the_rest(rig: Rig) -> None:
    draft = await designated(rig, 100_00)
    view = await rig.perform(choose_method, ME, draft.id, draft.version, "original")
    back = await rig.perform(choose_method, ME, view.id, view.version, "designated")
    assert (back.reason, payee_of(back).complete) == ("account_closed", True), "nothing is asked twice"
    view = await rig.perform(choose_method, ME, back.id, back.version, "original")
    done = await submit(rig, view)
    assert (done.status, done.payee, done.reason, done.documents) == ("approved", None, None, ())
    order = await rig.perform(take_payout, SYSTEM, 60)
    assert isinstance(order, PayoutOrder)
    assert order.payee is None


async def test_the_database_has_no_number_and_no_words_of_the_customer_in_the_clear(
    make_place: Callable[..., Place], tmp_path: Path
) -> None:
    place, folder = make_place("sqlite"), tmp_path / "rig"
    async with await place.open() as db, rig_on(db, folder) as rig:
        await rig.events([account(name="Lin Mei-Unheard"), top_up("1000.00")])
        await rig.link()
        for kind in get_args(PayeeKind):
            view = await begun(rig)
            view = await rig.perform(choose_reason, ME, view.id, view.version, ACCOUNT_CLOSED)
            view = await rig.perform(set_note, ME, view.id, view.version, "My own words")
            view = await submit(
                rig, await all_documents(rig, await pay_to(rig, view, kind, "LIN MEI-unheard"))
            )
            await rig.perform(review, ANNA, view.id, "approve")
            await rig.settle()
    path = Path(place.url.removeprefix("sqlite:///"))
    kept = [*path.parent.glob(f"{path.name}*"), *folder.glob("payouts*")]
    assert len(kept) >= 2
    for file in kept:
        for secret in (CARD, MOBILE, "LIN MEI-unheard", "My own words"):
            assert secret.encode() not in file.read_bytes(), (file.name, secret)
