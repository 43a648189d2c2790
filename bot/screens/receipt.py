"""Receipts: labels on the left, amounts on the right, in a fixed pitch that does not wrap on a phone.

Chinese characters take two columns. A line that would be too long becomes two, so that no amount is ever cut.
"""

from __future__ import annotations

import html
from unicodedata import east_asian_width

from bot.texts import Safe

COLUMNS = 32
RULE = None
"""Stands for a line across."""

Line = tuple[str, str] | None


def columns(text: str) -> int:
    """How many columns a text takes in a fixed pitch."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def receipt(*lines: Line) -> Safe:
    """The lines as a ``<pre>`` block of ``COLUMNS`` columns."""
    out: list[str] = []
    for line in lines:
        if line is None:
            out.append("─" * COLUMNS)
            continue
        label, amount = line
        gap = COLUMNS - columns(label) - columns(amount)
        if gap >= 1:
            out.append(label + " " * gap + amount)
        else:
            out += [label, amount.rjust(COLUMNS)]
    return Safe(f"<pre>{html.escape(chr(10).join(out), quote=False)}</pre>")
