"""Amounts, windows, settlement, business days and the order of consumption: pure rules 1, 2, 5 and 8."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadEvent
from domain.events.parse import parse_line
from domain.rules.calendar import (
    LOCAL,
    business_day_after,
    calendar_knows,
    end_of,
    is_business_day,
    local_date,
    settlement_at,
    to_local,
    to_micros,
)
from domain.rules.channels import is_open, window_ends_on
from domain.rules.consumption import Drawn, Source, give_back, take
from domain.rules.money import parse_amount, parse_typed, plain
from domain.rules.policy import Policy
from domain.rules.windows import bank_days


def local(*parts: int) -> int:
    return to_micros(datetime(*parts, tzinfo=LOCAL))  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("200", 200_00), ("1,200.5", 1200_50), ("１００", 100_00), ("100元", 100_00), ("¥ 3.20", 3_20),
        ("￥１，２００．５０", 1200_50), ("0.01", 1), ("0", 0), (" 12.30 ", 12_30), ("CNY 5", 5_00),
        ("1,20", None), ("1200,50", None), ("1.234", None), ("-5", None), ("abc", None), ("", None),
        ("1e3", None), ("100²", None), ("½", None), ("12 34", None), ("٣", None), ("1,2345", None), (".5", None),
        ("5.", None), ("9" * 14, None), ("1" * 99, None),
    ],
)  # fmt: skip
def test_typed_amounts(text: str, fen: int | None) -> None:
    assert parse_typed(text) == fen


@given(st.integers(0, 10**15 - 1))
def test_every_amount_survives_writing_and_reading(fen: int) -> None:
    assert parse_amount(plain(fen)) == fen
    assert parse_typed(plain(fen)) == fen
    assert plain(-fen) == ("-" + plain(fen) if fen else "0.00")


@pytest.mark.parametrize("text", ["1.234", "-1", "1e3", "", " 1", "1,000", "1.", "٣", "12345678901234"])
def test_amounts_of_events_have_one_form(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("bank", "personal", "corporate"),
    [
        ("Bank of China", 30, 180), ("boc", 30, 180), ("中国银行", 30, 180), ("ICBC", 30, 180), ("SPDB", 30, 180),
        ("CIB", 30, 180), ("Bank of Hangzhou", 30, 180), ("Guangzhou Rural Commercial Bank", 30, 180),
        ("Bank of Nanjing", 30, 30), ("bank of JIANGSU", 30, 30), ("China Merchants Bank", 90, 90), ("cmb", 90, 90),
        ("Bank of Nowhere", 180, 180), ("Industrial Bank of X", 180, 180),
    ],
)  # fmt: skip
def test_return_windows(bank: str, personal: int, corporate: int) -> None:
    assert (bank_days(bank, "personal"), bank_days(bank, "corporate")) == (personal, corporate)


def test_the_last_day_of_a_window_is_included() -> None:
    ends = window_ends_on(Policy(), "online_banking", "ICBC", "personal", local(2026, 10, 20, 0, 0))
    assert ends == date(2026, 11, 19)
    assert is_open(ends, local(2026, 11, 19, 23, 59, 59))
    assert not is_open(ends, local(2026, 11, 20))
    assert window_ends_on(Policy(), "alipay", None, "personal", 0) is None


def test_settlement_business_days_and_local_days() -> None:
    assert settlement_at("2026-12", 3) == local(2027, 1, 3)
    assert local_date(to_micros(datetime(2026, 1, 1, 16, tzinfo=UTC))) == date(2026, 1, 2)
    # Friday before the National Day week; 2026-10-10 is a make-up workday, a Saturday.
    assert is_business_day(date(2026, 10, 10))
    assert not is_business_day(date(2026, 10, 6))
    assert business_day_after(date(2026, 9, 30), 2) == date(2026, 10, 9)
    assert end_of(date(2026, 10, 9)) == local(2026, 10, 10)
    assert calendar_knows(2026)
    assert not calendar_knows(2099)


@given(st.integers(0, 4 * 10**15))
def test_moments_survive_the_way_to_local_time_and_back(at: int) -> None:
    assert to_micros(to_local(at)) == at


def test_money_leaves_transfers_first_and_the_oldest_first() -> None:
    sources = [
        Source(1, "top_up", 10, 50), Source(2, "top_up", 5, 50), Source(3, "other", 9, 20),
        Source(4, "transfer", 99, 10), Source(5, "top_up", 5, 50),
    ]  # fmt: skip
    assert take(sources, 100) == [(4, 10), (3, 20), (2, 50), (5, 20)]
    assert take(sources, 181) is None


@given(st.lists(st.integers(1, 100), min_size=1, max_size=6), st.data())
def test_what_left_last_comes_back_first(parts: list[int], data: st.DataObject) -> None:
    drawn = [Drawn(number, number, part) for number, part in enumerate(parts)]
    amount = data.draw(st.integers(1, sum(parts)))
    given_back = give_back(drawn, amount)
    assert given_back is not None
    assert sum(part for _, part in given_back) == amount
    assert [draw.id for draw, _ in given_back] == sorted((draw.id for draw, _ in given_back), reverse=True)
    assert all(part == draw.open_fen for draw, part in given_back[:-1])
    assert give_back(drawn, sum(parts) + 1) is None


GOOD = (
    '{"id":"e1","type":"usage.accrued","at":"2026-01-05T09:00:00+08:00",'
    '"account":"1","cycle":"2026-01","amount":"1.00"}'
)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("usage.accrued", "usage.lost", "type: is not a known type of event"),
        ('"amount":"1.00"', '"amount":1.00', "amount: must be a string of digits"),
        ('"amount":"1.00"', '"amount":"0.00"', "amount: must be above 0"),
        ('"amount":"1.00"', '"amount":"1.00","amount":"2.00"', "given twice"),
        ("+08:00", "", "at: must be an ISO 8601 time with an offset"),
        ('"cycle":"2026-01"', '"cycle":"2026-13"', "cycle: must be a month"),
        ('"cycle":"2026-01",', "", "cycle: is required"),
        ('"id":"e1"', '"id":"' + "x" * 65 + '"', "id: must be 1 to 64 characters"),
        ('"id":"e1"', '"id":"a\\u0007"', "id: must be 1 to 64 characters"),
        ('"id":"e1"', '"id":"e1","colour":"red"', "not a field of this type"),
        ("}", "", "not valid JSON"),
    ],
)
def test_bad_events_are_refused_with_a_reason(old: str, new: str, reason: str) -> None:
    parse_line(GOOD)
    with pytest.raises(BadEvent, match=reason):
        parse_line(GOOD.replace(old, new))


def test_key_order_does_not_change_the_content_of_an_event() -> None:
    turned = (
        '{"amount":"1.00","cycle":"2026-01","account":"1",'
        '"at":"2026-01-05T09:00:00+08:00","type":"usage.accrued","id":"e1"}'
    )
    assert parse_line(GOOD).content == parse_line(turned).content
