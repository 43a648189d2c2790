"""Top-up orders: how much of each can be withdrawn now (rules 2), and lists of them in pieces, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from domain.context import Ctx
from domain.pages import Page, Spot, page_at, short, unshort
from domain.ports import Fen, Micros
from domain.rules.channels import is_open, window_ends_on
from domain.views import BalanceView, OrderView

if TYPE_CHECKING:
    from domain.tx import OrderRow

PIECE = 500
"""The number of orders that are read at once where all are wanted."""
_END = 2**63 - 1


def find_order(ctx: Ctx, account: str, fund: int, now: Micros, withdrawable_fen: Fen) -> OrderView | None:
    """The account's top-up order with this fund, or None; `withdrawable_fen` is the account's."""
    row = ctx.tx.one("order_by_fund", account=account, fund=fund)
    return None if row is None else _view(ctx, row, now, withdrawable_fen)


def page_of_orders(
    ctx: Ctx, balance: BalanceView, spot: Spot, size: int
) -> tuple[tuple[OrderView, ...], Page]:
    """A page of the orders with something left, newest first."""
    account = balance.account

    @cache
    def begins(key: str | None) -> tuple[Micros, int]:
        fund = unshort(key)
        row = None if fund is None else ctx.tx.one("fund_by_id", id=fund)
        return (_END, _END) if row is None or row.account != account else (row.at, row.id)

    def rows_from(key: str | None, most: int) -> list[OrderRow]:
        at, fund = begins(key)
        return ctx.tx.all("orders_left", account=account, at=at, fund=fund, most=most)

    def before(key: str, most: int) -> list[str]:
        at, fund = begins(key)
        rows = ctx.tx.all("orders_left_before", account=account, at=at, fund=fund, most=most)
        return [short(row.fund) for row in rows]

    rows, page = page_at(spot, size, rows_from, before, lambda row: short(row.fund))
    return tuple(_view(ctx, row, balance.at, balance.withdrawable_fen) for row in rows), page


def all_orders(ctx: Ctx, balance: BalanceView, *, spent: bool) -> Iterator[OrderView]:
    """Every order with something left, or every order ever if `spent`: newest first, then by number (rules 9).

    It reads in pieces and keeps only orders of one moment at a time.
    """
    for _, together in groupby(_rows(ctx, balance.account, spent), key=lambda row: row.paid_at):
        # The database sorts text by its own collation; both engines are to agree.
        for row in sorted(together, key=lambda row: row.order_id):
            yield _view(ctx, row, balance.at, balance.withdrawable_fen)


def to_original_fen(balance: BalanceView, left: Iterable[OrderView]) -> Fen:
    """What can go back the original way: at most what is left of orders whose window is open (rules 9)."""
    open_fen = sum(order.remaining_fen for order in left if order.original_method)
    return min(balance.withdrawable_fen, open_fen)


def _rows(ctx: Ctx, account: str, spent: bool) -> Iterator[OrderRow]:
    query: Literal["orders_ever", "orders_left"] = "orders_ever" if spent else "orders_left"
    at, fund = _END, _END
    while rows := ctx.tx.all(query, account=account, at=at, fund=fund, most=PIECE):
        yield from rows
        # The next piece begins below the last row: no id is 0.
        at, fund = rows[-1].paid_at, rows[-1].fund - 1


def _view(ctx: Ctx, row: OrderRow, now: Micros, withdrawable_fen: Fen) -> OrderView:
    ends_on = window_ends_on(ctx.policy, row.channel, row.bank, row.holder, row.paid_at)
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
