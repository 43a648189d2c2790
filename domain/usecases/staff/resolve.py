"""Resolving a contradiction between the payout channel and the books, by two reviewers with a document (rules 6).

What was paid although it was booked as failed is booked from where the money went back to, as far as it is there; the
rest is a loss that stays open until two people write it off, or the money comes back. What was booked as paid and
never was goes back. The journal is only added to.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.card_updates import refresh_copies
from domain.conflicts import conflict_of
from domain.context import Env
from domain.contradictions import (
    Contradiction,
    Resolution,
    ask_again_later,
    cover_losses,
    open_contradictions,
    resolved,
    ways_out,
)
from domain.errors import DomainError, refused
from domain.holding import book_payment, unbook_payment
from domain.ports import Fen, Micros, Tx
from domain.use_case import use_case
from domain.usecases.staff.settle import LONGEST_DOCUMENT
from domain.usecases.time.payouts import as_paid
from domain.views import Refused, WithdrawalView
from domain.withdrawal_row import Withdrawal, find_withdrawal, get_withdrawal
from domain.withdrawals import staff_view, step

MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class ResolveContradiction:
    """The oldest open one of the withdrawal. ``document``: what proves it; ``contradiction``: which one was shown."""

    withdrawal: str
    how: Resolution
    document: str
    contradiction: int | None = None


@dataclass(frozen=True, slots=True)
class ListContradictions:
    """Nothing to choose."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An open contradiction with the ways out of it, or a loss that was written off (no way)."""

    one: Contradiction
    amount_fen: Fen
    currency: str
    ways: tuple[Resolution, ...]
    at: Micros


@use_case(Permission.REVIEW, newest=True)
def resolve_contradiction(
    tx: Tx, env: Env, actor: Actor, command: ResolveContradiction
) -> WithdrawalView | Refused:
    """The second, different reviewer resolves it; of each only the last word counts.

    Refuses unknown_withdrawal, own_case, not_contradicted, stale, no_way (``ways``) and resolved_once; raises
    document_needed.
    """
    found = find_withdrawal(tx, command.withdrawal)
    if found is None or found.submitted_at is None:
        return refused("unknown_withdrawal")
    env.note.withdrawal(found, code=command.how, document=command.document[:LONGEST_DOCUMENT])
    if conflict_of(tx, actor.chat_user, found) is not None:
        return refused("own_case")
    one = next(iter(open_contradictions(tx, found.id)), None)
    if one is None:
        return refused("not_contradicted")
    if command.contradiction not in (None, one.id):
        return refused("stale")
    ways = ways_out(found, one)
    if command.how not in ways:
        return refused("no_way", ways=", ".join(ways))
    if not command.document.strip():
        raise DomainError("document_needed")
    now = env.clock.now()
    for way in ways:
        tx.run("word_drop", contradiction=one.id, reviewer=actor.who, how=way)
    tx.run(
        "word_add", contradiction=one.id, reviewer=actor.who, how=command.how, document=command.document,
        now=now,
    )  # fmt: skip
    said = {row.reviewer for row in tx.all("words_of", contradiction=one.id) if row.how == command.how}
    if len(said) < 2:
        refresh_copies(tx, env, found, f"word{one.id}:{now}")
        env.note.add("resolved_once")
        return refused("resolved_once")
    tx.run("prepared_clear", withdrawal=found.id)
    env.note.add("resolved")
    _carry_out(tx, env, actor, found, one, command.how)
    after = get_withdrawal(tx, found.id)
    refresh_copies(tx, env, after, f"resolved{one.id}:{now}")
    return staff_view(tx, env, after)


def _carry_out(
    tx: Tx, env: Env, actor: Actor, found: Withdrawal, one: Contradiction, how: Resolution
) -> None:
    match how:
        case "book":
            lost = book_payment(tx, env, found)
            as_paid(tx, env, actor.who, found, one.reference or found.channel_reference)
            if lost:
                tx.run("contradiction_lose", id=one.id, loss_fen=lost)
                return
        case "give_back":
            unbook_payment(tx, env, found)
            failed = step(
                tx, env, found, actor.who, "failed", ended_at=env.clock.now(), reason_code="channel_refused"
            )
            cover_losses(tx, env, actor.who, found.id)
            ask_again_later(tx, env, failed, first=True)
        case "nothing" | "write_off":
            pass
    resolved(tx, env, actor.who, one, how)


@use_case(Permission.REVIEW, writes=False, proof="look")
def list_contradictions(tx: Tx, env: Env, actor: Actor, command: ListContradictions) -> tuple[Listed, ...]:
    """Those that are open, oldest first, then the losses that were written off."""
    found = []
    for query in ("contradictions_open", "contradictions_written_off"):
        for row in tx.all(query, most=MOST_LISTED):
            one, withdrawal = Contradiction(*row), get_withdrawal(tx, row.withdrawal)
            ways = ways_out(withdrawal, one) if query == "contradictions_open" else ()
            found.append(Listed(one, withdrawal.amount, env.policy.currency, ways, env.clock.now()))
    return tuple(found)
