"""Money that a bank sends back after success (rules 6): when the channel is asked about it, and what it said.

Asking is the payer's business; a gateway may also say it by itself, at any time. A return is booked once, whichever
way it is learned.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.contradictions import Kind, Outcome, ask_again_later, contradict, note_answer
from domain.errors import BooksBroken, WrongKey, refused
from domain.ports import SECOND, Fen, Tx
from domain.rules.statuses import STATUSES
from domain.use_case import use_case
from domain.usecases.time.payouts import (
    KEY_WAIT_S,
    NotSent,
    PayoutOrder,
    RecordPayout,
    after_the_end,
    order_to_pay,
    settle,
    take_back,
)
from domain.views import Refused, WithdrawalView
from domain.withdrawal_row import Withdrawal, find_withdrawal, get_withdrawal
from domain.withdrawals import returns_until, staff_view


@dataclass(frozen=True, slots=True)
class TakeReturnQuestion:
    """``lease_s``: seconds during which nobody else asks about the same payout. ``process``: whose lease it is."""

    lease_s: int
    process: int | None = None


@dataclass(frozen=True, slots=True)
class RecordReturnAnswer:
    """The channel's answer. ``version``: of the books when the question was put."""

    id: str
    outcome: Outcome
    reason_code: str | None = None
    reference: str | None = None
    version: int | None = None


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
    """The next payout that is due to be asked about, leased; one that cannot be is tried again later.

    Those that are paid, and for as long those that people ended as failed.
    """
    now = env.clock.now()
    due = tx.scalar("return_due", now=now) or tx.scalar("answer_ask_due", now=now)
    if due is None:
        return None
    found = get_withdrawal(tx, due)
    until = now + command.lease_s * SECOND
    asked: PayoutOrder | NotSent
    try:
        asked = order_to_pay(tx, env, found, first=False)
    except (BooksBroken, WrongKey) as error:
        wait_s = KEY_WAIT_S if isinstance(error, WrongKey) else env.policy.return_ask_s
        until, asked = now + wait_s * SECOND, NotSent(found.id, error.code)
    if found.status == "successful":
        tx.run("return_wait", id=found.id, ask_at=until)
    else:
        tx.run("answer_ask_put", withdrawal=found.id, ask_at=until if found.status == "failed" else None)
    if isinstance(asked, PayoutOrder):
        tx.run("payout_lease", id=found.id, process=command.process, until=until)
    tx.wake("return", until)
    return asked


@use_case(Permission.SYSTEM, audited=False)
def record_return_answer(
    tx: Tx, env: Env, actor: Actor, command: RecordReturnAnswer
) -> WithdrawalView | Refused:
    """Books a return, or says when to ask again: never more once the expected time is over.

    An answer that contradicts the books is a contradiction from then on. Refuses ``settled_already`` when it is
    neither successful nor ended as failed by people.
    """
    found = get_withdrawal(tx, command.id)
    note_answer(tx, env, found.id, command.outcome, command.reason_code, command.reference)
    answer = RecordPayout(found.id, command.outcome, command.reason_code, command.reference, command.version)
    back = after_the_end(tx, env, actor.who, found, answer)
    if back is not None:
        return staff_view(tx, env, back)
    if found.status == "failed" and found.returned_at is None:
        ask_again_later(tx, env, found)
    elif found.status == "successful" and found.ended_at is not None:
        now, last = env.clock.now(), returns_until(env, found.ended_at)
        again = None if now >= last else min(now + env.policy.return_ask_s * SECOND, last)
        tx.run("return_wait", id=found.id, ask_at=again)
        if again is not None:
            tx.wake("return", again)
    else:
        return refused("settled_already")
    return staff_view(tx, env, found)


@use_case(Permission.SYSTEM, newest=True)
def record_return(tx: Tx, env: Env, actor: Actor, command: RecordReturn) -> WithdrawalView | Refused:
    """A return by the gateway's own notice, at any time; a late one is flagged (rules 6).

    One of a payout whose own result never came says that it was paid, too. Refuses unknown_withdrawal,
    amount_differs, returned_already, and not_paid (``status``) for what cannot have come back; of another amount, or
    of what was never paid, it is a contradiction from then on.
    """
    found = find_withdrawal(tx, command.withdrawal)
    if found is None or found.submitted_at is None:
        return refused("unknown_withdrawal")
    env.note.withdrawal(found)
    if found.returned_at is not None:
        return refused("returned_already" if command.amount_fen == found.amount else "amount_differs")
    note_answer(tx, env, found.id, "returned", command.reason_code, command.reference)
    if command.amount_fen != found.amount:
        _contradict(tx, env, actor, found, "return_amount", command)
        return refused("amount_differs")
    if STATUSES[found.status].phase == "with_channel":
        found = settle(tx, env, actor.who, found, RecordPayout(found.id, "paid"))
    if found.status != "successful" or found.ended_at is None:
        _contradict(tx, env, actor, found, "returned_unpaid", command)
        return refused("not_paid", status=found.status)
    late = env.clock.now() >= returns_until(env, found.ended_at)
    back = take_back(tx, env, actor.who, found, command.reason_code, command.reference, late=late)
    return staff_view(tx, env, back)


def _contradict(tx: Tx, env: Env, actor: Actor, found: Withdrawal, kind: Kind, command: RecordReturn) -> None:
    contradict(tx, env, actor.who, found, kind, "returned", reference=command.reference)
