"""The on-screen keypad for one-time codes, and the answers to taps on it (rules 7).

A key's data holds one digit and its code; the digits so far are only in memory.
"""

from __future__ import annotations

from typing import Literal

from bot.screens.buttons import Key
from bot.screens.screen import Button, ButtonRow
from bot.screens.voice import Voice
from domain.views import Locale

DIGITS = 6
"""The number of digits of a code."""
BACK, CLEAR = "back", "clear"


def keypad(what: Literal["code", "link"], subject: str, voice: Voice) -> tuple[ButtonRow, ...]:
    """The keys as four rows of three, like on a telephone."""

    def key(value: str, label: str) -> Button:
        return Button(label, Key(key=value, what=what, subject=subject).pack())

    rows = [tuple(key(digit, digit) for digit in row) for row in ("123", "456", "789")]
    last = (key(CLEAR, voice.word("key-clear")), key("0", "0"), key(BACK, voice.word("key-back")))
    return (*rows, last)


def count(entered: int, locale: Locale) -> str:
    """Answer to a tap: the number of digits so far; plain text."""
    dots = "●" * entered + "○" * (DIGITS - entered)
    return Voice(locale, 0).word("key-count", dots=dots, entered=entered, digits=DIGITS)


def begin_again(locale: Locale) -> str:
    """Answer to a tap whose earlier digits are lost; plain text."""
    return Voice(locale, 0).word("key-lost")


def not_counted(locale: Locale) -> str:
    """Answer to a tap on the keypad of a code that is not awaited; plain text."""
    return Voice(locale, 0).word("key-old")
