"""A withdrawal as a reviewer sees it: the case with everything a decision needs, and the queue of cases.

A view is built for one person. A case that is too close to that person is never built in full, and a decided one
holds nothing of the customer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Literal

from domain.account_clock import own_time, real_time
from domain.accounts import Account, get_account
from domain.balance_view import balance_of
from domain.conflicts import conflict_of
from domain.context import Ctx
from domain.contradictions import (
    ChannelAnswer,
    Contradiction,
    Resolution,
    answer_of,
    failed_said,
    open_contradictions,
    ways_out,
)
from domain.dossier import staff_dossier
from domain.ports import DAY, SECOND, Fen, Micros
from domain.risk import reviewers_needed, unpayable
from domain.rules.designated import Method
from domain.rules.statuses import STATUSES, Status
from domain.staff import name_of
from domain.tx import Tx
from domain.views import BalanceView, Signed, WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import undecided_until, view_of

QueueFilter = Literal["all", "flagged", "designated", "application", "mine", "unclaimed", "stuck"]
QUEUE_FILTERS: tuple[QueueFilter, ...] = (
    "all", "flagged", "designated", "application", "mine", "unclaimed", "stuck",
)  # fmt: skip
REASON_CODES = (
    "papers_wrong", "payee_wrong", "name_mismatch", "not_proved", "account_closed", "window_closed", "other",
)  # fmt: skip
"""Why a withdrawal may be rejected; each has words for the customer and says what to do next."""
_WITHOUT_PAYEE = ("name_mismatch", "account_closed", "window_closed", "other")
FAULT_CODES = ("unreadable", "wrong_paper", "incomplete", "not_signed", "expired", "name_mismatch")
"""What may be wrong with a document; each has words for the customer."""
EARLIER = 5
LONGEST_WORDS = 500
"""Characters of a reviewer's note to the customer, or of the reference of a channel's document."""

Preparing = Literal["reject", "again", "paid", "failed", Resolution]


def reasons_to_reject(method: Method | None) -> tuple[str, ...]:
    """The `REASON_CODES` that can be true of this method: the original method has no documents and no payee."""
    if method == "original":
        return _WITHOUT_PAYEE
    return tuple(code for code in REASON_CODES if code != "window_closed")


@dataclass(frozen=True, slots=True)
class FlagCause:
    """A flag with its cause: accounts and bills, an amount, a count, or a moment."""

    code: str
    items: tuple[str, ...] = ()
    amount_fen: Fen | None = None
    count: int | None = None
    at: Micros | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier withdrawal of the account."""

    id: str
    amount_fen: Fen
    status: Status
    submitted_at: Micros
    method: Method | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A decision that this reviewer is preparing. `papers` says what is wrong with each document.

    `code` is the reason of a rejection, or the number of the contradiction to resolve.
    """

    what: Preparing
    code: str | None
    faults: dict[str, str]
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """The part of an undecided case that only a person who may decide it sees.

    `needed` is the number of approvals; `approved` whether this person has approved. `unpayable` says why nobody can
    approve now. `settle_from_at` is the moment from which an unknown outcome may be settled; None for a review.
    `failing`: two people say that it failed, and the channel is asked once more. `answer` is the channel's last one.
    `contradiction` is the oldest open one between channel and books, with the `ways` to resolve it.
    """

    view: WithdrawalView
    balance: BalanceView
    needed: int
    approved: bool
    unpayable: str | None
    flags: tuple[FlagCause, ...]
    earlier: tuple[Earlier, ...]
    settle_from_at: Micros | None
    prepared: Prepared | None
    answer: ChannelAnswer | None = None
    contradiction: Contradiction | None = None
    ways: tuple[Resolution, ...] = ()
    failing: bool = False

    @property
    def may_approve(self) -> bool:
        """Whether this person's approval would count now. The decision checks all of it again."""
        return self.view.asked_again_at is None and self.unpayable is None and not self.approved


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case for one reviewer.

    `detail` is None when the case was decided, is too close to them (`own`), or they may not look now (`closed`).
    """

    id: str
    version: int
    status: Status
    amount_fen: Fen
    currency: str
    at: Micros
    submitted_at: Micros
    is_test: bool
    claimed_by: str | None
    mine: bool
    signed: tuple[Signed, ...]
    decided: Signed | None
    own: bool
    reason_code: str | None
    detail: CaseDetail | None
    closed: bool = False
    contradicted: bool = False
    """The payout channel contradicts the books about it."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A line of the queue. `own`: too close to this person. `waiting`: for a document of the customer."""

    id: str
    amount_fen: Fen
    method: Method
    status: Status
    since_at: Micros
    promise_at: Micros | None
    flagged: bool
    late: bool
    claimed_by: str | None
    mine: bool
    own: bool
    waiting: bool
    is_test: bool
    contradicted: bool = False
    """The channel contradicts the books about it."""


