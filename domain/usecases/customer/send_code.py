"""Sending the code that confirms a withdrawal to the security phone (rules 7)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import Reach
from domain.actor import Actor, Permission
from domain.codes import Ask, issue_code, tell_asked
from domain.context import Env
from domain.documents import documents_of, missing_of
from domain.errors import DomainError
from domain.holding import Limit
from domain.payee_rows import find_payee, fits, get_payee
from domain.ports import Tx
from domain.rules.designated import needed_for, reasons_for
from domain.use_case import use_case
from domain.usecases.customer.enter_amount import check_amount
from domain.views import Refused, WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import binding_of, limit_now, own_draft, view_of


@dataclass(frozen=True, slots=True)
class SendCode:
    """The draft as the card showed it."""

    withdrawal: str
    version: int


def check_ready(tx: Tx, env: Env, draft: Withdrawal, reached: Reach, limit: Limit) -> None:
    """Gates, completeness, window, payee, documents and W (rules 6). Raises DomainError with the first that fails."""
    if reached.blocked_by is not None:
        raise DomainError("not_eligible", gate=reached.blocked_by)
    if draft.amount_fen is None or draft.method is None:
        raise DomainError("stale")
    order = limit.order
    if draft.method == "original" and (order is None or not order.original_method):
        raise DomainError("window_closed", ended_on=None if order is None else order.window_ends_on)
    check_amount(draft.amount_fen, limit)
    if draft.by_documents:
        _check_documents(tx, env, draft, reached, limit)


def _check_documents(tx: Tx, env: Env, draft: Withdrawal, reached: Reach, limit: Limit) -> None:
    kind, reason = reached.account.kind, draft.reason
    if limit.order is not None and reason not in reasons_for(kind, not limit.order.original_method):
        raise DomainError("reason_not_yours")
    if reason is None:
        raise DomainError("reason_not_yours")
    if reason == "application" and draft.note_sealed is None:
        raise DomainError("note_needed")
    payee = find_payee(tx, draft.payee)
    if payee is None or payee.next_field is not None or payee.completed_at is None:
        raise DomainError("payee_incomplete")
    if not fits(env, payee, reached.account, reason):
        # The registered name may have changed since.
        raise DomainError("payee_name_differs")
    missing = missing_of(needed_for(reason, kind), documents_of(tx, draft.id))
    if missing:
        raise DomainError("papers_missing", count=len(missing))


@use_case(Permission.OWN_ACCOUNT, newest=True)
def send_code(tx: Tx, env: Env, actor: Actor, command: SendCode) -> WithdrawalView | Refused:
    """Refuses locked, code_too_soon, code_too_many; raises what ``check_ready`` raises, not_yours, stale."""
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    env.note.withdrawal(draft)
    limit = limit_now(tx, env, draft)
    check_ready(tx, env, draft, reached, limit)
    params = {
        "withdrawal": draft.id,
        "amount_fen": draft.amount,
        "currency": env.policy.currency,
        "channel": None if limit.order is None else limit.order.channel,
        "order_id": None if limit.order is None else limit.order.order_id,
        **_payee(tx, draft),
    }
    binding = binding_of(tx, draft, limit.order, reached)
    ask = Ask("withdrawal", draft.id, reached.via, actor.person, binding)
    sent = issue_code(tx, env, ask, "code_withdrawal", params)
    if isinstance(sent, Refused):
        return sent
    if draft.by_documents:
        told = {"account": draft.account, "amount_fen": draft.amount, "currency": env.policy.currency}
        tell_asked(tx, env, ask, told)
    return view_of(tx, env, draft, reached)


def _payee(tx: Tx, draft: Withdrawal) -> dict[str, str | None]:
    """What the text message says of where the money goes: nothing of a payee that is not masked."""
    if not draft.by_documents:
        return {"payee": "original"}
    payee = get_payee(tx, draft.payee)
    return {
        "payee": payee.kind, "payee_masked": payee.number_masked, "payee_bank": payee.bank,
    }  # fmt: skip
