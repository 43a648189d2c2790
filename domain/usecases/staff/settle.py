"""Settling an outcome that stayed unknown, by two reviewers with the channel's document (rules 6).

*Paid* is booked with the second word. *Failed* is only prepared by it: the payer books it after one more question to
the channel that began after the second word, unless the answer is anything but failed or never heard.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.card_updates import refresh_copies
from domain.conflicts import conflict_of
from domain.context import Env
from domain.contradictions import failed_said
from domain.errors import DomainError, refused
from domain.ports import Tx
from domain.use_case import use_case
from domain.usecases.time.payouts import RecordPayout, settle
from domain.views import Refused, WithdrawalView
from domain.withdrawal_row import find_withdrawal
from domain.withdrawals import staff_view, undecided_until

LONGEST_DOCUMENT = 64
"""Characters of the document's name that the audit keeps."""


@dataclass(frozen=True, slots=True)
class SettleUnknown:
    """``document``: what of the channel proves it; ``version``: the case as it was shown, None takes it as it is."""

    withdrawal: str
    paid: bool
    document: str
    version: int | None = None


@use_case(Permission.REVIEW, newest=True)
def settle_unknown(tx: Tx, env: Env, actor: Actor, command: SettleUnknown) -> WithdrawalView | Refused:
    """The second, different reviewer settles it; of each only the last word counts.

    Refuses unknown_withdrawal, own_case, not_unknown, stale, too_early (``until_at``), settled_once, and failed_said
    once two say that it failed; raises document_needed.
    """
    found = find_withdrawal(tx, command.withdrawal)
    if found is None:
        return refused("unknown_withdrawal")
    said = "paid" if command.paid else "failed"
    env.note.withdrawal(found, code=said, document=command.document[:LONGEST_DOCUMENT])
    if conflict_of(tx, actor.chat_user, found) is not None:
        return refused("own_case")
    if found.status != "unknown" or found.sent_at is None:
        return refused("not_unknown", status=found.status)
    if command.version is not None and found.version != command.version:
        return refused("stale")
    if not command.document.strip():
        raise DomainError("document_needed")
    now = env.clock.now()
    from_at = undecided_until(env, found.sent_at)
    if now < from_at:
        return refused("too_early", until_at=from_at)
    what = "settle_paid" if command.paid else "settle_failed"
    if not command.paid and failed_said(tx, found.id) is not None:
        return refused("failed_said")
    # Whoever says something else than before takes back what they said: one person never counts on both sides.
    tx.run("approvals_unsay", withdrawal=found.id, reviewer=actor.who)
    tx.run(
        "approval_add", withdrawal=found.id, what=what, reviewer=actor.who, document=command.document, at=now
    )
    if tx.scalar("approvals_count", withdrawal=found.id, what=what) < 2:
        refresh_copies(tx, env, found, f"{what}{now}")
        env.note.add("settled_once")
        return refused("settled_once")
    tx.run("prepared_clear", withdrawal=found.id)
    if not command.paid:
        tx.run("withdrawal_ask_now", id=found.id, now=now)
        tx.wake("payout_question", now)
        refresh_copies(tx, env, found, f"{what}{now}")
        env.note.add("failed_said")
        return refused("failed_said")
    env.note.add("settled")
    paid = RecordPayout(found.id, "paid", None, found.channel_reference)
    return staff_view(tx, env, settle(tx, env, actor.who, found, paid))
