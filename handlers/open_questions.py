"""Which message asks the open question, in memory, so that no second one that looks alive is left behind.

It is only for tidiness. After a restart it is unknown, and the next screen is a new message below.
"""

from __future__ import annotations

from collections import OrderedDict

MOST = 10_000


class OpenQuestions:
    """The messages with the open question, of recent people."""

    def __init__(self) -> None:
        self._questions: OrderedDict[int, tuple[int, str]] = OrderedDict()
        self._buried: set[int] = set()
        self._strays: OrderedDict[int, int] = OrderedDict()

    def of(self, person: int) -> int | None:
        """The message, or None without a question or when it is unknown."""
        question = self._questions.get(person)
        return None if question is None else question[0]

    def asking(self, person: int, awaited: str) -> int | None:
        """The message that asks exactly this; None when something else is asked, or it is unknown."""
        question = self._questions.get(person)
        return question[0] if question is not None and question[1] == awaited else None

    def is_last(self, person: int) -> bool:
        """Whether it is the bot's last message in the chat: a change further up would go unnoticed."""
        return person in self._questions and person not in self._buried

    def note(self, person: int, message_id: int, *, asks: str | None) -> None:
        """Notes the last shown message. `asks` is what it awaits, as the chat's state; None ends the question."""
        self._questions.pop(person, None)
        self._buried.discard(person)
        self._strays.pop(person, None)
        if asks is not None:
            self._questions[person] = message_id, asks
            if len(self._questions) > MOST:
                forgotten, _ = self._questions.popitem(last=False)
                self._buried.discard(forgotten)

    def note_stray(self, person: int, message_id: int) -> None:
        """Notes that the last message says that the person's words were of no use: they may have overtaken a tap."""
        self._strays[person] = message_id
        if len(self._strays) > MOST:
            self._strays.popitem(last=False)

    def stray(self, person: int, tapped: int | None) -> int | None:
        """That message, if it is below the tapped one and still the last; else None."""
        message_id = self._strays.get(person)
        if message_id is None or tapped is None or tapped >= message_id:
            return None
        return message_id

    def bury(self, person: int) -> None:
        """Notes that another message came below the question."""
        self._strays.pop(person, None)
        if person in self._questions:
            self._buried.add(person)
