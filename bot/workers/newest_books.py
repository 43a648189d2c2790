"""Whether these are the newest books: looked at when the bot starts and every minute, logged, and told to admins.

While they are not known to be, nothing is paid, confirmed or decided; ``main.py reconcile`` ends that. What is
compared is ``domain.handovers``'s business; use cases that need the newest books are stopped by
``bot.runtime.runner``.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from bot.runtime.payout_mark import MarkFile, stopped
from bot.runtime.runner import Runner
from bot.runtime.settings import SettingsError
from domain.actor import Actor
from domain.handovers import MarkProblem, books_mark, is_marked, set_marked
from domain.usecases.time.tell_stopped import tell_stopped

log = structlog.get_logger(__name__)

ACTOR = Actor.system("mark")


async def open_mark(runner: Runner, path: Path, *, make: bool = True) -> None:
    """Gives ``runner`` its mark; books that never had one, new ones or those of before, get it made once.

    Without ``make`` none is made, and nothing is written into the books either.

    Raises SettingsError where it cannot be written.
    """
    mark = MarkFile(path)
    if make and not await runner.db.read(is_marked):
        try:
            await asyncio.to_thread(mark.begin, await runner.db.read(books_mark))
        except OSError as error:
            raise SettingsError(
                [f"PAYOUT_MARK cannot be written ({error.strerror}): correct {path}"]
            ) from None
    runner.mark = mark
    if make and await runner.behind() is None:
        await runner.db.write(set_marked)


class Watch:
    """The look at the mark that nobody asked for. ``why`` is what the last one found."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.why: MarkProblem | None = None

    async def look(self) -> int:
        """Logs a change, and tells admins once a day; 0, since nothing is worked off."""
        why, mark = await self._runner.behind(), self._runner.mark
        if why != self.why and mark is not None:
            if why is None:
                log.info("payouts and confirmations go on")
            else:
                log.error(stopped(why, mark.path))
        self.why = why
        if why is not None:
            await self._runner.perform(tell_stopped, ACTOR, why)
        return 0
