"""Words that are typed instead of tapped: the labels of buttons, the names of commands and what people say for them.

In every language at once. A word gives the data of the button that it stands for.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from bot.screens.buttons import Go, Place, Speak, ToAnswer, ToLine, ToRecords
from bot.screens.support_buttons import ToLog
from bot.texts.catalogue import Texts, texts_for
from bot.texts.languages import LANGUAGES
from bot.texts.topics import TOPICS
from domain.pages import FIRST
from domain.rules.balance import HOLDS

Meant = Go | ToLine | ToRecords | ToLog | ToAnswer | Speak

_PLACES: dict[str, Place] = {
    **{to: to for to in ("me", "costs", "withdraw", "accounts", "help", "language", "connect", "disconnect")},
    "balance": "costs",
    "adds-up": "sums",
    "contact-way": "phone",
    "who": "accounts",
    # These belong to what is open, whose screen has the button as it is now.
    **dict.fromkeys(
        ("back", "continue", "pick-up", "start-over", "send-code", "enter-code", "confirm"), "here"
    ),
}
"""Labels by their keys, and where they lead."""
_RECORDS = ("records", "apply-again", "cancel-withdrawal")
"""Labels that belong to one withdrawal: Records has it, and the button."""


def meant(text: str) -> Meant | None:
    """The button that the whole text stands for; None for any other text."""
    return _words().get(_plain(text))


def _plain(text: str) -> str:
    even = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return even.strip(" .,;:!?~。、，；：！？…\"'“”‹›/")


@cache
def _words() -> dict[str, Meant]:
    words: dict[str, Meant] = {}
    for language in LANGUAGES:
        texts = texts_for(language.code)
        for label, button in _labels(texts) + _said(texts):
            words.setdefault(_plain(label), button)
        words.setdefault(_plain(language.name), Speak(locale=language.code))
    return words


def _labels(texts: Texts) -> list[tuple[str, Meant]]:
    found: list[tuple[str, Meant]] = [(texts.plain(key), Go(to=to)) for key, to in _PLACES.items()]
    found += [(texts.plain(key), ToRecords(page=FIRST.packed())) for key in _RECORDS]
    found += [(texts.plain(f"ask-{topic}"), ToAnswer(topic=topic)) for topic in TOPICS]
    for line in HOLDS:
        found += [(texts.plain(f"{lead}-{line}"), ToLine(line=line)) for lead in ("line", "hold")]
    found.append((texts.plain("support-open"), ToAnswer(topic="person")))
    return found


def _said(texts: Texts) -> list[tuple[str, Meant]]:
    """What people say for a place, and the commands' names; between bars in the catalogue."""
    places: tuple[Place, ...] = ("me", "costs", "withdraw", "accounts", "help", "language")
    said: dict[str, Meant] = {place: Go(to=place) for place in places}
    said |= {
        "records": ToRecords(page=FIRST.packed()),
        "log": ToLog(),
        "person": ToAnswer(topic="person"),
    }
    return [(word, button) for to, button in said.items() for word in texts.plain(f"words-{to}").split("|")]
