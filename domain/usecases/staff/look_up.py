"""Looks up a customer's balance without acting: support explains it, and the account's own log says so.

Read-only, without name, payee or documents; the number of the security phone is masked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from domain.accounts import find_account, phone_masked
from domain.actor import Permission
from domain.balance_view import balance_of
from domain.context import Ctx
from domain.errors import Refusal
from domain.held_parts import with_parts
from domain.rules.balance import HOLDS
from domain.use_case import use_case
from domain.usecases.staff.acting import reason_wrong
from domain.views import BalanceView, Gate


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


@use_case(Permission.LOOK_UP, about="account", ticketed=True, proof="look")
def look_up(ctx: Ctx, account: str, reason: str, ticket: str) -> LookUpView:
    """The customer's balance. Counts as a change, so that it leaves its row.

    Refuses unknown_account, staff_reason_needed, ticket_needed.
    """
    reason_wrong(reason, ticket)
    found = find_account(ctx.tx, account)
    if found is None:
        raise Refusal("unknown_account", keep=True)
    return LookUpView(
        account=found.id,
        kind=found.kind,
        standing=found.standing,
        blocked_by=found.blocked_by,
        is_test=found.is_test,
        phone_masked=phone_masked(ctx.vault, found),
        balance=with_parts(ctx, balance_of(ctx, found, ctx.clock.now(found.own_clock)), *HOLDS),
        reason=reason,
        ticket=ticket,
    )
