"""Withdraw: the top-up orders with something left, in pages, and one of them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Permission
from domain.context import Ctx
from domain.errors import Refusal
from domain.orders import find_order, page_of_orders
from domain.pages import FIRST, Spot
from domain.use_case import use_case
from domain.usecases.customer.show_costs import costs_view
from domain.views import BalanceView, OrdersView, OrderView


@dataclass(frozen=True, slots=True)
class OneOrder:
    """A top-up order, spent or not, and the balance that limits it."""

    order: OrderView
    balance: BalanceView


@use_case(Permission.OWN_ACCOUNT, writes=False)
def list_orders(ctx: Ctx, spot: Spot = FIRST) -> OrdersView:
    """A page of the current account's orders with something left, newest first. Raises `not_linked`."""
    costs = costs_view(ctx, ctx.actor.person)
    return OrdersView(costs, *page_of_orders(ctx, costs.balance, spot, ctx.policy.page_size))


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_order(ctx: Ctx, fund: int) -> OneOrder:
    """One order of the current account. Raises `not_linked`, `not_yours`."""
    balance = costs_view(ctx, ctx.actor.person).balance
    order = find_order(ctx, balance.account, fund, balance.at, balance.withdrawable_fen)
    if order is None:
        raise Refusal("not_yours")
    return OneOrder(order, balance)