@dataclass(frozen=True, slots=True)
class QueueView:
    """One page of the queue, oldest first. `total` and `sum_fen` are of all pages; `page` counts from 0."""

    entries: tuple[QueueEntry, ...]
    filter: QueueFilter
    page: int
    pages: int
    total: int
    sum_fen: Fen
    currency: str
    at: Micros
    test: bool = False
    """Whether these are test accounts' cases."""


def claimer_of(ctx: Ctx, claimed_by: str | None, claimed_at: Micros | None) -> str | None:
    """The reviewer who reads the case now, or None. A claim lapses by itself."""
    # A claim in the future was made before the clock was corrected, and would last until then.
    if claimed_by is None or claimed_at is None or not claims_lapse(ctx) < claimed_at <= ctx.clock.now():
        return None
    return claimed_by


def claims_lapse(ctx: Ctx) -> Micros:
    """Claims made then or earlier have lapsed."""
    return ctx.clock.now() - ctx.policy.claim_s * SECOND


def is_undecided(withdrawal: Withdrawal) -> bool:
    """Whether staff may decide something: a review, or the outcome of a payout without a result."""
    if withdrawal.status == "in_review":
        return True
    return STATUSES[withdrawal.status].phase == "with_channel" and withdrawal.stuck_at is None


def case_view(ctx: Ctx, found: Withdrawal, who: str, chat_user: int | None) -> CaseView:
    """The case for this reviewer, in full only when they may decide it and it is undecided."""
    own = conflict_of(ctx.tx, chat_user, found) is not None
    claimer = claimer_of(ctx, found.claimed_by, found.claimed_at)
    contradicted = open_contradictions(ctx.tx, found.id)
    open_ = is_undecided(found) or bool(contradicted)
    return CaseView(
        id=found.id,
        version=found.version,
        status=found.status,
        amount_fen=found.amount,
        currency=ctx.policy.currency,
        at=ctx.clock.now(),
        submitted_at=found.submitted_at or found.created_at,
        is_test=get_account(ctx.tx, found.account).is_test,
        claimed_by=None if claimer is None else name_of(ctx.tx, claimer),
        mine=claimer == who,
        signed=signed_by(ctx.tx, found),
        decided=None if open_ else decision_of(ctx.tx, found),
        own=own,
        reason_code=found.reason_code,
        detail=_detail(ctx, found, who, contradicted) if open_ and not own else None,
        contradicted=bool(contradicted),
    )


def is_open(tx: Tx, found: Withdrawal) -> bool:
    """Whether staff may decide something about it, a contradiction with the channel included."""
    return is_undecided(found) or bool(open_contradictions(tx, found.id))


def signed_by(tx: Tx, found: Withdrawal) -> tuple[Signed, ...]:
    """The words that count so far: approvals, settlements, and ways to resolve the oldest contradiction."""
    words = [
        Signed(name_of(tx, row.reviewer), row.at, row.how, row.document)
        for one in open_contradictions(tx, found.id)[:1]
        for row in tx.all("words_of", contradiction=one.id)
    ]
    rows = tx.all("approvals_of", withdrawal=found.id)
    return (*(Signed(name_of(tx, row.reviewer), row.at, row.what, row.document) for row in rows), *words)


