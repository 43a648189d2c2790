"""What is remembered of recent people, in memory only: one record a person, forgotten as a whole.

It is only for speed and tidiness: rows and the chat's state hold what counts. After a restart, for instance, a person
is greeted again, a question is asked in a new message, and a code is tapped from its first digit.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from cachetools import LRUCache

from bot.screens.screen import Awaits
from domain.acting_sessions import ActingView
from domain.ports import DAY, Micros
from domain.views import Locale
from handlers.keypad_digits import Keypad

MOST = 10_000
"""The most people who are remembered."""
LANGUAGE_S = 300.0
"""Seconds that a language is known before the person's row is read again."""


@dataclass(slots=True)
class Remembered:
    """One person: language, session, the keys of a code, and the last messages of their chat."""

    locale: Locale | None = None
    """The last known language, also when it is to be read again."""
    locale_until: float = 0.0
    acting: ActingView | None = None
    """The last known session in which they acted as a test account."""
    pad: Keypad = field(default_factory=Keypad)
    album: str | None = None
    """The last album that was answered as of no use."""
    question: int | None = None
    """The message with the open question; None without a question, or when it is unknown."""
    asks: Awaits | None = None
    """What it asks."""
    buried: bool = False
    """Whether another message came below the question."""
    stray: int | None = None
    """The last message of the chat, if it says that words were of no use: they may have overtaken a tap."""
    at_work: int = 0
    """How many of their updates are being worked on, or wait for their turn."""
    day_at: Micros = 0
    """When the day began in which `today` updates were read."""
    today: int = 0

    def used_up_until(self, most: int, now: Micros) -> Micros | None:
        """Counts one more update of these 24 hours; with `most` of them read, until when no other one is."""
        if not 0 <= now - self.day_at < DAY:
            self.day_at, self.today = now, 0
        if self.today >= most:
            return self.day_at + DAY
        self.today += 1
        return None

    def speaks(self, locale: Locale) -> None:
        """Remembers the language."""
        self.locale, self.locale_until = locale, time.monotonic() + LANGUAGE_S

    def language(self) -> Locale | None:
        """The language, while it need not be read again."""
        return self.locale if time.monotonic() < self.locale_until else None

    @property
    def question_is_last(self) -> bool:
        """Whether the question is the bot's last message in the chat: a change further up would go unnoticed."""
        return self.question is not None and not self.buried

    def showed(self, message_id: int | None, asks: Awaits | None, *, stray: bool = False) -> None:
        """Notes the last shown message and its question; None ends the question. `stray` as in the field."""
        self.question = None if asks is None else message_id
        self.asks = asks
        self.buried = False
        self.stray = message_id if stray else None

    def stray_below(self, tapped: int | None) -> int | None:
        """The stray message, if it is below the tapped one and still the last; else None."""
        if self.stray is None or tapped is None or tapped >= self.stray:
            return None
        return self.stray

    def bury(self) -> None:
        """Notes that another message came below the last shown one."""
        self.stray = None
        self.buried = True


class Memory:
    """The records of at most `MOST` people; the longest absent person is forgotten first."""

    def __init__(self) -> None:
        self._people: LRUCache[int, Remembered] = LRUCache(MOST)

    def of(self, person: int) -> Remembered:
        """A person's record; an empty one for an unknown person."""
        found = self._people.get(person)
        if found is None:
            found = self._people[person] = Remembered()
        return found

    def bury(self, person: int) -> None:
        """Notes that another message came below the last shown one in this chat."""
        self.of(person).bury()

    def asking(self, person: int, awaited: Awaits) -> int | None:
        """The message that asks exactly this; None when something else is asked, or it is unknown."""
        mine = self.of(person)
        return mine.question if mine.asks == awaited else None
