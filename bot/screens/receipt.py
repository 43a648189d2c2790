"""Receipts: labels on the left, amounts on the right, in a fixed pitch that does not wrap on a phone.

A line that would be too long becomes two, so no amount is ever cut. How wide a Chinese character is differs from
phone to phone, so there every label has the same number of them, and the amounts stand in one column on each.
"""

from __future__ import annotations

import html
from unicodedata import east_asian_width

from bot.texts.catalogue import Safe

COLUMNS = 32
_RULE = "─" * COLUMNS
RULE = None
"""Stands for a horizontal line."""
WIDE_BLANK = "\N{IDEOGRAPHIC SPACE}"

Line = tuple[str, str] | None


def columns(text: str) -> int:
    """The number of columns of a text in a fixed pitch."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def receipt(*lines: Line) -> Safe:
    """The lines as a `<pre>` block of at most `COLUMNS` columns."""
    out = _equal_labels(lines)
    if out is None or any(line is not _RULE and columns(line) > COLUMNS for line in out):
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


def _equal_labels(lines: tuple[Line, ...]) -> list[str] | None:
    """Lines whose labels have the same number of wide characters, filled up with wide blanks; None for other labels.

    The sign of a label moves to its amount, and its indentation becomes one wide blank.
    """
    written: list[Line] = []
    for line in lines:
        if line is None:
            written.append(RULE)
            continue
        label, amount = line
        sign = label[0] if label[:2] in ("- ", "+ ") else ""
        label = label[2 if sign else 0 :].replace("  ", WIDE_BLANK)
        if any(columns(char) != 2 for char in label):
            return None
        written.append((label, sign + amount))
    longest = max(len(one[0]) for one in written if one is not None)
    width = max(len(one[1]) for one in written if one is not None) + 1
    return [
        _RULE if one is RULE else one[0].ljust(longest, WIDE_BLANK) + one[1].rjust(width) for one in written
    ]
