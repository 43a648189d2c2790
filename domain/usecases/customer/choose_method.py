"""The withdrawal method of a draft."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.drafts import edit_draft, reason_for
from domain.errors import DomainError
from domain.ports import Tx
from domain.rules.designated import Method
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import limit_now, own_draft, view_of


@dataclass(frozen=True, slots=True)
class ChooseMethod:
    """``method``: how the money leaves."""

    withdrawal: str
    version: int
    method: Method


@use_case(Permission.OWN_ACCOUNT)
def choose_method(tx: Tx, env: Env, actor: Actor, command: ChooseMethod) -> WithdrawalView:
    """A designated account gets its reason by itself where the return window has passed (rules 5).

    Raises not_yours, stale, window_closed (``ended_on``). An application is begun as one.
    """
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    order = limit_now(tx, env, draft).order
    if order is None or command.method == "application":
        raise DomainError("stale")
    if command.method == "original" and not order.original_method:
        raise DomainError("window_closed", ended_on=order.window_ends_on)
    reason = draft.reason
    if command.method == "designated":
        reason = reason_for(reached, draft.reason, not order.original_method)
    if draft.method == command.method and draft.reason == reason:
        return view_of(tx, env, draft, reached)
    return view_of(tx, env, edit_draft(tx, env, draft, method=command.method, reason=reason), reached)
