"""*Confirm withdrawal*: code, version, gates, window and W checked, and the money taken, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.codes import end_code, live_code, lock_of
from domain.env import Env
from domain.errors import DomainError
from domain.messages import tell_linked
from domain.ports import Tx
from domain.run import use_case
from domain.usecases.send_code import check_ready
from domain.views import Refused, WithdrawalView
from domain.withdrawals import (
    binding_of,
    hold_money,
    order_of,
    own_draft,
    promise_at,
    risk_flags,
    step,
    view_of,
)


@dataclass(frozen=True, slots=True)
class ConfirmWithdrawal:
    """The draft as the card showed it; its code was accepted before."""

    withdrawal: str
    version: int


@use_case(Permission.OWN_ACCOUNT)
def confirm_withdrawal(
    tx: Tx, env: Env, actor: Actor, command: ConfirmWithdrawal
) -> WithdrawalView | Refused:
    """Submits: approved by the system, or In Review when flagged (rules 5 and 6).

    Refuses locked; raises code_needed, what ``check_ready`` raises, not_yours, stale.
    """
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    locked = lock_of(tx, env, "withdrawal", reached.via.id)
    if locked is not None:
        return locked
    order = order_of(tx, env, draft)
    check_ready(draft, reached, order)
    live = live_code(tx, env, "withdrawal", draft.id, binding_of(draft, order, reached))
    if live is None or live.accepted_at is None:
        raise DomainError("code_needed")
    end_code(tx, env, "withdrawal", draft.id, "used")
    now = env.clock.now()
    flags = risk_flags(tx, env, reached, draft.amount, draft.id)
    hold_money(tx, env, draft)
    submitted = {"submitted_at": now, "expires_at": None, "via_account": reached.via.id, "flags": flags}
    if flags:
        done = step(tx, env, draft, actor.who, "in_review", **submitted)
    else:
        promised = promise_at(env, order.channel, now)
        done = step(
            tx,
            env,
            draft,
            actor.who,
            "approved",
            **submitted,
            approved_at=now,
            promise_at=promised,
            action_at=now,
        )
    if reached.via.id != reached.account.id:
        key, params = f"member:{done.id}", {"withdrawal": done.id, "account": done.account}
        tell_linked(tx, env, done.account, key, "member_withdrawal", params, but=actor.person)
    return view_of(tx, env, done, reached)
