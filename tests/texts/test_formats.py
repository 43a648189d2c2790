"""Amounts to the fen, and local times in both languages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import formats
from bot.texts.languages import LOCALES
from domain.rules.money import MOST_FEN, parse_typed
from domain.views import Locale
from tests.support.samples import at

NOW = at("2026-11-23T17:00:00+08:00")
BABEL = {"en": "en_US", "zh": "zh_Hans_CN"}
"""How Babel names the languages, and below how it is told to write what the program writes by itself."""
PATTERNS = {
    "en": ("MMM d", "MMM d, y", "MMM d, HH:mm", "MMM d, y, HH:mm", "MMM y"),
    "zh": ("M月d日", "y年M月d日", "M月d日 HH:mm", "y年M月d日 HH:mm", "y年M月"),
}


@given(fen=st.integers(-9 * 10**15, 9 * 10**15))
def test_amounts_are_exact(fen: int) -> None:
    shown = formats.number(fen)
    assert Decimal(shown.replace(",", "")) * 100 == fen
    assert shown[-3] == "."
    assert shown != "-0.00"


@given(fen=st.integers(0, MOST_FEN - 1), currency=st.sampled_from(["", "CNY", "¥"]))
def test_an_amount_may_be_typed_as_it_is_shown(fen: int, currency: str) -> None:
    assert parse_typed(currency + formats.number(fen)) == fen


@given(fen=st.integers(-9 * 10**15, 9 * 10**15))
def test_signs(fen: int) -> None:
    signed = formats.money(fen, "CNY", signed=True)
    assert (signed[0] == "+", signed[0] == "-", signed[0] == "¥") == (fen > 0, fen < 0, fen == 0)


def test_amounts_with_their_currency() -> None:
    assert formats.money(120_50, "CNY") == "¥120.50"
    assert formats.money(-200_00, "CNY") == "-¥200.00"
    assert formats.money(9 * 10**15, "CNY") == "¥90,000,000,000,000.00"
    assert formats.money(5_00, "USD") == "USD\N{NO-BREAK SPACE}5.00"
    assert formats.number(0) == "0.00"
    assert formats.number(-5) == "-0.05"


def test_times_are_local_and_years_only_where_they_differ() -> None:
    moment = at("2026-11-24T07:00:00+00:00")
    assert formats.when(moment, NOW, "en") == "Nov 24, 15:00"
    assert formats.when(moment, NOW, "zh") == "11月24日 15:00"
    following = at("2027-01-01T00:00:00+08:00")
    assert formats.when(following, NOW, "en") == "Jan 1, 2027, 00:00"
    assert formats.when(following, NOW, "zh") == "2027年1月1日 00:00"
    assert formats.clock(moment) == "15:00"


def test_the_year_is_the_local_one() -> None:
    """On New Year's Eve at 16:30 UTC it is next year already in Shanghai."""
    eve = at("2026-12-31T16:30:00+00:00")
    assert formats.when(eve, eve, "en") == "Jan 1, 00:30"
    assert formats.day_of(eve, NOW, "en") == "Jan 1, 2027"


def test_days_and_cycles() -> None:
    assert formats.day(date(2026, 11, 19), NOW, "en") == "Nov 19"
    assert formats.day(date(2025, 11, 19), NOW, "zh") == "2025年11月19日"
    assert formats.cycle("2026-11", "en") == "Nov 2026"
    assert formats.cycle("2026-11", "zh") == "2026年11月"
    assert formats.cycle("odd name", "en") == "odd name"
    assert formats.cycle("2026-13", "en") == "2026-13"


@pytest.mark.parametrize("locale", LOCALES)
@given(fen=st.integers(-9 * 10**17, 9 * 10**17))
def test_an_amount_is_written_as_the_languages_pattern_says(locale: Locale, fen: int) -> None:
    whole = Decimal(fen) / 100
    assert formats.number(fen) == format_decimal(whole, "#,##0.00", locale=BABEL[locale])


@pytest.mark.parametrize("locale", LOCALES)
@given(
    moment=st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1)),
    now=st.just(NOW) | st.integers(0, 9 * 10**16),
)
def test_moments_and_days_are_written_as_the_languages_pattern_says(
    locale: Locale, moment: datetime, now: int
) -> None:
    day, day_and_year, time, time_and_year, cycle = PATTERNS[locale]
    local = moment.replace(tzinfo=formats.LOCAL)
    same = local.year == formats.moment(now).year
    micros = round(local.timestamp() * 1_000_000)
    shown = formats.when(micros, now, locale)
    assert shown == format_datetime(
        formats.moment(micros), time if same else time_and_year, tzinfo=formats.LOCAL, locale=BABEL[locale]
    )
    on = local.date()
    assert formats.day(on, now, locale) == format_date(
        on, day if same else day_and_year, locale=BABEL[locale]
    )
    assert formats.cycle(f"{on:%Y-%m}", locale) == format_date(on, cycle, locale=BABEL[locale])
