"""Withdrawable balance: the formula, the capped lines shown, and the true gain of each remedy (rules 2).

Pure arithmetic on integer fen; where the figures come from is ``domain.balance_view``'s business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from domain.ports import Fen

HoldReason = Literal["reserve", "credit_notes", "overdue", "unsettled", "transferred"]
"""Why money is held (rules 2)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the formula takes: C, T, the three parts of S, and R (all fen, all >= 0, T <= C)."""

    cash_fen: Fen
    transferred_fen: Fen
    credit_notes_fen: Fen
    overdue_fen: Fen
    unsettled_fen: Fen
    reserve_fen: Fen

    @property
    def to_be_settled_fen(self) -> Fen:
        """S: credit notes + overdue + unsettled."""
        return self.credit_notes_fen + self.overdue_fen + self.unsettled_fen

    @property
    def withdrawable_fen(self) -> Fen:
        """W = max(0, C - R - max(T, S)); never C - S - R, which would pay out transferred money."""
        return max(0, self.cash_fen - self.reserve_fen - max(self.transferred_fen, self.to_be_settled_fen))

    @property
    def non_withdrawable_fen(self) -> Fen:
        """C - W."""
        return self.cash_fen - self.withdrawable_fen

    @property
    def _frozen_wanted_fen(self) -> Fen:
        return max(0, self.to_be_settled_fen - self.transferred_fen)

    @property
    def frozen_cash_shown_fen(self) -> Fen:
        """Cash held beyond the transferred amount to cover S, capped by the money that is there."""
        return min(self._frozen_wanted_fen, self.cash_fen - self.transferred_fen)

    @property
    def reserve_shown_fen(self) -> Fen:
        """The reserve, capped by the money that is left for it."""
        return min(self.reserve_fen, self.cash_fen - self.transferred_fen - self.frozen_cash_shown_fen)

    @property
    def shortfall_fen(self) -> Fen:
        """What should be held but is not there."""
        return (
            self.reserve_fen + self._frozen_wanted_fen - self.frozen_cash_shown_fen - self.reserve_shown_fen
        )

    def after(self, remedy: HoldReason) -> Figures:
        """A copy in which one thing has changed: the remedy of a held amount carried out."""
        if remedy == "reserve":
            return replace(self, reserve_fen=0)
        if remedy == "credit_notes":
            return replace(self, credit_notes_fen=0)
        if remedy == "overdue":
            return replace(self, overdue_fen=0)
        if remedy == "unsettled":
            return replace(self, unsettled_fen=0)
        return replace(self, cash_fen=self.cash_fen - self.transferred_fen, transferred_fen=0)

    def gain_fen(self, remedy: HoldReason) -> Fen:
        """W after the remedy - W now. Can be 0; for a recall it can be negative."""
        return self.after(remedy).withdrawable_fen - self.withdrawable_fen


def plan(figures: Figures, remedies: tuple[HoldReason, ...]) -> tuple[tuple[HoldReason, Fen], ...]:
    """The gains of remedies carried out in this order on one copy."""
    gains: list[tuple[HoldReason, Fen]] = []
    for remedy in remedies:
        gains.append((remedy, figures.gain_fen(remedy)))
        figures = figures.after(remedy)
    return tuple(gains)
