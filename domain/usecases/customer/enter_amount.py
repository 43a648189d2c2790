"""The amount of a draft: all, half (rounded down) or typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.actor import Actor, Permission
from domain.context import Env
from domain.drafts import edit_draft
from domain.errors import DomainError
from domain.holding import Limit
from domain.ports import Fen, Tx
from domain.rules.money import parse_typed
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import limit_now, own_draft, view_of


@dataclass(frozen=True, slots=True)
class EnterAmount:
    """One of: an amount in fen, a share of what is allowed, or a text as typed."""

    withdrawal: str
    version: int
    amount_fen: Fen | None = None
    share: Literal["all", "half"] | None = None
    text: str | None = None


@use_case(Permission.OWN_ACCOUNT)
def enter_amount(tx: Tx, env: Env, actor: Actor, command: EnterAmount) -> WithdrawalView:
    """Sets the amount; any code sent before is dead.

    Raises not_yours, stale, not_eligible, nothing_to_withdraw, amount_unreadable, amount_too_small,
    amount_too_much (``max_fen``, ``limited_by``).
    """
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    if reached.blocked_by is not None:
        raise DomainError("not_eligible", gate=reached.blocked_by)
    amount_fen = _amount(command, limit_now(tx, env, draft))
    return view_of(tx, env, edit_draft(tx, env, draft, amount_fen=amount_fen), reached)


def check_amount(amount_fen: Fen, limit: Limit) -> None:
    """Between one fen and what the order, or other money, and the balance allow. Raises as above."""
    if limit.withdrawable_fen <= 0:
        raise DomainError("nothing_to_withdraw")
    if amount_fen < 1:
        raise DomainError("amount_too_small", max_fen=limit.withdrawable_fen)
    if amount_fen > limit.withdrawable_fen:
        raise DomainError("amount_too_much", max_fen=limit.withdrawable_fen, limited_by=limit.limited_by)


def _amount(command: EnterAmount, limit: Limit) -> Fen:
    amount_fen = command.amount_fen
    if command.share is not None:
        amount_fen = limit.withdrawable_fen // (2 if command.share == "half" else 1)
    elif command.text is not None:
        amount_fen = parse_typed(command.text)
    if amount_fen is None:
        raise DomainError("amount_unreadable", max_fen=limit.withdrawable_fen)
    check_amount(amount_fen, limit)
    return amount_fen
