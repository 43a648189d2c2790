"""Hand-overs to the payout channel, numbered, and the mark outside the database that remembers the last one.

A restored backup has forgotten what was paid since. So the number of the last hand-over is also kept in a file: the
transaction that sends a payout takes the number, the file is written after the commit, and only then is the payout
submitted. The books are therefore never behind the file, unless an older state replaced them.
`bot.runtime.payout_mark` reads and writes the file. It must be read *before* the transaction that compares it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.context import Ctx
from domain.ports import Random
from domain.tx import Tx

MarkProblem = Literal["missing", "unreadable", "other", "ahead"]
"""Why nothing is paid: no mark, an unreadable one, another database's, or one of later books than these."""

_DATABASE = "database_id"
_MADE = "mark_made"


@dataclass(frozen=True, slots=True)
class Mark:
    """The database whose payouts were handed over, and the last number."""

    database: str
    number: int


SeenMark = Mark | Literal["missing", "unreadable"]
"""The mark as it was read, or why it could not be read."""


def name_database(tx: Tx, random: Random) -> None:
    """Gives the database its id, once. A copy of it has the same id."""
    if not is_named(tx):
        tx.run("meta_put_if_absent", fact=_DATABASE, value=random.token_bytes(16).hex().encode())


def is_named(tx: Tx) -> bool:
    """Whether the database has its id."""
    return tx.scalar("meta_get", fact=_DATABASE) is not None


def books_mark(tx: Tx) -> Mark:
    """The mark that would fit these books now."""
    row = tx.one("handovers", fact=_DATABASE, withdrawal=None)
    return Mark(row.database.decode(), row.last)


def mark_problem(tx: Tx, seen: SeenMark) -> MarkProblem | None:
    """What is wrong between these books and the mark read before; None: these are the newest books."""
    if not isinstance(seen, Mark):
        return seen
    books = books_mark(tx)
    if seen.database != books.database:
        return "other"
    return "ahead" if seen.number > books.number else None


def is_marked(tx: Tx) -> bool:
    """Whether these books ever had a mark. Books of older versions get theirs once."""
    return tx.scalar("meta_get", fact=_MADE) is not None


def set_marked(tx: Tx) -> None:
    """Records that these books have a mark: if it is missing from now on, it was lost."""
    tx.run("meta_put_if_absent", fact=_MADE, value=b"1")


def hand_over(ctx: Ctx, withdrawal: str) -> Mark:
    """The mark for this payout's hand-over: its number, or the next one if it has none yet."""
    row = ctx.tx.one("handovers", fact=_DATABASE, withdrawal=withdrawal)
    number = row.last + 1 if row.known is None else row.known
    if row.known is None:
        ctx.tx.run("handover_add", n=number, withdrawal=withdrawal, now=ctx.clock.now())
    return Mark(row.database.decode(), number)
