"""*Confirm withdrawal*: checks code, version, gates, window, W, payee and documents, and takes the money."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.code_limits import lock_of
from domain.codes import end_code, live_code
from domain.context import Env
from domain.documents import documents_of, take_out
from domain.errors import DomainError
from domain.holding import hold_money
from domain.links import young_until
from domain.messages import tell_linked
from domain.ports import Tx
from domain.risk import payee_flags, risk_flags
from domain.rules.statuses import Status
from domain.stops import stop_of
from domain.use_case import use_case
from domain.usecases.customer.send_code import check_ready
from domain.views import Refused, WithdrawalView
from domain.withdrawal_row import Withdrawal, WithdrawalChanges
from domain.withdrawals import (
    binding_of,
    limit_now,
    own_draft,
    promise_by_documents,
    promised_at,
    step,
    view_of,
)


@dataclass(frozen=True, slots=True)
class ConfirmWithdrawal:
    """The draft as the card showed it; its code was accepted before."""

    withdrawal: str
    version: int


@use_case(Permission.OWN_ACCOUNT, newest=True)
def confirm_withdrawal(
    tx: Tx, env: Env, actor: Actor, command: ConfirmWithdrawal
) -> WithdrawalView | Refused:
    """Submits: approved by the system, or In Review when flagged or by documents (rules 5 and 6).

    Refuses locked; raises code_needed, what ``check_ready`` raises, not_yours, stale.
    """
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    env.note.withdrawal(draft)
    locked = lock_of(tx, env, reached.via.id, actor.person)
    if locked is not None:
        return locked
    limit = limit_now(tx, env, draft)
    check_ready(tx, env, draft, reached, limit)
    live = live_code(tx, env, "withdrawal", draft.id, binding_of(tx, draft, limit.order, reached))
    if live is None or live.accepted_at is None:
        raise DomainError("code_needed")
    end_code(tx, env, "withdrawal", draft.id, "used")
    now = env.clock.now()
    flags = risk_flags(tx, env, reached, draft.amount, draft.id)
    if stop_of(tx, env, draft) is not None:
        flags = (*flags, "stopped")
    draft = hold_money(tx, env, draft)
    submitted: WithdrawalChanges = {"submitted_at": now, "expires_at": None, "via_account": reached.via.id}
    if draft.by_documents:
        submitted["flags"] = (*flags, *payee_flags(tx, env, draft, reached.account))
        submitted["approve_from_at"] = young_until(tx, env, actor.person, reached.via.id)
        submitted["promise_at"] = promise_by_documents(tx, env, draft, now)
    else:
        submitted |= _only_original(tx, env, draft)
        if flags:
            submitted["flags"] = flags
        else:
            promised = promised_at(tx, env, draft, now)
            submitted |= {"approved_at": now, "promise_at": promised, "action_at": now}
    to: Status = "in_review" if draft.by_documents or flags else "approved"
    done = step(tx, env, draft, actor.who, to, **submitted)
    if reached.via.id != reached.account.id:
        key, params = f"member:{done.id}", {"withdrawal": done.id, "account": done.account}
        tell_linked(tx, env, done.account, key, "member_withdrawal", params, but=actor.person)
    return view_of(tx, env, done, reached)


def _only_original(tx: Tx, env: Env, draft: Withdrawal) -> WithdrawalChanges:
    """What was entered before the customer chose the original method after all goes no further than the draft."""
    take_out(tx, env, draft.id, [row.id for row in documents_of(tx, draft.id)])
    return {"reason": None, "payee": None, "note_sealed": None}
