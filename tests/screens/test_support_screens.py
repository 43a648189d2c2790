"""Every screen of support, and every screen of a customer under the banner: both languages, and all of it fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.screens import acting, acting_banner, audit, help, look_up, own_clock, scenarios
from bot.screens.pushes import render_push
from bot.screens.screen import OF_SUPPORT, Awaits, Screen
from bot.screens.support_buttons import Acts
from bot.texts.catalogue import texts_for
from bot.texts.languages import LOCALES
from domain.acting_sessions import ActingView
from domain.errors import Refusal
from domain.events.scenarios import SCENARIOS
from domain.pages import FIRST, Page, Spot, short
from domain.ports import DAY, MINUTE
from domain.usecases.operator.apply_events import RefusedEvent
from domain.usecases.staff.acting import (
    InboxEntry,
    InboxView,
    SessionState,
    TestAccountEntry,
    TestAccountsView,
)
from domain.usecases.staff.look_up import LookUpView
from domain.usecases.staff.move_clock import ClockView
from domain.usecases.staff.read_log import AuditEntry, AuditFilter, AuditView, LogEntry, LogView
from domain.usecases.staff.scenarios import FileReport
from domain.views import Locale
from tests.screens import every as customers
from tests.screens.fits import misfits, plain
from tests.support import samples
from tests.support.samples import LIN, NOW, outbox_message

LONG = "T" * 64
SESSION = ActingView(
    1, LONG, "Test <b>", "Sally with a very long name of hers", "why <b>", "T-1", NOW, NOW + 23 * MINUTE, NOW
)
OVER = ("expired", "role", "closed", "replaced", "exit", "")
CODES = (
    "unknown_account", "account_closed", "no_session", "unknown_scenario", "no_scenario", "file_empty",
    "clock_backwards", "nothing_due",
)  # fmt: skip
LISTED = ("reserve", "credit_notes", "transferred")
DUE = (None, "reserve", "draft", "late", "stuck", "return", "documents")
DONE = ("look_up", "open_case", "open_document", "claim_case", "review", "ask_again", "settle_unknown", "make_link",
        "start_session", "move_clock", "something_new")  # fmt: skip

BETWEEN = Page(36**3 - 1, FIRST, Spot(short(10**16), 36**3 - 1))


def entry(index: int) -> TestAccountEntry:
    scenario = SCENARIOS[index % len(SCENARIOS)] if index else None
    return TestAccountEntry(LONG, "N" * 200, "personal", "suspended", scenario, NOW, 10**13, 0, True)


def looked_up() -> LookUpView:
    balance = samples.worked_example()
    items = tuple(replace(balance.holds[1].items[0], label="L" * 64, detail="D" * 64) for _ in range(40))
    holds = tuple(
        replace(hold, items=items if hold.reason in LISTED else hold.items) for hold in balance.holds
    )
    return LookUpView(
        LONG,
        "enterprise",
        "suspended",
        "suspended",
        True,
        "••• 8001",
        replace(balance, holds=holds),
        "r",
        "T-1",
    )


def audits() -> Iterator[AuditView]:
    one = AuditEntry(1, NOW, "chat:9007199254740991", "Sally" * 8, LONG, "reset_test_account", LONG, "W1" * 9,
                     "not_a_test_account", 1, "T-1", 2_500_000_00, 12, ("papers=" + ",".join(["D" * 26] * 4),),
                     "r" * 200)  # fmt: skip
    yield AuditView((one,) * 6, AuditFilter(), BETWEEN, NOW)
    bare = replace(one, acting_as=None, account=None, subject=None, ticket=None, reason=None, amount_fen=None)
    yield AuditView((replace(bare, version=None, detail=()),), AuditFilter(), Page(), NOW)
    yield AuditView((), AuditFilter(), Page(), NOW)


def every(locale: Locale) -> Iterator[Screen]:
    many = tuple(entry(index) for index in range(6))
    for view in (
        TestAccountsView(many, "", 1, 3, 18, "CNY"),
        TestAccountsView(many[:1], "示" * 40, 0, 2, 7, "CNY"),
        TestAccountsView((), "x", 0, 1, 0, "CNY"),
        TestAccountsView((), "", 0, 1, 0, "CNY"),
    ):
        yield acting.accounts(view, 30, locale)
    for is_why in (False, True):
        yield acting.ticket(LONG, locale, why=is_why)
        yield acting.reason(LONG, "T" * 20, None if is_why else 30, locale)
    for what in OF_SUPPORT:
        yield scenarios.asked(Awaits(what, LONG, "T1"), 30, locale, "notice")
    yield acting.ended(SESSION, locale)
    for reason in OVER:
        yield acting.over(Refusal("session_over", why=reason, account=LONG), locale)
        yield render_push(outbox_message("session_over", {"account": LONG, "why": reason}, LONG), locale)
    yield acting.not_acting(locale)
    yield acting.not_while_acting(SESSION, locale)
    text = "Your code is 123456. " * 8
    yield acting.inbox(InboxView(LONG, (InboxEntry(NOW, text),) * 5, NOW), locale)
    yield acting.inbox(InboxView(LONG, (), NOW), locale)
    yield acting.tools(replace(SESSION, reason="r" * 200), locale)
    yield acting.help_for(help.page(locale), SessionState(None, ("support",), True, True, True, True), locale)
    yield scenarios.scenes(locale)
    for anew in (False, True):
        yield scenarios.made(entry(0), locale, anew=anew)
    yield scenarios.from_file(FileReport((LONG,) * 20, 200, 0), locale)
    yield scenarios.file_refused([RefusedEvent(10**4, "no" * 200)] * 20, locale)
    yield scenarios.reset_sure(SESSION, locale)
    for due in DUE:
        at = None if due is None else NOW + DAY
        yield own_clock.clock(ClockView(LONG, NOW + 3 * DAY, NOW, 3 * DAY, at, due), locale)  # type: ignore[arg-type]
    yield own_clock.clock(ClockView(LONG, NOW, NOW, 0, None, None), locale)
    yield look_up.why(looked_up(), locale)
    yield look_up.why(replace(looked_up(), balance=samples.worked_example(holds=()), blocked_by=None), locale)
    log = tuple(LogEntry(NOW, what, "staff", "W1", "T-1", False) for what in DONE)
    yield audit.log(LogView(LIN, log, BETWEEN, NOW), locale)
    yield audit.log(LogView(LIN, (), Page(), NOW), locale)
    for shown in audits():
        for words in ("", "account=1001 who=7", "w" * 300):
            yield audit.audit(shown, words, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_fits_alone_and_in_a_session(locale: Locale) -> None:
    for screen in every(locale):
        assert misfits(screen) == [], screen.text
        assert misfits(acting_banner.over(screen, SESSION, NOW, locale)) == [], screen.text
        assert screen.rows


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_of_a_customer_fits_under_the_banner_and_can_be_left(locale: Locale) -> None:
    head = plain(acting_banner.line(SESSION, NOW, locale))
    exit_data = Acts(do="exit").pack()
    for name, screen in customers.every(locale):
        marked = acting_banner.over(screen, SESSION, NOW, locale)
        assert misfits(marked, labels=False) == [], name
        assert plain(marked.text).startswith(f"{head}\n\n"), name
        ways = [button.data for row in marked.rows for button in row]
        if screen.keys:
            assert "/exit" in [key.label for key in marked.keys]
        elif not screen.drops_keys:
            assert ways.count(exit_data) == 1, name


@pytest.mark.parametrize("locale", LOCALES)
def test_answers_to_taps_are_marked_and_fit(locale: Locale) -> None:
    head = acting_banner.toast(None, SESSION, NOW, locale)
    assert "23" in head
    assert acting_banner.toast("x" * 300, SESSION, NOW, locale).startswith(f"{head}\nxxx")
    assert len(acting_banner.toast("x" * 300, SESSION, NOW, locale)) <= 200


@pytest.mark.parametrize("locale", LOCALES)
def test_markup_of_others_is_text(locale: Locale) -> None:
    assert "why &lt;b&gt;" in acting.tools(SESSION, locale).text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_has_words_of_its_own(locale: Locale) -> None:
    other = acting.refusal(Refusal("strange"), locale)
    assert [code for code in CODES if acting.refusal(Refusal(code), locale) == other] == []
    for name in SCENARIOS:
        assert texts_for(locale).has(f"scene-{name}")
        assert texts_for(locale).has(f"scene-about-{name}")


def test_a_look_up_shows_neither_name_nor_number() -> None:
    text = plain(look_up.why(looked_up(), "en").text)
    assert "Lin Mei" not in text
    assert "8613800138001" not in text
    assert text.count("and 37 more") == len(LISTED)


def test_news_of_a_test_account_says_so_without_a_session_too() -> None:
    push = render_push(outbox_message("reserve_free", {"account": "9001", "amount_fen": 100_00}), "en")
    assert plain(acting_banner.of_test(push, "9001", "en").text).startswith("◆ TEST ACCOUNT 9001\n\n")
    assert "your own account" in acting_banner.of_own(push, SESSION, "en").text
