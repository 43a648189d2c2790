"""The work of time that is one use case each: telling of free reserves and of lateness, expiring drafts and codes.

Each is repeated in batches until a batch is not full, so a long downtime is caught up with without one long
transaction. When it is done is decided by ``timers``.
"""

from __future__ import annotations

from typing import Any

import structlog

from bot.runtime.runner import Performing
from bot.workers.timers import Work
from domain.actor import Actor
from domain.use_case import UseCase
from domain.usecases.staff.acting import ExpireSessions, expire_sessions
from domain.usecases.staff.second_factor import EndLooks, end_looks
from domain.usecases.time.chain_audit import ChainAudit, FoldDenials, chain_audit, fold_denials
from domain.usecases.time.expire import (
    ExpireCodes,
    ExpireDrafts,
    ForgetUpdates,
    expire_codes,
    expire_drafts,
    forget_updates,
)
from domain.usecases.time.forget import ForgetSpent, forget_spent
from domain.usecases.time.lateness import TellLate, TellStuck, tell_late, tell_stuck
from domain.usecases.time.release_reserves import ReleaseReserves, release_reserves
from domain.usecases.time.remind import RemindCases, TellSummary, remind_cases, tell_summary
from domain.views import Refused

log = structlog.get_logger(__name__)

ACTOR = Actor.system("timers")
BATCH = 200
"""Rows of one transaction; 10,000 overdue ones are 50 of them."""
FORGOTTEN = 2000
"""Rows of one transaction that only deletes, and leaves one audit row."""


def upkeep(performing: Performing) -> dict[str, Work]:
    """The work, by its kind."""
    return {
        "reserve": _all(performing, release_reserves, ReleaseReserves(limit=BATCH), BATCH),
        "late": _all(performing, tell_late, TellLate(limit=BATCH), BATCH),
        "stuck": _all(performing, tell_stuck, TellStuck(limit=BATCH), BATCH),
        "remind": _all(performing, remind_cases, RemindCases(limit=BATCH), BATCH),
        # There is one at a time, so that the first turn is never a full batch.
        "summary": _all(performing, tell_summary, TellSummary(), 2),
        "draft": _all(performing, expire_drafts, ExpireDrafts(limit=BATCH), BATCH),
        "code": _all(performing, expire_codes, ExpireCodes(limit=BATCH), BATCH),
        "factor": _all(performing, end_looks, EndLooks(limit=BATCH), BATCH),
        "session": _all(performing, expire_sessions, ExpireSessions(limit=BATCH), BATCH),
        "denials": _all(performing, fold_denials, FoldDenials(limit=BATCH), BATCH),
        # These are due at no moment of their own: the sweep does them.
        "chain": _all(performing, chain_audit, ChainAudit(limit=BATCH), BATCH, quiet=True),
        "forget": _all(performing, forget_updates, ForgetUpdates(limit=BATCH), BATCH),
        "forget spent": _all(performing, forget_spent, ForgetSpent(limit=FORGOTTEN), FORGOTTEN),
    }


def _all(
    performing: Performing, use_case: UseCase[Any, int], command: Any, batch: int, *, quiet: bool = False
) -> Work:
    name = use_case.__name__

    async def run() -> int:
        done = 0
        while True:
            count = await performing.perform(use_case, ACTOR, command, lock=name)
            if isinstance(count, Refused):
                log.error("due work is refused", work=name, refusal=count.code)
                return done
            done += count
            if count < batch:
                break
        if done and not quiet:
            log.info("due work", work=name, done_count=done)
        return done

    return run
