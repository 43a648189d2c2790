"""What the buttons of reviewers carry: typed callback data, at most 64 bytes, as in ``buttons``.

They are ids and versions only. Whether somebody may press them is asked of the domain at every tap.
"""

from __future__ import annotations

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from domain.cases import QueueFilter
from domain.contradictions import Resolution

Deciding = Literal[
    "approve", "approve_sure", "reject", "again", "paid", "failed", "papers", "words", "ready", "sure", Resolution,
]  # fmt: skip
"""The steps of a case that lead to a decision."""
CaseDoing = Literal["open", "claim", "release", Deciding]


class ToQueue(CallbackData, prefix="q"):
    """To a page of the queue, or of that of test accounts."""

    of: QueueFilter = "all"
    page: int = 0
    test: int = 0


class Case(CallbackData, prefix="v"):
    """A step on a case, as of a version. ``sure`` carries out what was prepared."""

    do: CaseDoing
    id: str
    version: int = 0


class CaseReason(CallbackData, prefix="w"):
    """The reason for a rejection."""

    code: str
    id: str


class CaseDocument(CallbackData, prefix="x"):
    """A document of a case: ``open`` it, or its next verdict in a rejection or a question for another one."""

    do: Literal["open", "reject", "again"]
    id: str
    document: str


FactorDoing = Literal["state", "word", "people", "person", "make_word", "reset"]


class Factor(CallbackData, prefix="sf"):
    """A step on an authenticator: one's own, or, for an admin, that of a person of staff."""

    do: FactorDoing
    person: int = 0
