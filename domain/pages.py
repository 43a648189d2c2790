"""Pages of lists that grow for ever: a page is found by the key of its first row, never by counting from the top.

So page 1,000 costs what page 1 does, nobody counts the rows, and a row that comes in meanwhile moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

R = TypeVar("R")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST_NUMBER = 36**3 - 1


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page begins: the key of its first row, None for the first page.

    `number` is its number from 0, as it was counted on the way there; it decides nothing.
    """

    start: str | None = None
    number: int = 0

    def packed(self) -> str:
        """A short text for a button."""
        number = short(min(self.number, _MOST_NUMBER))
        return number if self.start is None else f"{number}.{self.start}"

    @classmethod
    def unpacked(cls, text: str) -> Spot:
        """The spot of a button; the first page for anything else, like a number alone."""
        number, dot, start = text.partition(".")
        if not (dot and start and number.isascii() and number.isalnum()):
            return cls()
        return cls(start, min(int(number, 36), _MOST_NUMBER))


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page stands in its list, and where the pages beside it begin; None where there is none."""

    number: int = 0
    newer: Spot | None = None
    older: Spot | None = None

    @property
    def is_all(self) -> bool:
        """Whether the list has no other page."""
        return self.newer is None and self.older is None


FIRST = Spot()


def short(number: int) -> str:
    """A number from 0 in base 36, as a key that is short enough for a button."""
    digits = ""
    while number >= 36:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return _DIGITS[number] + digits


def unshort(key: str | None) -> int | None:
    """The number of such a key; None for None, or for a key of any other kind."""
    if key is None or len(key) > 12 or not (key.isascii() and key.isalnum()):
        return None
    return int(key, 36)


def page_at(
    spot: Spot,
    size: int,
    rows_from: Callable[[str | None, int], Sequence[R]],
    before: Callable[[str, int], Sequence[str]] | None,
    key: Callable[[R], str],
) -> tuple[Sequence[R], Page]:
    """The rows of the page at this spot, and where that stands.

    `rows_from` gives the rows from a key on, that row included; `before` the keys of the rows before it, nearest
    first; without it the way back leads to the first page. Without rows there, as after a tap on an old button, it is
    the first page.
    """
    start = spot.start
    rows = rows_from(start, size + 1)
    if not rows and start is not None:
        start, rows = None, rows_from(None, size + 1)
    back = [] if start is None else [start] if before is None else before(start, size + 1)
    newer = Spot(back[size - 1], max(1, spot.number - 1)) if len(back) > size else FIRST if back else None
    number = 0 if newer is None else newer.number + 1
    older = Spot(key(rows[size]), number + 1) if len(rows) > size else None
    return rows[:size], Page(number, newer, older)
