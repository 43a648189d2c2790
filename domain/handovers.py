"""Hand-overs to the payout channel, numbered, and the mark outside the database that remembers the last one.

A backup that is put back has forgotten what was paid since. The number of the last hand-over is therefore kept in a
file as well: taken here in the transaction that sends a payout, written to the file after the commit, and only then
is the payout submitted. So the books are never behind the file, unless somebody put an older state in their place.
What a file is, is ``bot.runtime.payout_mark``'s business; it has to be read *before* the
transaction that compares it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.context import Ctx
from domain.ports import Random
from domain.tx import Tx

MarkProblem = Literal["missing", "unreadable", "other", "ahead"]
"""Why nothing is paid: no mark, one that says nothing, another database's, or one of later books than these."""

_DATABASE = "database_id"
_MADE = "mark_made"


@dataclass(frozen=True, slots=True)
class Mark:
    """Which database's payouts were handed over, up to which number."""

    database: str
    number: int


SeenMark = Mark | Literal["missing", "unreadable"]
"""The mark as it was read, or why there is none to read."""


def name_database(tx: Tx, random: Random) -> None:
    """Gives the database its id, once; a copy of it has the same."""
    if not is_named(tx):
        tx.run("meta_put_if_absent", fact=_DATABASE, value=random.token_bytes(16).hex().encode())


def is_named(tx: Tx) -> bool:
    """Whether the database has its id."""
    return tx.scalar("meta_get", fact=_DATABASE) is not None


def books_mark(tx: Tx) -> Mark:
    """The mark that would fit these books now."""
    return Mark(tx.scalar("meta_there", fact=_DATABASE).decode(), tx.scalar("handover_last"))


def mark_problem(tx: Tx, seen: SeenMark) -> MarkProblem | None:
    """What is wrong between these books and the mark as it was before; None: these are the newest books."""
    if not isinstance(seen, Mark):
        return seen
    books = books_mark(tx)
    if seen.database != books.database:
        return "other"
    return "ahead" if seen.number > books.number else None


def is_marked(tx: Tx) -> bool:
    """Whether these books ever had a mark; those of before have it made once."""
    return tx.scalar("meta_get", fact=_MADE) is not None


def set_marked(tx: Tx) -> None:
    """Says that these books have a mark: one that is missing from now on was lost."""
    tx.run("meta_put_if_absent", fact=_MADE, value=b"1")


def hand_over(ctx: Ctx, withdrawal: str) -> int:
    """The number of this payout's hand-over; the next one if it has none yet."""
    known = ctx.tx.scalar("handover_of", withdrawal=withdrawal)
    if known is not None:
        return int(known)
    number = ctx.tx.scalar("handover_last") + 1
    ctx.tx.run("handover_add", n=number, withdrawal=withdrawal, now=ctx.clock.now())
    return number
