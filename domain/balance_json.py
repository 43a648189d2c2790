"""The machine-readable balance, field for field as in rules 9."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.ports import Fen, Micros
from domain.rules.calendar import to_local
from domain.rules.money import plain
from domain.rules.plan import plan
from domain.views import BalanceView, OrderView


def _time(at: Micros | None) -> str | None:
    return None if at is None else to_local(at).isoformat(timespec="seconds")


def balance_json(view: BalanceView, to_original_fen: Fen, orders: Iterable[OrderView]) -> dict[str, Any]:
    """The balance as JSON values: amounts as strings with two digits, times as whole seconds in `+08:00`, dates
    local.
    """
    return {
        "account": view.account,
        "currency": view.currency,
        "at": _time(view.at),
        "cash": plain(view.cash_fen),
        "transferred": plain(view.transferred_fen),
        "credit_notes": plain(view.credit_notes_fen),
        "overdue": plain(view.overdue_fen),
        "unsettled": plain(view.unsettled_fen),
        "to_be_settled": plain(view.to_be_settled_fen),
        "reserve": plain(view.reserve_shown_fen),
        "frozen_cash": plain(view.frozen_cash_fen),
        "shortfall": plain(view.shortfall_fen),
        "non_withdrawable": plain(view.non_withdrawable_fen),
        "withdrawable": plain(view.withdrawable_fen),
        "in_withdrawal": plain(view.in_withdrawal_fen),
        "eligible": view.blocked_by is None,
        "blocked_by": view.blocked_by,
        "reserve_free_at": _time(view.reserve_free_at),
        "withdrawable_to_original": plain(to_original_fen),
        "withdrawable_by_application": plain(view.by_application_fen),
        "holds": [
            {
                "reason": hold.reason,
                "amount": plain(hold.amount_fen),
                "free_at": _time(hold.free_at),
                "gain": plain(hold.gain_fen),
            }
            for hold in view.holds
        ],
        "plan": _plan(view),
        "orders": [order_json(order) for order in orders],
    }


def order_json(order: OrderView) -> dict[str, Any]:
    """One top-up order as JSON values."""
    return {
        "order": order.order_id,
        "paid_at": _time(order.paid_at),
        "amount": plain(order.amount_fen),
        "remaining": plain(order.remaining_fen),
        "withdrawable": plain(order.withdrawable_fen),
        "channel": order.channel,
        "bank": order.bank,
        "window_ends_on": None if order.window_ends_on is None else order.window_ends_on.isoformat(),
        "original_method": order.original_method,
    }


def _plan(view: BalanceView) -> dict[str, Any]:
    way, free_at = plan(view.figures), {hold.reason: hold.free_at for hold in view.holds}
    return {
        "most": plain(way.most_fen),
        "steps": [
            {
                "remedy": step.remedy,
                "gain": plain(step.gain_fen),
                "withdrawable": plain(step.withdrawable_fen),
                "new_money": plain(step.new_money_fen),
                "at": _time(free_at[step.remedy]),
            }
            for step in way.steps
        ],
        "not_needed": list(way.not_needed),
    }
