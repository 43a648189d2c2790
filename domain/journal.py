"""The journal: every movement of money as one balanced, append-only transaction (rules 1).

Postings go over funds, withdrawals and the outside world and sum to zero. `fund.remaining` moves with them and
nowhere else; the database refuses it below zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.context import Ctx
from domain.errors import BooksBroken
from domain.ports import Fen, Micros

Kind = Literal[
    "top_up", "adjustment", "refund", "transfer", "recall", "payment",
    "withdrawal", "withdrawal_released", "withdrawal_paid", "withdrawal_returned", "payout_booked", "payout_unbooked",
]  # fmt: skip
"""The last two take two people: a payment that the books lacked, and one in the books that never was."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line: an amount (fen, signed, not 0) onto a fund, a withdrawal or the outside."""

    side: Literal["fund", "in_withdrawal", "external"]
    amount_fen: Fen
    fund: int | None = None
    withdrawal: str | None = None
    moves: bool = True


def onto_fund(fund: int, amount_fen: Fen) -> Posting:
    """A line that moves a fund."""
    return Posting("fund", amount_fen, fund=fund)


def new_fund(fund: int, amount_fen: Fen) -> Posting:
    """The line with which a fund begins; its row was made with this amount."""
    return Posting("fund", amount_fen, fund=fund, moves=False)


def onto_withdrawal(withdrawal: str, amount_fen: Fen) -> Posting:
    """A line that moves money in or out of a withdrawal."""
    return Posting("in_withdrawal", amount_fen, withdrawal=withdrawal)


def outside(amount_fen: Fen) -> Posting:
    """The outside world's side of a movement."""
    return Posting("external", amount_fen)


def post(
    ctx: Ctx, kind: Kind, reference: str, at: Micros, postings: list[Posting], *, reverses: int | None = None
) -> int:
    """Writes one journal transaction and moves its funds; returns its id.

    `at` is the business moment; the moment of recording is added. Raises BooksBroken when the postings do not sum to
    zero, or a fund would go below zero or above what it began with. A transaction can be reversed once.
    """
    if sum(posting.amount_fen for posting in postings) != 0:
        raise BooksBroken(f"postings of {kind} {reference} do not sum to zero")
    row = ctx.tx.one(
        "journal_add", kind=kind, reference=reference, at=at, recorded_at=ctx.clock.now(), reverses=reverses
    )
    one, other, *more = postings
    ctx.tx.run(
        "posting_add_two", journal=row.id, side=one.side, fund=one.fund, withdrawal=one.withdrawal,
        amount_fen=one.amount_fen, other_side=other.side, other_fund=other.fund, other_withdrawal=other.withdrawal,
        other_amount_fen=other.amount_fen,
    )  # fmt: skip
    for posting in more:
        ctx.tx.run(
            "posting_add", journal=row.id, side=posting.side, fund=posting.fund, withdrawal=posting.withdrawal,
            amount_fen=posting.amount_fen,
        )  # fmt: skip
    for posting in postings:
        if posting.fund is not None and posting.moves:
            moved = ctx.tx.run("fund_move", id=posting.fund, delta_fen=posting.amount_fen)
            if moved != 1:
                raise BooksBroken(
                    f"fund {posting.fund} cannot take {posting.amount_fen} fen of {kind} {reference}"
                )
    return int(row.id)
