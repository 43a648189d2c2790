"""The code that connects an account to a chat user: the second half."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import Reach, account_view, get_account
from domain.actor import Permission
from domain.codes import end_code, try_code
from domain.context import Ctx
from domain.errors import Refusal
from domain.links import connect
from domain.use_case import use_case
from domain.usecases.customer.link_open import link_ask, usable
from domain.views import AccountView


@dataclass(frozen=True, slots=True)
class Linked:
    """The account that is connected now."""

    account: AccountView


@use_case(Permission.TALK, about="link")
def confirm_link(ctx: Ctx, link: int, code: str, name: str | None = None) -> Linked:
    """Connects the account; who is linked already is told, and the phone. Refuses link_bad, code_wrong, locked.

    ``link``: the attempt's id; ``code``: as typed; ``name``: what the chat is called, for those linked already.
    """
    row = ctx.tx.one("link_token_by_id", id=link)
    if row is None or row.claimed_by != ctx.actor.person or not usable(row, ctx.clock, ctx.actor.person):
        raise Refusal("link_bad", keep=True)
    account = get_account(ctx.tx, row.account)
    try_code(ctx, link_ask(row.id, ctx.actor.person, account), code)
    now = ctx.clock.now()
    end_code(ctx, "link", str(row.id), "used")
    ctx.tx.run("link_token_end", id=row.id, now=now)
    connect(ctx, account, (account.id,), name)
    ctx.tx.run("chat_user_choose", id=ctx.actor.person, account=account.id)
    return Linked(account_view(ctx.vault, Reach(account, account)))
