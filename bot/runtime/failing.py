"""Since when something fails without a success in between, by the monotonic clock."""

from __future__ import annotations

import time
from collections.abc import Callable


class Failing:
    """Told of each success and failure of one thing; ``now`` gives seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._since: float | None = None

    def went_well(self) -> None:
        """It works, or works again."""
        self._since = None

    def failed(self) -> None:
        """It did not work; the first failure after a success counts."""
        if self._since is None:
            self._since = self._now()

    @property
    def for_s(self) -> float:
        """Seconds since the first failure; 0 while it works."""
        return 0.0 if self._since is None else max(0.0, self._now() - self._since)
