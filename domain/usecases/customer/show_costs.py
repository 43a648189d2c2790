"""Me > Costs: the chosen account's balance (rules 2)."""

from __future__ import annotations

from dataclasses import replace

from domain.accounts import Reach, account_view, reach
from domain.actor import Permission
from domain.balance_view import balance_of
from domain.context import Ctx
from domain.errors import Refusal
from domain.held_parts import with_parts
from domain.links import waiting_links
from domain.rules.balance import HoldReason
from domain.stops import live_stops
from domain.tx import Tx
from domain.use_case import use_case
from domain.views import CostsView, Waiting


def current(tx: Tx, chat_user: int) -> tuple[Reach, list[Reach]]:
    """The chosen account, or the first within reach, and all of them. Raises `not_linked`."""
    found = reach(tx, chat_user)
    if not found:
        raise Refusal("not_linked")
    row = tx.one("chat_user_by_id", id=chat_user)
    chosen = None if row is None else row.current_account
    return next((one for one in found if one.account.id == chosen), found[0]), found


def costs_view(ctx: Ctx, chat_user: int) -> CostsView:
    """The view itself, for use cases that end with it."""
    chosen, found = current(ctx.tx, chat_user)
    account = chosen.account.id
    return CostsView(
        account=account_view(ctx.vault, chosen),
        balance=balance_of(ctx, chosen.account, ctx.clock.now(chosen.account.own_clock)),
        accounts=tuple(account_view(ctx.vault, one) for one in found),
        draft=ctx.tx.scalar("withdrawal_draft", chat_user=chat_user, account=account),
        waiting=tuple(Waiting(link.id, link.account) for link in waiting_links(ctx.tx, chat_user)),
        stopped=bool(live_stops(ctx, account)),
        support=ctx.policy.support,
    )


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_costs(ctx: Ctx) -> CostsView:
    """The current account's costs. Raises `not_linked`."""
    return costs_view(ctx, ctx.actor.person)


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_hold(ctx: Ctx, reason: HoldReason) -> CostsView:
    """The same, with the first parts of this held amount. Raises `not_linked`."""
    view = costs_view(ctx, ctx.actor.person)
    return replace(view, balance=with_parts(ctx, view.balance, reason))
