"""The real clock and the real randomness, and the sandbox's clock that can be moved.

The domain is only ever given these through ``domain.ports``; nothing else in the program asks for the time of
day or for random numbers where money or secrets are decided.
"""

from __future__ import annotations

import secrets
import time

from domain.ports import Micros


class SystemClock:
    """The machine's own time, the same for every account."""

    def now(self, account: str | None = None) -> Micros:
        """Microseconds since 1970-01-01T00:00:00Z."""
        return time.time_ns() // 1000


class SandboxClock:
    """Real time plus an offset: one for everybody, and one more for each account that was moved.

    Offsets only grow: rows hold moments that have been, and a clock that ran backwards would contradict them.
    They live in memory and are read from the database's thread while the loop may be moving them, which is
    safe because each is a single assignment.
    """

    def __init__(self) -> None:
        self._everybody: Micros = 0
        self._own: dict[str, Micros] = {}

    def now(self, account: str | None = None) -> Micros:
        """Microseconds since 1970-01-01T00:00:00Z as this account has them."""
        own = 0 if account is None else self._own.get(account, 0)
        return time.time_ns() // 1000 + self._everybody + own

    def advance(self, span: Micros, account: str | None = None) -> None:
        """Moves everybody's time, or one account's, ``span`` microseconds ahead. ValueError if negative."""
        if span < 0:
            raise ValueError("a clock is never turned back")
        if account is None:
            self._everybody += span
        else:
            self._own[account] = self._own.get(account, 0) + span


class SystemRandom:
    """The operating system's cryptographically strong source."""

    def token_bytes(self, n: int) -> bytes:
        """``n`` unpredictable bytes."""
        return secrets.token_bytes(n)

    def below(self, n: int) -> int:
        """An unpredictable integer, uniform in ``0 <= x < n``."""
        return secrets.randbelow(n)
