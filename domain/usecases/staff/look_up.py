"""Looking up a customer's balance without acting: support explains it, and the account's own log says so.

Read-only, without name, payee or documents; the number of the security phone is masked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from domain.accounts import find_account, phone_masked
from domain.actor import Actor, Permission
from domain.balance_view import load_balance
from domain.context import Env
from domain.errors import refused
from domain.ports import Tx
from domain.use_case import use_case
from domain.usecases.staff.acting import reason_wrong
from domain.views import BalanceView, Gate, Refused


@dataclass(frozen=True, slots=True)
class LookUp:
    """Reason and ticket number are asked for every time, and kept."""

    account: str
    reason: str = field(repr=False)
    ticket: str


@dataclass(frozen=True, slots=True)
class LookUpView:
    """What support may see of a customer: the balance and what holds it."""

    account: str
    kind: Literal["personal", "enterprise"]
    standing: Literal["good", "suspended", "closed"]
    blocked_by: Gate | None
    is_test: bool
    phone_masked: str
    balance: BalanceView
    reason: str = field(repr=False)
    ticket: str


@use_case(Permission.LOOK_UP, proof="look")
def look_up(tx: Tx, env: Env, actor: Actor, command: LookUp) -> LookUpView | Refused:
    """Counts as a change, so that it leaves its row. Refuses unknown_account, staff_reason_needed, ticket_needed."""
    wrong = reason_wrong(command.reason, command.ticket)
    if wrong is not None:
        return wrong
    account = find_account(tx, command.account)
    if account is None:
        return refused("unknown_account")
    return LookUpView(
        account=account.id,
        kind=account.kind,
        standing=account.standing,
        blocked_by=account.blocked_by,
        is_test=account.is_test,
        phone_masked=phone_masked(env, account),
        balance=load_balance(tx, env, account.id, env.clock.now(account.id)),
        reason=command.reason,
        ticket=command.ticket,
    )
