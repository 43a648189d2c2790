"""The payout worker's use cases (rules 6): which withdrawal is due, and what became of it.

A hold is paid out or released, once. An unknown outcome stays pending and is asked about; it is never treated as
failed and never submitted under another number. An answer that contradicts the books is kept as a contradiction.
`returns` decides when a return is asked for and noticed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from domain.accounts import get_account
from domain.actor import Permission
from domain.card_updates import refresh_copies
from domain.context import Ctx
from domain.contradictions import (
    PayoutOutcome,
    ask_again_later,
    contradict,
    contradiction_of,
    cover_losses,
    failed_said,
    note_answer,
    same_reference,
)
from domain.dossier import Dossier, staff_dossier
from domain.errors import BooksBroken, Refusal, WrongKey
from domain.handovers import Mark, SeenMark, hand_over, mark_problem
from domain.holding import bring_back, release_money
from domain.journal import onto_withdrawal, outside, post
from domain.payee_rows import get_payee, name_key, number_key
from domain.ports import DAY, SECOND, Fen, Micros
from domain.risk import unpayable
from domain.rules.channels import Channel
from domain.rules.designated import Method
from domain.rules.payee_numbers import PayeeKind
from domain.rules.statuses import STATUSES
from domain.stops import is_stopped
from domain.tx import Tx
from domain.use_case import use_case
from domain.views import StaffCase, WithdrawalView
from domain.withdrawal_row import RECONCILED, Withdrawal, get_withdrawal
from domain.withdrawals import change_status, returns_until, staff_view, tell_staff_of, undecided_until

KEY_WAIT_S = 30
"""Seconds until another try of a payout sealed with a part of the key that this process does not have."""


@dataclass(frozen=True, slots=True)
class PayoutPayee:
    """A payee for a payout that does not go back the way it came. `number` and `name` are in the clear."""

    kind: PayeeKind
    number: str = field(repr=False)
    name: str = field(repr=False)
    bank: str | None
    province: str | None
    city: str | None
    branch: str | None
    bank_code: str | None


@dataclass(frozen=True, slots=True)
class PayoutOrder:
    """A payout to carry to the channel. `query`: it may have been submitted before, ask first.

    `submit`: whether it may be submitted (again) within the lease. Not once reviewers may settle it: they would give
    the money back while it is on its way; nor while withdrawals of its account are stopped.

    `version` and `failing` describe the books at the time of the lease, for the answer: their version, and since when
    enough people say that it failed. `until` is the end of the lease.

    `payee` is None for the original method. The top-up's fields are None for an application. `mark` is what the mark
    must say before it may be submitted; its number is this hand-over's.
    """

    id: str
    amount_fen: Fen
    currency: str
    account: str
    is_test: bool
    method: Method
    channel: Channel | None
    bank: str | None
    order_id: str | None
    top_up_reference: str | None = field(repr=False)
    first: bool
    query: bool
    payee: PayoutPayee | None = None
    submit: bool = True
    until: Micros | None = None
    version: int | None = None
    failing: Micros | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class PayoutAnswer:
    """The channel's answer about a payout. `version` is that of the books at the question."""

    outcome: PayoutOutcome
    reason_code: str | None = None
    reference: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """A payout that cannot be sent, because its rows are damaged or no key opens them."""

    id: str
    code: str


