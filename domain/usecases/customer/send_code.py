"""Sending the code that confirms a withdrawal to the security phone (rules 7)."""

from __future__ import annotations

from domain.actor import Permission
from domain.codes import issue_code, tell_asked
from domain.context import Ctx
from domain.documents import missing_of
from domain.dossier import Dossier
from domain.draft_steps import Entered, lack_of
from domain.errors import Refusal
from domain.payee_rows import Payee, fits
from domain.rules.designated import needed_for, reasons_for
from domain.use_case import use_case
from domain.usecases.customer.enter_amount import check_amount
from domain.views import WithdrawalView
from domain.withdrawals import ask_of, own_draft, view_of


def check_ready(ctx: Ctx, draft: Dossier) -> None:
    """Checks gates, completeness, window, payee, documents and W (rules 6). Raises the first that fails."""
    row, order = draft.row, draft.order
    if draft.reached.blocked_by is not None:
        raise Refusal("not_eligible", gate=draft.reached.blocked_by)
    if row.amount_fen is None or row.method is None:
        raise Refusal("stale")
    if row.method == "original" and (order is None or not order.original_method):
        raise Refusal("window_closed", ended_on=None if order is None else order.window_ends_on)
    check_amount(row.amount_fen, draft.limit)
    if row.by_documents:
        _check_documents(ctx, draft)


def _check_documents(ctx: Ctx, draft: Dossier) -> None:
    row, payee, account, reason = draft.row, draft.payee, draft.reached.account, draft.row.reason
    if reason is None:
        raise Refusal("reason_not_yours")
    why_known = row.note_sealed is not None
    if draft.order is not None:
        why_known = reason in reasons_for(account.kind, not draft.order.original_method)
    missing = missing_of(needed_for(reason, account.kind), draft.documents)
    complete = payee is not None and payee.next_field is None and payee.completed_at is not None
    most_fen = draft.limit.withdrawable_fen
    lack = lack_of(Entered(row.amount_fen, most_fen, row.method, why_known, complete, bool(missing)))
    if lack in (None, "papers") and payee is not None and not fits(ctx.vault, payee, account, reason):
        # The registered name may have changed since.
        raise Refusal("payee_name_differs")
    match lack:
        case None:
            return
        case "amount" | "method":
            raise Refusal("stale")
        case "reason":
            raise Refusal("reason_not_yours")
        case "note":
            raise Refusal("note_needed")
        case "payee":
            raise Refusal("payee_incomplete")
        case "papers":
            raise Refusal("papers_missing", count=len(missing))


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", newest=True)
def send_code(ctx: Ctx, withdrawal: str, version: int) -> WithdrawalView:
    """Sends the code. Refuses locked, code_too_soon, code_too_many; raises what `check_ready` raises, not_yours,
    stale.
    """
    draft = own_draft(ctx, withdrawal, version)
    row, order = draft.row, draft.order
    ctx.note.withdrawal(row)
    check_ready(ctx, draft)
    params = {
        "withdrawal": row.id,
        "amount_fen": row.amount,
        "currency": ctx.policy.currency,
        "channel": None if order is None else order.channel,
        "order_id": None if order is None else order.order_id,
        **_payee(draft.payee if row.by_documents else None),
    }
    ask = ask_of(draft)
    issue_code(ctx, ask, "code_withdrawal", params)
    if row.by_documents:
        told = {"account": row.account, "amount_fen": row.amount, "currency": ctx.policy.currency}
        tell_asked(ctx, ask, told)
    return view_of(ctx, draft)


def _payee(payee: Payee | None) -> dict[str, str | None]:
    """The destination as the text message names it: nothing of a payee that is not masked."""
    if payee is None:
        return {"payee": "original"}
    return {"payee": payee.kind, "payee_masked": payee.number_masked, "payee_bank": payee.bank}
