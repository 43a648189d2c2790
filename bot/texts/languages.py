"""The languages of the chat: one row each, and a folder of catalogues beside this file.

Everything else that differs by language is read from the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from domain.rules.banks import Script
from domain.views import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language. Its dates are for `str.format`, of the moment or day `at` and the name of its `month`."""

    code: Locale
    """Two letters, as the Bot API uses them for commands and descriptions."""
    name: str
    """The language's name in itself, for the menu."""
    folder: str
    tags: frozenset[str]
    """Language tags of the chat app that mean it, lower case, without their region."""
    counts_one: bool
    """Whether it has words of their own for exactly one of a thing."""
    months: tuple[str, ...]
    day: str
    day_and_year: str
    time: str
    time_and_year: str
    cycle: str
    script: Script
    """The script in which its readers know the banks."""
    stop: frozenset[str]
    """Words that leave whatever is awaited, besides the label of Cancel; lower case."""


_ENGLISH = Language(
    code="en",
    name="English",
    folder="en",
    tags=frozenset({"en"}),
    counts_one=True,
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    day="{month} {at.day}",
    day_and_year="{month} {at.day}, {at.year}",
    time="{month} {at.day}, {at:%H:%M}",
    time_and_year="{month} {at.day}, {at.year}, {at:%H:%M}",
    cycle="{month} {at.year}",
    script="latin",
    stop=frozenset({"stop"}),
)
_CHINESE = Language(
    code="zh",
    name="中文",
    folder="zh_Hans",
    tags=frozenset({"zh"}),
    counts_one=False,
    months=tuple(f"{month}月" for month in range(1, 13)),
    day="{month}{at.day}日",
    day_and_year="{at.year}年{month}{at.day}日",
    time="{month}{at.day}日 {at:%H:%M}",
    time_and_year="{at.year}年{month}{at.day}日 {at:%H:%M}",
    cycle="{at.year}年{month}",
    script="chinese",
    stop=frozenset({"停止"}),
)


def language_of(code: Locale) -> Language:
    """The row of a language."""
    match code:
        case "en":
            return _ENGLISH
        case "zh":
            return _CHINESE


LOCALES: tuple[Locale, ...] = get_args(Locale)
LANGUAGES = tuple(language_of(code) for code in LOCALES)
DEFAULT = LANGUAGES[0]
"""For people whose app speaks none of them, and for a sentence that another catalogue lacks."""


def spoken(tag: str | None) -> Locale | None:
    """The language for a tag of the chat app or of an account, whatever its region; None without a row."""
    plain = (tag or "").replace("_", "-").lower().split("-")[0]
    return next((one.code for one in LANGUAGES if plain in one.tags), None)


def locale_of(tag: str | None) -> Locale:
    """The language for a tag, or the default language."""
    return spoken(tag) or DEFAULT.code
