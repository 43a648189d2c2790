"""Words of others on a screen of staff: readable, and nothing in them does anything when it is touched.

The chat app makes links of addresses, of names behind an @ and of commands, whoever wrote them; direction characters
let a line say something else than it does.
"""

from __future__ import annotations

import re

from bot.screens.screen import clip
from domain.rules.characters import TURNS

_SCHEME = re.compile(r":(?=//)")
_DOT = re.compile(r"(?<=[^\s.])[.](?=[^\W\d_])")
_NUMBERS = re.compile(r"\d+(?:[.]\d+){3}")
_NAME = re.compile(r"@(?=\w)")
_COMMAND = re.compile(r"(?<![\w/\]])/(?=[A-Za-z])")


def harmless(text: str, longest: int) -> str:
    """In one line, cut to a length; links broken with brackets, direction characters written out."""
    return _broken(clip(_turns_out(text), longest))


def is_harmless(text: str) -> bool:
    """Whether nothing had to be broken."""
    plain = " ".join(text.split())
    return not TURNS.search(text) and _broken(plain) == plain


def _turns_out(text: str) -> str:
    return TURNS.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def _broken(text: str) -> str:
    text = _NUMBERS.sub(lambda found: found[0].replace(".", "[.]"), text)
    for pattern in (_SCHEME, _DOT, _NAME, _COMMAND):
        text = pattern.sub(lambda found: f"[{found[0]}]", text)
    return text
