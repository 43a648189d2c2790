"""The domain's exceptions. Errors carry a code and parameters, never a user's text.

    Exception
      Refusal                 what was asked for is not done; `code` names the text, `params` fill it in
        EventsRefused         nothing of a file or request was applied; its report says why (`apply_events`)
      BadEvent                a billing event that is malformed or impossible (rules 8)
      Unfit                   a document that is not kept: of a wrong kind, unreadable, or with hidden content
      Fault                   a fault of the program or of the machine, never the customer's
        BooksBroken           an invariant of the books does not hold
        WrongKey              a sealed field cannot be opened with the present keys

`storage.errors` has what the database raises. Raising rolls the transaction back. A `Refusal` with `keep` commits
what was written before, and reaches the caller after that. Docstrings of use cases say "refuses" for those that keep
their trace, "raises" for the others.
"""

from __future__ import annotations

from datetime import date

Param = str | int | date | None


class Refusal(Exception):
    """What was asked for is not done.

    `keep`: what was written before commits: a wrong code is counted, a denied actor leaves a row in the audit.
    Amounts in `params` end in `_fen`, moments in `_at`, dates in `_on`, seconds in `_s`.
    """

    def __init__(self, code: str, *, keep: bool = False, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.keep = keep
        self.params = params

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and (self.code, self.params) == (other.code, other.params)

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, {self.params!r})"

    def param(self, name: str) -> Param:
        """The value of one parameter, None if it has none of that name."""
        return self.params.get(name)

    def adding(self, **params: Param) -> Refusal:
        """The same refusal with more to say."""
        return Refusal(self.code, keep=self.keep, **self.params | params)


class BadEvent(Exception):
    """A billing event that cannot be accepted; `reason` is one plain English sentence for its sender.

    `known_as` has id and content of a malformed event, because an earlier, less strict version may have applied it.
    """

    def __init__(self, reason: str, known_as: tuple[str, str] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.known_as = known_as


class Unfit(Exception):
    """A document that cannot be taken. Its texts are `unfit-` and the code."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Fault(Exception):
    """A fault of ours or of the machine; `code` names it."""

    code: str


class BooksBroken(Fault):
    """The books contradict themselves; nothing may be written on top of that."""

    code = "books_broken"


class WrongKey(Fault):
    """None of the keys opens a sealed field."""

    code = "wrong_key"

    def __str__(self) -> str:
        return "the key does not fit this database"
