"""Taking a withdrawal back while it is In Review, and throwing away a draft (rules 6)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.codes import end_code
from domain.context import Env
from domain.errors import DomainError
from domain.holding import release_money
from domain.ports import Tx
from domain.use_case import use_case
from domain.usecases.customer.show_costs import costs_view
from domain.views import CostsView, WithdrawalView
from domain.withdrawal_row import Withdrawal, save
from domain.withdrawals import own_withdrawal, step, view_of


@dataclass(frozen=True, slots=True)
class CancelWithdrawal:
    """The withdrawal as the card showed it."""

    withdrawal: str
    version: int


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    """The draft to throw away."""

    withdrawal: str


@use_case(Permission.OWN_ACCOUNT, newest=True)
def cancel_withdrawal(tx: Tx, env: Env, actor: Actor, command: CancelWithdrawal) -> WithdrawalView:
    """The money is back in the same fund. Raises not_yours, stale, too_late (after the first approval)."""
    found, reached = own_withdrawal(tx, actor.person, command.withdrawal)
    if found.version != command.version:
        raise DomainError("stale")
    if not may_cancel(tx, found):
        raise DomainError("too_late")
    env.note.withdrawal(found)
    return view_of(tx, env, take_back(tx, env, found, actor.who), reached, steps=True)


def may_cancel(tx: Tx, found: Withdrawal) -> bool:
    """Until the first approval (rules 6)."""
    return found.status == "in_review" and not tx.scalar(
        "approvals_count", withdrawal=found.id, what="approve"
    )


def take_back(tx: Tx, env: Env, found: Withdrawal, who: str) -> Withdrawal:
    """Cancels one that may be cancelled."""
    release_money(tx, env, found)
    # What a reviewer was writing about it is nobody's any more.
    tx.run("prepared_clear", withdrawal=found.id)
    return step(
        tx, env, found, who, "cancelled", ended_at=env.clock.now(), asked_again=None, claimed_by=None,
        claimed_at=None,
    )  # fmt: skip


@use_case(Permission.OWN_ACCOUNT)
def discard_draft(tx: Tx, env: Env, actor: Actor, command: DiscardDraft) -> CostsView:
    """Throws a draft away; one that is none any more is left alone. Raises not_yours."""
    found, _ = own_withdrawal(tx, actor.person, command.withdrawal)
    if found.status == "draft":
        end_code(tx, env, "withdrawal", found.id, "edited")
        save(tx, env, found, status="discarded", expires_at=None, ended_at=env.clock.now())
    return costs_view(tx, env, actor.person)
