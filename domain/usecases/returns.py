"""Money that a bank sends back after success (rules 6): when the channel is asked about it, and what it said.

Asking is the payer's business; a gateway may also say it by itself, at any time. A return is booked once, whichever
way it is learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.actor import Actor, Permission
from domain.env import Env
from domain.errors import BooksBroken, WrongKey, refused
from domain.ports import DAY, SECOND, Fen, Tx
from domain.run import use_case
from domain.usecases.payouts import (
    KEY_WAIT_S,
    NotSent,
    PayoutOrder,
    RecordPayout,
    order_to_pay,
    settle,
    take_back,
)
from domain.views import Refused, WithdrawalView
from domain.withdrawals import find_withdrawal, returns_until, staff_view


@dataclass(frozen=True, slots=True)
class TakeReturnQuestion:
    """``lease_s``: seconds during which nobody else asks about the same payout."""

    lease_s: int


@dataclass(frozen=True, slots=True)
class RecordReturnAnswer:
    """The channel's answer; anything but ``returned`` means that nothing has changed."""

    id: str
    outcome: Literal["paid", "failed", "pending", "unknown", "never_heard", "returned"]
    reason_code: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class RecordReturn:
    """A notice that the bank sent the money back. ``amount_fen`` has to be the whole of what was paid."""

    withdrawal: str
    amount_fen: Fen
    reason_code: str | None = None
    reference: str | None = None


@use_case(Permission.SYSTEM, audited=False)
def take_return_question(
    tx: Tx, env: Env, actor: Actor, command: TakeReturnQuestion
) -> PayoutOrder | NotSent | None:
    """The next successful payout that is due to be asked about, leased; one that cannot be is tried again later."""
    now = env.clock.now()
    due = tx.scalar("return_due", now=now)
    if due is None:
        return None
    found = find_withdrawal(tx, due)
    if found is None:
        raise BooksBroken(f"withdrawal {due} vanished")
    until = now + command.lease_s * SECOND
    asked: PayoutOrder | NotSent
    try:
        asked = order_to_pay(tx, env, found, first=False)
    except (BooksBroken, WrongKey) as error:
        wait_s = KEY_WAIT_S if isinstance(error, WrongKey) else env.policy.return_ask_s
        until, asked = now + wait_s * SECOND, NotSent(found.id, error.code)
    tx.run("return_wait", id=found.id, ask_at=until)
    tx.wake("return", until)
    return asked


@use_case(Permission.SYSTEM, audited=False)
def record_return_answer(
    tx: Tx, env: Env, actor: Actor, command: RecordReturnAnswer
) -> WithdrawalView | Refused:
    """Books a return, or says when to ask again: never more once the expected time is over.

    Refuses ``settled_already`` when it is no longer successful.
    """
    found = find_withdrawal(tx, command.id)
    if found is None or found.status != "successful" or found.ended_at is None:
        return refused("settled_already")
    now, last = env.clock.now(), returns_until(env, found.ended_at)
    if command.outcome == "returned":
        # The last question is put when the last day is over, and what it learns came within that day.
        late = now >= last + DAY
        back = take_back(tx, env, actor.who, found, command.reason_code, command.reference, late=late)
        return staff_view(tx, env, back)
    again = None if now >= last else min(now + env.policy.return_ask_s * SECOND, last)
    tx.run("return_wait", id=found.id, ask_at=again)
    if again is not None:
        tx.wake("return", again)
    return staff_view(tx, env, found)


@use_case(Permission.SYSTEM, newest=True)
def record_return(tx: Tx, env: Env, actor: Actor, command: RecordReturn) -> WithdrawalView | Refused:
    """A return by the gateway's own notice, at any time; a late one is flagged (rules 6).

    One of a payout whose own result never came says that it was paid, too. Refuses unknown_withdrawal,
    amount_differs, returned_already, and not_paid (``status``) for what cannot have come back.
    """
    found = find_withdrawal(tx, command.withdrawal)
    if found is None or found.submitted_at is None:
        return refused("unknown_withdrawal")
    env.note.withdrawal(found)
    if command.amount_fen != found.amount:
        return refused("amount_differs")
    if found.returned_at is not None:
        return refused("returned_already")
    if found.status in ("sending", "unknown"):
        found = settle(tx, env, actor.who, found, RecordPayout(found.id, "paid"))
    if found.status != "successful" or found.ended_at is None:
        return refused("not_paid", status=found.status)
    late = env.clock.now() >= returns_until(env, found.ended_at)
    back = take_back(tx, env, actor.who, found, command.reason_code, command.reference, late=late)
    return staff_view(tx, env, back)
