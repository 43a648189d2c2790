"""The withdrawal method of a draft."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.codes import end_code
from domain.env import Env
from domain.errors import DomainError
from domain.ports import Tx
from domain.run import use_case
from domain.views import Method, WithdrawalView
from domain.withdrawals import order_of, own_draft, save, view_of


@dataclass(frozen=True, slots=True)
class ChooseMethod:
    """``method``: how the money leaves."""

    withdrawal: str
    version: int
    method: Method


@use_case(Permission.OWN_ACCOUNT)
def choose_method(tx: Tx, env: Env, actor: Actor, command: ChooseMethod) -> WithdrawalView:
    """Raises not_yours, stale, window_closed (``ended_on``), designated_not_offered."""
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    order = order_of(tx, env, draft)
    if command.method != "original":
        raise DomainError("designated_not_offered")
    if not order.original_method:
        raise DomainError("window_closed", ended_on=order.window_ends_on)
    if draft.method == command.method:
        return view_of(tx, env, draft, reached)
    end_code(tx, env, "withdrawal", draft.id, "edited")
    return view_of(tx, env, save(tx, env, draft, method=command.method), reached)
