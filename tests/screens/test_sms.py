"""Text messages: they name what is signed, in one part, and hold no word that a person typed into the chat."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screens.sms import render_sms
from bot.texts.languages import LOCALES
from domain.outgoing import Message
from domain.rules.banks import BANKS
from domain.rules.payee_numbers import mask_alipay, mask_card, parse_alipay
from domain.views import Locale
from tests.screens.every import text_messages
from tests.support.samples import outbox_message

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TYPED = "TEST, nothing is paid. Tell it +8613900009999"


def parts(text: str) -> int:
    """The number of parts of a text message: 160 characters of the old alphabet, or 70 of any."""
    alone, together = (160, 153) if set(text) <= GSM_7 else (70, 67)
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= alone else -(-units // together)


def withdrawal(**params: object) -> Message:
    given_ = {"amount_fen": 120_50, "currency": "CNY", "order_id": "TP-1001-1"} | params
    return outbox_message("code_withdrawal", given_, text_secret="000111")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_message_is_one_part(locale: Locale) -> None:
    found = {text: many for text in text_messages(locale) if (many := parts(text)) > 1}
    assert found == {}


def test_the_longest_that_is_usual_is_two_parts_at_most() -> None:
    """The longest bank, a large amount, an order's number of 20 characters."""
    for locale in LOCALES:
        for bank in BANKS:
            out = withdrawal(
                amount_fen=12_345_678_90, order_id="TP-20261127-00001234", payee="bank_card",
                payee_masked="•••• 1234", payee_bank=bank.name,
            )  # fmt: skip
            assert parts(render_sms(out, locale)) <= 2


@pytest.mark.parametrize("locale", LOCALES)
def test_a_bank_typed_by_hand_is_another_bank(locale: Locale) -> None:
    out = withdrawal(payee="bank_card", payee_masked=mask_card("6222020000000000000"), payee_bank=TYPED)
    text = render_sms(out, locale)
    assert "TEST" not in text
    assert "+86" not in text
    assert "*0000" in text
    assert ("another bank" if locale == "en" else "其他银行") in text
    known = withdrawal(payee="bank_card", payee_masked="•••• 1234", payee_bank="ICBC")
    assert ("Industrial and Commercial Bank of China" if locale == "en" else "中国工商银行") in render_sms(
        known, locale
    )


@pytest.mark.parametrize("order", [TYPED, "TP 1", "TP.example.com", "订单", "TP\n1", "TP1\n", "1" * 65, ""])
def test_an_order_that_is_no_number_is_not_named(order: str) -> None:
    text = render_sms(withdrawal(order_id=order, channel="alipay"), "en")
    assert text == render_sms(withdrawal(order_id="?", channel="alipay"), "en")
    assert "order" not in text
    assert "(order A-1)" in render_sms(withdrawal(order_id="A-1", channel="alipay"), "en")


def test_the_host_of_an_address_may_be_words_too() -> None:
    def said(address: str) -> str:
        account = parse_alipay(address)
        assert account is not None
        return render_sms(withdrawal(payee="alipay", payee_masked=mask_alipay(account)), "en")

    assert "li*@*" in said("lin.mei@tell-it-to-8613900009999.example")
    assert "li*@qq.com" in said("lin.mei@qq.com")
    assert "138*8001" in said("13800138001")


@given(bank=st.text(), order=st.text(min_size=1), host=st.text(), locale=st.sampled_from(LOCALES))
def test_nothing_that_was_typed_is_in_it(bank: str, order: str, host: str, locale: Locale) -> None:
    """For any bank, order or host: one of few texts, apart from an order's number that looks like one."""
    masked = f"li•••@{host}"
    text = render_sms(withdrawal(payee="alipay", payee_masked=masked, order_id=order), locale)
    text = text.replace(order, "") if re.fullmatch(r"[A-Za-z0-9-]+", order) else text
    assert len(text) < 160
    card = render_sms(withdrawal(payee="bank_card", payee_masked="•••• 1234", payee_bank=bank), locale)
    names = {one.english if locale == "en" else one.name for one in BANKS}
    assert "another bank" in card or "其他银行" in card or any(name in card for name in names)
