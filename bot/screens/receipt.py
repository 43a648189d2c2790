"""Receipts: labels on the left, amounts on the right, in a fixed pitch that does not wrap on a phone.

A line that would be too long becomes two, so no amount is ever cut. The width of Chinese characters differs from
phone to phone, so there amounts come first: nothing wide stands before the column.
"""

from __future__ import annotations

import html
from unicodedata import east_asian_width

from bot.texts.catalogue import Safe

COLUMNS = 32
_RULE = "─" * COLUMNS
RULE = None
"""Stands for a horizontal line."""

Line = tuple[str, str] | None


def columns(text: str) -> int:
    """The number of columns of a text in a fixed pitch."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def receipt(*lines: Line) -> Safe:
    """The lines as a `<pre>` block of at most `COLUMNS` columns."""
    written = [line for line in lines if line is not None]
    first = any(columns(label) > len(label) for label, _ in written)
    out = _amounts_first(lines, written) if first else _labels_first(lines)
    if any(line is not _RULE and columns(line) > COLUMNS for line in out):
        out = _labels_first(lines)
    return Safe(f"<pre>{html.escape(chr(10).join(out), quote=False)}</pre>")


def _labels_first(lines: tuple[Line, ...]) -> list[str]:
    out: list[str] = []
    for line in lines:
        if line is None:
            out.append(_RULE)
            continue
        label, amount = line
        gap = COLUMNS - columns(label) - columns(amount)
        if gap >= 1:
            out.append(label + " " * gap + amount)
        else:
            out += [label, amount.rjust(COLUMNS)]
    return out


def _amounts_first(lines: tuple[Line, ...], written: list[tuple[str, str]]) -> list[str]:
    """Lines with the amount first; the sign of a label moves to its amount."""
    width = max(len(amount) for _, amount in written) + 1
    out: list[str] = []
    for line in lines:
        if line is None:
            out.append(_RULE)
            continue
        label, amount = line
        less = label.startswith("- ")
        shown = f"-{amount}" if less else amount
        out.append(f"{shown.rjust(width)}  {label.removeprefix('- ')}")
    return out
