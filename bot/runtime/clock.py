"""The real clock, the real randomness, and the sandbox's movable clock, which remembers its moves.

The domain gets them only through `domain.ports`. Nothing else in the program asks for the time of day or for random
numbers where money or secrets are decided.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

from bot.runtime.settings import Settings, SettingsError
from domain.ports import Clock, Micros


class BadClockFile(Exception):
    """The file with the moves of the sandbox's clock cannot be read."""


def clock_of(settings: Settings) -> SystemClock | SandboxClock:
    """The clock for these settings. Raises SettingsError for a broken file of moves."""
    if settings.live:
        return SystemClock()
    try:
        return SandboxClock(settings.sandbox_path(".clock"))
    except BadClockFile as error:
        raise SettingsError(
            [f"{error} does not say how far the sandbox's clock was moved: restore it, or begin again"]
        ) from None


class SystemClock:
    """The machine's own time, the same for every account."""

    def now(self, account: str | None = None) -> Micros:
        """Microseconds since 1970-01-01T00:00:00Z."""
        return _real_now()


@runtime_checkable
class MovableClock(Clock, Protocol):
    """A clock that can be moved ahead."""

    def advance(self, span: Micros, account: str | None = None) -> None:
        """Moves everyone's time, or one account's, `span` microseconds ahead. Raises ValueError if negative."""

    def ahead(self) -> Micros:
        """How far everyone's time is ahead of the machine's, in microseconds."""


def _real_now() -> Micros:
    return time.time_ns() // 1000


class SandboxClock:
    """Real time plus an offset: one for everyone, and one more for each account that was moved.

    Offsets only grow: rows hold past moments, and a clock that ran backwards would contradict them. With a `path`
    they survive a restart, and a move takes effect when it is on the disk. The database's thread reads them while the
    loop may move them; that is safe because each is a single assignment. Raises BadClockFile for a broken file, since
    going on without it would turn the clock back.
    """

    def __init__(self, path: Path | None = None, *, real_now: Callable[[], Micros] = _real_now) -> None:
        self._path = path
        self._real_now = real_now
        self._everybody: Micros = 0
        self._own: dict[str, Micros] = {}
        if path is not None and path.exists():
            self._everybody, self._own = _read(path)

    def now(self, account: str | None = None) -> Micros:
        """Microseconds since 1970-01-01T00:00:00Z in this account's time."""
        own = 0 if account is None else self._own.get(account, 0)
        return self._real_now() + self._everybody + own

    def ahead(self) -> Micros:
        """How far everyone's time is ahead of the machine's, in microseconds."""
        return self._everybody

    def advance(self, span: Micros, account: str | None = None) -> None:
        """Moves everyone's time, or one account's, `span` microseconds ahead.

        Raises ValueError if negative, and OSError if the move cannot be stored; then the clock is unchanged.
        """
        if span < 0:
            raise ValueError("a clock is never turned back")
        everybody, own = self._everybody, self._own
        if account is None:
            everybody += span
        else:
            own = {**own, account: own.get(account, 0) + span}
        if self._path is not None:
            _write(self._path, everybody, own)
        self._everybody, self._own = everybody, own


def _read(path: Path) -> tuple[Micros, dict[str, Micros]]:
    try:
        kept = json.loads(path.read_text("ascii"))
        everybody, own = kept["everybody"], kept["own"]
        spans = [everybody, *own.values()]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise BadClockFile(str(path)) from None
    if not all(type(span) is int and span >= 0 for span in spans):
        raise BadClockFile(str(path))
    return everybody, own


def _private(path: str, flags: int) -> int:
    """Opens a file that only its owner can read, whatever the umask."""
    return os.open(path, flags, 0o600)


def _write(path: Path, everybody: Micros, own: dict[str, Micros]) -> None:
    """Replaces the whole file and syncs its folder: a crash leaves the old one or the new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    with open(new, "w", encoding="ascii", opener=_private) as file:
        json.dump({"everybody": everybody, "own": own}, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class SystemRandom:
    """The operating system's cryptographic random source."""

    def token_bytes(self, n: int) -> bytes:
        """`n` unpredictable bytes."""
        return secrets.token_bytes(n)

    def below(self, n: int) -> int:
        """An unpredictable integer, uniform in `0 <= x < n`."""
        return secrets.randbelow(n)


class Failing:
    """Keeps since when something fails. `now` gives seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._since: float | None = None

    def went_well(self) -> None:
        """Notes a success."""
        self._since = None

    def failed(self) -> None:
        """Notes a failure. The first one after a success counts."""
        if self._since is None:
            self._since = self._now()

    @property
    def for_s(self) -> float:
        """Seconds since the first failure; 0 while it works."""
        return 0.0 if self._since is None else max(0.0, self._now() - self._since)
