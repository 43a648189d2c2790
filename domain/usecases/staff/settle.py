"""Settling an outcome that stayed unknown, by two reviewers with the channel's document (rules 6).

*Paid* is booked with the second word. *Failed* is only prepared by it: the payer books it after one more question to
the channel that began after the second word, unless the answer is anything but failed or never heard.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.card_updates import refresh_copies
from domain.conflicts import conflict_of
from domain.context import Ctx
from domain.contradictions import failed_said
from domain.errors import Refusal
from domain.use_case import use_case
from domain.usecases.time.payouts import PayoutAnswer, settle
from domain.views import WithdrawalView
from domain.withdrawal_row import find_withdrawal
from domain.withdrawals import staff_view, undecided_until

LONGEST_DOCUMENT = 64
"""Characters of the document's name that the audit keeps."""


@use_case(Permission.REVIEW, about="withdrawal", newest=True)
def settle_unknown(
    ctx: Ctx, withdrawal: str, paid: bool, document: str, version: int | None = None
) -> WithdrawalView:
    """The second, different reviewer settles it; of each only the last word counts.

    Refuses unknown_withdrawal, own_case, not_unknown, stale, too_early (``until_at``), settled_once, and failed_said
    once two say that it failed; raises document_needed.

    ``document``: what of the channel proves it; ``version``: the case as it was shown, None takes it as it is.
    """
    found = find_withdrawal(ctx.tx, withdrawal)
    if found is None:
        raise Refusal("unknown_withdrawal", keep=True)
    said = "paid" if paid else "failed"
    ctx.note.withdrawal(found, code=said, document=document[:LONGEST_DOCUMENT])
    if conflict_of(ctx.tx, ctx.actor.chat_user, found) is not None:
        raise Refusal("own_case", keep=True)
    if found.status != "unknown" or found.sent_at is None:
        raise Refusal("not_unknown", keep=True, status=found.status)
    if version is not None and found.version != version:
        raise Refusal("stale", keep=True)
    if not document.strip():
        raise Refusal("document_needed")
    now = ctx.clock.now()
    from_at = undecided_until(ctx.policy, found.sent_at)
    if now < from_at:
        raise Refusal("too_early", keep=True, until_at=from_at)
    what = "settle_paid" if paid else "settle_failed"
    if not paid and failed_said(ctx.tx, found.id) is not None:
        raise Refusal("failed_said", keep=True)
    # Whoever says something else than before takes back what they said: one person never counts on both sides.
    ctx.tx.run("approvals_unsay", withdrawal=found.id, reviewer=ctx.actor.who)
    ctx.tx.run(
        "approval_add", withdrawal=found.id, what=what, reviewer=ctx.actor.who, document=document, at=now
    )
    if ctx.tx.scalar("approvals_count", withdrawal=found.id, what=what) < 2:
        refresh_copies(ctx, found, f"{what}{now}")
        ctx.note.add("settled_once")
        raise Refusal("settled_once", keep=True)
    ctx.tx.run("prepared_clear", withdrawal=found.id)
    if not paid:
        ctx.tx.run("withdrawal_ask_now", id=found.id, now=now)
        ctx.tx.wake("payout_question", now)
        refresh_copies(ctx, found, f"{what}{now}")
        ctx.note.add("failed_said")
        raise Refusal("failed_said", keep=True)
    ctx.note.add("settled")
    proved = PayoutAnswer("paid", None, found.channel_reference)
    return staff_view(ctx, settle(ctx, ctx.actor.who, found, proved))
