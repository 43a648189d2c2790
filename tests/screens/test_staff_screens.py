"""Every screen of reviewers and of their group: renders in both languages, fits, and says what it must."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.screens import case, decision, queue, second_factor, staff_group
from bot.screens.screen import Screen
from bot.screens.staff_buttons import Case
from bot.texts.catalogue import texts_for
from bot.texts.languages import LOCALES
from domain.cases import FAULT_CODES, REASON_CODES, CaseView, Prepared, Preparing
from domain.contradictions import RESOLUTIONS, Kind, PayoutOutcome
from domain.errors import Refusal
from domain.ports import DAY
from domain.rules.designated import DesignatedReason
from domain.staff_news import StaffChange
from domain.usecases.staff.members import StaffMember
from domain.usecases.staff.second_factor import FactorView, NewWord
from domain.views import Locale, Signed, StaffNote, WithdrawalView
from tests.screens import anything
from tests.screens.fits import misfits, plain
from tests.screens.staff_samples import (
    DOCUMENTS,
    ID,
    SUMMARY,
    a_queue,
    contradicted,
    decided,
    failing,
    full,
    of_detail,
    stuck,
)
from tests.support.samples import ALIPAY, NOW

NOTE = StaffNote("review", ID, 120_50, "CNY", NOW - DAY, NOW, 3)
REASONS: tuple[DesignatedReason, ...] = (
    "window_passed",
    "account_closed",
    "deregistered",
    "advanced",
    "application",
)
WHYS = ("balance_fallen", "window_closed", "gate_real_name", "gate_suspended", "gate_closed")
CODES = (
    "own_case", "stale", "decided", "not_in_review", "not_unknown", "claimed", "unknown_withdrawal", "papers_awaited",
    "papers_none", "paper_gone", "approved_once", "settled_once", "failed_said", "resolved_once", "no_way",
    "not_contradicted", "words_too_long", "reason_needed",
    "reason_unknown",
    "document_needed", "no_text",
)  # fmt: skip


def prepared(what: Preparing, code: str | None = None, fault: str = "unreadable") -> CaseView:
    return of_detail(prepared=Prepared(what, code, {DOCUMENTS[0].id: fault}, "Too dark <b>"))


def cases() -> Iterator[CaseView]:
    yield full()
    yield full(is_test=False, mine=True, signed=(), claimed_by="Anna")
    yield full(claimed_by=None, signed=())
    yield stuck()
    yield failing()
    for kind in get_args(Kind):
        yield contradicted(kind, "book")
    for outcome in get_args(PayoutOutcome):
        if outcome != "unknown":
            yield contradicted("paid_after_failed", "nothing", 12_00, outcome)
    yield full(own=True, detail=None)
    yield full(detail=None)
    for what in ("approved", "rejected", "cancelled", "successful", "failed", "sending"):
        yield decided(what, "" if what == "cancelled" else "Anna")
    for why in WHYS:
        yield of_detail(unpayable=why)
    yield of_detail(approved=True)
    shown = full().detail
    assert shown is not None
    for reason in REASONS:
        yield of_detail(view=replace(shown.view, reason=reason))
    for promised in (NOW - DAY, NOW + DAY):
        original = replace(shown.view, method="original", payee=None, reason=None, needed=(), documents=())
        yield of_detail(view=replace(original, promise_at=promised, promise_by_day=False))
    yield of_detail(view=replace(shown.view, method="application", order=None), earlier=(), flags=())
    assert shown.view.payee is not None
    alipay = replace(shown.view.payee, kind="alipay", number="someone@example.com", bank=None, bank_code=None)
    yield of_detail(
        view=replace(shown.view, payee=alipay, account=replace(shown.view.account, kind="enterprise"))
    )


def every(locale: Locale) -> Iterator[Screen]:
    for view in cases():
        yield case.case(view, locale)
    yield decision.approve(full(), locale)
    yield decision.approve(full(signed=()), locale)
    yield decision.reasons(full(), locale)
    for what in ("reject", "again"):
        yield decision.verdicts(prepared(what), locale)
        nothing_yet = Prepared(what, "papers_wrong", {}, None)
        screen = decision.verdicts(of_detail(prepared=nothing_yet), locale)
        assert texts_for(locale).plain("continue") not in [one.label for row in screen.rows for one in row]
        yield screen
    for code in FAULT_CODES:
        yield decision.verdicts(prepared("again", fault=code), locale)
    for what in ("reject", "again", "paid", "failed"):
        yield decision.words(prepared(what), locale)  # type: ignore[arg-type]
        yield decision.sure(prepared(what), locale)  # type: ignore[arg-type]
    for how in RESOLUTIONS:
        yield case.case(contradicted("paid_after_failed", how), locale)
        yield decision.words(contradicted("paid_after_failed", how), locale)
        yield decision.sure(contradicted("paid_after_failed", how), locale)
    for kind in get_args(Kind):
        for username in ("a_bot", None):
            yield staff_group.staff_note(
                replace(NOTE, case="contradiction", contradiction=kind), username, locale
            )
    for code in REASON_CODES:
        yield decision.sure(prepared("reject", code), locale)
    yield queue.queue(a_queue(), locale)
    yield queue.queue(a_queue(0, page=0, pages=1, total=0), locale)
    for wanted in ("flagged", "designated", "application", "mine", "unclaimed", "stuck"):
        yield queue.queue(a_queue(1, filter=wanted, pages=1, page=0, total=1), locale)
    yield staff_group.staff_summary(SUMMARY, "a_bot", locale)
    yield staff_group.staff_summary(replace(SUMMARY, number=0, oldest_at=None), None, locale)
    yield staff_group.group_answer("a_bot", locale)
    for what in ("again", "failing"):
        yield staff_group.staff_texts({"what": what, "since_at": NOW - DAY, "at": NOW}, locale)
    yield from factors(locale)
    for what in get_args(StaffChange):
        told = {"what": what, "name": "Anna <b>", "person": 201, "by": "root (sudo anna)", "role": "finance"}
        screen = staff_group.staff_news({**told, "login": "anna", "from_at": NOW}, locale)
        assert "Anna &lt;b&gt;" in screen.text
        yield screen
    yield staff_group.staff_note(
        replace(NOTE, claimed_by="Anna", signed=(Signed("Anna", NOW, "approve"),)), "a_bot", locale
    )
    yield staff_group.staff_note(replace(NOTE, decided=Signed("Anna", NOW, "rejected")), "a_bot", locale)


def factors(locale: Locale) -> Iterator[Screen]:
    """The second factor: its questions, its states, the screens of admins."""
    for what in ("review", "settle_unknown", "make_word", "reset_factor", "add_staff"):
        refused = Refusal(
            "proof_needed", what=what, deed="d" * 24, withdrawal=ID, version=3, amount_fen=120_50, wait_s=17
        )
        screen = second_factor.ask(refused, "cb|v:approve_sure:W1:3", "A notice", NOW, "CNY", locale)
        assert "17" in screen.text
        yield screen
    looking = Refusal("proof_needed", wait_s=0)
    yield second_factor.ask(looking, "tx|/review", None, NOW, "CNY", locale)
    yield second_factor.needed(locale)
    yield second_factor.ask_word(locale, second_factor.refusal(Refusal("word_wrong"), NOW, locale))
    yield second_factor.opened(NOW + DAY, NOW, locale)
    yield second_factor.word(NewWord("ABCDEFGHJK", "Anna", 201, NOW + DAY), locale)
    anna = StaffMember(201, "finance", "Anna <b>", NOW, "chat:1")
    for proved in (False, True):
        yield second_factor.person(replace(anna, proved=proved), locale)
    for state in ("none", "shown", "live"):
        view = FactorView(state, NOW + DAY, NOW + DAY, 17, True, NOW)
        yield second_factor.state(view, (), locale)
        yield second_factor.state(replace(view, look_until=None, locked_until=None), (anna,), locale)
    yield case.case(full(detail=None, closed=True), locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_of_the_second_factor_has_words(locale: Locale) -> None:
    other = second_factor.refusal(Refusal("strange"), NOW, locale)
    for code in ("factor_wrong", "factor_used", "factor_locked", "factor_needed", "factor_there", "factor_none",
                 "word_wrong", "secret_unsent", "staff_unknown", "own_factor", "reset_once", "reset_done",
                 "staff_rests"):  # fmt: skip
        refused = Refusal(code, left=3, wait_s=17, until_at=NOW)
        assert second_factor.refusal(refused, NOW, locale) != other, code


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_fits(locale: Locale) -> None:
    # A document's button says its verdict too, which may be longer than a phone shows; the mark in front is enough.
    found = [one for screen in every(locale) for one in misfits(screen) if not ("✗" in one or "✓" in one)]
    assert found == []


@pytest.mark.parametrize("locale", LOCALES)
def test_markup_of_others_is_text(locale: Locale) -> None:
    assert "Too dark &lt;b&gt;" in decision.sure(prepared("reject"), locale).text


@pytest.mark.parametrize("locale", LOCALES)
def test_a_signed_document_is_named_as_kept_as_it_came(locale: Locale) -> None:
    texts = texts_for(locale)
    assert texts.t("case-signed", which="1") in case.case(full(), locale).text
    plain_ones = tuple(replace(one, signed=False) for one in DOCUMENTS)
    detail = full().detail
    assert detail is not None
    shown = of_detail(view=replace(detail.view, documents=plain_ones))
    assert texts.t("case-signed", which="1") not in case.case(shown, locale).text
    said = texts.t("case-document-signed")
    assert said in decision.document_caption("id_photo", ID, locale, signed=True)
    assert said not in decision.document_caption("id_photo", ID, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_of_staff_has_words(locale: Locale) -> None:
    other = decision.refusal(Refusal("strange"), locale)
    said = {code: decision.refusal(Refusal(code), locale) for code in CODES}
    assert [code for code, text in said.items() if text == other] == []
    for why in WHYS:
        assert decision.refusal(Refusal("recheck_failed", why=why), locale)
    assert decision.refusal(Refusal("too_early", until_at=NOW), locale)


def test_what_was_decided_shows_nothing_of_the_customer() -> None:
    for view in (decided("approved"), full(own=True, detail=None), full(detail=None)):
        text = plain(case.case(view, "en").text)
        for secret in ("6200", "Lin", "1001", "0000", ALIPAY.order_id):
            assert secret not in text


def test_data_of_the_longest_ids_fits() -> None:
    assert len(Case(do="approve_sure", id="W" + "9" * 12, version=9_999_999).pack()) <= 64


def test_whoever_decided_alone_is_named_once_and_a_promise_of_an_hour_has_its_minute() -> None:
    alone = replace(decided("approved"), signed=(Signed("Anna", NOW - 7, "approve"),))
    assert plain(case.case(alone, "en").text).count("Anna") == 1, "two moments of one decision differ"
    both = replace(alone, signed=(*alone.signed, Signed("Boris", NOW, "approve")))
    assert plain(case.case(both, "en").text).count("Anna") == 2
    shown = full().detail
    assert shown is not None
    late = replace(shown.view, promise_at=NOW - DAY, promise_by_day=False)
    text = plain(case.case(of_detail(view=late), "en").text)
    assert "It was promised by the end of" not in text
    assert "It was promised by Nov" in text


@pytest.mark.parametrize("locale", LOCALES)
def test_words_of_a_customer_are_no_links_on_a_case_and_turn_nothing_around(locale: Locale) -> None:
    detail = full().detail
    assert detail is not None
    assert detail.view.payee is not None
    bad = "see https://evil.example/in \u202etxet @boss t.me/x 10.0.0.1 /exit a@b.example"
    payee = replace(detail.view.payee, name="shop.example.com", bank="@bank", branch="/queue")
    shown = plain(case.case(of_detail(view=replace(detail.view, note=bad, payee=payee)), locale).text)
    for gone in (
        "://", "evil.example", "\u202e", "@boss", "t.me", "10.0.0.1", " /exit", "a@b", "shop.example", "@bank",
        " /queue",
    ):  # fmt: skip
        assert gone not in shown, gone
    assert "https[:]//evil[.]example/in [U+202E]txet [@]boss" in shown
    assert shown.count(texts_for(locale).plain("case-broken")) == 2
    usual = "The invoice of Oct. 3 (10.50 and/or 3.5) was wrong: 12:30, see paper no. 2."
    quiet = of_detail(view=replace(detail.view, note=usual))
    shown = plain(case.case(quiet, locale).text)
    assert usual in shown
    assert texts_for(locale).plain("case-broken") not in shown


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(view=anything.withdrawal_views(), locale=st.sampled_from(LOCALES))
def test_a_case_of_any_withdrawal_fits(view: WithdrawalView, locale: Locale) -> None:
    shown = of_detail(view=view)
    for screen in (
        case.case(shown, locale),
        decision.approve(shown, locale),
        decision.verdicts(shown, locale),
    ):
        assert misfits(screen, labels=False) == []
