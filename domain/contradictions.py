"""Contradictions between the payout channel and the books (rules 6): the channel's last answer about a payout, a row
for each contradiction, and its effects.

Each is told to staff and stops the account until two people have resolved it; `check` names the open ones. The use
case `resolve` decides what a resolution does to the money.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from domain.accounts import get_account
from domain.card_updates import refresh_copies
from domain.context import Ctx
from domain.ports import SECOND, Fen, Micros
from domain.rules.statuses import STATUSES, Status
from domain.stops import begin_stop, end_stop
from domain.tx import Tx
from domain.withdrawal_row import Withdrawal, get_withdrawal
from domain.withdrawals import returns_until, tell_staff_of

if TYPE_CHECKING:
    from domain.tx import ApprovalsOfRow

PayoutOutcome = Literal["paid", "failed", "pending", "unknown", "never_heard", "returned"]
"""What the channel can say of a payout; `unknown` means no clear answer."""
Kind = Literal[
    "paid_after_failed", "pending_after_failed", "failed_after_paid", "pending_after_paid", "unheard_after_paid",
    "returned_unpaid", "return_amount", "reference_twice",
]  # fmt: skip
Resolution = Literal["book", "give_back", "nothing", "write_off"]
"""`book`: it was paid, so the payment is booked from where the money went back to, as far as it is there.
`give_back`: it was not paid, so the money goes back. `nothing`: the books are right. `write_off`: what was paid and
could not be taken from the funds is a loss.
"""
RESOLUTIONS: tuple[Resolution, ...] = ("book", "give_back", "nothing", "write_off")
FAILED_BY_PEOPLE = 2
"""The number of people whose word books a payout as failed."""


@dataclass(frozen=True, slots=True)
class ChannelAnswer:
    """The channel's last clear answer with its time. `unanswered_at` is the last unanswered question since then."""

    outcome: PayoutOutcome | None
    reason_code: str | None
    reference: str | None
    at: Micros | None
    unanswered_at: Micros | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One row. `books` is the status then. `loss_fen` is what was paid and not covered, None before it is booked."""

    id: int
    withdrawal: str
    account: str
    kind: Kind
    books: Status
    channel: PayoutOutcome
    reference: str | None
    other: str | None
    at: Micros
    loss_fen: Fen | None
    stop: int


def note_answer(
    ctx: Ctx, withdrawal: str, outcome: PayoutOutcome, reason_code: str | None, reference: str | None
) -> None:
    """Stores the channel's answer. An unclear answer keeps the last clear one."""
    now = ctx.clock.now()
    if outcome == "unknown":
        ctx.tx.run("answer_missing", withdrawal=withdrawal, now=now)
    else:
        ctx.tx.run(
            "answer_put", withdrawal=withdrawal, outcome=outcome, reason_code=reason_code,
            reference=reference, now=now,
        )  # fmt: skip


def answer_of(tx: Tx, withdrawal: str) -> ChannelAnswer | None:
    """The channel's last answer; None if it was never asked."""
    row = tx.one("answer_of", withdrawal=withdrawal)
    if row is None or (row.at is None and row.unanswered_at is None):
        return None
    return ChannelAnswer(*row)


def contradiction_of(found: Withdrawal, outcome: PayoutOutcome, *, fresh: bool) -> Kind | None:
    """The kind of contradiction between this answer and an ended withdrawal, or None.

    `fresh` means that the books have not moved since the question. An answer that is not final contradicts nothing
    learned meanwhile; neither does *paid* contradict a return, which follows a payment.
    """
    if found.status == "successful":
        kinds: dict[PayoutOutcome, Kind] = {"failed": "failed_after_paid"}
        if fresh:
            kinds |= {"pending": "pending_after_paid", "never_heard": "unheard_after_paid"}
        return kinds.get(outcome)
    if found.returned_at is not None:
        return None
    kinds = {"paid": "paid_after_failed", "returned": "returned_unpaid"}
    if fresh:
        kinds["pending"] = "pending_after_failed"
    return kinds.get(outcome)


