"""Text messages with one-time codes: what is signed is what is seen, so they name amount and payee (rules 7).

The text holds a secret: callers hand it to the channel and keep it nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.screens.voice import Voice
from bot.texts import Locale
from domain.banks import bank_shown


class Texted(Protocol):
    """What is read of an outbox message."""

    @property
    def template(self) -> str:
        """Which text it is."""

    @property
    def params(self) -> Mapping[str, object]:
        """What fills it in."""

    @property
    def account(self) -> str | None:
        """The account it is about."""

    @property
    def text_secret(self) -> str | None:
        """The one-time code."""


def render_sms(message: Texted, locale: Locale) -> str:
    """The text message. Raises ValueError without a code, or for a template that is not a text message."""
    code = message.text_secret
    if code is None:
        raise ValueError("a text message without its code")
    params = message.params
    if message.template == "code_link":
        account = str(params.get("account") or message.account or "")
        return Voice(locale, 0).word("sms-code_link", code=code, account=account)
    if message.template == "code_phone":
        return Voice(locale, 0).word("sms-code_phone", code=code)
    if message.template != "code_withdrawal":
        raise ValueError("not a text message")
    fen = params["amount_fen"]
    if not isinstance(fen, int):
        raise ValueError("an amount is integer fen")
    voice = Voice(locale, 0, str(params.get("currency") or "CNY"))
    amount, payee, order = voice.money(fen), _payee(params, voice), params.get("order_id")
    if order is None:
        return voice.word("sms-code_application", code=code, amount=amount, payee=payee)
    return voice.word("sms-code_withdrawal", code=code, amount=amount, payee=payee, order=str(order))


def _payee(params: Mapping[str, object], voice: Voice) -> str:
    """Where the money goes: back the way it came, or to a payee of whose number only the ends are named."""
    number = params.get("payee_masked")
    if number is None:
        return voice.word(f"sms-payee-{params['channel']}")
    if params.get("payee") == "alipay":
        return voice.word("sms-payee-to-alipay", number=str(number))
    bank = bank_shown(str(params.get("payee_bank") or ""), "en" if voice.locale == "en" else "zh_Hans")
    return voice.word("sms-payee-to-card", number=str(number), bank=bank)
