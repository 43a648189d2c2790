"""A new application after a failed or rejected one, prefilled with everything that was right (rules 6)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.env import Env
from domain.errors import DomainError
from domain.ports import Tx
from domain.run import use_case
from domain.usecases.start_withdrawal import begin
from domain.views import WithdrawalView
from domain.withdrawals import own_withdrawal


@dataclass(frozen=True, slots=True)
class RetryWithdrawal:
    """``withdrawal``: the one that did not work."""

    withdrawal: str


@use_case(Permission.OWN_ACCOUNT)
def retry_withdrawal(tx: Tx, env: Env, actor: Actor, command: RetryWithdrawal) -> WithdrawalView:
    """Raises not_yours, stale, and what beginning raises."""
    found, _ = own_withdrawal(tx, actor.person, command.withdrawal)
    if found.status not in ("failed", "rejected", "cancelled"):
        raise DomainError("stale")
    return begin(tx, env, actor.person, found.fund, found.amount_fen, found.method)
