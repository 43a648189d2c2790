"""Withdrawals to a designated account: reasons, payees, papers, promise, review, and applying again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from stdnum import luhn

from bot.cli.branches import replace_directory
from domain.actor import Actor
from domain.calendar import end_of, local_date
from domain.designated import DocumentKind, Kind, Reason, may_differ, papers_for, reasons_for
from domain.payee import PayeeKind
from domain.policy import Policy
from domain.ports import DAY
from domain.usecases.ask_again import AskAgain, ask_again
from domain.usecases.check_books import CheckBooks, check_books
from domain.usecases.choose_method import ChooseMethod, choose_method
from domain.usecases.choose_reason import ChooseReason, choose_reason
from domain.usecases.confirm_withdrawal import ConfirmWithdrawal, confirm_withdrawal
from domain.usecases.documents import AddDocument, RemoveDocument, add_document, remove_document
from domain.usecases.enter_amount import EnterAmount, enter_amount
from domain.usecases.enter_code import EnterCode, enter_code
from domain.usecases.enter_payee import EnterPayee, enter_payee
from domain.usecases.payees import ChangePayee, ListPayees, UsePayee, change_payee, list_payees, use_payee
from domain.usecases.payouts import PayoutOrder, TakePayout, take_payout
from domain.usecases.retry_withdrawal import RetryWithdrawal, retry_withdrawal
from domain.usecases.review import Review, review
from domain.usecases.send_code import SendCode, send_code
from domain.usecases.set_note import SetNote, set_note
from domain.usecases.show_withdrawal import ShowWithdrawal, show_withdrawal
from domain.usecases.start_withdrawal import StartWithdrawal, start_withdrawal
from domain.usecases.switch_account import SwitchAccount, switch_account
from domain.views import PayeeField, PayeeView, Refused, WithdrawalView
from storage.database import Database
from tests.databases import Place
from tests.directory import code_of, small
from tests.papers import (
    CARD,
    ME,
    MOBILE,
    NAME,
    add,
    all_papers,
    designated,
    enter,
    fund_of,
    paper,
    pay_to,
    submit,
)
from tests.rig import MEI, OPERATOR, Rig, account, granted, rig_on, top_up

ANNA, BORIS, SYSTEM = Actor.operator("anna"), Actor.operator("boris"), Actor.system("test")
OLD = top_up(
    "300.00", "TP-OLD", channel="online_banking", bank="Bank of Jiangsu", at="2026-09-01T10:00:00+08:00"
)
"""Its return window of 30 days has passed."""
ACCOUNT_CLOSED: Reason = "account_closed"
MERCHANTS = "622588000000000"
"""The beginning of a card of another bank than ``CARD``."""


@pytest.fixture
async def bare(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path, Policy(second_review_fen=1000_00)) as made:
        yield made
        assert not granted(await made.look(check_books, OPERATOR, CheckBooks()))


@pytest.fixture
async def rig(bare: Rig) -> Rig:
    await bare.events([account(), top_up("1000.00"), OLD])
    await bare.link()
    return bare


async def show(rig: Rig, view: WithdrawalView) -> WithdrawalView:
    return granted(await rig.look(show_withdrawal, ME, ShowWithdrawal(view.id)))


async def begun(rig: Rig, order: str = "TP-1001-1", amount_fen: int = 100_00) -> WithdrawalView:
    """A draft to a designated account, with an amount only."""
    view = granted(await rig.perform(start_withdrawal, ME, StartWithdrawal(await fund_of(rig, order))))
    view = granted(
        await rig.perform(enter_amount, ME, EnterAmount(view.id, view.version, amount_fen=amount_fen))
    )
    return granted(await rig.perform(choose_method, ME, ChooseMethod(view.id, view.version, "designated")))


async def no_code(rig: Rig, view: WithdrawalView) -> str | None:
    refused = await rig.perform(send_code, ME, SendCode(view.id, view.version))
    return refused.code if isinstance(refused, Refused) else None


def payee_of(view: WithdrawalView) -> PayeeView:
    assert view.payee is not None
    return view.payee


def test_every_reason_has_its_people_and_its_papers() -> None:
    kinds: tuple[Kind, ...] = get_args(Kind)
    offered = {(kind, passed): reasons_for(kind, passed) for kind in kinds for passed in (False, True)}
    assert offered == {
        ("personal", False): ("account_closed",),
        ("personal", True): ("window_passed",),
        ("enterprise", False): ("account_closed", "deregistered", "advanced"),
        ("enterprise", True): ("window_passed", "deregistered", "advanced"),
    }
    assert papers_for("window_passed", "personal") == ("application_form", "id_photo")
    assert papers_for("window_passed", "enterprise") == ("application_form", "business_licence")
    assert papers_for("account_closed", "personal")[-1] == "closure_proof"
    assert papers_for("deregistered", "enterprise")[1:] == ("business_licence", "deregistration")
    assert papers_for("advanced", "enterprise")[1:] == ("business_licence", "reimbursement_proof")
    assert papers_for("application", "personal") == ("application_form", "id_photo")
    asked = {paper for reason in get_args(Reason) for kind in kinds for paper in papers_for(reason, kind)}
    assert asked == set(get_args(DocumentKind))
    assert [reason for reason in get_args(Reason) if may_differ(reason)] == ["deregistered", "advanced"]


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
    bare: Rig, kind: Kind, reason: Reason, to: PayeeKind
) -> None:
    rig = bare
    await rig.events([account(kind=kind), top_up("1000.00"), OLD])
    await rig.link()
    draft = await designated(rig, 120_50, reason, to, "TP-OLD" if reason == "window_passed" else "TP-1001-1")
    assert (draft.reason, draft.papers, draft.missing) == (reason, papers_for(reason, kind), ())
    assert payee_of(draft).number == (MOBILE if to == "alipay" else CARD)
    view = await submit(rig, draft)
    text = rig.sandbox.core.phone.sms_for("+8613800138001")[0].text
    assert "120.50" in text
    assert (payee_of(view).number_masked or "?") in text
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
    granted(await rig.perform(review, ANNA, Review(view.id, "approve")))
    assert (await show(rig, view)).promise_at == view.promise_at, "the promise counts from submission"
    order = granted(await rig.perform(take_payout, SYSTEM, TakePayout(60)))
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
        refused = await rig.perform(
            choose_reason, ME, ChooseReason(still_open.id, still_open.version, reason)
        )
        assert refused == Refused("reason_not_yours")
    assert await no_code(rig, still_open) == "reason_not_yours"


async def test_an_enterprise_says_why_another_may_receive_after_the_window_too(bare: Rig) -> None:
    await bare.events([account(kind="enterprise"), OLD])
    await bare.link()
    view = await begun(bare, "TP-OLD")
    refused = await bare.perform(enter_payee, ME, EnterPayee(view.id, view.version, "name", "Somebody Else"))
    assert refused == Refused("payee_name_differs")
    view = granted(await bare.perform(choose_reason, ME, ChooseReason(view.id, view.version, "deregistered")))
    view = await all_papers(bare, await pay_to(bare, view, "alipay", "Successor Co., Ltd."))
    assert payee_of(view).name_differs
    back = granted(
        await bare.perform(choose_reason, ME, ChooseReason(view.id, view.version, "window_passed"))
    )
    assert back.papers == ("application_form", "business_licence")
    assert await no_code(bare, back) == "payee_name_differs"
    view = granted(await bare.perform(choose_reason, ME, ChooseReason(back.id, back.version, "deregistered")))
    assert view.missing == ("application_form", "deregistration"), "the form says the reason"
    view = await submit(bare, await all_papers(bare, view))
    assert view.flags == ("new_payee", "name_differs")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("number", "6222 0200 0000 0000 001", "card_check_digit"),
        ("number", "six two two", "card_unreadable"),
        ("name", "Lin  Mai", "payee_name_differs"),
        ("name", " … ", "payee_name_needed"),
        ("bank", "12", "bank_needed"),
        ("code", "102301000011", "bank_code_wrong"),
        ("branch", "Xinjiekou Branch", "place_needed"),
        ("place", "210000", "place_needed"),
    ],
)
async def test_a_field_that_cannot_be_right_is_refused_by_name(
    rig: Rig, field: PayeeField, value: str, code: str
) -> None:
    view = granted(
        await rig.perform(
            choose_reason, ME, ChooseReason((draft := await begun(rig)).id, draft.version, ACCOUNT_CLOSED)
        )
    )
    view = await enter(rig, view, "kind", "bank_card")
    refused = await rig.perform(enter_payee, ME, EnterPayee(view.id, view.version, field, value))
    assert refused == Refused(code)
    assert (await show(rig, view)).version == view.version


async def test_a_bank_code_is_enough_without_a_directory_and_another_banks_card_asks_again(rig: Rig) -> None:
    draft = await begun(rig, "TP-OLD")
    view = await enter(rig, draft, "kind", "bank_card")
    for field, value in (("number", CARD), ("name", "account １００１"), ("bank", "工行")):
        assert payee_of(view).next_field == field
        view = await enter(rig, view, field, value)
    assert (payee_of(view).bank, payee_of(view).next_field) == ("中国工商银行", "branch")
    view = await enter(rig, view, "code", " 1023 0100 0010 ")
    to = payee_of(view)
    assert (to.complete, to.bank_code, to.branch, to.by_hand) == (True, "102301000010", None, True)
    view = await enter(rig, view, "number", MERCHANTS + luhn.calc_check_digit(MERCHANTS))
    assert payee_of(view).id != to.id
    assert (payee_of(view).bank, payee_of(view).bank_code, payee_of(view).next_field) == (None, None, "bank")


async def test_a_branch_of_the_directory_fills_bank_province_and_city(rig: Rig) -> None:
    await replace_directory(rig, small(), 0, pause_s=0)
    picked, lacking = small()[0], code_of("999", "9999", 9999)
    view = await enter(rig, await begun(rig, "TP-OLD"), "kind", "bank_card")
    view = await enter(rig, await enter(rig, view, "number", CARD), "name", NAME)
    unknown = await rig.perform(enter_payee, ME, EnterPayee(view.id, view.version, "code", lacking))
    assert unknown == Refused("branch_unknown")
    to = payee_of(await enter(rig, view, "code", picked.code))
    assert (to.bank, to.province, to.city, to.branch, to.bank_code) == (
        picked.bank, picked.province, picked.city, picked.name, picked.code,
    )  # fmt: skip
    assert to.complete
    assert not to.by_hand


async def test_what_was_submitted_never_changes_and_is_offered_again_masked(rig: Rig) -> None:
    first = await submit(rig, await designated(rig, 100_00, kind="bank_card"))
    other = await begun(rig, "TP-OLD")
    offered = granted(await rig.look(list_payees, ME, ListPayees(other.id)))
    assert [(one.number, one.number_masked) for one in offered] == [(None, "•••• 0000")]
    used = granted(await rig.perform(use_payee, ME, UsePayee(other.id, other.version, offered[0].id)))
    assert payee_of(used).id == payee_of(first).id
    changed = await enter(rig, used, "branch", "Gulou Branch")
    assert (payee_of(changed).branch, payee_of(changed).id != offered[0].id) == ("Gulou Branch", True)
    assert payee_of(await show(rig, first)).branch == "Xinjiekou Branch"
    gone = granted(await rig.perform(change_payee, ME, ChangePayee(changed.id, changed.version)))
    assert gone.payee is None
    foreign = await rig.perform(use_payee, ME, UsePayee(gone.id, gone.version, payee_of(changed).id))
    assert foreign == Refused("not_yours"), "never submitted"


async def test_a_payee_is_new_until_it_was_paid_and_changed_when_another_was(rig: Rig) -> None:
    first = await submit(rig, await designated(rig, 100_00, kind="alipay"))
    again = await submit(rig, await designated(rig, 100_00, kind="alipay"))
    assert (first.flags, again.flags) == (("new_payee",), ("new_payee",))
    granted(await rig.perform(review, ANNA, Review(first.id, "approve")))
    await rig.settle()
    known = await submit(rig, await designated(rig, 100_00, kind="alipay"))
    other = await submit(rig, await designated(rig, 100_00, kind="bank_card"))
    assert known.flags == ()
    assert other.flags == ("new_payee", "payee_changed", "branch_by_hand")
    assert (known.status, other.status) == ("in_review", "in_review"), "always looked at"


async def test_each_edit_ends_the_code_and_what_the_form_says_takes_the_form_out(rig: Rig) -> None:
    draft = await designated(rig, 100_00)
    granted(await rig.perform(send_code, ME, SendCode(draft.id, draft.version)))
    granted(await rig.perform(enter_code, ME, EnterCode(draft.id, await rig.code())))
    more = await add(rig, draft, "id_photo")
    assert (more.code, more.missing) == ("none", ())
    refused = await rig.perform(confirm_withdrawal, ME, ConfirmWithdrawal(more.id, more.version))
    assert refused == Refused("code_needed")
    stale = await rig.perform(confirm_withdrawal, ME, ConfirmWithdrawal(draft.id, draft.version))
    assert stale == Refused("stale")
    amount = granted(
        await rig.perform(enter_amount, ME, EnterAmount(more.id, more.version, amount_fen=100_01))
    )
    assert amount.missing == ("application_form",)
    assert await no_code(rig, amount) == "papers_missing"
    photo = next(one.id for one in amount.documents if one.kind == "id_photo")
    less = granted(await rig.perform(remove_document, ME, RemoveDocument(amount.id, amount.version, photo)))
    assert less.missing == ("application_form",), "there was a second photo"
    assert await rig.perform(remove_document, ME, RemoveDocument(less.id, less.version, photo)) == Refused(
        "stale"
    )


async def test_papers_that_are_not_asked_for_and_too_many_are_refused(rig: Rig) -> None:
    view = await begun(rig, "TP-OLD")
    refused = await rig.perform(add_document, ME, AddDocument(view.id, "deregistration", paper()))
    assert refused == Refused("document_not_asked")
    for _ in range(3):
        view = await add(rig, view, "id_photo")
    refused = await rig.perform(add_document, ME, AddDocument(view.id, "id_photo", paper()))
    assert refused == Refused("too_many_documents", (("most", 3),))


async def test_a_rejected_one_is_applied_for_again_with_all_but_what_was_refused(rig: Rig) -> None:
    view = await submit(rig, await designated(rig, 100_00))
    photo = next(one.id for one in view.documents if one.kind == "id_photo")
    wrong = {photo: "unreadable"}
    granted(await rig.perform(review, ANNA, Review(view.id, "reject", "papers_unclear", papers=wrong)))
    again = granted(await rig.perform(retry_withdrawal, ME, RetryWithdrawal(view.id)))
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
    granted(await rig.perform(review, ANNA, Review(view.id, "reject", "other")))
    again = granted(await rig.perform(retry_withdrawal, ME, RetryWithdrawal(view.id)))
    assert again.missing == ()
    fewer = granted(
        await rig.perform(enter_amount, ME, EnterAmount(again.id, again.version, amount_fen=90_00))
    )
    assert fewer.missing == ("application_form",)


async def test_a_paper_asked_for_again_replaces_the_refused_one_without_a_code(rig: Rig) -> None:
    rig.staff_chat = -1001
    rig.sandbox.core.add_group(-1001, "Staff", [MEI.id])
    rig.restart()
    view = await submit(rig, await designated(rig, 100_00))
    photo = next(one.id for one in view.documents if one.kind == "id_photo")
    early = await rig.perform(add_document, ME, AddDocument(view.id, "id_photo", paper()))
    assert early == Refused("document_not_asked")
    again = AskAgain(view.id, view.version, {photo: "unreadable"}, "Too dark")
    granted(await rig.perform(ask_again, ANNA, again))
    waiting = await show(rig, view)
    assert (waiting.missing, waiting.asked_again) == (("id_photo",), rig.clock.at)
    assert next(one for one in waiting.documents if one.id == photo).verdict_note == "Too dark"
    there = await add(rig, view, "id_photo")
    assert (there.status, there.missing, there.asked_again) == ("in_review", (), None)
    assert photo not in [one.id for one in there.documents]
    assert there.version > waiting.version, "nobody decides on the papers that were there before"
    second = await add(rig, there, "id_photo")
    assert len(second.documents) == 4, "its second page"
    other = await rig.perform(add_document, ME, AddDocument(view.id, "closure_proof", paper()))
    assert other == Refused("document_not_asked")
    await rig.settle()
    told = [message.text for message in rig.mei().in_chat(-1001).from_bot]
    assert sum("the paper you asked for" in one for one in told) == 1


async def test_papers_are_gone_a_day_after_a_draft_and_a_month_after_a_decision(rig: Rig) -> None:
    draft = await designated(rig, 100_00)
    assert {one.delete_on for one in draft.documents} == {None}
    rig.clock.at += DAY
    await rig.settle()
    assert (await show(rig, draft)).status == "expired"
    assert {one.delete_on for one in (await show(rig, draft)).documents} == {local_date(rig.clock.at + DAY)}
    again = granted(await rig.perform(retry_withdrawal, ME, RetryWithdrawal(draft.id)))
    assert ({one.delete_on for one in again.documents}, again.missing) == ({None}, ())
    view = await submit(rig, again)
    granted(await rig.perform(review, ANNA, Review(view.id, "approve")))
    await rig.settle()
    done = await show(rig, view)
    assert done.status == "successful"
    assert {one.delete_on for one in done.documents} == {local_date(rig.clock.at) + timedelta(days=30)}


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
    granted(await rig.perform(review, ANNA, Review(view.id, "approve")))
    await rig.settle()
    done = await show(rig, view)
    assert (done.status, done.promise_at) == ("successful", view.promise_at)


async def test_the_payees_withdrawals_count_to_the_threshold_over_accounts(rig: Rig) -> None:
    first = await submit(rig, await designated(rig, 600_00, kind="alipay"))
    assert granted(await rig.perform(review, ANNA, Review(first.id, "approve"))).status == "approved"
    await rig.events([account("1002", name=NAME), top_up("900.00", "TP-1002-1", "1002")])
    await rig.link(account="1002")
    draft = await designated(rig, 400_00, kind="alipay", order="TP-1002-1")
    assert draft.account.id == "1002"
    second = await submit(rig, draft)
    once = await rig.perform(review, ANNA, Review(second.id, "approve"))
    assert once == Refused("approved_once"), "1,000.00 to one payee in 7 days"
    assert not (await show(rig, second)).may_cancel
    assert granted(await rig.perform(review, BORIS, Review(second.id, "approve"))).status == "approved"


async def test_what_the_account_and_what_the_payee_had_are_one_sum_and_waiting_does_not_make_it_less(
    rig: Rig,
) -> None:
    """300.00 of the account elsewhere and 300.00 of others to the payee: neither alone reaches it with 400.00."""
    await rig.events([account("1002", name=NAME), top_up("900.00", "TP-1002-1", "1002")])
    await rig.link(account="1002")
    rig.clock.move(61)
    await submit(rig, await designated(rig, 300_00, kind="alipay", order="TP-1002-1"))
    granted(await rig.perform(switch_account, ME, SwitchAccount("1001")))
    third = await submit(rig, await designated(rig, 400_00, kind="alipay"))
    elsewhere = await submit(rig, await designated(rig, 300_00, kind="bank_card"))
    rig.clock.move(9 * 86_400)
    assert await rig.perform(review, ANNA, Review(third.id, "approve")) == Refused("approved_once")
    assert granted(await rig.perform(review, BORIS, Review(third.id, "approve"))).status == "approved"
    # Not reached by any seven days: 300.00 of the other account does not count for this card.
    assert granted(await rig.perform(review, ANNA, Review(elsewhere.id, "approve"))).status == "approved"


async def test_a_fallen_balance_keeps_it_in_review_with_its_promise(rig: Rig) -> None:
    view = await submit(rig, await designated(rig, 900_00))
    granted(await rig.perform(review, ANNA, Review(view.id, "approve")))
    bill = {"id": "b", "type": "bill.issued", "at": "2026-11-10T10:00:00+08:00", "account": "1001"}
    await rig.events([bill | {"bill": "B-1", "amount": "1200.00"}])
    await rig.settle()
    back = await show(rig, view)
    assert (back.status, back.flags[-1], back.promise_at) == ("in_review", "balance_fallen", view.promise_at)
    assert [entry.payments for entry in await rig.ledger.entries()] == []


async def test_choosing_the_original_method_after_all_submits_nothing_of_the_rest(rig: Rig) -> None:
    draft = await designated(rig, 100_00)
    view = granted(await rig.perform(choose_method, ME, ChooseMethod(draft.id, draft.version, "original")))
    back = granted(await rig.perform(choose_method, ME, ChooseMethod(view.id, view.version, "designated")))
    assert (back.reason, payee_of(back).complete) == ("account_closed", True), "nothing is asked twice"
    view = granted(await rig.perform(choose_method, ME, ChooseMethod(back.id, back.version, "original")))
    done = await submit(rig, view)
    assert (done.status, done.payee, done.reason, done.documents) == ("approved", None, None, ())
    order = granted(await rig.perform(take_payout, SYSTEM, TakePayout(60)))
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
            view = granted(
                await rig.perform(choose_reason, ME, ChooseReason(view.id, view.version, ACCOUNT_CLOSED))
            )
            view = granted(await rig.perform(set_note, ME, SetNote(view.id, view.version, "My own words")))
            view = await submit(rig, await all_papers(rig, await pay_to(rig, view, kind, "LIN MEI-unheard")))
            granted(await rig.perform(review, ANNA, Review(view.id, "approve")))
            await rig.settle()
    path = Path(place.url.removeprefix("sqlite:///"))
    kept = [*path.parent.glob(f"{path.name}*"), *folder.glob("payouts*")]
    assert len(kept) >= 2
    for file in kept:
        for secret in (CARD, MOBILE, "LIN MEI-unheard", "My own words"):
            assert secret.encode() not in file.read_bytes(), (file.name, secret)