def contradict(
    ctx: Ctx,
    who: str,
    found: Withdrawal,
    kind: Kind,
    channel: PayoutOutcome,
    *,
    reference: str | None = None,
    other: str | None = None,
) -> None:
    """Records the contradiction, stops the account and tells staff. Does nothing if it is known for the present
    books.
    """
    if (
        ctx.tx.scalar("contradiction_known", withdrawal=found.id, kind=kind, version=found.version)
        is not None
    ):
        return
    now = ctx.clock.now()
    stop = begin_stop(ctx, found.account, "contradiction", who)
    row = ctx.tx.one(
        "contradiction_add", withdrawal=found.id, account=found.account, kind=kind, books=found.status,
        channel=channel, version=found.version, reference=reference, other=other, now=now, stop=stop,
    )  # fmt: skip
    tell_staff_of(ctx, found, "contradiction", since_at=now, event=f"contradiction:{row.id}")
    refresh_copies(ctx, found, f"contradiction{row.id}")


def same_reference(
    ctx: Ctx,
    who: str,
    found: Withdrawal,
    query: Literal["reference_of_others", "return_reference_of_others"],
    reference: str | None,
) -> None:
    """Finds one channel number on two payouts, or on two returns: one of them may never have happened (rules 6).

    Both accounts stop. Test payouts have a channel of their own with other numbers.
    """
    if reference is None:
        return
    is_test = int(get_account(ctx.tx, found.account).is_test)
    other = ctx.tx.scalar(query, reference=reference, but=found.id, is_test=is_test)
    if other is None:
        return
    channel: PayoutOutcome = "returned" if found.returned_at is not None else "paid"
    twin = get_withdrawal(ctx.tx, other)
    contradict(ctx, who, found, "reference_twice", channel, reference=reference, other=twin.id)
    contradict(ctx, who, twin, "reference_twice", channel, reference=reference, other=found.id)


def open_contradictions(tx: Tx, withdrawal: str) -> list[Contradiction]:
    """The unresolved contradictions of a withdrawal, oldest first."""
    return [Contradiction(*row) for row in tx.all("contradictions_of", withdrawal=withdrawal)]


def ways_out(found: Withdrawal, one: Contradiction) -> tuple[Resolution, ...]:
    """The ways in which two people may resolve it, for the present books."""
    if one.loss_fen is not None:
        return ("write_off",)
    if found.status == "successful":
        return ("give_back", "nothing")
    # Rejected and cancelled ones were paid in books that an older state replaced.
    released = STATUSES[found.status].phase == "released" and found.returned_at is None
    if released and one.kind != "returned_unpaid":
        return ("book", "nothing")
    return ("nothing",)


def resolved(ctx: Ctx, who: str, one: Contradiction, how: Resolution | Literal["returned"]) -> None:
    """Ends the contradiction and its stop. The account goes on unless another stop is live."""
    ctx.tx.run("contradiction_resolve", id=one.id, how=how, now=ctx.clock.now())
    end_stop(ctx, one.account, one.stop, who)


def cover_losses(ctx: Ctx, who: str, withdrawal: str) -> None:
    """Records that the money came back, so that none of it is lost."""
    lossy = [one for one in open_contradictions(ctx.tx, withdrawal) if one.loss_fen]
    ctx.tx.run("losses_covered", withdrawal=withdrawal)
    for one in lossy:
        resolved(ctx, who, one, "returned")


def failed_said(tx: Tx, withdrawal: str) -> ApprovalsOfRow | None:
    """The statement that made it enough people who say that it failed; None until then."""
    rows = [row for row in tx.all("approvals_of", withdrawal=withdrawal) if row.what == "settle_failed"]
    return rows[FAILED_BY_PEOPLE - 1] if len(rows) >= FAILED_BY_PEOPLE else None


def ask_again_later(ctx: Ctx, found: Withdrawal, *, first: bool = False) -> None:
    """Sets the next question about a payout that people ended as failed; it is asked about as often as a paid one."""
    now = ctx.clock.now()
    last = returns_until(ctx.policy, found.ended_at or now)
    wait_s = ctx.policy.return_first_ask_s if first else ctx.policy.return_ask_s
    ask_at = None if now >= last else min(now + wait_s * SECOND, last)
    ctx.tx.run("answer_ask_put", withdrawal=found.id, ask_at=ask_at)
    if ask_at is not None:
        ctx.tx.wake("return", ask_at)
