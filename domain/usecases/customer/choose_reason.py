"""Why the money of an order goes to a designated account (rules 5)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.documents import take_out_unasked
from domain.drafts import edit_draft
from domain.errors import DomainError
from domain.ports import Tx
from domain.rules.designated import Reason, needed_for, reasons_for
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import limit_now, own_draft, view_of


@dataclass(frozen=True, slots=True)
class ChooseReason:
    """``reason``: one of the view's ``reasons``."""

    withdrawal: str
    version: int
    reason: Reason


@use_case(Permission.OWN_ACCOUNT)
def choose_reason(tx: Tx, env: Env, actor: Actor, command: ChooseReason) -> WithdrawalView:
    """Sets the reason; documents that it does not need are taken out.

    Raises not_yours, stale, and reason_not_yours for one that this kind of account, or this order, cannot have.
    """
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    order = limit_now(tx, env, draft).order
    if order is None or draft.method != "designated":
        raise DomainError("stale")
    kind = reached.account.kind
    if command.reason not in reasons_for(kind, not order.original_method):
        raise DomainError("reason_not_yours")
    if draft.reason == command.reason:
        return view_of(tx, env, draft, reached)
    take_out_unasked(tx, env, draft.id, needed_for(command.reason, kind))
    return view_of(tx, env, edit_draft(tx, env, draft, reason=command.reason), reached)
