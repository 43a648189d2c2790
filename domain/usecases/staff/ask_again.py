"""Asking the customer for a document again, while the case waits (rules 6)."""

from __future__ import annotations

from collections.abc import Mapping

from domain.actor import Permission
from domain.card_updates import refresh_copies
from domain.cases import FAULT_CODES, LONGEST_WORDS
from domain.conflicts import conflict_of
from domain.context import Ctx
from domain.documents import documents_of
from domain.errors import Refusal
from domain.messages import tell_user
from domain.ports import DAY
from domain.reminders import put_off
from domain.use_case import use_case
from domain.usecases.staff.claim import submitted
from domain.views import WithdrawalView
from domain.withdrawal_row import save
from domain.withdrawals import staff_view


@use_case(Permission.REVIEW, about="withdrawal", step_up=False)
def ask_again(
    ctx: Ctx, withdrawal: str, version: int, faults: Mapping[str, str], text: str | None = None
) -> WithdrawalView:
    """The documents are refused, the customer is told, and whoever approved before has to look again.

    Refuses unknown_withdrawal, own_case, not_in_review, stale, and papers_none when no document of it is named.
    """
    found = submitted(ctx.tx, withdrawal)
    if found is None:
        raise Refusal("unknown_withdrawal", keep=True)
    ctx.note.withdrawal(found)
    if conflict_of(ctx.tx, ctx.actor.chat_user, found) is not None:
        raise Refusal("own_case", keep=True)
    if found.status != "in_review":
        raise Refusal("not_in_review", keep=True, status=found.status)
    if found.version != version:
        raise Refusal("stale", keep=True)
    there = {row.id for row in documents_of(ctx.tx, found.id)}
    asked = {document: code for document, code in faults.items() if document in there and code in FAULT_CODES}
    if not asked:
        raise Refusal("papers_none", keep=True)
    if text is not None and len(text) > LONGEST_WORDS:
        raise Refusal("words_too_long", most=LONGEST_WORDS)
    ctx.note.add("asked_again", papers=sorted(asked), code=",".join(sorted(set(asked.values()))))
    now = ctx.clock.now()
    for document, code in asked.items():
        ctx.tx.run(
            "document_judge", withdrawal=found.id, document=document, verdict="refused", code=code, note=text,
            who=ctx.actor.who, now=now,
        )  # fmt: skip
    ctx.tx.run("approvals_clear", withdrawal=found.id)
    ctx.tx.run("prepared_clear", withdrawal=found.id)
    changed = save(ctx, found, asked_again_at=now, claimed_by=None, claimed_at=None)
    put_off(ctx.tx, found.id, now + ctx.policy.remind_days * DAY)
    params = {"withdrawal": changed.id, "status": changed.status, "version": changed.version}
    who, account = changed.chat_user, changed.account
    card = f"card:{changed.id}:{changed.version}"
    tell_user(ctx, who, card, "withdrawal", params, account=account, kind="card")
    tell_user(ctx, who, f"again:{changed.id}:{changed.version}", "asked_again", params, account=account)
    refresh_copies(ctx, changed)
    return staff_view(ctx, changed)
