"""*Confirm withdrawal*: code, version, gates, window, W, payee and documents checked and the money taken, at once."""

from __future__ import annotations

from dataclasses import replace

from domain.actor import Permission
from domain.codes import code_now, end_code
from domain.context import Ctx
from domain.documents import take_out
from domain.errors import Refusal
from domain.holding import hold_money
from domain.links import young_until
from domain.messages import tell_linked
from domain.risk import payee_flags, risk_flags
from domain.rules.statuses import Status
from domain.use_case import use_case
from domain.usecases.customer.note_number import put_card
from domain.usecases.customer.send_code import check_ready
from domain.views import WithdrawalView
from domain.withdrawal_row import WithdrawalChanges
from domain.withdrawals import ask_of, change_status, own_draft, promise_by_documents, promised_at, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", newest=True, snapshot=True)
def confirm_withdrawal(ctx: Ctx, withdrawal: str, version: int, card: int | None = None) -> WithdrawalView:
    """Submits the draft: approved by the system, or In Review when flagged or with documents (rules 5 and 6).

    Refuses locked; raises code_needed, what `check_ready` raises, not_yours, stale.
    """
    draft = own_draft(ctx, withdrawal, version)
    row, reached = draft.row, draft.reached
    ctx.note.withdrawal(row)
    live, locked = code_now(ctx, ask_of(draft))
    if locked is not None:
        raise locked
    check_ready(ctx, draft)
    if live is None or not live.accepted:
        raise Refusal("code_needed")
    end_code(ctx, "withdrawal", row.id, "used")
    now = ctx.clock.now()
    flags = risk_flags(ctx, reached, row.amount, row.id)
    if draft.stopped:
        flags = (*flags, "stopped")
    row = hold_money(ctx, row)
    submitted: WithdrawalChanges = {"submitted_at": now, "expires_at": None, "via_account": reached.via.id}
    if row.by_documents:
        submitted["flags"] = (*flags, *payee_flags(ctx, draft))
        submitted["approve_from_at"] = young_until(ctx, reached.since_at)
        submitted["promise_at"] = promise_by_documents(ctx, draft, now)
    else:
        # What was entered for a payee before the customer chose the original method stays in the draft.
        take_out(ctx, row.id, [one.id for one in draft.documents])
        submitted |= {"reason": None, "payee": None, "note_sealed": None}
        if flags:
            submitted["flags"] = flags
        else:
            promised = promised_at(ctx, draft, now)
            submitted |= {"approved_at": now, "promise_at": promised, "action_at": now}
    to: Status = "in_review" if row.by_documents or flags else "approved"
    done = change_status(ctx, row, ctx.actor.who, to, **submitted)
    if reached.via.id != reached.account.id:
        key, params = f"member:{done.id}", {"withdrawal": done.id, "account": done.account}
        tell_linked(ctx, done.account, key, "member_withdrawal", params, but=ctx.actor.person)
    if card is not None:
        # With the money: the relay looks for a card at once, and would send another one.
        put_card(ctx, done.id, card)
    return view_of(ctx, replace(draft, row=done, limit=draft.limit.less(done.amount)))