def decision_of(tx: Tx, found: Withdrawal) -> Signed | None:
    """Who took it out of review, or gave it its present status."""
    row = tx.one("last_step_of", withdrawal=found.id)
    # The channel's result is the outcome of the approval; a settlement by two reviewers is a decision of its
    # own.
    settled = row is not None and found.status == "successful" and not row.who.startswith("system:")
    if (STATUSES[found.status].is_payable or found.status == "successful") and not settled:
        row = tx.one("decision_of", withdrawal=found.id) or row
    if row is None:
        return None
    # A customer's own step is told as such, not by name.
    mine = row.who == f"chat:{found.chat_user}" and row.to_status == "cancelled"
    # An answer of the channel, or a return by the bank, is nobody's decision.
    by_channel = row.who.startswith("system:") and row.to_status in ("successful", "failed")
    what = f"channel_{row.to_status}" if by_channel else row.to_status
    return Signed("" if mine or by_channel else name_of(tx, row.who), row.at, what)


def _detail(ctx: Ctx, found: Withdrawal, who: str, contradicted: list[Contradiction]) -> CaseDetail:
    reviewing = found.status == "in_review"
    undecided = STATUSES[found.status].phase == "with_channel" and found.sent_at is not None
    one = contradicted[0] if contradicted else None
    case = staff_dossier(ctx, found)
    account = case.reached.account
    rows = ctx.tx.all("earlier_withdrawals", account=found.account, but=found.id, most=EARLIER)
    return CaseDetail(
        view=view_of(ctx, case, steps=True, in_full=True),
        balance=balance_of(ctx, account, ctx.clock.now(account.own_clock)),
        needed=reviewers_needed(ctx, found) if reviewing else 2,
        approved=reviewing
        and any(
            row.reviewer == who and row.what == "approve"
            for row in ctx.tx.all("approvals_of", withdrawal=found.id)
        ),
        unpayable=unpayable(ctx, case) if reviewing else None,
        flags=tuple(_cause(ctx.tx, found, account, code) for code in found.flags),
        earlier=tuple(Earlier(*row) for row in rows),
        settle_from_at=undecided_until(ctx.policy, found.sent_at)
        if undecided and found.sent_at is not None
        else None,
        prepared=prepared_of(ctx, found.id, who),
        answer=answer_of(ctx.tx, found.id),
        contradiction=one,
        ways=() if one is None else ways_out(found, one),
        failing=undecided and failed_said(ctx.tx, found.id) is not None,
    )


def prepared_of(ctx: Ctx, withdrawal: str, who: str) -> Prepared | None:
    """The decision that this reviewer is preparing, or None."""
    row = ctx.tx.one("prepared_of", withdrawal=withdrawal, reviewer=who)
    if row is None:
        return None
    text = None if row.text_sealed is None else ctx.vault.open(row.text_sealed)
    return Prepared(row.what, row.code, json.loads(row.faults), text)


def _cause(tx: Tx, found: Withdrawal, account: Account, code: str) -> FlagCause:
    if code == "overdue_elsewhere":
        rows = tx.all(
            "overdue_elsewhere",
            identity_key=account.identity_key,
            account=account.id,
            is_test=int(account.is_test),
        )
        return FlagCause(code, tuple(f"{row.account}: {row.bill}" for row in rows))
    if code == "phone_changed":
        return FlagCause(code, at=get_account(tx, found.via_account).phone_changed_at)
    if code in ("amount_a_day", "count_a_day"):
        then = own_time(tx, account.id, found.submitted_at or found.created_at)
        since = real_time(tx, account.id, then - DAY)
        day = tx.one("withdrawals_recent", account=account.id, since=since, but=found.id)
        return FlagCause(code, amount_fen=day.sum_fen + found.amount, count=day.number + 1)
    return FlagCause(code)
