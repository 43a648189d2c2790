"""How the server cleans text before anyone sees it.

Control characters become blanks, a few others vanish, and a text without a visible character counts as empty.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

BLANK = " \n"
"""The characters that are cut off at both ends of a text."""
_CLEANED: dict[int, str | None] = {
    **{code: " " for code in range(0x20) if code != 0x0A},
    **dict.fromkeys((0x0D, *range(0x2028, 0x202F), 0x030A, 0x0333, 0x033F)),
}
_MARKS = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
_UNSEEN = dict.fromkeys(
    (
        *(0x00A0, 0x1680, 0x180E, *range(0x2000, 0x2010), 0x202E, 0x202F, 0x205F, 0x2800, 0x3000),
        *(0xFEFF, 0xFFFC, *range(0xE0000, 0xE0080)),
    )
)


def clean(text: str) -> str:
    """The text as the server keeps it. The ends are not cut off here: a caller may pass a part of a text."""
    return _MARKS.sub("\u200c", text.translate(_CLEANED))


def unseen(text: str) -> bool:
    """Whether the text has no visible character."""
    return not text.translate(_UNSEEN).strip(BLANK)


def link_problem(url: str) -> str | None:
    """Why the server refuses this link, in its own words, or None. A host without a dot is refused."""
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme, parts.hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if scheme == "tg":
        return None
    if scheme not in {"http", "https"}:
        return "Unsupported URL protocol"
    return None if "." in host.strip(".") or ":" in host else "Wrong HTTP URL"
