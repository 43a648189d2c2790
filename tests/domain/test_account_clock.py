"""A test account's clock and the rows' real time: each follows from the other, whatever was moved when."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from domain.account_clock import own_time, real_time
from domain.tx import Tx

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
