"""The queue of cases for reviewers, oldest first (rules 6)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from domain.actor import Permission
from domain.cases import QueueEntry, QueueFilter, QueueView, claimer_of
from domain.conflicts import conflict_of
from domain.context import Ctx
from domain.staff import name_of
from domain.use_case import use_case
from domain.withdrawal_row import get_withdrawal

if TYPE_CHECKING:
    from domain.tx import QueueRow

MOST = 500
"""So many of the oldest cases are looked at; more than that are not worked off in a day."""


@use_case(Permission.REVIEW, audited=False, proof="look")
def show_queue(ctx: Ctx, filter: QueueFilter = "all", page: int = 0, test: bool = False) -> QueueView:
    """Contradictions with the channel, payouts without a result that may be settled, cases in review.

    Counts as a change, so that a refusal to somebody who is not staff leaves its row.

    ``page`` counts from 0; one beyond the last shows the last.
    """
    which = int(test)
    contradicted = ctx.tx.all("queue_contradicted", most=MOST, is_test=which)
    known = {row.id for row in contradicted}
    others = [
        *ctx.tx.all("queue_stuck", most=MOST, is_test=which),
        *ctx.tx.all("queue_review", most=MOST, is_test=which),
    ]
    rows = [*contradicted, *(row for row in others if row.id not in known)]
    chosen = [row for row in rows if _is_in(ctx, row, filter, ctx.actor.who)]
    size = ctx.policy.queue_page
    pages = max(1, -(-len(chosen) // size))
    page = min(max(0, page), pages - 1)
    return QueueView(
        entries=tuple(
            _queue_entry(ctx, row, row.id in known) for row in chosen[page * size : (page + 1) * size]
        ),
        filter=filter,
        page=page,
        pages=pages,
        total=len(chosen),
        sum_fen=sum(row.amount_fen for row in chosen),
        currency=ctx.policy.currency,
        at=ctx.clock.now(),
        test=test,
    )


def _is_in(ctx: Ctx, row: QueueRow, wanted: QueueFilter, who: str) -> bool:
    claimer = claimer_of(ctx, row.claimed_by, row.claimed_at)
    match wanted:
        case "all":
            return True
        case "flagged":
            return bool(json.loads(row.flags))
        case "mine":
            return claimer == who
        case "unclaimed":
            return claimer is None
        case "stuck":
            return row.status != "in_review"
        case "designated" | "application" as method:
            return row.method == method


def _queue_entry(ctx: Ctx, row: QueueRow, contradicted: bool) -> QueueEntry:
    found = get_withdrawal(ctx.tx, row.id)
    claimer = claimer_of(ctx, row.claimed_by, row.claimed_at)
    now = ctx.clock.now()
    return QueueEntry(
        id=row.id,
        amount_fen=row.amount_fen,
        method=row.method,
        status=row.status,
        since_at=row.submitted_at
        if row.sent_at is None or (row.status == "in_review" and not contradicted)
        else row.sent_at,
        promise_at=row.promise_at,
        flagged=found.flags != (),
        late=row.promise_at is not None and row.promise_at <= now and found.ended_at is None,
        claimed_by=None if claimer is None else name_of(ctx.tx, claimer),
        mine=claimer == ctx.actor.who,
        own=conflict_of(ctx.tx, ctx.actor.chat_user, found) is not None,
        waiting=row.asked_again_at is not None,
        is_test=bool(row.is_test),
        contradicted=contradicted,
    )
