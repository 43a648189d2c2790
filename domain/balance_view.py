"""An account's balance as it is shown: figures from the books, holds with what they are made of, orders.

`load_figures` is the one place where the formula's inputs come from; the check at confirm, the check before
sending and every screen use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.accounts import get_account
from domain.context import Ctx
from domain.ports import DAY, SECOND, Fen, Micros
from domain.rules.balance import HOLDS, Figures, HoldReason
from domain.rules.calendar import settlement_at
from domain.rules.channels import is_open, window_ends_on
from domain.rules.policy import Policy
from domain.tx import Tx
from domain.views import BalanceView, Hold, HoldItem, OrderView

if TYPE_CHECKING:
    from domain.tx import OrderRow


@dataclass(frozen=True, slots=True)
class Books:
    """The formula's figures, and what else one look at the books gives."""

    figures: Figures
    other_fen: Fen
    in_withdrawal_fen: Fen
    active_resources: int
    reserve_free_at: Micros | None


def load_figures(ctx: Ctx, account: str, now: Micros) -> Books:
    """The figures of an account at `now`; only reserve depends on the moment (rules 2 and 3)."""
    row = ctx.tx.one("balance_figures", account=account)
    free_at = None
    if row.active_resources == 0 and row.last_release_at is not None:
        free_at = row.last_release_at + ctx.policy.reserve_hold_s * SECOND
        if free_at <= now:
            free_at = None
    held = row.active_resources > 0 or free_at is not None
    figures = Figures(
        cash_fen=row.cash_fen,
        transferred_fen=row.transferred_fen,
        credit_notes_fen=row.credit_notes_fen,
        overdue_fen=row.overdue_fen,
        unsettled_fen=row.unsettled_fen,
        reserve_fen=ctx.policy.reserve_fen if held else 0,
    )
    return Books(figures, row.other_fen, row.in_withdrawal_fen, row.active_resources, free_at)


def load_balance(ctx: Ctx, account_id: str, at: Micros) -> BalanceView:
    """The whole balance of an account at `at` (rules 2 and 9). Raises `unknown_account`."""
    account = get_account(ctx.tx, account_id)
    books = load_figures(ctx, account_id, at)
    figures = books.figures
    orders = _orders(ctx, account_id, at, figures.withdrawable_fen)
    open_fen = sum(order.remaining_fen for order in orders if order.original_method)
    return BalanceView(
        account=account_id,
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
        to_original_fen=min(figures.withdrawable_fen, open_fen),
        by_application_fen=min(figures.withdrawable_fen, books.other_fen),
        holds=_holds(ctx, account_id, at, books),
        orders=orders,
    )


def _orders(ctx: Ctx, account: str, now: Micros, withdrawable_fen: Fen) -> tuple[OrderView, ...]:
    rows = ctx.tx.all("balance_orders", account=account)
    orders = [order_view(ctx.policy, row, now, withdrawable_fen) for row in rows]
    # The database sorts text by its own collation; both engines are to agree.
    orders.sort(key=lambda order: (-order.paid_at, order.order_id))
    return tuple(orders)


def order_view(policy: Policy, row: OrderRow, now: Micros, withdrawable_fen: Fen) -> OrderView:
    """An order at `now`, while so much of the account's balance is withdrawable."""
    ends_on = window_ends_on(policy, row.channel, row.bank, row.holder, row.paid_at)
    return OrderView(
        fund=row.fund,
        order_id=row.order_id,
        paid_at=row.paid_at,
        amount_fen=row.amount_fen,
        remaining_fen=row.remaining_fen,
        withdrawable_fen=min(row.remaining_fen, withdrawable_fen),
        limited_by="order" if row.remaining_fen <= withdrawable_fen else "balance",
        channel=row.channel,
        bank=row.bank,
        window_ends_on=ends_on,
        original_method=is_open(ends_on, now),
    )


def _holds(ctx: Ctx, account: str, now: Micros, books: Books) -> tuple[Hold, ...]:
    holds = []
    for reason, kind in HOLDS.items():
        amount_fen = kind.held(books.figures)
        if amount_fen > 0:
            free_at, items = _made_of(ctx, account, now, books, reason)
            holds.append(Hold(reason, amount_fen, free_at, books.figures.gain_fen(reason), items))
    return tuple(holds)


def _made_of(
    ctx: Ctx, account: str, now: Micros, books: Books, reason: HoldReason
) -> tuple[Micros | None, tuple[HoldItem, ...]]:
    """When a held amount is free by itself, None where no moment is known; and what it is made of."""
    match reason:
        case "reserve":
            return books.reserve_free_at, _resources(ctx, account, now)
        case "credit_notes":
            return None, _credit_notes(ctx.tx, account)
        case "overdue":
            return None, _bills(ctx.tx, account)
        case "unsettled":
            cycles = _cycles(ctx, account)
            settled_at = max((item.at for item in cycles if item.at is not None), default=now)
            return settled_at if settled_at > now else None, cycles
        case "transferred":
            return None, _transfers(ctx.tx, account)


def _resources(ctx: Ctx, account: str, now: Micros) -> tuple[HoldItem, ...]:
    rows = ctx.tx.all(
        "hold_resources", account=account, released_after=now - ctx.policy.reserve_hold_s * SECOND - DAY
    )
    active = [row for row in rows if row.released_at is None]
    shown = active or rows[:1]
    return tuple(
        HoldItem(
            label=row.name,
            detail=row.product,
            at=row.created_at if row.released_at is None else row.released_at,
            released=row.released_at is not None,
        )
        for row in shown
    )


def _credit_notes(tx: Tx, account: str) -> tuple[HoldItem, ...]:
    rows = tx.all("hold_credit_notes", account=account)
    return tuple(HoldItem(row.id, row.open_fen, row.order_id, row.raised_at) for row in rows)


def _bills(tx: Tx, account: str) -> tuple[HoldItem, ...]:
    rows = tx.all("hold_bills", account=account)
    return tuple(HoldItem(row.id, row.open_fen, row.cycle, row.issued_at) for row in rows)


def _cycles(ctx: Ctx, account: str) -> tuple[HoldItem, ...]:
    rows = ctx.tx.all("hold_cycles", account=account)
    day = ctx.policy.settlement_day
    return tuple(HoldItem(row.cycle, row.unsettled_fen, None, settlement_at(row.cycle, day)) for row in rows)


def _transfers(tx: Tx, account: str) -> tuple[HoldItem, ...]:
    rows = tx.all("hold_transfers", account=account)
    return tuple(HoldItem(row.sender, row.remaining_fen, row.transfer, row.at) for row in rows)
