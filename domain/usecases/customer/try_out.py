"""What if: the balance, and the orders whose return windows another day can close (rules 2, *Plan*)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from domain.actor import Permission
from domain.context import Ctx
from domain.orders import PIECE, all_orders
from domain.use_case import use_case
from domain.usecases.customer.show_costs import costs_view
from domain.views import CostsView, OrderView


@dataclass(frozen=True, slots=True)
class Trial:
    """What *What if* counts with. `left`: the orders with something left; None where they are too many to look at."""

    costs: CostsView
    left: tuple[OrderView, ...] | None


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_trial(ctx: Ctx) -> Trial:
    """The current account's balance and orders. Raises `not_linked`."""
    costs = costs_view(ctx, ctx.actor.person)
    left = tuple(islice(all_orders(ctx, costs.balance, spent=False), PIECE))
    return Trial(costs, left if len(left) < PIECE else None)
