"""Digits tapped on the keypad, in memory only: one pad a person, for one code, until the next screen.

Keys are kept by the number of the update that brought them: a repeated one counts once, and overtaken ones are read
in their order. Nothing here can be printed, logged or stored.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.screens.keypad import BACK, CLEAR, DIGITS

MOST = 10_000
LIVES_S = 300.0
"""Seconds; a code is valid for five minutes."""
PAST_S = 86_400.0
"""Seconds for which old taps count as old: after a week of silence the server may begin with lower numbers."""


class Keypad:
    """One person's keys. `awaits` names the code that they are for, None between two codes."""

    __slots__ = ("_keys", "awaits", "since", "until")

    def __init__(self, since: int) -> None:
        self.awaits: str | None = None
        self.since = since
        self.until = 0.0
        self._keys: dict[int, str] = {}

    def open(self, awaits: str, until: float) -> None:
        """Begins again, for this code."""
        self.awaits, self.until = awaits, until
        self._keys.clear()

    def close(self, since: int) -> None:
        """Forgets the keys. Updates up to this number are old."""
        self.awaits = None
        self.since = max(self.since, since, *self._keys, 0)
        self._keys.clear()

    def press(self, update_id: int, key: str) -> str:
        """Adds a key and returns the digits so far, at most six."""
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


class Keypads:
    """All pads, at most `MOST`. The least recently tapped one is forgotten first."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._keypads: OrderedDict[int, Keypad] = OrderedDict()

    def is_past(self, person: int, update_id: int) -> bool:
        """Whether this tap came before the last code was complete, or before the last screen."""
        pad = self._recent(person)
        return pad is not None and update_id <= pad.since

    def is_open(self, person: int, awaits: str) -> bool:
        """Whether a pad for this code was begun and is still known."""
        pad = self._keypads.get(person)
        return pad is not None and pad.awaits == awaits and self._now() < pad.until

    def open(self, person: int, awaits: str, since: int = 0) -> None:
        """Begins a pad for this code. Taps up to the update `since` do not belong to it."""
        pad = self._keypads[person] = self._recent(person) or Keypad(since)
        pad.close(since)
        pad.open(awaits, self._now() + LIVES_S)
        self._keypads.move_to_end(person)
        while len(self._keypads) > MOST:
            self._keypads.popitem(last=False)

    def _recent(self, person: int) -> Keypad | None:
        pad = self._keypads.get(person)
        return pad if pad is not None and self._now() < pad.until + PAST_S else None

    def press(self, person: int, update_id: int, key: str) -> str:
        """Adds a key to the open pad and returns the digits so far. Raises ValueError for any other key."""
        if key not in (BACK, CLEAR) and not (len(key) == 1 and key in "0123456789"):
            raise ValueError("not a key of the keypad")
        return self._keypads[person].press(update_id, key)

    def close(self, person: int, update_id: int = 0) -> None:
        """Ends a person's pad. Taps up to this update are old."""
        pad = self._keypads.get(person)
        if pad is not None:
            pad.close(update_id)
