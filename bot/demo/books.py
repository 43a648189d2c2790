"""What the demo and its panels read from the books, for nobody else: what becomes due, and whether they are new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.panel_words import due_words
from domain.operations import next_due
from domain.ports import Micros
from domain.tx import Tx

if TYPE_CHECKING:
    from domain.tx import DemoAtName

Due = tuple[Micros, str]
"""A moment, and words for what becomes due then."""

WHO: dict[str, DemoAtName] = {
    "reserve": "demo_reserve_at",
    "payout": "demo_payout_at",
    "payout_question": "demo_payout_at",
    "late": "demo_late_at",
    "stuck": "demo_stuck_at",
    "return": "demo_return_at",
    "draft": "demo_draft_at",
    "code": "demo_code_at",
    "documents": "demo_document_at",
    "remind": "demo_remind_at",
    "summary": "demo_summary_at",
    "session": "demo_session_at",
    "factor": "demo_factor_at",
    "denials": "demo_denials_at",
}
"""For each of the timers' kinds, the query that names what becomes due at a moment."""


def all_due(tx: Tx) -> list[Due]:
    """The next moment of each kind of work, with what it is about, by time. It may lie in the past."""
    found = []
    for kind, at in next_due(tx).items():
        query = WHO.get(kind)
        subject = None if query is None else tx.scalar(query, at=at)
        found.append((at, due_words(kind, subject)))
    return sorted(found)


def are_new(tx: Tx) -> bool:
    """Whether the books have no account yet."""
    return tx.scalar("account_any") is None


def may_load_branches(tx: Tx) -> bool:
    """Whether there is no directory of branches, nor one that is just being imported."""
    there = tx.one("branches_directory")
    return there.edition is None and there.loading is None
