"""Text messages with one-time codes: what is signed is what is seen, so they name amount and payee (rules 7).

They protect the owner from a person who has the chat, so nothing that was typed there stands in one: a bank only if
the table has it, an order's number only if it looks like one. The text holds a secret: callers hand it to the channel
and keep it nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.screens.voice import Voice
from domain.outgoing import Message
from domain.rules.banks import known_bank
from domain.rules.payee_numbers import PAYEE_KINDS
from domain.views import Locale

_PLAIN_ID = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
_MASK = re.compile(r"\s*[•…]+\s*")
_HOSTS = frozenset(
    (
        "qq.com", "vip.qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "139.com", "189.cn", "sina.com",
        "sina.cn", "sohu.com", "aliyun.com", "alipay.com", "gmail.com", "outlook.com", "hotmail.com", "live.com",
        "live.cn", "msn.com", "yahoo.com", "icloud.com",
    )
)  # fmt: skip


def render_sms(message: Message, locale: Locale) -> str:
    """The text message. Raises ValueError without a code, or for a template that is not a text message."""
    params = message.params
    if message.template in ("new_link", "chats_removed"):
        return _news(message.template, params, locale)
    code = message.text_secret
    if code is None:
        raise ValueError("a text message without its code")
    if message.template in ("code_prove", "code_remove"):
        account = _plain_account(params)
        key = f"sms-{message.template}" if account else f"sms-{message.template}-unnamed"
        return Voice(locale, 0).word(key, code=code, account=account)
    if message.template == "code_link":
        account = str(params.get("account") or message.account or "")
        return Voice(locale, 0).word("sms-code_link", code=code, account=_ending(account))
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
    if not _PLAIN_ID.fullmatch(str(order)):
        return voice.word("sms-code_unnamed", code=code, amount=amount, payee=payee)
    return voice.word("sms-code_withdrawal", code=code, amount=amount, payee=payee, order=str(order))


def _news(template: str, params: Mapping[str, object], locale: Locale) -> str:
    """News about access to the account. Never a chat's name, which its owner chooses."""
    account, more = _plain_account(params), params.get("more")
    key = f"sms-{template}" if account else f"sms-{template}-unnamed"
    if template == "new_link" and isinstance(more, int) and more:
        return Voice(locale, 0).word("sms-new_link-many", count=more + 1)
    return Voice(locale, 0).word(key, account=account)


def _plain_account(params: Mapping[str, object]) -> str:
    """The account's number if it is short and plain, else nothing."""
    account = str(params.get("account") or "")
    return account if _PLAIN_ID.fullmatch(account) and len(account) <= 20 else ""


def _payee(params: Mapping[str, object], voice: Voice) -> str:
    """Where the money goes: back the way it came, or to a payee of whose number only the ends are named."""
    masked = params.get("payee_masked")
    if masked is None:
        return voice.word(f"sms-payee-{params['channel']}")
    number = _ending(str(masked))
    kind = next((one for one in PAYEE_KINDS if one == params.get("payee")), None)
    if kind is None:
        raise ValueError("a payee of no known kind")
    if not PAYEE_KINDS[kind].has_branch:
        return voice.word(f"sms-payee-to-{kind}", number=number)
    known = known_bank(str(params.get("payee_bank") or ""))
    if known is None:
        return voice.word(f"sms-payee-to-{kind}-other", number=number)
    return voice.word(f"sms-payee-to-{kind}", number=number, bank=known.names(voice.script)[0])


def _ending(masked: str) -> str:
    """A masked number with stars, which cost no second part. Of an e-mail address only its beginning, unless many
    people have its host: a host can be words, too.
    """
    plain = _MASK.sub("*", masked)
    name, at, host = plain.partition("@")
    return plain if not at or host in _HOSTS else f"{name}@*"
