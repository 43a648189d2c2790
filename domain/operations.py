"""What the program itself asks the books: what is due, what waits, and where staff are told.

These are no use cases: no person asks, nothing of a customer comes out, and nothing is audited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.ports import SECOND, Micros
from domain.tx import Tx

if TYPE_CHECKING:
    from domain.tx import NextName

NEXT_DUE: dict[str, NextName] = {
    "reserve": "next_reserve",
    "payout": "next_payout",
    "payout_question": "next_payout_question",
    "late": "next_late",
    "stuck": "next_stuck",
    "return": "next_return",
    "draft": "next_draft",
    "code": "next_code",
    "documents": "next_document",
    "remind": "next_remind",
    "summary": "next_summary",
    "session": "next_session",
    "factor": "next_factor",
    "denials": "next_denials",
    "outbox": "next_message",
}
"""For each kind of work, the query that gives the earliest due moment."""
_MOVED = "staff_chat:"


def next_due(tx: Tx) -> dict[str, Micros]:
    """The earliest due moment of each kind that has one; it may lie in the past. Each is a look-up in an index."""
    found = {kind: tx.scalar(query) for kind, query in NEXT_DUE.items()}
    return {kind: at for kind, at in found.items() if at is not None}


@dataclass(frozen=True, slots=True)
class OutboxState:
    """The waiting messages, the age of the oldest, and how long text messages have failed; both in seconds."""

    messages: int
    oldest_s: int
    texts_failing_s: int


def outbox_state(tx: Tx, now: Micros) -> OutboxState:
    """The present state of the outbox."""
    row, outage = tx.one("outbox_waiting"), tx.one("text_outage_open")
    texts_s = 0 if outage is None else max(1, int((now - outage.since_at) // SECOND))
    if row is None or row.oldest_at is None:
        return OutboxState(0, 0, texts_s)
    return OutboxState(int(row.messages), max(0, int((now - row.oldest_at) // SECOND)), texts_s)


def newest_step(tx: Tx) -> int:
    """The id of the newest step of any withdrawal; 0 without any."""
    return int(tx.scalar("step_newest") or 0)


def steps_between(tx: Tx, after: int, upto: int) -> dict[str, int]:
    """The number of steps that led to each status, among ids above `after` and up to `upto`."""
    return {row.to_status: row.steps for row in tx.all("steps_between", after=after, upto=upto)}


def size_of_books(tx: Tx) -> tuple[int, Micros | None]:
    """The number of accounts, and when the newest billing event was received."""
    row = tx.one("books_state")
    return int(row.accounts), row.last_at


def group_now(tx: Tx, chat_id: int) -> int:
    """The present id of a group: one that has grown has another id than the setting, until that is corrected."""
    known = {chat_id}
    while (value := tx.scalar("meta_get", fact=f"{_MOVED}{chat_id}")) is not None:
        if (to := int(bytes(value))) in known:
            break
        chat_id = to
        known.add(to)
    return chat_id


def group_moved(tx: Tx, old: int, new: int) -> None:
    """Records a group's new id."""
    tx.run("meta_set", fact=f"{_MOVED}{old}", value=str(new).encode())
