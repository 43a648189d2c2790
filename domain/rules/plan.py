"""How to get more: the remedies that are needed, in their order, and what each gives on top (rules 2, *Plan*).

Pure arithmetic. Another day, or another choice of remedies, is counted by the same function.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, get_args

from domain.ports import Fen, Micros
from domain.rules.balance import HOLDS, Figures

Remedy = Literal["reserve", "credit_notes", "overdue", "unsettled"]
"""What can raise the withdrawable balance, in the order of carrying out. Recalling transfers never does."""
REMEDIES: tuple[Remedy, ...] = get_args(Remedy)
PAID: frozenset[Remedy] = frozenset(("overdue", "unsettled"))
"""Those that take new money."""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A remedy carried out after the ones before it (fen).

    `gain_fen`: on top of them; 0 where the next one needs it. `withdrawable_fen`: W after it. `new_money_fen`: the
    least new money that gives all of the gain.
    """

    remedy: Remedy
    gain_fen: Fen
    withdrawable_fen: Fen
    new_money_fen: Fen


@dataclass(frozen=True, slots=True)
class Plan:
    """The most that can be withdrawn, the steps that lead there, and the held amounts that may stay for it."""

    most_fen: Fen
    steps: tuple[PlanStep, ...]
    not_needed: tuple[Remedy, ...]

    def step(self, remedy: Remedy) -> PlanStep | None:
        """The step of this remedy, or None."""
        return next((step for step in self.steps if step.remedy == remedy), None)


def plan(now: Figures) -> Plan:
    """The shortest way to the most that can be withdrawn (rules 2)."""
    held = tuple(remedy for remedy in REMEDIES if HOLDS[remedy].held(now) > 0)
    most_fen, needed = _after(now, held).withdrawable_fen, held
    for remedy in reversed(REMEDIES):
        rest = tuple(one for one in needed if one != remedy)
        if _after(now, rest).withdrawable_fen == most_fen:
            needed = rest
    return Plan(most_fen, steps(now, needed), tuple(remedy for remedy in held if remedy not in needed))


def steps(now: Figures, chosen: Collection[Remedy]) -> tuple[PlanStep, ...]:
    """The chosen remedies one after the other, in the order of `REMEDIES`."""
    done = []
    for remedy in REMEDIES:
        if remedy in chosen:
            then = HOLDS[remedy].after(now)
            gain_fen = then.withdrawable_fen - now.withdrawable_fen
            done.append(PlanStep(remedy, gain_fen, then.withdrawable_fen, _new_money_fen(now, remedy)))
            now = then
    return tuple(done)


def on_another_day(now: Figures, reserve_free_at: Micros | None, at: Micros) -> Figures:
    """The figures at `at`, if nothing else happens: only the reserve goes away by itself (rules 2)."""
    is_free = reserve_free_at is not None and reserve_free_at <= at
    return replace(now, reserve_fen=0) if is_free else now


def _after(now: Figures, chosen: Collection[Remedy]) -> Figures:
    for remedy in chosen:
        now = HOLDS[remedy].after(now)
    return now


def _new_money_fen(now: Figures, remedy: Remedy) -> Fen:
    """What has to be paid: as soon as the transferred money covers the rest, more would give nothing."""
    if remedy not in PAID:
        return 0
    return min(HOLDS[remedy].held(now), max(0, now.to_be_settled_fen - now.transferred_fen))
