"""What if: an account's balance on another day, after a choice of remedies (rules 2, *Plan*). It changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from domain.ports import Fen, Micros
from domain.rules.channels import is_open
from domain.rules.plan import PlanStep, Remedy, on_another_day, steps
from domain.views import BalanceView, OrderView


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The balance at `at` after the steps (fen).

    `day_fen`: what the day alone gives. `to_original_fen`: how much of W could go back the way it was paid.
    """

    at: Micros
    day_fen: Fen
    steps: tuple[PlanStep, ...]
    withdrawable_fen: Fen
    to_original_fen: Fen

    @property
    def new_money_fen(self) -> Fen:
        """The new money that the steps need together."""
        return sum(step.new_money_fen for step in self.steps)


def what_if(
    balance: BalanceView, left: Iterable[OrderView], chosen: Collection[Remedy], at: Micros
) -> WhatIf:
    """The balance at `at`, which is not in the past, once the chosen remedies are carried out.

    `left`: the orders with something left.
    """
    then = on_another_day(balance.figures, balance.reserve_free_at, at)
    done = steps(then, chosen)
    withdrawable_fen = done[-1].withdrawable_fen if done else then.withdrawable_fen
    open_fen = sum(order.remaining_fen for order in left if is_open(order.window_ends_on, at))
    return WhatIf(
        at=at,
        day_fen=then.withdrawable_fen - balance.withdrawable_fen,
        steps=done,
        withdrawable_fen=withdrawable_fen,
        to_original_fen=min(withdrawable_fen, open_fen),
    )
