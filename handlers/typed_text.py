"""Reading typed one-time codes, and what does not stay in a chat. Nothing that is read here is logged or kept."""

from __future__ import annotations

import re

from domain.rules.characters import without_unseen
from domain.rules.payee_numbers import card_problem

_NARROW = {0xFF10 + i: ord("0") + i for i in range(10)}
_CODE = re.compile(r"[0-9]{6}", re.ASCII)


def code_in(text: str) -> str | None:
    """Six digits, also full-width or with spaces or dashes between; None for anything else."""
    digits = re.sub(r"[\s\-\u2010-\u2015]", "", text.translate(_NARROW))
    return digits if _CODE.fullmatch(digits) else None


def stays_not(text: str | None) -> bool:
    """Whether a text is a code or a card's number, perhaps a mistyped one: it is removed wherever it was written."""
    plain = without_unseen(text or "")
    return code_in(plain) is not None or card_problem(plain) != "card_unreadable"


def looks_secret(text: str) -> bool:
    """Whether a text could be a code, or one mistyped: it holds a digit."""
    return any(char.isdigit() for char in text)
