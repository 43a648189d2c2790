"""Guards over all screens: they render in both languages, fit, and leave a way home."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.show import markup
from bot.screens import records
from bot.screens.buttons import account_key
from bot.texts.languages import LANGUAGES, LOCALES, language_of
from domain.pages import Page, Spot
from domain.views import CostsView, Locale, OrdersView, OrderView, RecordsView, WithdrawalView
from tests.screens import anything
from tests.screens.every import every, notices_all, of_costs, of_orders, of_withdrawal, text_messages
from tests.screens.fits import misfits, plain
from tests.support import samples
from tests.support.samples import NOW

MUCH = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
LOCALE = st.sampled_from(LOCALES)
LEADS_OUT = re.compile(r"^(?:g|o|p|r|d|s|c):")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_fits(locale: Locale) -> None:
    found = {name: problems for name, screen in every(locale) if (problems := misfits(screen))}
    assert found == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_leads_somewhere(locale: Locale) -> None:
    stuck = [
        name
        for name, screen in every(locale)
        if not (screen.keys or screen.drops_keys)
        and not any(b.url or LEADS_OUT.match(b.data or "") for row in screen.rows for b in row)
    ]
    assert stuck == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_screen_becomes_a_keyboard(locale: Locale) -> None:
    for _, screen in every(locale):
        assert (markup(screen) is None) == (screen.rows == ())


@MUCH
@given(view=anything.costs_views(), locale=LOCALE)
def test_any_costs_render_and_fit(view: CostsView, locale: Locale) -> None:
    for name, screen in of_costs(view, locale):
        assert misfits(screen, labels=False) == [], name
        assert "None" not in plain(screen.text).replace(view.account.name, "") or "None" in repr(view)


@MUCH
@given(view=anything.costs_views(), some=st.lists(anything.order_views(), max_size=5), locale=LOCALE)
def test_any_orders_render_and_fit(view: CostsView, some: list[OrderView], locale: Locale) -> None:
    for name, screen in of_orders(OrdersView(view, tuple(some), Page()), locale):
        assert misfits(screen, labels=False) == [], name


@MUCH
@given(view=anything.withdrawal_views(), locale=LOCALE)
def test_any_withdrawal_renders_and_fits(view: WithdrawalView, locale: Locale) -> None:
    for name, screen in of_withdrawal(view, locale):
        assert misfits(screen, labels=False) == [], name


@MUCH
@given(views=st.lists(anything.withdrawal_views(), max_size=5), number=st.integers(0, 10**6), locale=LOCALE)
def test_any_records_render_and_fit(views: list[WithdrawalView], number: int, locale: Locale) -> None:
    far = Spot(views[0].id if views else "W", number)
    view = RecordsView(samples.LIN, tuple(map(samples.record, views)), Page(number, far, far))
    assert misfits(records.records(view, NOW, locale), labels=False) == []


@MUCH
@given(view=anything.costs_views(), locale=LOCALE)
def test_markup_is_ours_only(view: CostsView, locale: Locale) -> None:
    """No name, number or reference of others becomes a tag."""
    for name, screen in of_costs(view, locale):
        tags = set(re.findall(r"<[^>]*>", screen.text))
        assert tags <= {"<b>", "</b>", "<pre>", "</pre>"}, name
        for tag in ("b", "pre"):
            assert screen.text.count(f"<{tag}>") == screen.text.count(f"</{tag}>")


def test_account_digests_differ_and_are_short() -> None:
    keys = {account_key(f"account-{i}") for i in range(2000)}
    assert len(keys) == 2000
    assert {len(key) for key in keys} == {18}


_CHINESE = re.compile(r"[\u4e00-\u9fff\uff00-\uffef\u3000-\u303f]")
_WORD = re.compile(r"[A-Za-z][A-Za-z]+")
_COMMANDS = re.compile(r"/[a-z]+")
_DATA = {"Lin", "Mei", "Trading", "Co", "Ltd", "Bank", "of", "China", "CNY"}
_DATA |= {"TP", "CN", "TR", "ECS", "ANNUAL", "web"}
_DATA |= {"PDF", "JPEG", "PNG", "WebP", "HEIC", "MB", "KB"}
"""Names and ids of the samples; a currency's code and file formats are the same everywhere."""


@pytest.mark.parametrize("locale", LOCALES)
def test_languages_are_not_mixed(locale: Locale) -> None:
    shown = [(name, plain(screen.text)) for name, screen in every(locale)]
    shown += [(name, b.label) for name, screen in every(locale) for row in screen.rows for b in row]
    shown += [("notice", plain(text)) for text in notices_all(locale)]
    shown += [("text message", text) for text in text_messages(locale)]
    for name, text in shown:
        for other in LANGUAGES:
            text = text.replace(other.name, "")
        for support in samples.SUPPORTS:
            text = text.replace(support, "")
        if language_of(locale).script == "latin":
            assert not _CHINESE.search(text), (name, text)
            continue
        text = re.sub(r"W7K3M9QX2B|a1b2c3|\bW\d", "", _COMMANDS.sub("", text))
        assert set(_WORD.findall(text)) - _DATA == set(), (name, text)
