"""What is remembered of the people who were here lately, in memory alone: one record a person, forgotten as a whole.

Only for speed and tidiness: rows and the chat's state hold what counts. Once it is not known, after a restart for
instance, a person is greeted again, a question is asked in a new message, and a code is tapped from its first digit.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from cachetools import LRUCache

from bot.screens.screen import Awaits
from domain.acting_sessions import ActingView
from domain.views import Locale
from handlers.keypad_digits import Keypad

MOST = 10_000
"""People who are remembered."""
LANGUAGE_S = 300.0
"""How long a language is known before the person's row is read again."""


@dataclass(slots=True)
class Remembered:
    """One person: language, session, the keys of a code, and what stands last in their chat."""

    locale: Locale | None = None
    """The language that was known last, also when it is to be read again."""
    locale_until: float = 0.0
    acting: ActingView | None = None
    """The session in which they were last seen to act as a test account."""
    pad: Keypad = field(default_factory=Keypad)
    album: str | None = None
    """The album that was answered last as of no use."""
    question: int | None = None
    """The message with the open question; None where nothing is asked or it is not known."""
    asks: Awaits | None = None
    """What is asked in it."""
    buried: bool = False
    """Whether another message came below the question."""
    stray: int | None = None
    """The message, last in the chat, that says that words were of no use: they may have overtaken a tap."""

    def speaks(self, locale: Locale) -> None:
        """The language from now on."""
        self.locale, self.locale_until = locale, time.monotonic() + LANGUAGE_S

    def language(self) -> Locale | None:
        """The language, while it need not be read again."""
        return self.locale if time.monotonic() < self.locale_until else None

    @property
    def question_is_last(self) -> bool:
        """Whether the question is the bot's last message in the chat: one further up would change unnoticed."""
        return self.question is not None and not self.buried

    def showed(self, message_id: int | None, asks: Awaits | None, *, stray: bool = False) -> None:
        """What was shown last, and what is asked in it: nothing ends the question. `stray` as in the field."""
        self.question = None if asks is None else message_id
        self.asks = asks
        self.buried = False
        self.stray = message_id if stray else None

    def stray_below(self, tapped: int | None) -> int | None:
        """The stray message, where the tapped one is further up; None where something came after it."""
        if self.stray is None or tapped is None or tapped >= self.stray:
            return None
        return self.stray

    def bury(self) -> None:
        """Another message came below what was shown last."""
        self.stray = None
        self.buried = True


class Memory:
    """The records of at most `MOST` people; the one who was here longest ago is forgotten first."""

    def __init__(self) -> None:
        self._people: LRUCache[int, Remembered] = LRUCache(MOST)

    def of(self, person: int) -> Remembered:
        """What is remembered of a person; an empty record where nothing is."""
        found = self._people.get(person)
        if found is None:
            found = self._people[person] = Remembered()
        return found

    def bury(self, person: int) -> None:
        """Another message came below what was shown last in this chat."""
        self.of(person).bury()

    def asking(self, person: int, awaited: Awaits) -> int | None:
        """The message in which exactly this is asked; None where something else is, or it is not known."""
        mine = self.of(person)
        return mine.question if mine.asks == awaited else None
