"""The command `balance`: an account's balance as JSON (rules 9), or as a receipt for people.

The domain computes the figures; this module reads the given time and prints the lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from tempfile import SpooledTemporaryFile
from textwrap import indent
from typing import IO, TYPE_CHECKING, Any, TypeVar

from bot.cli.failures import WRONG_USE, Failure
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import put
from domain.balance_json import balance_json, order_json
from domain.balance_view import load_balance
from domain.context import Ctx
from domain.errors import Refusal
from domain.orders import all_orders, to_original_fen
from domain.ports import Fen, Micros
from domain.rules.balance import HoldReason
from domain.rules.calendar import LOCAL, read_moment, to_local, to_micros
from domain.rules.channels import Channel
from domain.rules.characters import as_escaped
from domain.rules.money import plain
from domain.tx import Tx
from domain.views import BalanceView, Gate, Hold, OrderView

if TYPE_CHECKING:
    from rich.table import Table

R = TypeVar("R")
FIRST_YEAR, LAST_YEAR = 1970, 2999
SPOOL = 1024 * 1024
"""Bytes of JSON that are kept in memory; longer ones wait in a file without a name."""

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


def show_balance(account: str, *, at: str | None, as_json: bool, spent: bool) -> int:
    """Prints the balance. Exit code 1 for an unknown account, 2 for a malformed time."""
    moment = None if at is None else read_time(at)
    load = partial(_load, account=account, moment=moment)
    if not as_json:
        _print_receipt(*with_books(partial(load, look=partial(_all_at_once, spent=spent))))
        return 0
    # It is printed once it is whole, and however long it is, it lies in no memory.
    with SpooledTemporaryFile(SPOOL, "w+", encoding="ascii") as file:
        with_books(partial(load, look=partial(_write_json, spent=spent, file=file)))
        file.seek(0)
        for line in file:
            put(line.rstrip("\n"))
    return 0


async def _load(
    books: OpenBooks, account: str, moment: Micros | None, look: Callable[[Ctx, BalanceView], R]
) -> R:
    def load(tx: Tx) -> R:
        ctx = books.services.within(tx, operator())
        return look(ctx, load_balance(ctx, account, ctx.clock.now(account) if moment is None else moment))

    try:
        return await books.db.read(load)
    except Refusal as exc:
        if exc.code != "unknown_account":
            raise
        raise Failure(f"unknown account: {account!r}") from None


def _all_at_once(ctx: Ctx, view: BalanceView, *, spent: bool) -> tuple[BalanceView, list[OrderView]]:
    return view, list(all_orders(ctx, view, spent=spent))


def _write_json(ctx: Ctx, view: BalanceView, *, spent: bool, file: IO[str]) -> None:
    """Writes one JSON object, its orders one by one; from the beginning, because a transaction may run again."""
    file.seek(0)
    file.truncate()
    to_original = to_original_fen(view, all_orders(ctx, view, spent=False))
    before, after = _indented(balance_json(view, to_original, ())).split('"orders": []')
    file.write(f'{before}"orders": [')
    comma = ""
    for order in all_orders(ctx, view, spent=spent):
        file.write(f"{comma}\n{indent(_indented(order_json(order)), '    ')}")
        comma = ","
    file.write(("\n  ]" if comma else "]") + after + "\n")


def _indented(value: dict[str, Any]) -> str:
    """ASCII only: the reader gets the same bytes whatever the machine's encoding is."""
    # JSON leaves DEL as it is, the one control character that it does not escape.
    return json.dumps(value, indent=2).replace("\x7f", "\\u007f")


def read_time(text: str) -> Micros:
    """A typed time in microseconds UTC: ISO 8601, local (Asia/Shanghai) without an offset (rules 9)."""
    moment = read_moment(text.strip())
    if moment is None:
        raise Failure(f"--at {text!r} is no time: write it like 2026-11-20T08:00", WRONG_USE)
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise Failure(f"--at {text!r} is not between {FIRST_YEAR} and {LAST_YEAR}", WRONG_USE)
    return to_micros(moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL))


def _print_receipt(view: BalanceView, orders: Sequence[OrderView]) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    console.print(f"Account {as_escaped(view.account)}, {view.currency}, {_minute(view.at)}", style="bold")
    if view.blocked_by is not None:
        console.print(f"cannot withdraw: {GATES[view.blocked_by]}")
    console.print(_figures(view, to_original_fen(view, orders)))
    if view.holds:
        console.print("\nHeld", style="bold")
        console.print(_holds(view))
    if orders:
        console.print("\nTop-up orders", style="bold")
        for order in orders:
            console.print(*_order_lines(order), sep="\n", soft_wrap=True)


def _table(*right: bool) -> Table:
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for is_right in right:
        table.add_column(justify="right" if is_right else "left", no_wrap=is_right, overflow="fold")
    return table


def _figures(view: BalanceView, to_original: Fen) -> Table:
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
    table.add_row("to the original method", plain(to_original))
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
