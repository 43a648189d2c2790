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
    """A language. Its dates are Babel patterns."""

    code: Locale
    """Two letters, as the Bot API uses them for commands and descriptions."""
    name: str
    """The language's name in itself, for the menu."""
    folder: str
    tags: frozenset[str]
    """Language tags of the chat app that mean it, lower case, without their region."""
    babel: str
    day: str
    day_and_year: str
    time: str
    time_and_year: str
    month: str
    script: Script
    """The script in which its readers know the banks."""
    stop: frozenset[str]
    """Words that leave whatever is awaited, besides the label of Cancel; lower case."""


_ENGLISH = Language(
    code="en",
    name="English",
    folder="en",
    tags=frozenset({"en"}),
    babel="en_US",
    day="MMM d",
    day_and_year="MMM d, y",
    time="MMM d, HH:mm",
    time_and_year="MMM d, y, HH:mm",
    month="MMM y",
    script="latin",
    stop=frozenset({"stop"}),
)
_CHINESE = Language(
    code="zh",
    name="中文",
    folder="zh_Hans",
    tags=frozenset({"zh"}),
    babel="zh_Hans_CN",
    day="M月d日",
    day_and_year="y年M月d日",
    time="M月d日 HH:mm",
    time_and_year="y年M月d日 HH:mm",
    month="y年M月",
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
