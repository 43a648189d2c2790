"""What fits a phone and the Bot API: widths of receipts and labels, lengths of texts and of callback data."""

from __future__ import annotations

import html
import re

from bot.screens.receipt import columns
from bot.screens.screen import CAPTION_MAX, TEXT_MAX, Screen, length_of

RECEIPT_COLUMNS = 34
ALONE, PAIRED = 28, 14
FIXED_LABELS = {"Refund to original payment method"}
"""A label in the product's fixed words, longer than our own labels may be."""


def plain(text: str) -> str:
    """The text as it is read: without markup and what is not seen."""
    return html.unescape(re.sub(r"</?(?:b|i|pre|code)>", "", text)).replace("\N{WORD JOINER}", "")


def misfits(screen: Screen, *, labels: bool = True) -> list[str]:
    """What does not fit, in words; empty if everything fits. Labels with the names of others may be exempt."""
    found = []
    shown = plain(screen.text)
    if not shown.strip():
        found.append("no text")
    if len(shown.encode("utf-16-le")) // 2 > TEXT_MAX:
        found.append(f"{len(shown)} characters")
    if screen.picture is not None and labels and length_of(screen.text) > CAPTION_MAX:
        found.append(f"a caption of {length_of(screen.text)} characters")
    for block in re.findall(r"<pre>(.*?)</pre>", screen.text, re.DOTALL):
        for line in html.unescape(block).split("\n"):
            if columns(line) > RECEIPT_COLUMNS:
                found.append(f"receipt line of {columns(line)} columns: {line}")
    for key in screen.keys:
        if columns(key.label) > ALONE:
            found.append(f"key of {columns(key.label)} columns: {key.label}")
    for row in screen.rows:
        if not 1 <= len(row) <= 8:
            found.append("a row of no or too many buttons")
        for button in row:
            if (button.data is None) == (button.url is None):
                found.append(f"button {button.label} leads nowhere")
            if button.data is not None and not 1 <= len(button.data.encode()) <= 64:
                found.append(f"callback data of {len(button.data.encode())} bytes")
            most = ALONE if len(row) == 1 else PAIRED
            if labels and columns(button.label) > most and button.label not in FIXED_LABELS:
                found.append(f"label of {columns(button.label)} columns: {button.label}")
            if not button.label.strip():
                found.append("an empty label")
    return found
