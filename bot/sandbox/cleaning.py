"""What the server makes of text before anybody sees it, whoever sent it.

Control characters become blanks, a few others vanish, and a text of which nothing can be seen counts as none.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

BLANK = " \n"
"""What is cut off at both ends."""
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
    """The text as it is kept; not cut off at its ends, for only the whole of it has ends."""
    return _MARKS.sub("\u200c", text.translate(_CLEANED))


def unseen(text: str) -> bool:
    """Whether there is nothing in it that anybody could see."""
    return not text.translate(_UNSEEN).strip(BLANK)


def link_problem(url: str) -> str | None:
    """Why the server takes no such link, in its words; it knows hosts with a dot only, so no machine of its own."""
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
