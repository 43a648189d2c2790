"""Digits tapped on the keypad, in memory only: one pad a person, for one code, until the next screen.

Keys are kept by the number of the update that brought them: one that comes twice counts once, and those that
overtook each other are read in their order. Nothing here can be printed, logged or stored.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.screens.keypad import BACK, CLEAR, DIGITS

MOST = 10_000
LIVES_S = 300.0
"""A code is good for five minutes."""
PAST_S = 86_400.0
"""How long it matters which taps were before: after a week of silence the server may begin with lower numbers."""


class Pad:
    """One person's keys. ``awaits`` names the code they are for, None between two codes."""

    __slots__ = ("_keys", "awaits", "since", "until")

    def __init__(self, since: int) -> None:
        self.awaits: str | None = None
        self.since = since
        self.until = 0.0
        self._keys: dict[int, str] = {}

    def open(self, awaits: str, until: float) -> None:
        """Begins anew for this code."""
        self.awaits, self.until = awaits, until
        self._keys.clear()

    def close(self, since: int) -> None:
        """Forgets the keys; updates up to this number are of the past."""
        self.awaits = None
        self.since = max(self.since, since, *self._keys, 0)
        self._keys.clear()

    def press(self, update_id: int, key: str) -> str:
        """One more key; the digits that all of them come to, at most six."""
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


class Pads:
    """The pads of everybody, at most ``MOST``; who has not tapped for longest is forgotten first."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._pads: OrderedDict[int, Pad] = OrderedDict()

    def is_past(self, person: int, update_id: int) -> bool:
        """Whether this tap was made before the last code was full, or the last screen shown."""
        pad = self._recent(person)
        return pad is not None and update_id <= pad.since

    def is_open(self, person: int, awaits: str) -> bool:
        """Whether a pad for this code was begun and is still known."""
        pad = self._pads.get(person)
        return pad is not None and pad.awaits == awaits and self._now() < pad.until

    def open(self, person: int, awaits: str, since: int = 0) -> None:
        """Begins a pad for this code; taps up to the update ``since`` are not for it."""
        pad = self._pads[person] = self._recent(person) or Pad(since)
        pad.close(since)
        pad.open(awaits, self._now() + LIVES_S)
        self._pads.move_to_end(person)
        while len(self._pads) > MOST:
            self._pads.popitem(last=False)

    def _recent(self, person: int) -> Pad | None:
        pad = self._pads.get(person)
        return pad if pad is not None and self._now() < pad.until + PAST_S else None

    def press(self, person: int, update_id: int, key: str) -> str:
        """A key on the pad that is open; the digits so far. Raises ValueError for what is no key."""
        if key not in (BACK, CLEAR) and not (len(key) == 1 and key in "0123456789"):
            raise ValueError("not a key of the keypad")
        return self._pads[person].press(update_id, key)

    def close(self, person: int, update_id: int = 0) -> None:
        """The end of a pad, if there is one; taps up to this update are of the past."""
        pad = self._pads.get(person)
        if pad is not None:
            pad.close(update_id)