@use_case(Permission.SYSTEM, audited=False)
def take_payout(
    ctx: Ctx, lease_s: int, asked: bool = False, seen: SeenMark | None = None, process: int | None = None
) -> PayoutOrder | NotSent | None:
    """Leases the next due payout; one that may not be paid now goes In Review instead.

    One that cannot be put together stays as it is and is tried again later: it must not stand before all others. With
    `asked` it takes one that is with the channel, to be asked about, instead of a fresh one. The two have queues of
    their own, so that slow answers about some hold up no other. `lease_s` are the seconds for which the payout
    belongs to this worker of `process`. `seen` is the mark that was read before. Refuses payouts_stopped (`why`)
    while these may not be the newest books.
    """
    behind = None if seen is None else mark_problem(ctx.tx, seen)
    if behind is not None:
        raise Refusal("payouts_stopped", keep=True, why=behind)
    now = ctx.clock.now()
    until = now + lease_s * SECOND
    while (due := ctx.tx.scalar("payout_question_due" if asked else "payout_due", now=now)) is not None:
        found = get_withdrawal(ctx.tx, due)
        try:
            # This only looks: nothing is written before it is known that it can be sent.
            case = staff_dossier(ctx, found) if found.status == "approved" else None
            why = None if case is None else unpayable(ctx, case)
            order = order_to_pay(ctx, found, case, until=until)
        except (BooksBroken, WrongKey) as error:
            # Damage stays. A missing key may be in another process, or in this one after its next start.
            wait_s = KEY_WAIT_S if isinstance(error, WrongKey) else ctx.policy.payout_query_most_s
            _wait(ctx.tx, found, now + wait_s * SECOND)
            return NotSent(found.id, error.code)
        if found.status != "approved":
            _wait(ctx.tx, found, until)
            ctx.tx.run("payout_lease", id=found.id, process=process, until=until)
            return _numbered(ctx, order) if order.submit else order
        if why is None:
            stuck_at = undecided_until(ctx.policy, now)
            change_status(
                ctx, found, ctx.actor.who, "sending", sent_at=now, action_at=until, stuck_at=stuck_at
            )
            ctx.tx.run("payout_lease", id=found.id, process=process, until=until)
            return _numbered(ctx, order)
        _hold_back(ctx, found, why)
    return None


@use_case(Permission.SYSTEM, audited=False)
def may_submit(ctx: Ctx, id: str, until: Micros) -> bool:
    """Whether a leased payout may be submitted now: still leased, on its way, and not stopped (rules 6).

    It is asked at the last moment: a worker that slept in between finds the lease over, or another's.
    """
    found = get_withdrawal(ctx.tx, id)
    return (
        STATUSES[found.status].phase == "with_channel"
        and found.action_at == until
        and ctx.clock.now() < until
        and not is_stopped(ctx, found)
        and failed_said(ctx.tx, found.id) is None
    )


@use_case(Permission.SYSTEM, audited=False)
def give_back(ctx: Ctx, id: str, until: Micros) -> None:
    """Returns an unsubmitted payout: the next worker asks the channel first. Does nothing once it is settled or
    another's.
    """
    found = get_withdrawal(ctx.tx, id)
    if STATUSES[found.status].phase == "with_channel" and found.action_at == until:
        _wait(ctx.tx, found, ctx.clock.now() + ctx.policy.payout_query_s * SECOND)


def _wait(tx: Tx, found: Withdrawal, action_at: Micros) -> None:
    tx.run("withdrawal_wait", id=found.id, status=found.status, action_at=action_at)
    tx.wake("payout" if found.status == "approved" else "payout_question", action_at)


def _numbered(ctx: Ctx, order: PayoutOrder) -> PayoutOrder:
    return replace(order, mark=hand_over(ctx, order.id))


def _hold_back(ctx: Ctx, found: Withdrawal, why: str) -> None:
    ctx.tx.run("approvals_clear", withdrawal=found.id)
    change_status(
        ctx, found, ctx.actor.who, "in_review", action_at=None, approved_at=None,
        promise_at=found.promise_at if found.by_documents else None,
        late_at=found.late_at if found.by_documents else None, flags=(*found.flags, why),
    )  # fmt: skip


