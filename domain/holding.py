"""The money that a withdrawal draws on: how much of it could leave now, and the hold's way out and back (rules 1, 2).

A withdrawal of a top-up order draws on that order's fund. An application draws on all `other` funds, oldest first;
its hold has a line for each of them, and what comes back goes to exactly those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.balance_view import load_figures
from domain.context import Ctx
from domain.errors import BooksBroken
from domain.funds import other_sources
from domain.journal import onto_fund, onto_withdrawal, outside, post, reverse
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
    """The most that could be withdrawn now, and the limit that decides it. `order` is None for an application."""

    order: OrderView | None
    withdrawable_fen: Fen
    limited_by: Literal["order", "balance", "other"]


def limit_of(ctx: Ctx, account: str, fund: int, method: Method | None) -> Limit:
    """The most that a withdrawal of this fund, or an application, could have now (rules 2).

    The sum in withdrawal also has a bound (rules 8).
    """
    now = ctx.clock.now(account)
    books = load_figures(ctx, account, now)
    balance_fen, room = books.figures.withdrawable_fen, MOST_FEN - books.in_withdrawal_fen
    if method == "application":
        by_other = books.other_fen <= balance_fen
        most = max(0, min(books.other_fen, balance_fen, room))
        return Limit(None, most, "other" if by_other else "balance")
    order = find_order(ctx, account, fund, now, balance_fen)
    if order is None:
        raise BooksBroken(f"fund {fund} has no order")
    return Limit(order, max(0, min(order.withdrawable_fen, room)), order.limited_by)


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
    reverse(ctx, "withdrawal_released", withdrawal.id, ctx.clock.now(), _hold(ctx.tx, withdrawal))


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
    for row in ctx.tx.all("postings_of", journal=_hold(ctx.tx, withdrawal)):
        if row.fund is None:
            continue
        there = ctx.tx.scalar("fund_remaining", id=row.fund)
        part = min(there, -row.amount_fen)
        lost -= part
        if part:
            lines.append(onto_fund(row.fund, -part))
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


def _hold(tx: Tx, withdrawal: Withdrawal) -> int:
    journal = tx.one("journal_of", kind="withdrawal", reference=withdrawal.id)
    if journal is None:
        raise BooksBroken(f"withdrawal {withdrawal.id} holds nothing")
    return int(journal.id)
