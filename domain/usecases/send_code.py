"""Sending the code that confirms a withdrawal to the security phone (rules 7)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import Reach
from domain.actor import Actor, Permission
from domain.codes import issue_code
from domain.env import Env
from domain.errors import DomainError
from domain.ports import Tx
from domain.run import use_case
from domain.usecases.enter_amount import check_amount
from domain.views import OrderView, Refused, WithdrawalView
from domain.withdrawals import Withdrawal, binding_of, order_of, own_draft, view_of


@dataclass(frozen=True, slots=True)
class SendCode:
    """The draft as the card showed it."""

    withdrawal: str
    version: int


def check_ready(draft: Withdrawal, reached: Reach, order: OrderView) -> None:
    """Gates, completeness, window and W (rules 6). Raises DomainError with the first that fails."""
    if reached.blocked_by is not None:
        raise DomainError("not_eligible", gate=reached.blocked_by)
    if draft.amount_fen is None or draft.method is None:
        raise DomainError("stale")
    if draft.method == "original" and not order.original_method:
        raise DomainError("window_closed", ended_on=order.window_ends_on)
    check_amount(draft.amount_fen, order)


@use_case(Permission.OWN_ACCOUNT)
def send_code(tx: Tx, env: Env, actor: Actor, command: SendCode) -> WithdrawalView | Refused:
    """Refuses locked, code_too_soon, code_too_many; raises what ``check_ready`` raises, not_yours, stale."""
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    order = order_of(tx, env, draft)
    check_ready(draft, reached, order)
    params = {
        "withdrawal": draft.id,
        "amount_fen": draft.amount,
        "currency": env.policy.currency,
        "payee": "original",
        "channel": order.channel,
        "order_id": order.order_id,
    }
    binding = binding_of(draft, order, reached)
    sent = issue_code(tx, env, "withdrawal", draft.id, reached.via, binding, "code_withdrawal", params)
    return sent if isinstance(sent, Refused) else view_of(tx, env, draft, reached)
