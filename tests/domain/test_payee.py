"""Payee numbers and places as people type them, and how little of them is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from domain.rules.designated import same_name
from domain.rules.payee_numbers import (
    card_problem,
    group4,
    mask_alipay,
    mask_card,
    parse_alipay,
    parse_card,
    parse_place,
)

PAYLOADS = st.text("0123456789", min_size=11, max_size=18).filter(lambda digits: set(digits) != {"0"})


@given(PAYLOADS, st.lists(st.sampled_from(["", " ", "-", "\u2014", "\u00a0"]), min_size=19, max_size=19))
def test_a_card_number_is_read_however_it_is_spaced_and_shown_by_its_end(
    payload: str, gaps: list[str]
) -> None:
    digits = payload + luhn.calc_check_digit(payload)
    typed = "".join(digit + gap for digit, gap in zip(digits, gaps, strict=False))
    assert parse_card(f" {typed} ") == digits
    assert group4(digits).replace(" ", "") == digits
    assert mask_card(digits) == f"•••• {digits[-4:]}"


@given(PAYLOADS, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(payload: str, at: int, by: int) -> None:
    digits = payload + luhn.calc_check_digit(payload)
    at %= len(digits)
    wrong = digits[:at] + str((int(digits[at]) + by) % 10) + digits[at + 1 :]
    assert parse_card(wrong) is None
    assert card_problem(wrong) == "card_check_digit"


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    card, alipay = parse_card(text), parse_alipay(text)
    assert card is None or (card.isascii() and card.isdigit() and luhn.is_valid(card))
    assert alipay is None or "@" in alipay or len(alipay) == 11
    parse_place(text)


@pytest.mark.parametrize("text", ["", "4111", "4" * 20, "4111x1111y1111z1111", "1e15", "٤١١١١١١١١١١١١١١١x"])
def test_what_is_no_card_number_is_called_unreadable(text: str) -> None:
    assert card_problem(text) == "card_unreadable"


def test_full_width_digits_are_digits_and_a_row_of_zeros_is_no_card() -> None:
    assert parse_card("４１１１ １１１１ １１１１ １１１１") == "4111111111111111"
    assert card_problem("0" * 16) == "card_check_digit"


@pytest.mark.parametrize(
    ("text", "read", "masked"),
    [
        ("138 0013 8001", "13800138001", "138 •••• 8001"),
        ("+86-138-0013-8001", "13800138001", "138 •••• 8001"),
        ("Lin.Mei@Example.com ", "lin.mei@example.com", "li•••@example.com"),
        ("x@example.com", "x@example.com", "•••@example.com"),
        ("12800138001", None, None),
        ("1380013800", None, None),
        ("a@b", None, None),
        ("a..b@example.com", None, None),
        ("a b@example.com", None, None),
        ("", None, None),
    ],
)
def test_alipay_accounts(text: str, read: str | None, masked: str | None) -> None:
    assert parse_alipay(text) == read
    assert (None if read is None else mask_alipay(read)) == masked


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Jiangsu, Nanjing", ("Jiangsu", "Nanjing")),
        ("江苏，南京", ("江苏", "南京")),
        ("江苏 南京", ("江苏", "南京")),
        ("江苏省南京市", ("江苏省", "南京市")),
        ("广西壮族自治区 南宁市", ("广西壮族自治区", "南宁市")),
        ("北京", ("北京", "北京")),
        ("Inner Mongolia / Hohhot", ("Inner Mongolia", "Hohhot")),
        ("Nanjing", ("Nanjing", "Nanjing")),
        ("吉林", ("吉林", "吉林")),
        ("Jiangsu", None),
        ("zhejiang province", None),
        ("江苏省", None),
        ("广西壮族自治区", None),
        ("a, b, c", None),
        ("210000", None),
        (" , ", None),
        ("", None),
    ],
)
def test_places(text: str, place: tuple[str, str] | None) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lin Mei", "LIN  mei", True),
        ("Ｌｉｎ Mei", "linmei", True),
        ("阿依古丽·买买提", "阿依古丽•买买提", True),
        ("林美", "林 美", True),
        ("林美", "林梅", False),
        ("Lin Mei", "Mei Lin", False),
    ],
)
def test_names_are_the_same_but_for_how_they_are_written(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same
