"""The window in which updates are counted moves, and holds a bounded number of people."""

from __future__ import annotations

import pytest

from handlers import pace
from handlers.pace import MovingWindow


def test_a_window_moves_with_the_time() -> None:
    now = [0.0]
    window = MovingWindow(lambda: now[0])

    def hits(at: float, who: int = 1) -> bool:
        now[0] = at
        return window.hit("updates", who, 2, 10)

    assert [hits(0), hits(4), hits(5), hits(9.9)] == [True, True, False, False]
    assert hits(9.9, who=2), "another person has a window of their own"
    assert [hits(10.1), hits(10.2), hits(14.1)] == [True, False, True], "each place is free ten seconds later"
    assert window.hit("keys", 1, 1, 10), "and another kind of update, too"
    assert not window.hit("keys", 3, 0, 10)


def test_who_did_nothing_for_longest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_COUNTED", 3)
    window = MovingWindow(lambda: 0.0)
    for who in (1, 2, 3, 1, 4):
        window.hit("updates", who, 1, 10)
    assert not window.hit("updates", 1, 1, 10)
    assert window.hit("updates", 2, 1, 10)
