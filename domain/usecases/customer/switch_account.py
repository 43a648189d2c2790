"""Choosing another account within reach (rules 4)."""

from __future__ import annotations

from domain.accounts import reach_one
from domain.actor import Permission
from domain.context import Ctx
from domain.errors import Refusal
from domain.use_case import use_case
from domain.usecases.customer.show_costs import costs_view
from domain.views import CostsView


@use_case(Permission.OWN_ACCOUNT, about="account", acting="never")
def switch_account(ctx: Ctx, account: str) -> CostsView:
    """Raises ``not_yours``.

    ``account``: the id of the account to look at from now on.
    """
    if reach_one(ctx.tx, ctx.actor.person, account) is None:
        raise Refusal("not_yours")
    ctx.tx.run("chat_user_choose", id=ctx.actor.person, account=account)
    return costs_view(ctx, ctx.actor.person)
