"""A test account's clock and the rows' real time: each follows from the other, whatever was moved when."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from domain.account_clock import own_time, real_time, shown_in_own_time
from domain.tx import Tx
from domain.views import Step
from tests.support import samples

MOVES = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), max_size=5)


def with_moves(steps: list[tuple[int, int]]) -> Tx:
    """A transaction that knows these moves: the time since the last one, and how much further ahead."""
    moves, at, ahead = [], 100, 0
    for later, further in steps:
        at, ahead = at + later, ahead + further
        moves.append(SimpleNamespace(at=at, ahead_us=ahead))
    return cast("Tx", SimpleNamespace(all=lambda _, **__: moves))


@given(MOVES, st.integers(0, 600))
def test_the_last_real_moment_that_was_not_past_it(steps: list[tuple[int, int]], moment: int) -> None:
    tx: Any = with_moves(steps)
    real = real_time(tx, "9001", moment)
    assert own_time(tx, "9001", real) <= moment < own_time(tx, "9001", real + 1)


def test_every_moment_of_a_withdrawal_is_shown_by_its_own_clock() -> None:
    """What has been by the clock as it stood then, what is to come by the clock as it is: documents and steps too."""
    tx: Any = with_moves([(0, 1000), (400, 1000)])  # 1000 ahead from 100 on, 2000 from 500 on
    view = samples.looked_at(
        samples.designated(),
        created_at=50,
        submitted_at=200,
        asked_again_at=600,
        approve_from_at=700,
        promise_at=800,
    )
    view = replace(
        view,
        account=replace(view.account, is_test=True),
        steps=(Step(200, "in_review"),),
        documents=(
            samples.document("application_form", uploaded_at=150),
            samples.document("id_photo", uploaded_at=600),
        ),
    )
    shown = shown_in_own_time(tx, view)
    assert [document.uploaded_at for document in shown.documents] == [1150, 2600]
    assert [step.at for step in shown.steps] == [1200]
    assert (shown.created_at, shown.submitted_at, shown.asked_again_at) == (50, 1200, 2600)
    assert (shown.promise_at, shown.approve_from_at) == (2800, 700)
    assert (
        shown_in_own_time(tx, replace(view, account=replace(view.account, is_test=False))).documents
        == view.documents
    )
