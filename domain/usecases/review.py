"""A reviewer's decision on a withdrawal In Review (rules 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.actor import Actor, Permission
from domain.env import Env
from domain.errors import DomainError, refused
from domain.ports import Tx
from domain.run import use_case
from domain.views import Refused, WithdrawalView
from domain.withdrawals import (
    find_withdrawal,
    promised_at,
    release_money,
    reviewers_needed,
    staff_view,
    step,
    unpayable,
)


@dataclass(frozen=True, slots=True)
class Review:
    """``reason_code`` and ``reason_text`` are read by the customer when it is rejected."""

    withdrawal: str
    decision: Literal["approve", "reject"]
    reason_code: str | None = None
    reason_text: str | None = None


@use_case(Permission.REVIEW)
def review(tx: Tx, env: Env, actor: Actor, command: Review) -> WithdrawalView | Refused:
    """Approves (from the threshold by two different reviewers) or rejects.

    Refuses unknown_withdrawal, not_in_review, recheck_failed (``why``) and approved_once; raises reason_needed.
    """
    found = find_withdrawal(tx, command.withdrawal)
    if found is None:
        return refused("unknown_withdrawal")
    if found.status != "in_review":
        return refused("not_in_review", status=found.status)
    now = env.clock.now()
    if command.decision == "reject":
        if not command.reason_code:
            raise DomainError("reason_needed")
        release_money(tx, env, found)
        done = step(
            tx, env, found, actor.who, "rejected", ended_at=now, reason_code=command.reason_code,
            reason_text=command.reason_text,
        )  # fmt: skip
        return staff_view(tx, env, done)
    why = unpayable(tx, env, found)
    if why is not None:
        return refused("recheck_failed", why=why)
    tx.run("approval_add", withdrawal=found.id, what="approve", reviewer=actor.who, document=None, at=now)
    if tx.scalar("approvals_count", withdrawal=found.id, what="approve") < reviewers_needed(tx, env, found):
        return refused("approved_once")
    promised = promised_at(tx, env, found, now)
    done = step(tx, env, found, actor.who, "approved", approved_at=now, promise_at=promised, action_at=now)
    return staff_view(tx, env, done)
