"""The numbers of payee accounts: reading what a person types, and showing as little of it as possible (rules 5).

Pure, and nothing here keeps what it reads. `domain.payee_rows` has the rows, `domain.rules.banks` the banks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from stdnum import luhn

from domain.rules.characters import without_unseen

PayeeKind = Literal["alipay", "bank_card"]
AskedField = Literal["number", "name", "bank", "branch"]
CardProblem = Literal["card_unreadable", "card_check_digit"]

LONGEST_TYPED = 120
LONGEST_NAME = 200
"""The most characters of a name, of an account or a payee (rules 8)."""
LONGEST_PLACE = 40
LONGEST_BRANCH = 120

_CARD = re.compile(r"\d{12,19}", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_EMAIL = re.compile(
    r"[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_%+-])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_COUNTRY = re.compile(r"^(?:\+|00)86")
_DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_PROVINCE = re.compile(r"^(.{2,6}?(?:自治区|特别行政区|省))\s*(.+)$")
_NO_CITY = frozenset(
    """Anhui Fujian Gansu Guangdong Guizhou Hainan Hebei Heilongjiang Henan Hubei Hunan Jiangsu Jiangxi Liaoning
    Qinghai Shaanxi Shandong Shanxi Sichuan Yunnan Zhejiang Guangxi Ningxia Tibet Xinjiang
    安徽 福建 甘肃 广东 贵州 海南 河北 黑龙江 河南 湖北 湖南 江苏 江西 辽宁
    青海 陕西 山东 山西 四川 云南 浙江 广西 内蒙古 宁夏 西藏 新疆""".casefold().split()
)
"""Provinces without a city of the same name: alone they do not say where a branch is."""
_OF_PROVINCE = re.compile(r"( province|省|(壮族|回族|维吾尔)?自治区)$")
_SEPARATOR = re.compile(r"\s*[,，、;；/|]\s*")


def tidy(text: str, longest: int) -> str | None:
    """A typed text of one line with one width and single spaces; None for an empty, too long or unstorable one.

    A name may have a character too young for this Python's tables, or one of the private area.
    """
    plain = " ".join(without_unseen(unicodedata.normalize("NFKC", text)).split())
    if not plain or len(plain) > longest or any(unicodedata.category(one) in ("Cc", "Cs") for one in plain):
        return None
    return plain


def card_problem(text: str) -> CardProblem | None:
    """What is wrong with a typed card number: not 12 to 19 digits, or a wrong check digit."""
    digits = _digits(text)
    if digits is None:
        return "card_unreadable"
    return None if luhn.is_valid(digits) and set(digits) != {"0"} else "card_check_digit"


def parse_card(text: str) -> str | None:
    """The digits of a card number, typed with or without spaces and dashes; None unless it passes Luhn."""
    return _digits(text) if card_problem(text) is None else None


def parse_alipay(text: str) -> str | None:
    """An Alipay account: a mobile number of eleven digits, or an e-mail address in lower case; else None."""
    if len(text) > LONGEST_TYPED:
        return None
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if "@" in plain:
        return plain if _EMAIL.fullmatch(plain) and ".." not in plain else None
    digits = _COUNTRY.sub("", _DASHES.sub("", plain))
    return digits if _MOBILE.fullmatch(digits) else None


def group4(digits: str) -> str:
    """A card number in groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def mask_card(digits: str) -> str:
    """A card number with only its last four digits readable."""
    return f"•••• {digits[-4:]}"


def mask_alipay(account: str) -> str:
    """An Alipay account with its ends readable for its owner: `138 •••• 8001`, `li•••@example.com`."""
    name, at, host = account.partition("@")
    if at:
        return f"{name[: min(2, len(name) - 1)]}•••@{host}"
    return f"{account[:3]} •••• {account[-4:]}"


@dataclass(frozen=True, slots=True)
class PayeeRules:
    """What a kind of payee account asks for, and how its number is read and shown.

    `fields`: in the order of the questions. `parse`: a typed number, None for any other text. `problem`: what is
    wrong with such a text, as the code of a refusal. `shown`: a whole number for its owner's eyes.
    """

    fields: tuple[AskedField, ...]
    parse: Callable[[str], str | None]
    problem: Callable[[str], str]
    mask: Callable[[str], str]
    shown: Callable[[str], str]

    @property
    def has_branch(self) -> bool:
        """Whether it is kept at a branch of a bank."""
        return "branch" in self.fields


def _payee_rules(kind: PayeeKind) -> PayeeRules:
    match kind:
        case "alipay":
            return PayeeRules(
                fields=("number", "name"),
                parse=parse_alipay,
                problem=lambda _: "alipay_unreadable",
                mask=mask_alipay,
                shown=lambda number: number,
            )
        case "bank_card":
            return PayeeRules(
                fields=("number", "name", "bank", "branch"),
                parse=parse_card,
                problem=lambda text: card_problem(text) or "card_unreadable",
                mask=mask_card,
                shown=group4,
            )


PAYEE_KINDS: dict[PayeeKind, PayeeRules] = {kind: _payee_rules(kind) for kind in get_args(PayeeKind)}


def parse_place(text: str) -> tuple[str, str] | None:
    """Province and city of a typed place: `Jiangsu, Nanjing`, `江苏省南京市`, `江苏 南京`; a lone name is both.

    None for a text with digits, too many characters, more than two parts, or only a province.
    """
    plain = tidy(text, 2 * LONGEST_PLACE)
    if plain is None or any(one.isdigit() for one in plain):
        return None
    parts = [one for one in _SEPARATOR.split(plain) if one]
    if len(parts) == 1:
        whole = _PROVINCE.match(parts[0])
        if whole is not None:
            parts = [whole[1], whole[2].strip()]
        elif not parts[0].isascii():
            parts = parts[0].split()
    if not 1 <= len(parts) <= 2 or max(map(len, parts)) > LONGEST_PLACE:
        return None
    if len(parts) == 1 and _OF_PROVINCE.sub("", parts[0].casefold()) in _NO_CITY:
        return None
    return parts[0], parts[-1]


def _digits(text: str) -> str | None:
    if len(text) > LONGEST_TYPED:
        return None
    digits = _DASHES.sub("", unicodedata.normalize("NFKC", text))
    return digits if _CARD.fullmatch(digits) else None
