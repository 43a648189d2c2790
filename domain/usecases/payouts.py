"""What the payout worker asks and tells (rules 6): which withdrawal is due, and what became of it.

A hold is paid out or released, once. An unknown outcome stays pending and is asked for; it is never treated as
failed and never submitted under another number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from domain.accounts import get_account
from domain.actor import Actor, Permission
from domain.calendar import business_day_after, end_of, local_date
from domain.env import Env
from domain.errors import BooksBroken, refused
from domain.journal import onto_fund, onto_withdrawal, outside, post
from domain.messages import tell_user
from domain.ports import SECOND, Fen, Micros, Tx
from domain.run import use_case
from domain.views import Channel, Method, Refused, WithdrawalView
from domain.withdrawals import (
    Withdrawal,
    find_withdrawal,
    order_of,
    release_money,
    staff_view,
    step,
    unpayable,
)


@dataclass(frozen=True, slots=True)
class TakePayout:
    """``lease_s``: seconds during which the payout is nobody else's."""

    lease_s: int


@dataclass(frozen=True, slots=True)
class PayoutOrder:
    """A payout to carry to the channel. ``query``: it may have been submitted before, ask first."""

    id: str
    amount_fen: Fen
    currency: str
    account: str
    is_test: bool
    method: Method
    channel: Channel
    bank: str | None
    order_id: str
    top_up_reference: str | None = field(repr=False)
    first: bool
    query: bool


@dataclass(frozen=True, slots=True)
class RecordPayout:
    """The channel's answer."""

    id: str
    outcome: Literal["paid", "failed", "pending", "unknown"]
    reason_code: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class RecordReturn:
    """A bank sent the money back after success."""

    id: str
    reason_code: str
    reference: str | None = None


@use_case(Permission.SYSTEM, audited=False)
def take_payout(tx: Tx, env: Env, actor: Actor, command: TakePayout) -> PayoutOrder | None:
    """The next due payout, leased; one that may not be paid any more goes In Review instead."""
    now = env.clock.now()
    until = now + command.lease_s * SECOND
    while (due := tx.scalar("withdrawal_due", now=now)) is not None:
        found = find_withdrawal(tx, due)
        if found is None:
            raise BooksBroken(f"withdrawal {due} vanished")
        if found.status == "approved":
            sending = _send(tx, env, actor, found, until)
            if sending is not None:
                return _order(tx, env, sending, first=True)
        else:
            tx.wake("payout", until)
            late_at = _late(tx, env, found, now)
            tx.run("withdrawal_wait", id=found.id, status=found.status, action_at=until, late_at=late_at)
            return _order(tx, env, found, first=False)
    return None


def _send(tx: Tx, env: Env, actor: Actor, found: Withdrawal, until: Micros) -> Withdrawal | None:
    why = unpayable(tx, env, found, order_of(tx, env, found))
    if why is None:
        return step(tx, env, found, actor.who, "sending", sent_at=env.clock.now(), action_at=until)
    tx.run("approvals_clear", withdrawal=found.id)
    step(
        tx, env, found, actor.who, "in_review", action_at=None, approved_at=None, promise_at=None,
        flags=(*found.flags, why),
    )  # fmt: skip
    return None


def _late(tx: Tx, env: Env, found: Withdrawal, now: Micros) -> Micros | None:
    """When an unknown outcome became late: told to the customer once, and to staff by the figures."""
    if found.late_at is not None or found.sent_at is None:
        return found.late_at
    if now < end_of(business_day_after(local_date(found.sent_at), env.policy.unknown_business_days)):
        return None
    params = {"withdrawal": found.id, "status": found.status, "version": found.version}
    tell_user(tx, env, found.chat_user, f"late:{found.id}", "withdrawal", params, account=found.account)
    return now


def _order(tx: Tx, env: Env, found: Withdrawal, *, first: bool) -> PayoutOrder:
    top_up = tx.one("top_up_by_fund", fund=found.fund)
    if top_up is None or found.method is None:
        raise BooksBroken(f"withdrawal {found.id} has no order")
    return PayoutOrder(
        id=found.id,
        amount_fen=found.amount,
        currency=env.policy.currency,
        account=found.account,
        is_test=get_account(tx, found.account).is_test,
        method=found.method,
        channel=top_up.channel,
        bank=top_up.bank,
        order_id=top_up.order_id,
        top_up_reference=top_up.reference,
        first=first,
        query=not first,
    )


@use_case(Permission.SYSTEM, audited=False)
def record_payout(tx: Tx, env: Env, actor: Actor, command: RecordPayout) -> WithdrawalView | Refused:
    """Books the answer; refuses ``settled_already`` when the hold was paid out or released before."""
    found = find_withdrawal(tx, command.id)
    if found is None or found.status not in ("sending", "unknown"):
        return refused("settled_already")
    if command.outcome in ("paid", "failed"):
        return staff_view(tx, env, settle(tx, env, actor.who, found, command))
    now = env.clock.now()
    wait_s = min(env.policy.payout_query_s * 2 ** min(found.action_count, 20), env.policy.payout_query_most_s)
    action_at = now + wait_s * SECOND
    if found.status == "sending":
        found = step(tx, env, found, actor.who, "unknown", action_at=action_at, action_count=0)
    else:
        tx.run("withdrawal_wait", id=found.id, status="unknown", action_at=action_at, late_at=found.late_at)
        tx.wake("payout", action_at)
    return staff_view(tx, env, found)


def settle(tx: Tx, env: Env, who: str, found: Withdrawal, result: RecordPayout) -> Withdrawal:
    """The end of a payout: the hold goes out, or back into the same fund."""
    now = env.clock.now()
    if result.outcome == "paid":
        lines = [onto_withdrawal(found.id, -found.amount), outside(found.amount)]
        post(tx, env, "withdrawal_paid", found.id, now, lines)
        return step(
            tx,
            env,
            found,
            who,
            "successful",
            action_at=None,
            ended_at=now,
            channel_reference=result.reference,
        )
    release_money(tx, env, found)
    reason = result.reason_code or "other"
    return step(
        tx, env, found, who, "failed", action_at=None, ended_at=now, reason_code=reason,
        channel_reference=result.reference,
    )  # fmt: skip


@use_case(Permission.SYSTEM, audited=False)
def record_return(tx: Tx, env: Env, actor: Actor, command: RecordReturn) -> WithdrawalView | Refused:
    """A return after success: the money is back in the same fund; a late one is flagged (rules 6)."""
    found = find_withdrawal(tx, command.id)
    if found is None or found.status != "successful" or found.ended_at is None:
        return refused("settled_already")
    now = env.clock.now()
    last = end_of(business_day_after(local_date(found.ended_at), env.policy.return_business_days))
    flags = found.flags if now < last else (*found.flags, "late_return")
    post(
        tx,
        env,
        "withdrawal_returned",
        found.id,
        now,
        [outside(-found.amount), onto_fund(found.fund, found.amount)],
    )
    done = step(
        tx, env, found, actor.who, "failed", ended_at=now, reason_code=command.reason_code, flags=flags,
        channel_reference=command.reference,
    )  # fmt: skip
    return staff_view(tx, env, done)
