"""*Confirm withdrawal*: code, version, gates, window, W, payee and documents checked and the money taken, at once."""

from __future__ import annotations

from domain.actor import Permission
from domain.code_limits import lock_of
from domain.codes import end_code, live_code
from domain.context import Ctx
from domain.documents import documents_of, take_out
from domain.errors import Refusal
from domain.holding import hold_money
from domain.links import young_until
from domain.messages import tell_linked
from domain.risk import payee_flags, risk_flags
from domain.rules.statuses import Status
from domain.stops import stop_of
from domain.use_case import use_case
from domain.usecases.customer.note_number import put_card
from domain.usecases.customer.send_code import check_ready
from domain.views import WithdrawalView
from domain.withdrawal_row import Withdrawal, WithdrawalChanges
from domain.withdrawals import (
    binding_of,
    change_status,
    limit_now,
    own_draft,
    promise_by_documents,
    promised_at,
    view_of,
)


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", newest=True, snapshot=True)
def confirm_withdrawal(ctx: Ctx, withdrawal: str, version: int, card: int | None = None) -> WithdrawalView:
    """Submits the draft: approved by the system, or In Review when flagged or with documents (rules 5 and 6).

    Refuses locked; raises code_needed, what `check_ready` raises, not_yours, stale.
    """
    draft, reached = own_draft(ctx, ctx.actor.person, withdrawal, version)
    ctx.note.withdrawal(draft)
    locked = lock_of(ctx, reached.via.id, ctx.actor.person)
    if locked is not None:
        raise locked
    limit = limit_now(ctx, draft)
    check_ready(ctx, draft, reached, limit)
    live = live_code(ctx, "withdrawal", draft.id, binding_of(ctx.tx, draft, limit.order, reached))
    if live is None or live.accepted_at is None:
        raise Refusal("code_needed")
    end_code(ctx, "withdrawal", draft.id, "used")
    now = ctx.clock.now()
    flags = risk_flags(ctx, reached, draft.amount, draft.id)
    if stop_of(ctx, draft) is not None:
        flags = (*flags, "stopped")
    draft = hold_money(ctx, draft)
    submitted: WithdrawalChanges = {"submitted_at": now, "expires_at": None, "via_account": reached.via.id}
    if draft.by_documents:
        submitted["flags"] = (*flags, *payee_flags(ctx, draft, reached.account))
        submitted["approve_from_at"] = young_until(ctx, reached.since_at)
        submitted["promise_at"] = promise_by_documents(ctx, draft, now)
    else:
        submitted |= _only_original(ctx, draft)
        if flags:
            submitted["flags"] = flags
        else:
            promised = promised_at(ctx, draft, now)
            submitted |= {"approved_at": now, "promise_at": promised, "action_at": now}
    to: Status = "in_review" if draft.by_documents or flags else "approved"
    done = change_status(ctx, draft, ctx.actor.who, to, **submitted)
    if reached.via.id != reached.account.id:
        key, params = f"member:{done.id}", {"withdrawal": done.id, "account": done.account}
        tell_linked(ctx, done.account, key, "member_withdrawal", params, but=ctx.actor.person)
    if card is not None:
        # With the money: the relay looks for a card at once, and would send another one.
        put_card(ctx, done.id, card)
    return view_of(ctx, done, reached)


def _only_original(ctx: Ctx, draft: Withdrawal) -> WithdrawalChanges:
    """Leaves in the draft what was entered before the customer chose the original method."""
    take_out(ctx, draft.id, [row.id for row in documents_of(ctx.tx, draft.id)])
    return {"reason": None, "payee": None, "note_sealed": None}
