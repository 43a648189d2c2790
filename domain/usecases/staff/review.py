"""A reviewer's decision on a withdrawal In Review (rules 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domain.actor import Actor, Permission
from domain.card_updates import approvals_changed
from domain.cases import FAULT_CODES, reasons_to_reject
from domain.conflicts import conflict_of
from domain.context import Env
from domain.documents import documents_of
from domain.errors import DomainError, refused
from domain.holding import release_money
from domain.ports import Tx
from domain.risk import reviewers_needed, unpayable
from domain.use_case import use_case
from domain.usecases.staff.open_document import opened_documents
from domain.views import Refused, WithdrawalView
from domain.withdrawal_row import Withdrawal, find_withdrawal
from domain.withdrawals import promised_at, staff_view, step

ANY_FAULT = "other"
"""What is wrong with a document of which nobody said more than that it does not prove it."""


@dataclass(frozen=True, slots=True)
class Review:
    """``reason_code`` and ``reason_text`` are read by the customer when it is rejected.

    ``version``: the case as the card showed it; None takes it as it is. ``faults``: what is wrong with which of its
    documents, the others being accepted; None says nothing of them, or that none of them proves it.
    """

    withdrawal: str
    decision: Literal["approve", "reject"]
    reason_code: str | None = None
    reason_text: str | None = field(default=None, repr=False)
    version: int | None = None
    faults: Mapping[str, str] | None = None

    @property
    def step_up(self) -> bool:
        """Whether it takes a code of its own: what is rejected comes back to the customer, who can apply again."""
        return self.decision == "approve"


@use_case(Permission.REVIEW, newest=True)
def review(tx: Tx, env: Env, actor: Actor, command: Review) -> WithdrawalView | Refused:
    """Approves (from the threshold by two different reviewers) or rejects.

    Refuses unknown_withdrawal, own_case, not_in_review, stale, recheck_failed (``why``), link_young
    (``until_at``), papers_awaited, papers_none
    and approved_once; raises reason_needed and reason_unknown (``codes``).
    """
    found = find_withdrawal(tx, command.withdrawal)
    if found is None:
        return refused("unknown_withdrawal")
    env.note.withdrawal(found)
    if conflict_of(tx, actor.chat_user, found) is not None:
        return refused("own_case")
    if found.status != "in_review":
        return refused("not_in_review", status=found.status)
    if command.version is not None and found.version != command.version:
        return refused("stale")
    return (_reject if command.decision == "reject" else _approve)(tx, env, actor, found, command)


def _reject(tx: Tx, env: Env, actor: Actor, found: Withdrawal, command: Review) -> WithdrawalView | Refused:
    known = reasons_to_reject(found.method)
    if not command.reason_code:
        raise DomainError("reason_needed", codes=", ".join(known))
    if command.reason_code not in known:
        raise DomainError("reason_unknown", codes=", ".join(known))
    faults = command.faults
    if command.reason_code == "papers_wrong":
        # Else the next application would come with the same documents, all of them accepted.
        there = [row.id for row in documents_of(tx, found.id)]
        faults = dict.fromkeys(there, ANY_FAULT) if faults is None else faults
        if there and not any(faults.get(document) for document in there):
            return refused("papers_none")
    release_money(tx, env, found)
    env.note.add("rejected", **opened_documents(tx, actor, found))
    env.note.add(code=command.reason_code)
    if faults is not None:
        _judge(tx, env, actor, found, faults, command.reason_text)
    tx.run("prepared_clear", withdrawal=found.id)
    done = step(
        tx, env, found, actor.who, "rejected", ended_at=env.clock.now(), reason_code=command.reason_code,
        reason_text=command.reason_text or None, asked_again=None, claimed_by=None, claimed_at=None,
    )  # fmt: skip
    return staff_view(tx, env, done)


def _approve(tx: Tx, env: Env, actor: Actor, found: Withdrawal, command: Review) -> WithdrawalView | Refused:
    if found.asked_again is not None:
        return refused("papers_awaited")
    why = unpayable(tx, env, found)
    if why == "link_young":
        return refused("link_young", until_at=found.approve_from_at)
    if why is not None:
        return refused("recheck_failed", why=why)
    now = env.clock.now()
    new = tx.run(
        "approval_add", withdrawal=found.id, what="approve", reviewer=actor.who, document=None, at=now
    )
    count = tx.scalar("approvals_count", withdrawal=found.id, what="approve")
    opened = opened_documents(tx, actor, found)
    if count < reviewers_needed(tx, env, found):
        if new:
            approvals_changed(tx, env, found)
        env.note.add("approved_once", **opened)
        return refused("approved_once")
    env.note.add("approved", **opened)
    _judge(tx, env, actor, found, {}, None)
    tx.run("prepared_clear", withdrawal=found.id)
    promised = promised_at(tx, env, found, now)
    done = step(
        tx, env, found, actor.who, "approved", approved_at=now, promise_at=promised, action_at=now,
        claimed_by=None, claimed_at=None,
    )  # fmt: skip
    return staff_view(tx, env, done)


def _judge(
    tx: Tx, env: Env, actor: Actor, found: Withdrawal, wrong: Mapping[str, str], note: str | None
) -> None:
    """A verdict on each document: what is wrong with it, else that it is accepted."""
    for row in documents_of(tx, found.id):
        code = wrong.get(row.id)
        refused_for = code if code in (*FAULT_CODES, ANY_FAULT) else None
        tx.run(
            "document_judge", withdrawal=found.id, document=row.id, code=refused_for,
            verdict="accepted" if refused_for is None else "refused", note=None if refused_for is None else note,
            who=actor.who, now=env.clock.now(),
        )  # fmt: skip
