"""The work of time that is one use case each: telling of free reserves and of lateness, expiring drafts and codes.

Each is repeated in batches until a batch is not full, so a long downtime is caught up with without one long
transaction. When it is done is decided by ``timers``.
"""

from __future__ import annotations

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
BATCH = 200
"""Rows of one transaction; 10,000 overdue ones are 50 of them."""
FORGOTTEN = 2000
"""Rows of one transaction that only deletes, and leaves one audit row."""


def upkeep(runner: Runner) -> dict[str, Work]:
    """The work, by its kind."""
    return {
        "reserve": _all(runner, release_reserves, BATCH),
        "late": _all(runner, tell_late, BATCH),
        "stuck": _all(runner, tell_stuck, BATCH),
        "remind": _all(runner, remind_cases, BATCH),
        "summary": _all(runner, tell_summary, None),
        "draft": _all(runner, expire_drafts, BATCH),
        "code": _all(runner, expire_codes, BATCH),
        "factor": _all(runner, end_looks, BATCH),
        "session": _all(runner, expire_sessions, BATCH),
        "denials": _all(runner, fold_denials, BATCH),
        # These are due at no moment of their own: the sweep does them.
        "chain": _all(runner, chain_audit, BATCH, quiet=True),
        "forget": _all(runner, forget_updates, BATCH),
        "forget spent": _all(runner, forget_spent, FORGOTTEN),
    }


def _all(runner: Runner, use_case: UseCase[..., int], batch: int | None, *, quiet: bool = False) -> Work:
    """Batches until one is not full; ``batch`` None: the use case does all there is at once."""
    name, limit = use_case.name, () if batch is None else (batch,)

    async def run() -> int:
        done = 0
        while True:
            try:
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
