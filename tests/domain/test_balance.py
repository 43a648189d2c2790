"""The formula, its capped lines and the true gains, against the vectors of rules 2 and for any figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.balance import HOLDS, Figures, HoldReason


@pytest.mark.parametrize(
    ("figures", "withdrawable", "frozen", "reserve", "shortfall"),
    [
        ((1000, 500, 200, 300, 200, 100), 200, 200, 100, 0),
        ((1000, 0, 200, 100, 100, 100), 500, 400, 100, 0),
        ((1000, 500, 100, 0, 0, 100), 400, 0, 100, 0),
        ((60, 0, 0, 0, 0, 100), 0, 0, 60, 40),
    ],
)
def test_vectors(
    figures: tuple[int, ...], withdrawable: int, frozen: int, reserve: int, shortfall: int
) -> None:
    found = Figures(*(amount * 100 for amount in figures))
    assert found.withdrawable_fen == withdrawable * 100
    assert found.frozen_cash_shown_fen == frozen * 100
    assert found.reserve_shown_fen == reserve * 100
    assert found.shortfall_fen == shortfall * 100


def test_gains_of_the_worked_example_are_true() -> None:
    found = Figures(1000_00, 500_00, 200_00, 300_00, 200_00, 100_00)
    gains = [found.gain_fen(remedy) for remedy in HOLDS]
    assert gains == [100_00, 200_00, 200_00, 200_00, -200_00]


def test_a_remedy_after_another_one_gains_what_that_one_left() -> None:
    found = Figures(1000_00, 500_00, 200_00, 300_00, 200_00, 100_00)
    assert found.gain_fen("credit_notes") == 200_00
    assert HOLDS["credit_notes"].after(found).gain_fen("overdue") == 0


amounts = st.integers(0, 10**15)


@st.composite
def any_figures(draw: st.DrawFn) -> Figures:
    cash = draw(amounts)
    return Figures(cash, draw(st.integers(0, cash)), *(draw(amounts) for _ in range(4)))


@given(any_figures())
def test_the_receipt_always_adds_up(figures: Figures) -> None:
    shown = figures.transferred_fen + figures.frozen_cash_shown_fen + figures.reserve_shown_fen
    assert figures.cash_fen == figures.withdrawable_fen + shown
    assert figures.non_withdrawable_fen == shown
    assert min(figures.frozen_cash_shown_fen, figures.reserve_shown_fen, figures.shortfall_fen) >= 0
    held = figures.reserve_fen + max(0, figures.to_be_settled_fen - figures.transferred_fen)
    assert figures.frozen_cash_shown_fen + figures.reserve_shown_fen + figures.shortfall_fen == held
    # Transferred money is never paid out.
    assert figures.withdrawable_fen <= figures.cash_fen - figures.transferred_fen


@given(any_figures(), st.sampled_from([reason for reason in HOLDS if reason != "transferred"]))
def test_no_remedy_but_a_recall_ever_costs_anything(figures: Figures, remedy: HoldReason) -> None:
    assert figures.gain_fen(remedy) >= 0
