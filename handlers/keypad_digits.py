"""Digits tapped on the keypad, in memory only: one pad a person, for one code, until the next screen.

Keys are kept by the number of the update that brought them: a repeated one counts once, and overtaken ones are read
in their order. Nothing here can be printed, logged or stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.screens.keypad import BACK, CLEAR, DIGITS
from bot.screens.screen import Awaits

LIVES_S = 300.0
"""Seconds; a code is valid for five minutes."""
PAST_S = 86_400.0
"""Seconds for which old taps count as old: after a week of silence the server may begin with lower numbers."""


class Keypad:
    """One person's keys."""

    __slots__ = ("_awaits", "_keys", "_now", "_since", "_until")

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._awaits: Awaits | None = None
        """The code the keys are for, None between two codes."""
        self._until = -PAST_S
        self._since = 0
        """Updates up to this number are of the past."""
        self._keys: dict[int, str] = {}

    def is_past(self, update_id: int) -> bool:
        """Whether this tap was made before the last code was full, or the last screen shown."""
        return self._is_recent() and update_id <= self._since

    def is_open(self, awaits: Awaits) -> bool:
        """Whether the pad was begun for this code and is still known."""
        return self._awaits == awaits and self._now() < self._until

    def open(self, awaits: Awaits, since: int = 0) -> None:
        """Begins again, for this code; taps up to the update `since` are not for it."""
        if not self._is_recent():
            self._since = 0
            self._keys.clear()
        self.close(since)
        self._awaits, self._until = awaits, self._now() + LIVES_S

    def press(self, update_id: int, key: str) -> str:
        """One more key; the digits that all of them come to, at most six. ValueError for what is no key."""
        if key not in (BACK, CLEAR) and not (len(key) == 1 and key in "0123456789"):
            raise ValueError("not a key of the keypad")
        self._keys[update_id] = key
        digits = ""
        for number in sorted(self._keys):
            match self._keys[number]:
                case "back":
                    digits = digits[:-1]
                case "clear":
                    digits = ""
                case digit:
                    digits = (digits + digit)[:DIGITS]
        return digits

    def close(self, update_id: int = 0) -> None:
        """Forgets the keys; taps up to this update are of the past."""
        self._awaits = None
        self._since = max(self._since, update_id, *self._keys, 0)
        self._keys.clear()

    def _is_recent(self) -> bool:
        return self._now() < self._until + PAST_S
