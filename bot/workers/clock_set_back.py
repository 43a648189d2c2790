"""Whether the clock was set back: seen at every sweep by one that nobody sets, taken for granted at the start."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from bot.runtime.runner import Runner
from bot.workers.payer import LEASE_S as PAYOUT_LEASE_S
from bot.workers.relay import LEASE_S as MESSAGE_LEASE_S
from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import SECOND, Micros
from domain.usecases.time.set_back import SLACK_S, shorten_waits

log = structlog.get_logger(__name__)

ACTOR = Actor.system("timers")


class SetBack:
    """``monotonic``: seconds that no step of a clock changes."""

    def __init__(self, runner: Runner, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._runner = runner
        self._monotonic = monotonic
        self._ahead: Micros | None = None

    async def look(self) -> int:
        """After a step back, shortens what would last longer by it; how much that was. Raises ``StorageError``."""
        ahead = self._runner.services.clock.now() - int(self._monotonic() * SECOND)
        before = self._ahead
        if before is not None and ahead > before - SLACK_S * SECOND:
            self._ahead = ahead
            return 0
        try:
            shortened = await self._runner.perform(shorten_waits, ACTOR, max(PAYOUT_LEASE_S, MESSAGE_LEASE_S))
        except Refusal as refusal:
            log.error("due work is refused", work="shorten_waits", refusal=refusal.code)
            return 0
        self._ahead = ahead
        if shortened or before is not None:
            log.warning("the clock was set back: waits from before are shortened", waits_count=shortened)
        return shortened
