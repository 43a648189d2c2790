"""The code that connects an account to a chat user: the second half."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.accounts import Reach, account_view, get_account
from domain.actor import Actor, Permission
from domain.codes import end_code, try_code
from domain.context import Env
from domain.errors import refused
from domain.links import connect
from domain.ports import Tx
from domain.use_case import use_case
from domain.usecases.customer.link_open import link_ask, usable
from domain.views import AccountView, Refused


@dataclass(frozen=True, slots=True)
class ConfirmLink:
    """``link``: the attempt's id; ``code``: as typed; ``name``: what the chat is called, for those linked already."""

    link: int
    code: str = field(repr=False)
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Linked:
    """The account that is connected now."""

    account: AccountView


@use_case(Permission.TALK)
def confirm_link(tx: Tx, env: Env, actor: Actor, command: ConfirmLink) -> Linked | Refused:
    """Connects the account; who is linked already is told, and the phone. Refuses link_bad, code_wrong, locked."""
    row = tx.one("link_token_by_id", id=command.link)
    if row is None or row.claimed_by != actor.person or not usable(row, env, actor.person):
        return refused("link_bad")
    account = get_account(tx, row.account)
    wrong = try_code(tx, env, link_ask(row.id, actor.person, account), command.code)
    if wrong is not None:
        return wrong
    now = env.clock.now()
    end_code(tx, env, "link", str(row.id), "used")
    tx.run("link_token_end", id=row.id, now=now)
    connect(tx, env, actor, account, (account.id,), command.name)
    tx.run("chat_user_choose", id=actor.person, account=account.id)
    return Linked(account_view(env, Reach(account, account)))
