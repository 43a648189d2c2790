"""Invisible characters and moved characters: what a text says without them.

People paste them unknowingly (contacts wrap numbers in direction marks), and old billing data holds them. Pure; the
callers decide what happens to the text.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN_TOO = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2060-\u206f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffc\U000e0000-\U000e0fff]"
)
"""Characters drawn as nothing whose category is not Cf, or that this Python's tables do not know."""
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Direction characters: the text behind one may be read backwards."""
BACKWARDS = "\u202e"
"""The one that also reverses digits: without it a text would say something else than was seen."""
_JOINS = "\u200d\ufe0f"
"""These join the parts of an emoji, and mark it as one."""

# The last row of GBK, in its order: its characters stood in the private area until each got a code point of
# its own, most of them in 1999, six in 2001 (beyond 16 bits), eight in 2005. Banks still send the old ones.
_FIRST_MOVED = 0xE815
_MOVED_TO = (
    "\u2e81\U00020087\U00020089\U000200cc\u2e84\u3473\u3447\u2e88\u2e8b\u9fb4\u359e\u361a\u360e\u2e8c\u2e97\u396e"
    "\u3918\u9fb5\u39cf\u39df\u3a73\u39d0\u9fb6\u9fb7\u3b4e\u3c6e\u3ce0\u2ea7\U000215d7\u9fb8\u2eaa\u4056\u415f\u2eae"
    "\u4337\u2eb3\u2eb6\u2eb7\U0002298f\u43b1\u43ac\u2ebb\u43dd\u44d6\u4661\u464c\u9fb9\u4723\u4729\u477c\u478d\u2eca"
    "\u4947\u497a\u497d\u4982\u4983\u4985\u4986\u499f\u499b\u49b7\u49b6\u9fba\U000241fe\u4ca3\u4c9f\u4ca0\u4ca1"
    "\u4c77\u4ca2\u4d13\u4d14\u4d15\u4d16\u4d17\u4d18\u4d19\u4dae\u9fbb"
)
MOVED: dict[int, str] = {_FIRST_MOVED + at: one for at, one in enumerate(_MOVED_TO)}
"""Code points of the private area and the present character of each (`U+E863` is U+4DAE)."""


def is_unseen(one: str) -> bool:
    """Whether a character is drawn as nothing: a format character (category Cf), or the like."""
    return unicodedata.category(one) == "Cf" or _UNSEEN_TOO.match(one) is not None


def without_unseen(text: str, but: str = "") -> str:
    """A text without its invisible characters, except those in `but`."""
    return text if text.isascii() else "".join(one for one in text if one in but or not is_unseen(one))


def as_drawn(text: str) -> str:
    """The same, with emoji intact, for texts that are shown again."""
    if text.isascii():
        return text
    kept: list[str] = []
    for one in text:
        joins = (
            one in _JOINS and kept and (kept[-1] in _JOINS or unicodedata.category(kept[-1]) in ("So", "Sk"))
        )
        if joins or not is_unseen(one):
            kept.append(one)
    return "".join(kept)


def as_escaped(text: str) -> str:
    """A text for one line of a terminal: control characters, line ends and invisible characters as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(one) if is_unseen(one) or _is_control(one) else one for one in text)


def _is_control(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")


def _escape(one: str) -> str:
    number = ord(one)
    return (
        f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 1 << 16 else f"\\U{number:08x}"
    )


def as_printed(text: str) -> str:
    """A name for print: as drawn, with moved characters at their present code points, which fonts have."""
    return as_drawn(text).translate(MOVED)


def has_letter(text: str) -> bool:
    """Whether it has a letter, or a character too young for this Python's tables."""
    return any(one.isalpha() or unicodedata.category(one) in ("Cn", "Co") for one in text)
