"""A reviewer's decision on a withdrawal In Review (rules 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.actor import Actor, Permission
from domain.env import Env
from domain.errors import BooksBroken, DomainError, refused
from domain.ports import Tx
from domain.run import use_case
from domain.views import Refused, WithdrawalView
from domain.withdrawals import (
    Withdrawal,
    days_ago,
    find_withdrawal,
    order_of,
    promise_at,
    release_money,
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
    order = order_of(tx, env, found)
    why = unpayable(tx, env, found, order)
    if why is not None:
        return refused("recheck_failed", why=why)
    tx.run("approval_add", withdrawal=found.id, what="approve", reviewer=actor.who, document=None, at=now)
    if tx.scalar("approvals_count", withdrawal=found.id, what="approve") < _needed(tx, env, found):
        return refused("approved_once")
    promised = promise_at(env, order.channel, now)
    done = step(tx, env, found, actor.who, "approved", approved_at=now, promise_at=promised, action_at=now)
    return staff_view(tx, env, done)


def _needed(tx: Tx, env: Env, found: Withdrawal) -> int:
    """How many reviewers: two from the threshold, over the account's withdrawals of the last days."""
    since = days_ago(env.clock.now(), env.policy.second_review_days)
    recent = tx.one("withdrawals_recent", account=found.account, since=since, but=found.id)
    if recent is None:
        raise BooksBroken("no count of withdrawals")
    return 2 if recent.sum_fen + found.amount >= env.policy.second_review_fen else 1
