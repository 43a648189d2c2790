"""Withdraw: the top-up orders with something left, in pages."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.orders import page_of_orders
from domain.pages import FIRST, Spot
from domain.use_case import use_case
from domain.usecases.customer.show_costs import costs_view
from domain.views import OrdersView


@use_case(Permission.OWN_ACCOUNT, writes=False)
def list_orders(ctx: Ctx, spot: Spot = FIRST) -> OrdersView:
    """A page of the current account's orders with something left, newest first. Raises `not_linked`."""
    costs = costs_view(ctx, ctx.actor.person)
    return OrdersView(costs, *page_of_orders(ctx, costs.balance, spot, ctx.policy.page_size))
