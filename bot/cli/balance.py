"""The command `balance`: an account's balance as JSON (rules 9), or as a receipt for people.

The domain computes the figures; this module reads the given time and prints the lines.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from bot.cli.failures import WRONG_USE, Failure
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import put_lines
from domain.balance_json import balance_json
from domain.balance_view import load_balance
from domain.errors import Refusal
from domain.ports import Micros
from domain.rules.balance import HoldReason
from domain.rules.calendar import LOCAL, read_moment, to_local, to_micros
from domain.rules.channels import Channel
from domain.rules.characters import as_escaped
from domain.rules.money import plain
from domain.tx import Tx
from domain.views import BalanceView, Gate, Hold, OrderView

if TYPE_CHECKING:
    from rich.table import Table

FIRST_YEAR, LAST_YEAR = 1970, 2999

HOLDS: dict[HoldReason, str] = {
    "reserve": "reserve for pay-as-you-go",
    "credit_notes": "credit notes",
    "overdue": "overdue bills",
    "unsettled": "not billed yet",
    "transferred": "transferred from others",
}
GATES: dict[Gate, str] = {
    "real_name": "real-name registration is not complete",
    "suspended": "the account is suspended",
    "closed": "the account is closed",
}
CHANNELS: dict[Channel, str] = {
    "alipay": "Alipay",
    "online_banking": "online banking",
    "bank_card": "bank card",
}


def show_balance(account: str, *, at: str | None, as_json: bool) -> int:
    """Prints the balance. Exit code 1 for an unknown account, 2 for a malformed time."""
    moment = None if at is None else read_time(at)
    view = with_books(partial(_load, account=account, moment=moment))
    if as_json:
        # ASCII only: the reader gets the same bytes whatever the machine's encoding is. JSON leaves DEL as it
        # is, the one control character that it does not escape.
        put_lines(json.dumps(balance_json(view), indent=2).replace("\x7f", "\\u007f"))
    else:
        _print_receipt(view)
    return 0


async def _load(books: OpenBooks, account: str, moment: Micros | None) -> BalanceView:
    def load(tx: Tx) -> BalanceView:
        ctx = books.services.within(tx, operator())
        return load_balance(ctx, account, ctx.clock.now(account) if moment is None else moment)

    try:
        return await books.db.read(load)
    except Refusal as exc:
        if exc.code != "unknown_account":
            raise
        raise Failure(f"unknown account: {account!r}") from None


def read_time(text: str) -> Micros:
    """A typed time in microseconds UTC: ISO 8601, local (Asia/Shanghai) without an offset (rules 9)."""
    moment = read_moment(text.strip())
    if moment is None:
        raise Failure(f"--at {text!r} is no time: write it like 2026-11-20T08:00", WRONG_USE)
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise Failure(f"--at {text!r} is not between {FIRST_YEAR} and {LAST_YEAR}", WRONG_USE)
    return to_micros(moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL))


def _print_receipt(view: BalanceView) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    console.print(f"Account {as_escaped(view.account)}, {view.currency}, {_minute(view.at)}", style="bold")
    if view.blocked_by is not None:
        console.print(f"cannot withdraw: {GATES[view.blocked_by]}")
    console.print(_figures(view))
    if view.holds:
        console.print("\nHeld", style="bold")
        console.print(_holds(view))
    if view.orders:
        console.print("\nTop-up orders", style="bold")
        for order in view.orders:
            console.print(*_order_lines(order), sep="\n", soft_wrap=True)


def _table(*right: bool) -> Table:
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for is_right in right:
        table.add_column(justify="right" if is_right else "left", no_wrap=is_right, overflow="fold")
    return table


def _figures(view: BalanceView) -> Table:
    table = _table(False, True)
    table.add_row("cash", plain(view.cash_fen))
    for label, fen in (
        ("transferred from others", view.transferred_fen),
        ("frozen cash", view.frozen_cash_fen),
        ("reserve", view.reserve_shown_fen),
    ):
        if fen:
            table.add_row(f"  - {label}", plain(fen))
    table.add_row("withdrawable", plain(view.withdrawable_fen), style="bold")
    if view.shortfall_fen:
        table.add_row("shortfall", plain(view.shortfall_fen))
    table.add_row("in withdrawal", plain(view.in_withdrawal_fen))
    table.add_row("to the original method", plain(view.to_original_fen))
    if view.by_application_fen:
        table.add_row("by application", plain(view.by_application_fen))
    return table


def _holds(view: BalanceView) -> Table:
    table = _table(False, True, False, False)
    for hold in view.holds:
        table.add_row(HOLDS[hold.reason], plain(hold.amount_fen), _gain(hold), _free(hold))
    return table


def _gain(hold: Hold) -> str:
    sign = "+" if hold.gain_fen > 0 else ""
    return f"remedy gives {sign}{plain(hold.gain_fen)}"


def _free(hold: Hold) -> str:
    return "" if hold.free_at is None else f"free {_minute(hold.free_at)}"


def _order_lines(order: OrderView) -> tuple[str, str]:
    via = CHANNELS[order.channel] + (f", {as_escaped(order.bank)}" if order.bank else "")
    if order.window_ends_on is None:
        way = ""
    elif order.original_method:
        way = f", until {order.window_ends_on}"
    else:
        way = f", return window ended {order.window_ends_on}"
    return (
        f"{as_escaped(order.order_id)}  {to_local(order.paid_at):%Y-%m-%d}, {via}",
        f"  {plain(order.remaining_fen)} of {plain(order.amount_fen)} left, "
        f"withdrawable {plain(order.withdrawable_fen)}{way}",
    )


def _minute(at: Micros) -> str:
    return f"{to_local(at):%Y-%m-%d %H:%M}"