def order_to_pay(
    ctx: Ctx, found: Withdrawal, fresh: Dossier | None = None, *, until: Micros | None = None
) -> PayoutOrder:
    """The payout in the channel's terms; `fresh` only before it was ever submitted.

    `until` is the end of the lease in which it may be submitted; None for questions only.
    """
    settled_from = None if found.sent_at is None else undecided_until(ctx.policy, found.sent_at)
    # Before it was ever submitted nobody could say that it failed.
    said = None if fresh is not None else failed_said(ctx.tx, found.id)
    submit = until is not None and (settled_from is None or until < settled_from) and said is None
    top_up = ctx.tx.one("top_up_by_fund", fund=found.fund)
    if found.method is None or (top_up is None) != (found.method == "application"):
        raise BooksBroken(f"withdrawal {found.id} has no order")
    reconciled = RECONCILED in found.flags
    account = get_account(ctx.tx, found.account) if fresh is None else fresh.reached.account
    stopped = is_stopped(ctx, found) if fresh is None else fresh.stopped
    return PayoutOrder(
        id=found.id,
        amount_fen=found.amount,
        currency=ctx.policy.currency,
        account=found.account,
        is_test=account.is_test,
        method=found.method,
        channel=None if top_up is None else top_up.channel,
        bank=None if top_up is None else top_up.bank,
        order_id=None if top_up is None else top_up.order_id,
        top_up_reference=None if top_up is None else top_up.reference,
        payee=_payee(ctx, found) if found.by_documents and not reconciled else None,
        first=fresh is not None,
        query=fresh is None,
        submit=submit and not reconciled and not stopped,
        until=until,
        # A fresh one changes from *approved* to *sending* in the same transaction.
        version=found.version if fresh is None else found.version + 1,
        failing=None if said is None else said.at,
    )


def _payee(ctx: Ctx, found: Withdrawal) -> PayoutPayee:
    payee = get_payee(ctx.tx, found.payee)
    if (
        payee.kind is None
        or payee.number_sealed is None
        or payee.name_sealed is None
        or payee.next_field is not None
    ):
        raise BooksBroken(f"withdrawal {found.id} has no complete payee")
    number, name = ctx.vault.open(payee.number_sealed), ctx.vault.open(payee.name_sealed)
    # The customer's code confirmed these hashes; a sealed field of another row opens just as well.
    if (
        number_key(ctx.vault, payee.kind, number) != payee.number_key
        or name_key(ctx.vault, name) != payee.name_key
    ):
        raise BooksBroken(f"withdrawal {found.id} has another payee than was confirmed")
    return PayoutPayee(
        kind=payee.kind,
        number=number,
        name=name,
        bank=payee.bank,
        province=payee.province,
        city=payee.city,
        branch=payee.branch,
        bank_code=payee.bank_code,
    )


@use_case(Permission.SYSTEM, audited=False)
def record_payout(
    ctx: Ctx,
    id: str,
    outcome: PayoutOutcome,
    reason_code: str | None = None,
    reference: str | None = None,
    version: int | None = None,
    failing: Micros | None = None,
) -> WithdrawalView:
    """Books the channel's answer; refuses `settled_already` when the hold was paid out or released before.

    If such an answer contradicts the books, it is a contradiction from then on. With `returned` the payout was paid
    and came back; then the reference is the return's. `version` and `failing` are the order's: the books at the
    question.
    """
    found = get_withdrawal(ctx.tx, id)
    answer = PayoutAnswer(outcome, reason_code, reference, version)
    note_answer(ctx, found.id, outcome, reason_code, reference)
    if STATUSES[found.status].phase != "with_channel":
        back = after_the_end(ctx, ctx.actor.who, found, answer)
        if back is None:
            raise Refusal("settled_already", keep=True)
        return staff_view(ctx, back)
    if outcome == "returned":
        paid = settle(ctx, ctx.actor.who, found, PayoutAnswer("paid"))
        back = take_back(ctx, ctx.actor.who, paid, reason_code, reference, late=False)
        return staff_view(ctx, back)
    if outcome in ("paid", "failed"):
        return staff_view(ctx, settle(ctx, ctx.actor.who, found, answer))
    said = failed_said(ctx.tx, found.id)
    if outcome == "never_heard" and said is not None and failing == said.at:
        # The question began after the second word, and the channel says nothing against it.
        done = settle(ctx, said.reviewer, found, PayoutAnswer("failed"))
        return staff_view(ctx, done)
    wait_s = min(ctx.policy.payout_query_s * 2 ** min(found.action_count, 20), ctx.policy.payout_query_most_s)
    # A question from before the second word must be asked once more, at once.
    asked_before = said is not None and failing != said.at
    action_at = ctx.clock.now() + (0 if asked_before else wait_s * SECOND)
    if found.status == "sending":
        found = change_status(ctx, found, ctx.actor.who, "unknown", action_at=action_at, action_count=0)
    else:
        _wait(ctx.tx, found, action_at)
        # A case that waits for the channel shows its answer.
        refresh_copies(ctx, found, f"answer{ctx.clock.now()}")
    return staff_view(ctx, found)


