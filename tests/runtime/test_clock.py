"""The clocks and the randomness of the program."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bot.runtime.clock import BadClockFile, MovableClock, SandboxClock, SystemClock, SystemRandom, clock_of
from bot.runtime.settings import Settings, SettingsError
from domain.ports import DAY, HOUR, SECOND


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


def test_moves_of_a_kept_clock_survive(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "bot.clock"
    clock = SandboxClock(path, real_now=lambda: 5 * DAY)
    assert clock.ahead() == 0
    assert not path.exists()
    clock.advance(HOUR, "1001")
    clock.advance(DAY)
    clock.advance(DAY)
    # A killed process closes nothing.
    again = SandboxClock(path, real_now=lambda: 5 * DAY)
    assert (again.now(), again.now("1001"), again.ahead()) == (7 * DAY, 7 * DAY + HOUR, 2 * DAY)
    assert [file.name for file in path.parent.iterdir()] == ["bot.clock"]


def test_a_move_takes_effect_only_when_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bot.clock"
    clock = SandboxClock(path, real_now=lambda: 0)
    kept_before_moving = []

    def replace(new: Path, target: Path) -> None:
        kept_before_moving.append((json.loads(new.read_text())["everybody"], clock.ahead()))
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="disk full"):
        clock.advance(HOUR)
    assert kept_before_moving == [(HOUR, 0)]
    assert clock.ahead() == 0


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"everybody": -1, "own": {}}', '{"everybody": 1.5, "own": {}}', '{"everybody": 1, "own": 2}',
     '{"everybody": true, "own": {}}', '{"everybody": 0, "own": {"1001": "x"}}', "\u00e9"],
)  # fmt: skip
def test_a_broken_clock_file_stops_the_start_with_one_line(tmp_path: Path, content: str) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/bot.db")
    path = tmp_path / "bot.db.clock"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadClockFile):
        SandboxClock(path)
    with pytest.raises(SettingsError, match=r"bot\.db\.clock does not say how far"):
        clock_of(settings)


def test_only_the_sandbox_has_a_clock_that_moves(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/bot.db")
    clock = clock_of(settings)
    assert isinstance(clock, MovableClock)
    clock.advance(HOUR)
    assert clock_of(settings).now() - SystemClock().now() > HOUR - 10 * SECOND
    live = clock_of(settings.model_copy(update={"bot_token": "1:x"}))
    assert not isinstance(live, MovableClock)


def test_randomness_has_the_asked_size_and_range() -> None:
    random = SystemRandom()
    assert len(random.token_bytes(16)) == 16
    assert random.token_bytes(16) != random.token_bytes(16)
    assert {random.below(3) for _ in range(200)} == {0, 1, 2}
