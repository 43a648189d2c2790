"""Which message asks the open question, in memory, so that no second one is left behind that looks alive.

Only for tidiness. After a restart it is not known, and the next screen is a new message below.
"""

from __future__ import annotations

from collections import OrderedDict

MOST = 10_000


class Shown:
    """The message with the open question, of the people who were here lately."""

    def __init__(self) -> None:
        self._questions: OrderedDict[int, tuple[int, str]] = OrderedDict()
        self._buried: set[int] = set()

    def of(self, person: int) -> int | None:
        """The message, or None where nothing is asked or it is not known."""
        question = self._questions.get(person)
        return None if question is None else question[0]

    def asking(self, person: int, awaited: str) -> int | None:
        """The message in which exactly this is asked; None where something else is, or it is not known."""
        question = self._questions.get(person)
        return question[0] if question is not None and question[1] == awaited else None

    def is_last(self, person: int) -> bool:
        """Whether it is the bot's last message in the chat: one further up would change unnoticed."""
        return person in self._questions and person not in self._buried

    def note(self, person: int, message_id: int, *, asks: str | None) -> None:
        """What was shown last; ``asks`` is what it awaits, as the chat's state: nothing ends the question."""
        self._questions.pop(person, None)
        self._buried.discard(person)
        if asks is not None:
            self._questions[person] = message_id, asks
            if len(self._questions) > MOST:
                forgotten, _ = self._questions.popitem(last=False)
                self._buried.discard(forgotten)

    def bury(self, person: int) -> None:
        """Another message came below the question."""
        if person in self._questions:
            self._buried.add(person)
