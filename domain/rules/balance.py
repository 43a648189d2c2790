"""Withdrawable balance: the formula, the capped lines shown, and the true gain of each remedy (rules 2).

Pure arithmetic on integer fen; where the figures come from is ``domain.balance_view``'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from domain.ports import Fen

HoldReason = Literal["reserve", "credit_notes", "overdue", "unsettled", "transferred"]
"""Why money is held (rules 2), in the order of rules 9."""


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
        return sum(kind.held(self) for kind in HOLDS.values() if kind.is_settled)

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

    def gain_fen(self, remedy: HoldReason) -> Fen:
        """W after the remedy - W now. Can be 0; for a recall it can be negative."""
        return HOLDS[remedy].after(self).withdrawable_fen - self.withdrawable_fen


@dataclass(frozen=True, slots=True)
class HoldKind:
    """What the formula knows of a reason.

    ``held``: the uncapped amount. ``after``: the figures once its remedy is carried out. ``is_settled``: whether the
    amount is a part of S, which transferred money covers first.
    """

    held: Callable[[Figures], Fen]
    after: Callable[[Figures], Figures]
    is_settled: bool


def _hold_kind(reason: HoldReason) -> HoldKind:
    match reason:
        case "reserve":
            return HoldKind(lambda now: now.reserve_fen, lambda now: replace(now, reserve_fen=0), False)
        case "credit_notes":
            return HoldKind(
                lambda now: now.credit_notes_fen, lambda now: replace(now, credit_notes_fen=0), True
            )
        case "overdue":
            return HoldKind(lambda now: now.overdue_fen, lambda now: replace(now, overdue_fen=0), True)
        case "unsettled":
            return HoldKind(lambda now: now.unsettled_fen, lambda now: replace(now, unsettled_fen=0), True)
        case "transferred":
            return HoldKind(lambda now: now.transferred_fen, _recalled, False)


def _recalled(now: Figures) -> Figures:
    return replace(now, cash_fen=now.cash_fen - now.transferred_fen, transferred_fen=0)


HOLDS: dict[HoldReason, HoldKind] = {reason: _hold_kind(reason) for reason in get_args(HoldReason)}
"""Every reason, in the order of rules 9."""
