"""The main screens as they are read, in both languages. A change of words shows up here for a check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.screens import (
    connect,
    connected,
    costs,
    designated,
    draft,
    help,
    holds,
    home,
    not_me,
    orders,
    payee,
    pushes,
    records,
    withdrawal,
)
from bot.screens import documents as document_screens
from bot.screens.answers import Own
from bot.screens.screen import Screen
from bot.screens.staff_group import staff_texts
from bot.texts.languages import LOCALES
from bot.texts.topics import TOPICS
from domain.ports import HOUR, MINUTE
from domain.rules.balance import HOLDS
from domain.rules.policy import Policy
from domain.views import Locale
from tests.screens.fits import plain
from tests.support import samples
from tests.support.samples import ALIPAY, NOW, outbox_message, submitted
from tests.support.samples import withdrawal as sample


def shown(*screens: Screen) -> str:
    """Screens as text, buttons in brackets."""
    parts = []
    for screen in screens:
        rows = [" ".join(f"[{button.label}]" for button in row) for row in screen.rows]
        parts.append("\n".join([plain(screen.text), *rows]))
    return "\n\n----\n\n".join(parts)


@pytest.mark.parametrize("locale", LOCALES)
def test_me_and_costs(locale: Locale, snapshot: SnapshotAssertion) -> None:
    view = samples.costs()
    lines = [holds.explanation(view, line, locale) for line in HOLDS]
    assert snapshot == shown(
        connect.welcome(locale),
        home.home(view, locale),
        costs.card(view, locale),
        costs.sums(view, locale),
        *lines,
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_help(locale: Locale, snapshot: SnapshotAssertion) -> None:
    review = sample(status="in_review", submitted_at=NOW, may_cancel=True)
    orders = (samples.BANK, samples.ALIPAY)
    own = Own(
        Policy(support=samples.SUPPORTS[0]), samples.costs(), samples.records().records, review, None, orders
    )
    answers = [help.answer_to(topic, own, NOW, locale) for topic in TOPICS]
    assert snapshot == shown(help.page(locale, samples.SUPPORTS[0]), *answers)


@pytest.mark.parametrize("locale", LOCALES)
def test_accounts(locale: Locale, snapshot: SnapshotAssertion) -> None:
    few = samples.phone_choice(accounts=samples.MANY[:4])
    assert snapshot == shown(
        connect.ask_contact(locale),
        connect.phone_code_entry(samples.CLAIM_CODE, NOW, locale),
        connect.choose(few, NOW, locale),
        home.accounts(samples.costs(accounts=samples.MANY[:5]), locale),
        home.disconnect_sure(samples.unlink_view(samples.LIN, samples.MANY[:1], 1, 1), locale),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_withdrawing(locale: Locale, snapshot: SnapshotAssertion) -> None:
    fresh = sample(amount_fen=None, method=None)
    sent = sample(code="sent", code_expires_at=NOW + 5 * MINUTE)
    assert snapshot == shown(
        orders.orders(samples.orders(samples.BANK, samples.ALIPAY), locale),
        draft.card(fresh, locale),
        draft.card(sample(method=None), locale),
        draft.card(sample(), locale),
        draft.card(sent, locale),
        draft.card(replace(sent, code_trouble="waiting"), locale),
        draft.card(replace(sent, code_trouble="over"), locale),
        draft.unsent(replace(sent, code_trouble="over"), locale),
        staff_texts({"what": "failing", "since_at": NOW, "at": NOW}, locale),
        staff_texts({"what": "again", "since_at": NOW - 5 * MINUTE, "at": NOW}, locale),
        draft.card(sample(code="accepted", code_expires_at=NOW + 5 * MINUTE), locale),
        draft.resume(sample(), locale),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_to_a_designated_account(locale: Locale, snapshot: SnapshotAssertion) -> None:
    view = samples.designated()
    asked = {"payee": replace(samples.NO_PAYEE, number_masked="•••• 0000"), "documents": ()}
    typing = samples.designated(**asked, missing=samples.NEEDED)
    fresh = sample(method=None, promise_from_on=view.promise_from_on, promise_by_on=view.promise_by_on)
    two = samples.designated(documents=view.documents[:2], missing=view.needed[2:])
    assert snapshot == shown(
        draft.method(fresh, locale),
        designated.reason(
            replace(view, account=samples.TRADING, reasons=("window_passed", "advanced")), locale
        ),
        payee.start(replace(view, payee=None), (samples.PAYEE, samples.TO_ALIPAY), locale),
        payee.number(typing, locale),
        payee.name(typing, locale),
        payee.bank(typing, locale),
        payee.branch(view, locale),
        payee.found(view, samples.branches(3), "Lin Mei", True, locale),
        payee.place(view, locale),
        payee.branch_name(view, locale),
        payee.summary(view, locale),
        document_screens.checklist(two, locale).under(document_screens.taken(1, locale)),
        document_screens.one(view, "application_form", locale),
        document_screens.checklist(view, locale),
        draft.card(view, locale),
        withdrawal.status_card(samples.looked_at(view), locale),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_an_application(locale: Locale, snapshot: SnapshotAssertion) -> None:
    view = samples.application()
    assert snapshot == shown(
        costs.card(samples.costs(balance=samples.worked_example(by_application_fen=80_00)), locale),
        draft.amount(view, locale),
        designated.note(view, locale),
        draft.card(view, locale),
        withdrawal.status_card(samples.looked_at(view, "cancelled"), locale),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_reviewer_said(locale: Locale, snapshot: SnapshotAssertion) -> None:
    refused = samples.document(
        "id_photo",
        verdict="refused",
        verdict_code="unreadable",
        verdict_note="Lin",
        delete_on=date(2026, 12, 30),
    )
    documents = (samples.document("application_form", verdict="accepted"), refused)
    again = samples.looked_at(
        samples.designated(documents=documents, missing=("id_photo",)), asked_again_at=NOW, version=8
    )
    rejected = samples.looked_at(again, "rejected", reason_code="name_mismatch", reason_text="Lin")
    assert snapshot == shown(
        withdrawal.status_card(again, locale),
        pushes.render_push(outbox_message("asked_again", withdrawal=again), locale),
        document_screens.again(again, locale),
        withdrawal.status_card(rejected, locale),
        pushes.render_push(outbox_message("withdrawal", withdrawal=rejected), locale),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_after(locale: Locale, snapshot: SnapshotAssertion) -> None:
    failed = submitted("failed", reason_code="account_closed", order=ALIPAY)
    assert snapshot == shown(
        withdrawal.status_card(submitted("approved", promise_at=NOW + HOUR), locale),
        withdrawal.status_card(submitted("in_review", promise_at=None), locale),
        withdrawal.status_card(submitted("successful", channel_reference="ALI1"), locale),
        withdrawal.details(failed, "0", locale),
        records.records(samples.records(), NOW, locale),
        pushes.render_push(outbox_message("withdrawal", withdrawal=submitted("successful")), locale),
        pushes.render_push(outbox_message("withdrawal", withdrawal=failed), locale),
        pushes.render_push(outbox_message("draft_expired", withdrawal=sample(status="expired")), locale),
        pushes.render_push(outbox_message("made_room", {"most": 100}), locale),
        pushes.render_push(outbox_message("reserve_free", {"account": "1001", "amount_fen": 100_00}), locale),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_not_as_hoped(locale: Locale, snapshot: SnapshotAssertion) -> None:
    late = submitted("unknown", late=True, promise_at=NOW)
    returned = submitted("failed", reason_code="bank_return", returned_at=NOW + HOUR, return_reference="R1")
    flagged = submitted("in_review", flags=("overdue_elsewhere",), promise_at=None, may_cancel=False)
    assert snapshot == shown(
        withdrawal.status_card(submitted("unknown", promise_at=NOW + HOUR), locale),
        withdrawal.status_card(late, locale),
        pushes.render_push(outbox_message("withdrawal", withdrawal=late), locale),
        withdrawal.status_card(returned, locale),
        pushes.render_push(outbox_message("withdrawal", withdrawal=returned), locale),
        withdrawal.status_card(flagged, locale),
        pushes.render_push(outbox_message("withdrawal", withdrawal=flagged), locale),
        draft.card(sample(status="discarded"), locale),
        pushes.render_push(outbox_message("later"), locale),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_codes_that_run_out(locale: Locale, snapshot: SnapshotAssertion) -> None:
    view = sample(
        amount_fen=120_50, method="original", code="sent", code_id=7, code_expires_at=NOW + 5 * MINUTE
    )
    assert snapshot == shown(
        draft.code_entry(replace(view, codes_left=1), locale),
        draft.check(replace(view, code="none", codes_left=0, next_code_at=NOW + HOUR), locale),
        draft.locked(replace(view, locked_until_at=NOW + 15 * MINUTE), locale),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_who_is_connected(locale: Locale, snapshot: SnapshotAssertion) -> None:
    costs_view = replace(samples.costs(), waiting=samples.WAITING[:1])
    assert snapshot == shown(
        connected.connected(samples.connected_to(samples.LIN, 9), locale),
        connected.remove_sure(samples.REMOVALS[0], locale),
        connect.entry("r7", connected.remove_head(samples.REMOVALS[0], locale), locale, code=9),
        connected.waiting_only(samples.WAITING[:1], locale),
        home.accounts(costs_view, locale),
        connect.entry("v7", connected.proof_head(samples.PROOF_ATTEMPT, NOW, locale), locale),
        connected.proved(["1001"], locale),
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_not_me(locale: Locale, snapshot: SnapshotAssertion) -> None:
    told = [
        outbox_message("linked", {"account": "1001", "link": 7}),
        outbox_message("unlinked", {"account": "1001", "link": 7, "why": "code", "code": 9}),
        outbox_message("removed", {"account": "1001", "link": 7, "why": "code", "code": 9}),
        outbox_message("removed", {"account": "1001", "link": 7, "why": "not_me", "code": None}),
        outbox_message("removed", {"account": "1001", "link": 7, "why": "support"}),
        outbox_message(
            "code_asked", {"account": "1001", "link": 7, "code": 9, "amount_fen": 120_50, "currency": "CNY"}
        ),
        outbox_message("code_asked", {"account": "1001", "link": None, "code": 9}),
        outbox_message("phone_changed", {"account": "1001", "link": 7}),
    ]
    assert snapshot == shown(
        *(pushes.render_push(one, locale) for one in told),
        *(not_me.sure(one, "code", 9, locale) for one in samples.NOT_ME),
        not_me.done(samples.NOT_ME[0], "link", locale),
        not_me.done(samples.NOT_ME[2], "phone", locale),
    )
