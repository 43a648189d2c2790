"""A new application after one that came to nothing, prefilled with everything that was right (rules 6)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.drafts import is_over
from domain.errors import DomainError
from domain.ports import Tx
from domain.rules.statuses import STATUSES
from domain.use_case import use_case
from domain.usecases.customer.start_application import begin_application
from domain.usecases.customer.start_withdrawal import begin
from domain.views import WithdrawalView
from domain.withdrawals import own_withdrawal


@dataclass(frozen=True, slots=True)
class RetryWithdrawal:
    """``withdrawal``: the one that did not work, was cancelled, stopped, or not confirmed in time."""

    withdrawal: str


@use_case(Permission.OWN_ACCOUNT)
def retry_withdrawal(tx: Tx, env: Env, actor: Actor, command: RetryWithdrawal) -> WithdrawalView:
    """Takes along amount, method, reason, payee, own words, and documents that were not refused.

    Raises not_yours, stale, and what beginning raises.
    """
    found, _ = own_withdrawal(tx, actor.person, command.withdrawal)
    if not STATUSES[found.status].came_to_nothing and not is_over(env, found):
        raise DomainError("stale")
    if found.method == "application":
        return begin_application(tx, env, actor.person, found.account, found)
    return begin(tx, env, actor.person, found.fund, found)
