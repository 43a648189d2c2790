"""Amounts: reading them from events and from what a person types, writing them for machines.

Inside the program an amount is an integer number of fen. Floats never occur.
"""

from __future__ import annotations

import re

from domain.ports import Fen

MOST_FEN: Fen = 10**15
"""No event brings a sum of an account above this (rules 8)."""

_EVENT = re.compile(r"\d{1,13}(\.\d{1,2})?", re.ASCII)
_TYPED = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?", re.ASCII)
_AROUND = re.compile(r"^(?:CNY|RMB|¥|元)|(?:CNY|RMB|¥|元|块)$", re.IGNORECASE)
_LONGEST_TYPED = 40

# Only the full-width twins of ASCII: a general Unicode normalisation would read `100²` as 1002.
_NARROW = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: " ", 0xFFE5: "¥", ord("。"): "."}


def parse_amount(text: str) -> Fen | None:
    """An amount of a billing event (rules 8) in fen; None for another form. 0 is read as 0."""
    if not isinstance(text, str) or not _EVENT.fullmatch(text):
        return None
    whole, _, cents = text.partition(".")
    return int(whole) * 100 + int(cents.ljust(2, "0") or 0)


def parse_typed(text: str) -> Fen | None:
    """An amount as a person types it, in fen: `200`, `1,200.5`, `１００`, `100元`, `¥ 3.20`.

    Commas only as thousands, two decimals at most, one currency sign before or behind. None if it cannot be read as
    exactly one amount; there is no guessing.
    """
    if len(text) > _LONGEST_TYPED:
        return None
    narrow = text.translate(_NARROW).strip()
    match = _TYPED.fullmatch(_AROUND.sub("", narrow, count=1).strip())
    if match is None:
        return None
    whole, cents = match.group(1).replace(",", ""), match.group(2) or ""
    if len(whole) > 13:
        return None
    return int(whole) * 100 + int(cents.ljust(2, "0"))


def plain(fen: Fen) -> str:
    """An amount for machines: two digits, a minus sign only below zero, never `-0.00` (rules 9)."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
