"""Cancelling a withdrawal while it is In Review, and discarding a draft (rules 6)."""

from __future__ import annotations

from domain.actor import Permission
from domain.codes import end_code
from domain.context import Ctx
from domain.dossier import dossier_of
from domain.errors import Refusal
from domain.holding import release_money
from domain.use_case import use_case
from domain.usecases.customer.show_costs import costs_view
from domain.views import CostsView, WithdrawalView
from domain.withdrawal_row import Withdrawal, save
from domain.withdrawals import change_status, may_cancel, own_withdrawal, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", newest=True)
def cancel_withdrawal(ctx: Ctx, withdrawal: str, version: int) -> WithdrawalView:
    """Cancels it; the money goes back into its fund. Raises not_yours, stale, too_late (after the first approval)."""
    found, reached = own_withdrawal(ctx, withdrawal)
    if found.version != version:
        raise Refusal("stale")
    if not may_cancel(ctx.tx, found):
        raise Refusal("too_late")
    ctx.note.withdrawal(found)
    done = take_back(ctx, found, ctx.actor.who)
    return view_of(ctx, dossier_of(ctx, done, reached), steps=True)


def take_back(ctx: Ctx, found: Withdrawal, who: str) -> Withdrawal:
    """Cancels a withdrawal that may be cancelled."""
    release_money(ctx, found)
    # What a reviewer was writing about it is not needed now.
    ctx.tx.run("prepared_clear", withdrawal=found.id)
    return change_status(
        ctx, found, who, "cancelled", ended_at=ctx.clock.now(), asked_again_at=None, claimed_by=None,
        claimed_at=None,
    )  # fmt: skip


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def discard_draft(ctx: Ctx, withdrawal: str) -> CostsView:
    """Discards a draft and leaves any other withdrawal alone. Raises not_yours."""
    found, _ = own_withdrawal(ctx, withdrawal)
    if found.status == "draft":
        end_code(ctx, "withdrawal", found.id, "edited")
        save(ctx, found, status="discarded", expires_at=None, ended_at=ctx.clock.now())
    return costs_view(ctx, ctx.actor.person)
