"""Resolves a contradiction between the payout channel and the books, by two reviewers with a document (rules 6).

A payout that was made but is booked as failed is booked again, from the place its money went back to, as far as the
money is still there. The rest is a loss that stays open until two people write it off, or the money comes back. A
payout that is booked as paid but was never made goes back. The journal is only added to.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Permission
from domain.card_updates import refresh_copies
from domain.conflicts import conflict_of
from domain.context import Ctx
from domain.contradictions import (
    Contradiction,
    Resolution,
    ask_again_later,
    cover_losses,
    open_contradictions,
    resolved,
    ways_out,
)
from domain.errors import Refusal
from domain.holding import book_payment, unbook_payment
from domain.ports import Fen, Micros
from domain.use_case import use_case
from domain.usecases.staff.settle import LONGEST_DOCUMENT
from domain.usecases.time.payouts import as_paid
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal, find_withdrawal, get_withdrawal
from domain.withdrawals import change_status, staff_view

MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """An open contradiction with the ways out of it, or a loss that was written off (no way)."""

    one: Contradiction
    amount_fen: Fen
    currency: str
    ways: tuple[Resolution, ...]
    at: Micros


@use_case(Permission.REVIEW, about="withdrawal", newest=True)
def resolve_contradiction(
    ctx: Ctx, withdrawal: str, how: Resolution, document: str, contradiction: int | None = None
) -> WithdrawalView:
    """Records a reviewer's word on the oldest open contradiction; the word of a second reviewer resolves it.

    Of each reviewer only the last word counts. `document` is the proof; `contradiction` is the one that was shown.
    Refuses unknown_withdrawal, own_case, not_contradicted, stale, no_way (`ways`) and resolved_once; raises
    document_needed.
    """
    found = find_withdrawal(ctx.tx, withdrawal)
    if found is None or found.submitted_at is None:
        raise Refusal("unknown_withdrawal", keep=True)
    ctx.note.withdrawal(found, code=how, document=document[:LONGEST_DOCUMENT])
    if conflict_of(ctx.tx, ctx.actor.chat_user, found) is not None:
        raise Refusal("own_case", keep=True)
    one = next(iter(open_contradictions(ctx.tx, found.id)), None)
    if one is None:
        raise Refusal("not_contradicted", keep=True)
    if contradiction not in (None, one.id):
        raise Refusal("stale", keep=True)
    ways = ways_out(found, one)
    if how not in ways:
        raise Refusal("no_way", keep=True, ways=", ".join(ways))
    if not document.strip():
        raise Refusal("document_needed")
    now = ctx.clock.now()
    for way in ways:
        ctx.tx.run("word_drop", contradiction=one.id, reviewer=ctx.actor.who, how=way)
    ctx.tx.run("word_add", contradiction=one.id, reviewer=ctx.actor.who, how=how, document=document, now=now)
    said = {row.reviewer for row in ctx.tx.all("words_of", contradiction=one.id) if row.how == how}
    if len(said) < 2:
        refresh_copies(ctx, found, f"word{one.id}:{now}")
        ctx.note.add("resolved_once")
        raise Refusal("resolved_once", keep=True)
    ctx.tx.run("prepared_clear", withdrawal=found.id)
    ctx.note.add("resolved")
    _carry_out(ctx, found, one, how)
    after = get_withdrawal(ctx.tx, found.id)
    refresh_copies(ctx, after, f"resolved{one.id}:{now}")
    return staff_view(ctx, after)


def _carry_out(ctx: Ctx, found: Withdrawal, one: Contradiction, how: Resolution) -> None:
    match how:
        case "book":
            lost = book_payment(ctx, found)
            as_paid(ctx, ctx.actor.who, found, one.reference or found.channel_reference)
            if lost:
                ctx.tx.run("contradiction_lose", id=one.id, loss_fen=lost)
                return
        case "give_back":
            unbook_payment(ctx, found)
            failed = change_status(
                ctx, found, ctx.actor.who, "failed", ended_at=ctx.clock.now(), reason_code="channel_refused"
            )
            cover_losses(ctx, ctx.actor.who, found.id)
            ask_again_later(ctx, failed, first=True)
        case "nothing" | "write_off":
            pass
    resolved(ctx, ctx.actor.who, one, how)


@use_case(Permission.REVIEW, writes=False, proof="look")
def list_contradictions(ctx: Ctx) -> tuple[Listed, ...]:
    """The open ones, oldest first, then the losses that were written off."""
    found = []
    for query in ("contradictions_open", "contradictions_written_off"):
        for row in ctx.tx.all(query, most=MOST_LISTED):
            one, withdrawal = Contradiction(*row), get_withdrawal(ctx.tx, row.withdrawal)
            ways = ways_out(withdrawal, one) if query == "contradictions_open" else ()
            found.append(Listed(one, withdrawal.amount, ctx.policy.currency, ways, ctx.clock.now()))
    return tuple(found)
