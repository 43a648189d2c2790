"""What a screen is: a text, rows of buttons, and the typed text that is awaited after it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from domain.rules.characters import TURNS, as_drawn

if TYPE_CHECKING:
    from bot.screens.waterfall import Waterfall

TEXT_MAX = 4096
"""Longest message the Bot API takes, counted without markup."""
CAPTION_MAX = 1024
"""The same for the caption of a picture."""
LABEL_MAX = 30
"""Longest label of a full-width button that a small phone shows uncut."""


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: its label (plain text) and its callback data, or an address to open."""

    label: str
    data: str | None = None
    url: str | None = None


ButtonRow = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class ReplyKey:
    """One key of the keyboard below the chat: it sends its label, or the person's own contact."""

    label: str
    shares_contact: bool = False


_TAG = re.compile(r"</?\w+>")

Awaited = Literal[
    "link", "contact", "amount", "code", "step", "note", "paper", "payee_number", "payee_name", "payee_bank",
    "payee_branch", "payee_place", "payee_branch_name", "case",
    "act_ticket", "act_reason", "why_ticket", "why_reason", "scene_file", "factor", "word",
]  # fmt: skip
_AWAITED: tuple[Awaited, ...] = get_args(Awaited)
OF_PROOF = frozenset(("factor", "word"))
"""Awaited from staff as proof: a code, with what goes on after it, or the word for enrolling."""
OF_SUPPORT: frozenset[Awaited] = frozenset(
    ("act_ticket", "act_reason", "why_ticket", "why_reason", "scene_file")
)
"""Awaited from support: the subject is an account, or nothing."""
OF_WITHDRAWAL = frozenset(get_args(Awaited)) - {"link", "contact", "case"} - OF_SUPPORT - OF_PROOF
"""Awaited for a withdrawal of one's own: the subject is its id. A `case` is another customer's."""


@dataclass(frozen=True, slots=True)
class Awaits:
    """The typed text, or the document, that is awaited while a screen is the last one shown, and for which id.

    `step`: no text is awaited, but the person is at this unfinished withdrawal. `contact`: the keys that share a
    number are below the chat. `which`: the kind of document, or the step that is looked at when the row is further
    on.
    """

    what: Awaited
    subject: str
    which: str = ""

    def packed(self) -> str:
        """The chat's state: what is awaited and for which id, nothing that was typed."""
        return f"{self.what}{'-' if self.which else ''}{self.which}:{self.subject}"

    @classmethod
    def unpacked(cls, state: str | None) -> Awaits | None:
        """What a chat's state awaits; None if it awaits nothing, or was packed by no version so far."""
        lead, _, subject = (state or "").partition(":")
        name, _, which = lead.partition("-")
        what = next((one for one in _AWAITED if one == name), None)
        return None if what is None else cls(what, subject, which)


@dataclass(frozen=True, slots=True)
class Screen:
    """One message of the bot. `text` is HTML of the Bot API.

    A message carries one kind of buttons: its own (`rows`), keys below the chat, or the removal of those.
    """

    text: str
    rows: tuple[ButtonRow, ...] = ()
    awaits: Awaits | None = None
    keys: tuple[ReplyKey, ...] = ()
    drops_keys: bool = False
    picture: Waterfall | None = None
    """A picture above the text, which is its caption then. It comes in a message of its own."""

    def under(self, notice: str | None) -> Screen:
        """The same screen with a notice (HTML) above it."""
        return replace(self, text=f"{notice}\n\n{self.text}") if notice else self


def length_of(text: str) -> int:
    """How long the Bot API counts a text: UTF-16 units without markup."""
    return len(html.unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


def page_of(*paragraphs: str | None) -> str:
    """Paragraphs with an empty line between; None and empty ones are left out."""
    return "\n\n".join(part for part in paragraphs if part)


def lines_of(*lines: str | None) -> str:
    """Lines below each other; None and empty ones are left out."""
    return "\n".join(line for line in lines if line)


def clip(text: str, longest: int) -> str:
    """Text of others as it is drawn, one line, cut to a length with an ellipsis. Escaping comes later."""
    line = " ".join(as_drawn(text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def in_rows(buttons: list[Button], width: int = 2) -> tuple[ButtonRow, ...]:
    """Buttons in rows of `width`."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


_SCHEME = re.compile(r":(?=//)")
_DOT = re.compile(r"(?<=[^\s.])[.](?=[^\W\d_])")
_NUMBERS = re.compile(r"\d+(?:[.]\d+){3}")
_NAME = re.compile(r"@(?=\w)")
_COMMAND = re.compile(r"(?<![\w/\]])/(?=[A-Za-z])")


def harmless(text: str, longest: int) -> str:
    """The text in one line, cut to a length, with links broken by brackets and direction characters written out."""
    return _broken(clip(_turns_out(text), longest))


def is_harmless(text: str) -> bool:
    """Whether the text needs no such change."""
    plain = " ".join(text.split())
    return not TURNS.search(text) and _broken(plain) == plain


def _turns_out(text: str) -> str:
    return TURNS.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def _broken(text: str) -> str:
    text = _NUMBERS.sub(lambda found: found[0].replace(".", "[.]"), text)
    for pattern in (_SCHEME, _DOT, _NAME, _COMMAND):
        text = pattern.sub(lambda found: f"[{found[0]}]", text)
    return text
