"""The due work that is one use case each: telling of free reserves and of lateness, expiring drafts and codes.

Each use case is repeated in batches until a batch is not full, so a long downtime is caught up with without one long
transaction. One batch is under way at a time, whatever its kind, and takes a few milliseconds: a person's tap waits
for one batch at most. `timers` decides when.
"""

from __future__ import annotations

import asyncio

import structlog

from bot.runtime.runner import Runner
from bot.workers.timers import Work
from domain.actor import Actor
from domain.errors import Refusal
from domain.use_case import UseCase
from domain.usecases.staff.acting import expire_sessions
from domain.usecases.staff.second_factor import end_looks
from domain.usecases.time.chain_audit import chain_audit, fold_denials
from domain.usecases.time.expire import expire_codes, expire_drafts, forget_updates
from domain.usecases.time.forget import forget_spent
from domain.usecases.time.lateness import tell_late, tell_stuck
from domain.usecases.time.release_reserves import release_reserves
from domain.usecases.time.remind import remind_cases, tell_summary

log = structlog.get_logger(__name__)

ACTOR = Actor.system("timers")
BATCH = 50
"""Rows of one transaction that treats each by itself."""
AT_ONCE = 500
"""Rows of one transaction that treats all of them in a few statements."""
FORGOTTEN = 1000
"""Rows of one transaction that only deletes, and leaves one audit row."""


def upkeep(runner: Runner) -> dict[str, Work]:
    """The work, by its kind."""
    turn = asyncio.Lock()

    def work(use_case: UseCase[..., int], batch: int | None = BATCH, *, quiet: bool = False) -> Work:
        return _all(runner, turn, use_case, batch, quiet=quiet)

    return {
        "reserve": work(release_reserves, AT_ONCE),
        "late": work(tell_late),
        "stuck": work(tell_stuck),
        "remind": work(remind_cases),
        "summary": work(tell_summary, None),
        "draft": work(expire_drafts, AT_ONCE),
        "code": work(expire_codes, AT_ONCE),
        "factor": work(end_looks),
        "session": work(expire_sessions),
        "denials": work(fold_denials),
        # These are due at no moment of their own: the sweep does them.
        "chain": work(chain_audit, quiet=True),
        "forget": work(forget_updates, AT_ONCE),
        "forget spent": work(forget_spent, FORGOTTEN),
    }


def _all(
    runner: Runner, turn: asyncio.Lock, use_case: UseCase[..., int], batch: int | None, *, quiet: bool
) -> Work:
    """Batches until one is not full; `batch` None: the use case does all there is at once."""
    name, limit = use_case.name, () if batch is None else (batch,)

    async def run() -> int:
        done = 0
        while True:
            try:
                async with turn:
                    count = await runner.perform_locked(name, use_case, ACTOR, *limit)
            except Refusal as refusal:
                log.error("due work is refused", work=name, refusal=refusal.code)
                return done
            done += count
            if batch is None or count < batch:
                break
        if done and not quiet:
            log.info("due work", work=name, done_count=done)
        return done

    return run
