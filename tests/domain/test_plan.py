"""How to get more: the plan's gains, sums, new money and dates, for the examples of rules 2 and for any figures.

That the domain gives the same when the steps are really carried out is in `test_plan_carried_out.py`.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.balance import HOLDS, Figures
from domain.rules.plan import PAID, REMEDIES, Remedy, on_another_day, plan, steps

EXAMPLE = Figures(1000_00, 500_00, 200_00, 300_00, 200_00, 100_00)


def shown(figures: Figures) -> list[tuple[Remedy, int, int, int]]:
    return [
        (one.remedy, one.gain_fen, one.withdrawable_fen, one.new_money_fen) for one in plan(figures).steps
    ]


def test_the_worked_example_needs_neither_overdue_nor_unsettled() -> None:
    assert shown(EXAMPLE) == [("reserve", 100_00, 300_00, 0), ("credit_notes", 200_00, 500_00, 0)]
    assert plan(EXAMPLE).most_fen == 500_00
    assert plan(EXAMPLE).not_needed == ("overdue", "unsettled")


def test_a_bill_is_paid_only_as_far_as_transferred_money_does_not_cover_it() -> None:
    assert shown(Figures(1374_00, 595_00, 0, 598_00, 0, 0)) == [("overdue", 3_00, 779_00, 3_00)]


def test_a_step_without_a_gain_of_its_own_stays_where_the_next_one_needs_it() -> None:
    found = Figures(100_00, 0, 0, 300_00, 0, 100_00)
    assert shown(found) == [("reserve", 0, 0, 0), ("overdue", 100_00, 100_00, 300_00)]


def test_all_that_was_transferred_leaves_nothing_to_get() -> None:
    found = plan(Figures(500_00, 500_00, 200_00, 300_00, 200_00, 100_00))
    assert (found.most_fen, found.steps, found.not_needed) == (0, (), REMEDIES)


@pytest.mark.parametrize("figures", [Figures(0, 0, 0, 0, 0, 0), Figures(900_00, 200_00, 0, 0, 0, 0)])
def test_where_nothing_is_held_there_is_nothing_to_do(figures: Figures) -> None:
    found = plan(figures)
    assert (found.most_fen, found.steps, found.not_needed) == (figures.withdrawable_fen, (), ())


def test_another_day_moves_only_the_reserve() -> None:
    assert on_another_day(EXAMPLE, None, 10**18) == EXAMPLE
    assert on_another_day(EXAMPLE, 100, 99) == EXAMPLE
    assert on_another_day(EXAMPLE, 100, 100) == HOLDS["reserve"].after(EXAMPLE)


few = st.sampled_from((0, 1, 2, 100, 101, 200, 300, 500)) | st.integers(0, 10**15)


@st.composite
def any_figures(draw: st.DrawFn) -> Figures:
    cash = draw(few)
    transferred = draw(st.just(0) | st.just(cash) | st.integers(0, cash))
    return Figures(cash, transferred, *(draw(few) for _ in range(4)))


@given(any_figures())
def test_no_choice_gives_more_and_no_shorter_one_as_much(figures: Figures) -> None:
    found = plan(figures)
    best = {
        chosen: max((one.withdrawable_fen for one in steps(figures, chosen)[-1:]), default=figures.withdrawable_fen)
        for size in range(5)
        for chosen in combinations(REMEDIES, size)
    }  # fmt: skip
    assert found.most_fen == max(best.values()) == figures.cash_fen - figures.transferred_fen
    needed = tuple(step.remedy for step in found.steps)
    assert best[needed] == found.most_fen
    for left_out in needed:
        assert best[tuple(one for one in needed if one != left_out)] < found.most_fen
    held = {remedy for remedy in REMEDIES if HOLDS[remedy].held(figures)}
    assert {*needed, *found.not_needed} == held
    assert len(needed) + len(found.not_needed) == len(held)
    recalled = HOLDS["transferred"].after(figures)
    assert plan(recalled).most_fen == found.most_fen
    assert recalled.withdrawable_fen <= figures.withdrawable_fen


@given(any_figures(), st.sets(st.sampled_from(REMEDIES)))
def test_gains_add_up_and_only_bills_cost_new_money(figures: Figures, chosen: set[Remedy]) -> None:
    found = steps(figures, chosen)
    before = figures.withdrawable_fen
    for step in found:
        assert 0 <= step.gain_fen == step.withdrawable_fen - before
        assert 0 <= step.new_money_fen <= (HOLDS[step.remedy].held(figures) if step.remedy in PAID else 0)
        before = step.withdrawable_fen
    assert [step.remedy for step in found] == [remedy for remedy in REMEDIES if remedy in chosen]
    for step in steps(figures, [one.remedy for one in found[:1]]):
        assert step.gain_fen == figures.gain_fen(step.remedy)
