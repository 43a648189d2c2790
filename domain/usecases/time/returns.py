"""Money that a bank sends back after success (rules 6): when the channel is asked about it, and its answer.

The payer asks; a gateway may also give notice by itself, at any time. A return is booked once, however it is learned.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.contradictions import Kind, PayoutOutcome, ask_again_later, contradict, note_answer
from domain.errors import BooksBroken, Refusal, WrongKey
from domain.ports import SECOND, Fen
from domain.rules.statuses import STATUSES
from domain.use_case import use_case
from domain.usecases.time.payouts import (
    KEY_WAIT_S,
    NotSent,
    PayoutAnswer,
    PayoutOrder,
    after_the_end,
    order_to_pay,
    settle,
    take_back,
)
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal, find_withdrawal, get_withdrawal
from domain.withdrawals import returns_until, staff_view


@use_case(Permission.SYSTEM, audited=False)
def take_return_question(ctx: Ctx, lease_s: int, process: int | None = None) -> PayoutOrder | NotSent | None:
    """Leases the next payout that is due for a question; one that cannot be asked is tried again later.

    Paid ones, and for the same time those that people ended as failed. For `lease_s` seconds only this worker of
    `process` asks about it.
    """
    now = ctx.clock.now()
    due = ctx.tx.scalar("return_due", now=now) or ctx.tx.scalar("answer_ask_due", now=now)
    if due is None:
        return None
    found = get_withdrawal(ctx.tx, due)
    until = now + lease_s * SECOND
    asked: PayoutOrder | NotSent
    try:
        asked = order_to_pay(ctx, found)
    except (BooksBroken, WrongKey) as error:
        wait_s = KEY_WAIT_S if isinstance(error, WrongKey) else ctx.policy.return_ask_s
        until, asked = now + wait_s * SECOND, NotSent(found.id, error.code)
    if found.status == "successful":
        ctx.tx.run("return_wait", id=found.id, ask_at=until)
    else:
        ctx.tx.run("answer_ask_put", withdrawal=found.id, ask_at=until if found.status == "failed" else None)
    if isinstance(asked, PayoutOrder):
        ctx.tx.run("payout_lease", id=found.id, process=process, until=until)
    ctx.tx.wake("return", until)
    return asked


@use_case(Permission.SYSTEM, audited=False)
def record_return_answer(
    ctx: Ctx,
    id: str,
    outcome: PayoutOutcome,
    reason_code: str | None = None,
    reference: str | None = None,
    version: int | None = None,
) -> WithdrawalView:
    """Books a return, or sets the next question: none once the expected time is over.

    An answer that contradicts the books is a contradiction from then on. `version` is that of the books at the
    question. Refuses `settled_already` when it is neither successful nor ended as failed by people.
    """
    found = get_withdrawal(ctx.tx, id)
    note_answer(ctx, found.id, outcome, reason_code, reference)
    answer = PayoutAnswer(outcome, reason_code, reference, version)
    back = after_the_end(ctx, ctx.actor.who, found, answer)
    if back is not None:
        return staff_view(ctx, back)
    if found.status == "failed" and found.returned_at is None:
        ask_again_later(ctx, found)
    elif found.status == "successful" and found.ended_at is not None:
        now, last = ctx.clock.now(), returns_until(ctx.policy, found.ended_at)
        again = None if now >= last else min(now + ctx.policy.return_ask_s * SECOND, last)
        ctx.tx.run("return_wait", id=found.id, ask_at=again)
        if again is not None:
            ctx.tx.wake("return", again)
    else:
        raise Refusal("settled_already", keep=True)
    return staff_view(ctx, found)


@use_case(Permission.SYSTEM, about="withdrawal", newest=True)
def record_return(
    ctx: Ctx, withdrawal: str, amount_fen: Fen, reason_code: str | None = None, reference: str | None = None
) -> WithdrawalView:
    """Books a return by the gateway's own notice, at any time; a late one is flagged (rules 6).

    `amount_fen` must be all that was paid. A return of a payout without a result also says that it was paid. Refuses
    unknown_withdrawal, amount_differs, returned_already, and not_paid (`status`) for one that cannot have come back.
    Another amount, or a return of what was never paid, is a contradiction from then on.
    """
    found = find_withdrawal(ctx.tx, withdrawal)
    if found is None or found.submitted_at is None:
        raise Refusal("unknown_withdrawal", keep=True)
    ctx.note.withdrawal(found)
    if found.returned_at is not None:
        raise Refusal("returned_already" if amount_fen == found.amount else "amount_differs", keep=True)
    note_answer(ctx, found.id, "returned", reason_code, reference)
    if amount_fen != found.amount:
        _contradict(ctx, found, "return_amount", reference)
        raise Refusal("amount_differs", keep=True)
    if STATUSES[found.status].phase == "with_channel":
        found = settle(ctx, ctx.actor.who, found, PayoutAnswer("paid"))
    if found.status != "successful" or found.ended_at is None:
        _contradict(ctx, found, "returned_unpaid", reference)
        raise Refusal("not_paid", keep=True, status=found.status)
    late = ctx.clock.now() >= returns_until(ctx.policy, found.ended_at)
    back = take_back(ctx, ctx.actor.who, found, reason_code, reference, late=late)
    return staff_view(ctx, back)


def _contradict(ctx: Ctx, found: Withdrawal, kind: Kind, reference: str | None) -> None:
    contradict(ctx, ctx.actor.who, found, kind, "returned", reference=reference)
