"""The clocks and the randomness that the program runs with."""

from __future__ import annotations

import time

import pytest

from bot.world import SandboxClock, SystemClock, SystemRandom
from domain.ports import HOUR, SECOND


def test_the_system_clock_is_the_machines_time() -> None:
    before = time.time_ns() // 1000
    now = SystemClock().now("1001")
    assert before <= now <= time.time_ns() // 1000


def test_a_sandbox_clock_moves_everybody_or_one_account() -> None:
    clock = SandboxClock()
    clock.advance(HOUR, "1001")
    clock.advance(2 * HOUR)
    real = SystemClock().now()
    assert abs(clock.now() - real - 2 * HOUR) < SECOND
    assert abs(clock.now("1002") - real - 2 * HOUR) < SECOND
    assert abs(clock.now("1001") - real - 3 * HOUR) < SECOND


def test_a_sandbox_clock_is_never_turned_back() -> None:
    with pytest.raises(ValueError, match="never turned back"):
        SandboxClock().advance(-1)


def test_randomness_has_the_asked_size_and_range() -> None:
    random = SystemRandom()
    assert len(random.token_bytes(16)) == 16
    assert random.token_bytes(16) != random.token_bytes(16)
    assert {random.below(3) for _ in range(200)} == {0, 1, 2}
