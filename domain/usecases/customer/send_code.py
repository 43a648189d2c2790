"""Sending the code that confirms a withdrawal to the security phone (rules 7)."""

from __future__ import annotations

from domain.accounts import Reach
from domain.actor import Permission
from domain.codes import Ask, issue_code, tell_asked
from domain.context import Ctx
from domain.documents import documents_of, missing_of
from domain.draft_steps import Entered, lack_of
from domain.errors import Refusal
from domain.holding import Limit
from domain.payee_rows import find_payee, fits, get_payee
from domain.rules.designated import needed_for, reasons_for
from domain.tx import Tx
from domain.use_case import use_case
from domain.usecases.customer.enter_amount import check_amount
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal
from domain.withdrawals import binding_of, limit_now, own_draft, view_of


def check_ready(ctx: Ctx, draft: Withdrawal, reached: Reach, limit: Limit) -> None:
    """Gates, completeness, window, payee, documents and W (rules 6). Raises with the first that fails."""
    if reached.blocked_by is not None:
        raise Refusal("not_eligible", gate=reached.blocked_by)
    if draft.amount_fen is None or draft.method is None:
        raise Refusal("stale")
    order = limit.order
    if draft.method == "original" and (order is None or not order.original_method):
        raise Refusal("window_closed", ended_on=None if order is None else order.window_ends_on)
    check_amount(draft.amount_fen, limit)
    if draft.by_documents:
        _check_documents(ctx, draft, reached, limit)


def _check_documents(ctx: Ctx, draft: Withdrawal, reached: Reach, limit: Limit) -> None:
    kind, reason = reached.account.kind, draft.reason
    if reason is None:
        raise Refusal("reason_not_yours")
    why_known = draft.note_sealed is not None
    if limit.order is not None:
        why_known = reason in reasons_for(kind, not limit.order.original_method)
    payee = find_payee(ctx.tx, draft.payee)
    missing = missing_of(needed_for(reason, kind), documents_of(ctx.tx, draft.id))
    complete = payee is not None and payee.next_field is None and payee.completed_at is not None
    lack = lack_of(
        Entered(draft.amount_fen, limit.withdrawable_fen, draft.method, why_known, complete, bool(missing))
    )
    if lack in (None, "papers") and payee is not None and not fits(ctx.vault, payee, reached.account, reason):
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
    """Refuses locked, code_too_soon, code_too_many; raises what ``check_ready`` raises, not_yours, stale."""
    draft, reached = own_draft(ctx, ctx.actor.person, withdrawal, version)
    ctx.note.withdrawal(draft)
    limit = limit_now(ctx, draft)
    check_ready(ctx, draft, reached, limit)
    params = {
        "withdrawal": draft.id,
        "amount_fen": draft.amount,
        "currency": ctx.policy.currency,
        "channel": None if limit.order is None else limit.order.channel,
        "order_id": None if limit.order is None else limit.order.order_id,
        **_payee(ctx.tx, draft),
    }
    binding = binding_of(ctx.tx, draft, limit.order, reached)
    ask = Ask("withdrawal", draft.id, reached.via, ctx.actor.person, binding)
    issue_code(ctx, ask, "code_withdrawal", params)
    if draft.by_documents:
        told = {"account": draft.account, "amount_fen": draft.amount, "currency": ctx.policy.currency}
        tell_asked(ctx, ask, told)
    return view_of(ctx, draft, reached)


def _payee(tx: Tx, draft: Withdrawal) -> dict[str, str | None]:
    """What the text message says of where the money goes: nothing of a payee that is not masked."""
    if not draft.by_documents:
        return {"payee": "original"}
    payee = get_payee(tx, draft.payee)
    return {"payee": payee.kind, "payee_masked": payee.number_masked, "payee_bank": payee.bank}
