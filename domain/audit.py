"""What an audit row says beyond who and when: a use case notes it, ``domain.use_case`` writes it (decision 22).

``ctx.note`` belongs to the one use case that runs; what nobody noted is read from the arguments that it declares.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypedDict, Unpack

from domain.ports import Fen

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{0,63}", re.ASCII)


class Detail(TypedDict, total=False):
    """What else a row may say; a new name is added here. No secret, no number of a person or of a card."""

    code: str
    """Why, as a code: of a rejection, of what is wrong with a document."""
    papers: Sequence[str]
    """Documents, by id, that whoever decided had opened; or that were asked for again."""
    papers_in_all: int
    document: str
    """A document of the case, by id; of a settlement, what of the channel proves it."""
    person: str
    """Whom it is about, like ``chat:7``."""
    login: str
    """At the command line: whose process it was, of the machine's users, and from whom sudo took it."""
    login_given: str
    login_taken: str
    role: str
    """Roles given or taken away, separated by commas."""
    link: int
    accounts: Sequence[str]
    """Accounts that came of it, by id."""
    scenario: str
    ahead_s: int
    """How far a test account's clock is ahead now, in seconds."""
    count: int
    codes: int
    messages: int
    hour: str
    """When that hour began, local."""
    tries: dict[str, int]
    """How often a person was denied what."""


class OfWithdrawal(Protocol):
    """What a note takes from a withdrawal's row."""

    @property
    def id(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def amount_fen(self) -> Fen | None: ...
    @property
    def version(self) -> int: ...


@dataclass(slots=True)
class AuditNote:
    """What the use case that runs has done. ``outcome`` None: ``done``, or the code of its refusal."""

    outcome: str | None = None
    account: str | None = None
    subject: str | None = None
    amount_fen: Fen | None = None
    version: int | None = None
    detail: Detail = field(default_factory=Detail)

    def add(
        self,
        outcome: str | None = None,
        *,
        account: str | None = None,
        subject: str | None = None,
        amount_fen: Fen | None = None,
        **detail: Unpack[Detail],
    ) -> None:
        """Notes what is given, and leaves the rest as it was noted before.

        An ``outcome`` says that something was done, even where the use case returns a ``Refused``.
        """
        self.outcome = outcome or self.outcome
        self.account = account or self.account
        self.subject = subject or self.subject
        self.amount_fen = self.amount_fen if amount_fen is None else amount_fen
        self.detail.update(detail)

    def withdrawal(self, found: OfWithdrawal, outcome: str | None = None, **detail: Unpack[Detail]) -> None:
        """Notes the withdrawal that it is about: number, account, amount, and the version as it was found."""
        self.version = found.version
        self.add(outcome, account=found.account, subject=found.id, amount_fen=found.amount_fen, **detail)

    def detail_json(self) -> str | None:
        """The detail as it is kept; None where there is none."""
        return json.dumps(self.detail, sort_keys=True, separators=(",", ":")) if self.detail else None


def id_like(text: str | None) -> str | None:
    """The text if it may stand in the audit as an id, else None: buttons and links bring what their sender likes."""
    return text if text is not None and _ID.fullmatch(text) else None
