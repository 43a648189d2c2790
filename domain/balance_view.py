"""An account's balance as it is shown: figures from the books, and what holds part of the cash.

`load_figures` is the one place where the formula's inputs come from; the check at confirm, the check before
sending and every screen use it. It reads one row, whatever the account has been through.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import Account, get_account
from domain.context import Ctx
from domain.ports import SECOND, Fen, Micros
from domain.rules.balance import HOLDS, Figures, HoldReason
from domain.rules.calendar import settlement_at
from domain.views import BalanceView, Hold


@dataclass(frozen=True, slots=True)
class Books:
    """The formula's figures, and what else one look at the books gives."""

    figures: Figures
    other_fen: Fen
    in_withdrawal_fen: Fen
    active_resources: int
    reserve_free_at: Micros | None
    settled_at: Micros | None
    """The last settlement day of what is unsettled; None once passed."""


def load_figures(ctx: Ctx, account: str, now: Micros) -> Books:
    """The figures of an account at `now`; only reserve depends on the moment (rules 2 and 3)."""
    row = ctx.tx.one("balance_figures", account=account)
    free_at = None
    if row.active_resources == 0 and row.last_release_at is not None:
        free_at = row.last_release_at + ctx.policy.reserve_hold_s * SECOND
        if free_at <= now:
            free_at = None
    held = row.active_resources > 0 or free_at is not None
    settled_at = None
    if row.unsettled_until is not None:
        settled_at = settlement_at(row.unsettled_until, ctx.policy.settlement_day)
        if settled_at <= now:
            settled_at = None
    figures = Figures(
        cash_fen=row.cash_fen,
        transferred_fen=row.transferred_fen,
        credit_notes_fen=row.credit_notes_fen,
        overdue_fen=row.overdue_fen,
        unsettled_fen=row.unsettled_fen,
        reserve_fen=ctx.policy.reserve_fen if held else 0,
    )
    return Books(figures, row.other_fen, row.in_withdrawal_fen, row.active_resources, free_at, settled_at)


def load_balance(ctx: Ctx, account_id: str, at: Micros) -> BalanceView:
    """The balance of the account of that id at `at` (rules 2 and 9). Raises `unknown_account`."""
    return balance_of(ctx, get_account(ctx.tx, account_id), at)


def balance_of(ctx: Ctx, account: Account, at: Micros) -> BalanceView:
    """The balance of an account at `at` (rules 2 and 9). One statement."""
    books = load_figures(ctx, account.id, at)
    figures = books.figures
    return BalanceView(
        account=account.id,
        currency=ctx.policy.currency,
        at=at,
        cash_fen=figures.cash_fen,
        transferred_fen=figures.transferred_fen,
        credit_notes_fen=figures.credit_notes_fen,
        overdue_fen=figures.overdue_fen,
        unsettled_fen=figures.unsettled_fen,
        to_be_settled_fen=figures.to_be_settled_fen,
        reserve_shown_fen=figures.reserve_shown_fen,
        frozen_cash_fen=figures.frozen_cash_shown_fen,
        shortfall_fen=figures.shortfall_fen,
        non_withdrawable_fen=figures.non_withdrawable_fen,
        withdrawable_fen=figures.withdrawable_fen,
        in_withdrawal_fen=books.in_withdrawal_fen,
        blocked_by=account.blocked_by,
        reserve_free_at=books.reserve_free_at,
        by_application_fen=min(figures.withdrawable_fen, books.other_fen),
        holds=tuple(
            Hold(reason, kind.held(figures), _free_at(books, reason), figures.gain_fen(reason))
            for reason, kind in HOLDS.items()
            if kind.held(figures) > 0
        ),
    )


def _free_at(books: Books, reason: HoldReason) -> Micros | None:
    """When a held amount is free by itself; None where no moment is known."""
    match reason:
        case "reserve":
            return books.reserve_free_at
        case "unsettled":
            return books.settled_at
        case "credit_notes" | "overdue" | "transferred":
            return None
