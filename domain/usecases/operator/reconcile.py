"""Comparing the books with the payout channel after a backup was put back, and the way out of it (rules 6).

What the channel paid and the books lack is booked on the order it names, as a payout that was sent: the payer asks
what became of it, and the customer is told as always. What cannot be booked is listed, stops the account, and takes
two people. Doing all of it again changes nothing. Reading lists is the command line's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from domain.accounts import find_account
from domain.actor import Permission
from domain.codes import end_code
from domain.conflicts import account_conflict
from domain.context import Ctx
from domain.contradictions import contradict, open_contradictions
from domain.errors import BooksBroken, Refusal
from domain.handovers import Mark, books_mark, set_marked
from domain.holding import hold_money
from domain.ports import Fen, Micros
from domain.rules.designated import Method
from domain.rules.statuses import STATUSES
from domain.stops import begin_stop, end_stop, live_stops
from domain.use_case import use_case
from domain.usecases.time.payouts import take_back
from domain.withdrawal_row import RECONCILED, Withdrawal, find_withdrawal, save
from domain.withdrawals import change_status, returns_until, undecided_until

if TYPE_CHECKING:
    from domain.tx import MissingPayoutByIdRow

Said = Literal["paid", "pending", "failed", "returned"]
Why = Literal[
    "unknown_account", "unknown_order", "other_account", "no_order", "no_money", "currency", "amount_differs",
    "released",
]  # fmt: skip
PEOPLE = 2
"""So many different people say the same before something is ended that the books cannot show."""
LONGEST_DOCUMENT = 200
"""Characters of what proves it."""


@dataclass(frozen=True, slots=True)
class ListedPayout:
    """One payout as the channel lists it. ``at``: when it was handed over, microseconds UTC."""

    id: str
    account: str
    order_id: str | None
    method: Method
    amount_fen: Fen
    currency: str
    said: Said
    at: Micros
    reason_code: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """``booked``: the books have it now, or would; ``listed``: it takes two people, for this reason."""

    what: Literal["known", "booked", "listed", "dropped"]
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class MissingPayout:
    """A payout that the channel has and the books could not take. ``at``: when it was handed over."""

    id: str
    account: str
    order_id: str | None
    amount_fen: Fen
    currency: str
    why: str
    said: Said
    at: Micros


@use_case(Permission.OPERATE, audited=False)
def compare_payout(ctx: Ctx, payout: ListedPayout, book: bool) -> Compared:
    """What one listed payout means for the books; with ``book`` it is carried out.

    ``book``: carry out what follows; else only say it.
    """
    known = ctx.tx.one("missing_payout_by_id", id=payout.id)
    if known is not None and known.ended_at is not None:
        return Compared("known")
    found = find_withdrawal(ctx.tx, payout.id)
    if found is not None and found.submitted_at is not None:
        return _compare_known(ctx, found, payout, book)
    if payout.said in ("failed", "returned"):
        if found is not None and found.status == "draft":
            if book:
                _discard(ctx, found)
            return Compared("dropped")
        return Compared("known")
    fund, why = _fund_of(ctx, payout, payout.order_id)
    if found is not None and found.account != payout.account:
        why = "other_account"
    if why is not None:
        return _listed(ctx, payout, book, why, found)
    if book:
        _book(ctx, ctx.actor.who, payout, fund, found)
        _note(ctx, payout, None, None, "booked")
    return Compared("booked")


@use_case(Permission.REVIEW, lock="payer")
def vouch_list(ctx: Ctx, digest: str) -> None:
    """One person's word that a list made by hand is whole and right. Refuses said_once until two have said so.

    ``digest``: of a file that takes the place of the channel's own list.
    """
    said = _say(ctx, f"list:{digest}", "list")
    if said < PEOPLE:
        raise Refusal("said_once", keep=True)


@use_case(Permission.OPERATE, lock="payer")
def end_reconciling(ctx: Ctx, number: int) -> Mark:
    """The mark that ends the stop, to be written to its file.

    All payouts were compared. ``number``: what the mark said, if it was one of these books, else 0.
    """
    mark = books_mark(ctx.tx)
    if number > mark.number:
        # No number is given twice, so that another copy of these books cannot look newer than they are.
        ctx.tx.run("handover_add", n=number, withdrawal=None, now=ctx.clock.now())
    set_marked(ctx.tx)
    return books_mark(ctx.tx)


@use_case(Permission.REVIEW, about="withdrawal", lock="payer")
def settle_missing(ctx: Ctx, withdrawal: str, order: str | None, document: str) -> None:
    """One person's word on a payout that could not be booked; the second, different person's carries it out.

    Refuses unknown_payout, own_case, document_needed, said_once, and not_bookable (``why``).

    One person's word: it is booked on ``order``, or (None) closed without a booking; ``document`` says why.
    """
    row = ctx.tx.one("missing_payout_by_id", id=withdrawal)
    if row is None or row.ended_at is not None:
        raise Refusal("unknown_payout", keep=True)
    known = find_account(ctx.tx, row.account) is not None
    if known and account_conflict(ctx.tx, ctx.actor.chat_user, row.account) is not None:
        raise Refusal("own_case", keep=True)
    if not document.strip():
        raise Refusal("document_needed", keep=True)
    payout = _of_row(row)
    fund = 0
    if order is not None:
        fund, why = _fund_of(ctx, payout, order)
        if row.why == "amount_differs":
            why = "amount_differs"
        if why is not None:
            raise Refusal("not_bookable", keep=True, why=why)
    document = document.strip()[:LONGEST_DOCUMENT]
    if _say(ctx, f"payout:{row.id}:{order or ''}", document) < PEOPLE:
        raise Refusal("said_once", keep=True)
    if order is not None:
        _book(ctx, ctx.actor.who, payout, fund, find_withdrawal(ctx.tx, payout.id))
    how = "closed" if order is None else "booked"
    ctx.tx.run("missing_payout_end", id=row.id, how=how, now=ctx.clock.now())
    _resume(ctx, ctx.actor.who, row)


@use_case(Permission.OPERATE, writes=False)
def list_missing(ctx: Ctx) -> list[MissingPayout]:
    """Every payout that waits for two people, oldest first."""
    return [MissingPayout(*row) for row in ctx.tx.all("missing_payouts_open")]


def _compare_known(ctx: Ctx, found: Withdrawal, payout: ListedPayout, book: bool) -> Compared:
    if payout.amount_fen != found.amount or payout.account != found.account:
        return _listed(ctx, payout, book, "amount_differs", found)
    left = payout.said in ("paid", "pending")
    if STATUSES[found.status].is_stoppable and left:
        if book:
            _sent(ctx, ctx.actor.who, found, payout)
            _note(ctx, payout, None, None, "booked")
        return Compared("booked")
    if STATUSES[found.status].phase == "released" and left and found.returned_at is None:
        if book:
            _contradict(ctx, ctx.actor.who, found, payout)
        resolved = book and not open_contradictions(ctx.tx, found.id)
        return Compared("known") if resolved else Compared("listed", "released")
    if found.status == "successful" and payout.said == "returned":
        if book:
            late = ctx.clock.now() >= returns_until(ctx.policy, found.ended_at or payout.at)
            take_back(ctx, ctx.actor.who, found, payout.reason_code, payout.reference, late=late)
        return Compared("booked")
    return Compared("known")


def _contradict(ctx: Ctx, who: str, found: Withdrawal, payout: ListedPayout) -> None:
    """The books gave back what the channel paid: two people resolve it like every such contradiction."""
    if payout.said == "paid":
        contradict(ctx, who, found, "paid_after_failed", "paid", reference=payout.reference)
    else:
        contradict(ctx, who, found, "pending_after_failed", "pending", reference=payout.reference)


def _fund_of(ctx: Ctx, payout: ListedPayout, order: str | None) -> tuple[int, Why | None]:
    """The fund of an order that this payout can be booked on, or what stands against it."""
    if find_account(ctx.tx, payout.account) is None:
        return 0, "unknown_account"
    if payout.currency != ctx.policy.currency:
        return 0, "currency"
    if order is None:
        return 0, "no_order"
    row = ctx.tx.one("top_up_fund", order_id=order)
    if row is None:
        return 0, "unknown_order"
    if row.account != payout.account:
        return 0, "other_account"
    return int(row.fund), None if row.remaining_fen >= payout.amount_fen else "no_money"


def _book(ctx: Ctx, who: str, payout: ListedPayout, fund: int, found: Withdrawal | None) -> None:
    """A withdrawal that was sent: its money leaves the order, and the channel is asked what became of it."""
    now = ctx.clock.now()
    until = undecided_until(ctx.policy, now)
    # An application draws on other money; what is booked on an order is none.
    method: Method = "original" if payout.method == "original" else "designated"
    if found is None:
        chat_user = _chat_user(ctx, payout.account)
        ctx.tx.run(
            "withdrawal_found_add", id=payout.id, account=payout.account, chat_user=chat_user,
            fund=fund, amount_fen=payout.amount_fen, method=method, at=payout.at, now=now, stuck_at=until,
            flags=f'["{RECONCILED}"]',
        )  # fmt: skip
        ctx.tx.run(
            "transition_add", withdrawal=payout.id, at=now, from_status="draft", to_status="sending", version=1,
            who=who,
        )  # fmt: skip
        ctx.tx.wake("payout_question", now)
        ctx.tx.wake("stuck", until)
        new = find_withdrawal(ctx.tx, payout.id)
        if new is None:
            raise BooksBroken(f"withdrawal {payout.id} vanished")
    else:
        if found.status == "draft":
            end_code(ctx, "withdrawal", found.id, "edited")
        # What was entered for a payee may not be what was sent.
        new = change_status(
            ctx, found, who, "sending", expires_at=None, ended_at=None, submitted_at=payout.at,
            approved_at=payout.at, sent_at=now, action_at=now, stuck_at=until, amount_fen=payout.amount_fen,
            method=method, fund=fund, payee=None, flags=(*found.flags, RECONCILED),
        )  # fmt: skip
    hold_money(ctx, new)


def _sent(ctx: Ctx, who: str, found: Withdrawal, payout: ListedPayout) -> None:
    """It was sent in the books that are gone: nobody decides it any more, and the channel is asked."""
    now = ctx.clock.now()
    ctx.tx.run("prepared_clear", withdrawal=found.id)
    change_status(
        ctx, found, who, "sending", approved_at=found.approved_at or payout.at, sent_at=now, action_at=now,
        stuck_at=undecided_until(ctx.policy, now), asked_again_at=None, claimed_by=None, claimed_at=None,
        flags=(*found.flags, RECONCILED),
    )  # fmt: skip


def _discard(ctx: Ctx, draft: Withdrawal) -> None:
    """A draft whose id the channel knows already can never be sent: the customer begins another one."""
    end_code(ctx, "withdrawal", draft.id, "edited")
    save(ctx, draft, status="discarded", expires_at=None, ended_at=ctx.clock.now())


def _listed(ctx: Ctx, payout: ListedPayout, book: bool, why: Why, found: Withdrawal | None) -> Compared:
    if book:
        if found is not None and found.status == "draft":
            _discard(ctx, found)
        known = ctx.tx.one("missing_payout_by_id", id=payout.id)
        stop = None if known is None else known.stop
        if stop is None and find_account(ctx.tx, payout.account) is not None:
            stop = begin_stop(ctx, payout.account, "contradiction", ctx.actor.who)
        _note(ctx, payout, why, stop, None)
    return Compared("listed", why)


def _note(
    ctx: Ctx, payout: ListedPayout, why: Why | None, stop: int | None, how: Literal["booked"] | None
) -> None:
    known = ctx.tx.one("missing_payout_by_id", id=payout.id)
    ctx.tx.run(
        "missing_payout_put", id=payout.id, account=payout.account, order_id=payout.order_id,
        amount_fen=payout.amount_fen, currency=payout.currency, method=payout.method, why=why or "lacked",
        said=payout.said, channel_at=payout.at, stop=stop, how=how, now=ctx.clock.now(),
        ended_at=None if how is None else ctx.clock.now(),
    )  # fmt: skip
    if known is not None and how is not None:
        _resume(ctx, "system:reconcile", known)


def _resume(ctx: Ctx, who: str, row: MissingPayoutByIdRow) -> None:
    """The stop that this payout caused is over."""
    for stop in live_stops(ctx, row.account):
        if stop.id == row.stop:
            end_stop(ctx, row.account, stop.id, who)


def _say(ctx: Ctx, subject: str, document: str) -> int:
    """Writes down one person's word; how many different people have said the same."""
    ctx.tx.run(
        "operator_word_add", subject=subject, who=ctx.actor.who, document=document, now=ctx.clock.now()
    )
    return int(ctx.tx.scalar("operator_words", subject=subject))


def _of_row(row: MissingPayoutByIdRow) -> ListedPayout:
    return ListedPayout(
        row.id, row.account, row.order_id, row.method, row.amount_fen, row.currency, row.channel_said, row.channel_at
    )  # fmt: skip


def _chat_user(ctx: Ctx, account: str) -> int:
    """Whose withdrawal it is taken for: the newest chat of the account, or of its management; else nobody's."""
    found = ctx.tx.scalar("newest_chat_of", account=account)
    if found is None:
        ctx.tx.run("chat_user_nobody", id=NOBODY, now=ctx.clock.now())
        return NOBODY
    return int(found)


NOBODY = 0
"""A chat user that no person is; nothing sent to it arrives."""
