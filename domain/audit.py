"""What an audit row says beyond who and when: a use case notes it, `domain.use_case` writes it (decision 22).

`env.note` belongs to the running use case. Without a note the command's own fields are used.
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
    """Further facts of a row; a new name is added here. No secret, no number of a person or of a card."""

    code: str
    """The reason as a code: of a rejection, of a refused document."""
    papers: Sequence[str]
    """Ids of documents: those that the decider had opened, or those asked for again."""
    papers_in_all: int
    document: str
    """The id of a document of the case; for a settlement, the channel's document that proves it."""
    person: str
    """The person it is about, like `chat:7`."""
    login: str
    """At the command line: the login of the process, and the login that called sudo."""
    login_given: str
    login_taken: str
    role: str
    """Roles given or taken away, separated by commas."""
    link: int
    accounts: Sequence[str]
    """Ids of the accounts that it made."""
    scenario: str
    ahead_s: int
    """How far a test account's clock is ahead now, in seconds."""
    count: int
    codes: int
    messages: int
    hour: str
    """The local hour, by its beginning."""
    tries: dict[str, int]
    """How often a person was denied each thing."""


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
    """What the running use case has done. An `outcome` of None means `done`, or the code of its refusal."""

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
        """Notes the given facts and keeps the earlier ones.

        An `outcome` says that something was done, even if the use case refuses.
        """
        self.outcome = outcome or self.outcome
        self.account = account or self.account
        self.subject = subject or self.subject
        self.amount_fen = self.amount_fen if amount_fen is None else amount_fen
        self.detail.update(detail)

    def withdrawal(self, found: OfWithdrawal, outcome: str | None = None, **detail: Unpack[Detail]) -> None:
        """Notes the withdrawal: number, account, amount, and the version that was found."""
        self.version = found.version
        self.add(outcome, account=found.account, subject=found.id, amount_fen=found.amount_fen, **detail)

    def detail_json(self) -> str | None:
        """The detail as it is stored; None without any."""
        return json.dumps(self.detail, sort_keys=True, separators=(",", ":")) if self.detail else None


def id_like(text: str | None) -> str | None:
    """The text if it may stand in the audit as an id, else None: senders put any text into buttons and links."""
    return text if text is not None and _ID.fullmatch(text) else None
