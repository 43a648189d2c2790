"""The domain's exceptions. Errors carry a code and parameters, never a user's text.

    DomainError             nothing was done; `code` names the text, `params` fill it in
      BadEvent              a billing event that is malformed or impossible (rules 8)
      BooksBroken           an invariant of the books does not hold: a fault of ours, never the customer's
      WrongKey              a sealed field cannot be opened with the present keys
      Unfit                 a document that is not kept: of a wrong kind, unreadable, or with active or hidden content

Raising rolls the transaction back. A refusal that must leave a trace is a returned `Refused` instead.
"""

from __future__ import annotations

from datetime import date

from domain.views import Refused

Param = str | int | date | None


class DomainError(Exception):
    """A refusal that changes nothing."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def refused(self) -> Refused:
        """The same refusal as a value, for the conversation."""
        return refused(self.code, **self.params)


class BadEvent(DomainError):
    """A billing event that cannot be accepted; `reason` is one plain English sentence for its sender.

    `known_as` has id and content of a malformed event, because an earlier, less strict version may have applied it.
    """

    def __init__(self, reason: str, known_as: tuple[str, str] | None = None) -> None:
        super().__init__("bad_event")
        self.reason = reason
        self.known_as = known_as

    def __str__(self) -> str:
        return self.reason


class BooksBroken(DomainError):
    """The books contradict themselves; nothing may be written on top of that."""

    def __init__(self, what: str) -> None:
        super().__init__("books_broken")
        self.what = what

    def __str__(self) -> str:
        return self.what


class WrongKey(DomainError):
    """None of the keys opens a sealed field."""

    def __init__(self) -> None:
        super().__init__("wrong_key")

    def __str__(self) -> str:
        return "the key does not fit this database"


class Unfit(DomainError):
    """A document that cannot be taken. Its texts are `unfit-` and the code."""


def refused(code: str, **params: Param) -> Refused:
    """A refusal as a value: what was written before it commits."""
    return Refused(code, tuple(params.items()))
