"""A reviewer's decision on a withdrawal In Review (rules 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from domain.actor import Permission
from domain.card_updates import approvals_changed
from domain.cases import FAULT_CODES, reasons_to_reject
from domain.conflicts import conflict_of
from domain.context import Ctx
from domain.documents import documents_of
from domain.dossier import staff_dossier
from domain.errors import Refusal
from domain.holding import release_money
from domain.risk import reviewers_needed, unpayable
from domain.use_case import use_case
from domain.usecases.staff.open_document import opened_documents
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal, find_withdrawal
from domain.withdrawals import change_status, promised_at, staff_view

ANY_FAULT = "other"
"""The fault of a document that is only said not to prove the case."""


@use_case(Permission.REVIEW, about="withdrawal", step_up=("decision", "approve"), newest=True)
def review(
    ctx: Ctx,
    withdrawal: str,
    decision: Literal["approve", "reject"],
    reason_code: str | None = None,
    reason_text: str | None = None,
    version: int | None = None,
    faults: Mapping[str, str] | None = None,
) -> WithdrawalView:
    """Approves (from the threshold on by two different reviewers) or rejects.

    `version` is the case as the card showed it; None takes the present one. When it is rejected, the customer reads
    `reason_code` and `reason_text`. The mapping of documents says what is wrong with some; the others are accepted.
    None says nothing of documents, or at a rejection for their sake that all of them do not prove it.

    Refuses unknown_withdrawal, own_case, not_in_review, stale, recheck_failed (`why`), link_young (`until_at`),
    papers_awaited, papers_none and approved_once; raises reason_needed and reason_unknown (`codes`).
    """
    found = find_withdrawal(ctx.tx, withdrawal)
    if found is None:
        raise Refusal("unknown_withdrawal", keep=True)
    ctx.note.withdrawal(found)
    if conflict_of(ctx.tx, ctx.actor.chat_user, found) is not None:
        raise Refusal("own_case", keep=True)
    if found.status != "in_review":
        raise Refusal("not_in_review", keep=True, status=found.status)
    if version is not None and found.version != version:
        raise Refusal("stale", keep=True)
    if decision == "approve":
        return _approve(ctx, found)
    return _reject(ctx, found, reason_code, reason_text, faults)


def _reject(
    ctx: Ctx,
    found: Withdrawal,
    reason_code: str | None,
    reason_text: str | None,
    faults: Mapping[str, str] | None,
) -> WithdrawalView:
    known = reasons_to_reject(found.method)
    if not reason_code:
        raise Refusal("reason_needed", codes=", ".join(known))
    if reason_code not in known:
        raise Refusal("reason_unknown", codes=", ".join(known))
    if reason_code == "papers_wrong":
        # Otherwise the next application would come with the same documents, all of them accepted.
        there = [row.id for row in documents_of(ctx.tx, found.id)]
        faults = dict.fromkeys(there, ANY_FAULT) if faults is None else faults
        if there and not any(faults.get(document) for document in there):
            raise Refusal("papers_none", keep=True)
    release_money(ctx, found)
    ctx.note.add("rejected", **opened_documents(ctx.tx, ctx.actor, found))
    ctx.note.add(code=reason_code)
    if faults is not None:
        _judge(ctx, found, faults, reason_text)
    ctx.tx.run("prepared_clear", withdrawal=found.id)
    done = change_status(
        ctx, found, ctx.actor.who, "rejected", ended_at=ctx.clock.now(), reason_code=reason_code,
        reason_text=reason_text or None, asked_again_at=None, claimed_by=None, claimed_at=None,
    )  # fmt: skip
    return staff_view(ctx, done)


def _approve(ctx: Ctx, found: Withdrawal) -> WithdrawalView:
    if found.asked_again_at is not None:
        raise Refusal("papers_awaited", keep=True)
    case = staff_dossier(ctx, found)
    why = unpayable(ctx, case)
    if why == "link_young":
        raise Refusal("link_young", keep=True, until_at=found.approve_from_at)
    if why is not None:
        raise Refusal("recheck_failed", keep=True, why=why)
    now = ctx.clock.now()
    new = ctx.tx.run(
        "approval_add", withdrawal=found.id, what="approve", reviewer=ctx.actor.who, document=None, at=now
    )
    count = ctx.tx.scalar("approvals_count", withdrawal=found.id, what="approve")
    opened = opened_documents(ctx.tx, ctx.actor, found)
    if count < reviewers_needed(ctx, found):
        if new:
            approvals_changed(ctx, found)
        ctx.note.add("approved_once", **opened)
        raise Refusal("approved_once", keep=True)
    ctx.note.add("approved", **opened)
    _judge(ctx, found, {}, None)
    ctx.tx.run("prepared_clear", withdrawal=found.id)
    promised = promised_at(ctx, case, now)
    done = change_status(
        ctx, found, ctx.actor.who, "approved", approved_at=now, promise_at=promised, action_at=now,
        claimed_by=None, claimed_at=None,
    )  # fmt: skip
    return staff_view(ctx, done)


def _judge(ctx: Ctx, found: Withdrawal, wrong: Mapping[str, str], note: str | None) -> None:
    """Gives each document a verdict: its fault, else accepted."""
    for row in documents_of(ctx.tx, found.id):
        code = wrong.get(row.id)
        refused_for = code if code in (*FAULT_CODES, ANY_FAULT) else None
        ctx.tx.run(
            "document_judge", withdrawal=found.id, document=row.id, code=refused_for,
            verdict="accepted" if refused_for is None else "refused", note=None if refused_for is None else note,
            who=ctx.actor.who, now=ctx.clock.now(),
        )  # fmt: skip