def after_the_end(ctx: Ctx, who: str, found: Withdrawal, answer: PayoutAnswer) -> Withdrawal | None:
    """Books a return of a withdrawal that has ended, or records a contradiction.

    Returns the withdrawal if it was booked as returned, else None.
    """
    if answer.outcome == "returned" and found.status == "successful" and found.ended_at is not None:
        # The last question comes after the end of the last day; what it learns came within that day.
        late = ctx.clock.now() >= returns_until(ctx.policy, found.ended_at) + DAY
        return take_back(ctx, who, found, answer.reason_code, answer.reference, late=late)
    kind = contradiction_of(found, answer.outcome, fresh=answer.version in (None, found.version))
    if kind is not None:
        contradict(ctx, who, found, kind, answer.outcome, reference=answer.reference)
    return None


def settle(ctx: Ctx, who: str, found: Withdrawal, result: PayoutAnswer) -> Withdrawal:
    """Ends a payout: the hold goes out, or back into the same fund."""
    now = ctx.clock.now()
    if result.outcome == "paid":
        lines = [onto_withdrawal(found.id, -found.amount), outside(found.amount)]
        post(ctx, "withdrawal_paid", found.id, now, lines)
        return as_paid(ctx, who, found, result.reference)
    release_money(ctx, found)
    reason = result.reason_code or "other"
    failed = change_status(
        ctx, found, who, "failed", action_at=None, ended_at=now, reason_code=reason,
        channel_reference=result.reference,
    )  # fmt: skip
    if failed_said(ctx.tx, found.id) is not None:
        ask_again_later(ctx, failed, first=True)
    return failed


def as_paid(ctx: Ctx, who: str, found: Withdrawal, reference: str | None) -> Withdrawal:
    """Makes it successful; from now on the channel is asked whether the bank sends it back."""
    now = ctx.clock.now()
    paid = change_status(
        ctx, found, who, "successful", action_at=None, ended_at=now, reason_code=None,
        channel_reference=reference,
        return_ask_at=min(now + ctx.policy.return_first_ask_s * SECOND, returns_until(ctx.policy, now)),
    )  # fmt: skip
    same_reference(ctx, who, paid, "reference_of_others", reference)
    return paid


def take_back(
    ctx: Ctx, who: str, paid: Withdrawal, reason_code: str | None, reference: str | None, *, late: bool
) -> Withdrawal:
    """Books a return after success: the money is back in the same fund, and staff are told (rules 6)."""
    now = ctx.clock.now()
    bring_back(ctx, paid)
    done = change_status(
        ctx, paid, who, "failed", ended_at=now, returned_at=now, reason_code=reason_code or "bank_return",
        return_reference=reference, flags=(*paid.flags, "late_return") if late else paid.flags,
    )  # fmt: skip
    case: StaffCase = "late_return" if late else "returned"
    tell_staff_of(ctx, done, case, since_at=paid.ended_at or now, event=f"returned:{done.id}")
    cover_losses(ctx, who, done.id)
    same_reference(ctx, who, done, "return_reference_of_others", reference)
    return done
