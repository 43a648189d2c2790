"""The money that a withdrawal draws on: how much of it could leave now, and the hold's way out and back (rules 1, 2).

A withdrawal of a top-up order draws on that order's fund. An application draws on all `other` funds, oldest first;
its hold has a line for each of them, and what comes back goes to exactly those.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from domain.accounts import Account
from domain.balance_view import Books, load_figures
from domain.context import Ctx
from domain.errors import BooksBroken
from domain.funds import other_sources
from domain.journal import Posting, onto_fund, onto_withdrawal, outside, post
from domain.orders import find_order
from domain.ports import Fen
from domain.rules.consumption import take
from domain.rules.designated import Method
from domain.rules.money import MOST_FEN
from domain.tx import Tx
from domain.views import OrderView
from domain.withdrawal_row import Withdrawal, save


@dataclass(frozen=True, slots=True)
class Limit:
    """What a withdrawal draws on, the most of it that could leave now (rules 2), and what decides that.

    `order` is None for an application.
    """

    books: Books
    order: OrderView | None
    withdrawable_fen: Fen
    limited_by: Literal["order", "balance", "other"]

    def less(self, amount_fen: Fen) -> Limit:
        """The same once this amount has been taken."""
        books, order = self.books, self.order
        figures = replace(books.figures, cash_fen=books.figures.cash_fen - amount_fen)
        other_fen = books.other_fen - (amount_fen if order is None else 0)
        if order is not None:
            left, most = order.remaining_fen - amount_fen, figures.withdrawable_fen
            order = replace(
                order, remaining_fen=left, withdrawable_fen=min(left, most),
                limited_by="order" if left <= most else "balance",
            )  # fmt: skip
        taken = books.in_withdrawal_fen + amount_fen
        return _limit(replace(books, figures=figures, other_fen=other_fen, in_withdrawal_fen=taken), order)


def limit_of(ctx: Ctx, account: Account, fund: int, method: Method | None) -> Limit:
    """The most that a withdrawal of this fund, or an application, could have now: figures and one order, no more."""
    now = ctx.clock.now(account.own_clock)
    books = load_figures(ctx, account.id, now)
    if method == "application":
        return _limit(books, None)
    order = find_order(ctx, account.id, fund, now, books.figures.withdrawable_fen)
    if order is None:
        raise BooksBroken(f"fund {fund} has no order")
    return _limit(books, order)


def _limit(books: Books, order: OrderView | None) -> Limit:
    # The sum in withdrawal also has a bound (rules 8).
    room = MOST_FEN - books.in_withdrawal_fen
    if order is not None:
        return Limit(books, order, max(0, min(order.withdrawable_fen, room)), order.limited_by)
    balance_fen = books.figures.withdrawable_fen
    most = max(0, min(books.other_fen, balance_fen, room))
    return Limit(books, None, most, "other" if books.other_fen <= balance_fen else "balance")


def hold_money(ctx: Ctx, withdrawal: Withdrawal) -> Withdrawal:
    """Moves the amount from its fund, or funds, into *in withdrawal*. The row of an application names the oldest."""
    parts: list[tuple[int, Fen]] | None = [(withdrawal.fund, withdrawal.amount)]
    if withdrawal.method == "application":
        parts = take(other_sources(ctx.tx, withdrawal.account, withdrawal.amount), withdrawal.amount)
    if parts is None:
        raise BooksBroken(f"withdrawal {withdrawal.id} wants more than there is")
    lines = [onto_fund(fund, -part) for fund, part in parts]
    lines.append(onto_withdrawal(withdrawal.id, withdrawal.amount))
    post(ctx, "withdrawal", withdrawal.id, ctx.clock.now(), lines)
    fund = parts[0][0]
    return withdrawal if fund == withdrawal.fund else save(ctx, withdrawal, fund=fund)


def release_money(ctx: Ctx, withdrawal: Withdrawal) -> None:
    """Releases the hold, once: the money is back in the same fund, or funds."""
    journal, lines = _hold(ctx.tx, withdrawal)
    back = [replace(line, amount_fen=-line.amount_fen) for line in lines]
    post(ctx, "withdrawal_released", withdrawal.id, ctx.clock.now(), back, reverses=journal)


def bring_back(ctx: Ctx, withdrawal: Withdrawal) -> None:
    """Books a return by the bank: the money goes where it was taken from, part by part."""
    _put_back(ctx, withdrawal, "withdrawal_returned")


def unbook_payment(ctx: Ctx, withdrawal: Withdrawal) -> None:
    """Unbooks a payment that never was: the money goes back where it was taken from."""
    _put_back(ctx, withdrawal, "payout_unbooked")


def book_payment(ctx: Ctx, withdrawal: Withdrawal) -> Fen:
    """Books a payment that the books lacked, from where the money had gone back to; returns the missing part (fen).

    That part is the house's own loss until it is covered. A fund gives at most what was once taken from it for this.
    """
    lines = [outside(withdrawal.amount)]
    lost = withdrawal.amount
    for taken in _hold(ctx.tx, withdrawal)[1]:
        if taken.fund is None:
            continue
        there = ctx.tx.scalar("fund_remaining", id=taken.fund)
        part = min(there, -taken.amount_fen)
        lost -= part
        if part:
            lines.append(onto_fund(taken.fund, -part))
    if lost:
        lines.append(outside(-lost))
    post(ctx, "payout_booked", withdrawal.id, ctx.clock.now(), lines)
    return lost


def _put_back(
    ctx: Ctx, withdrawal: Withdrawal, kind: Literal["withdrawal_returned", "payout_unbooked"]
) -> None:
    lines = [outside(-withdrawal.amount)]
    ours = withdrawal.amount
    for row in ctx.tx.all("withdrawal_taken", withdrawal=withdrawal.id):
        lines.append(onto_fund(row.fund, row.taken_fen))
        ours -= row.taken_fen
    if ours:
        # What could not be taken from the funds was the house's loss, and is covered now.
        lines.append(outside(ours))
    post(ctx, kind, withdrawal.id, ctx.clock.now(), lines)


def _hold(tx: Tx, withdrawal: Withdrawal) -> tuple[int, list[Posting]]:
    """The newest journal entry that took its money, and the lines of it."""
    rows = tx.all("postings_of_last", kind="withdrawal", reference=withdrawal.id)
    if not rows:
        raise BooksBroken(f"withdrawal {withdrawal.id} holds nothing")
    lines = [Posting(row.side, row.amount_fen, row.fund, row.withdrawal) for row in rows]
    return rows[0].journal, lines
