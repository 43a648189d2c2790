"""Choosing another account within reach (rules 4)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import reach_one
from domain.actor import Actor, Permission
from domain.context import Env
from domain.errors import DomainError
from domain.ports import Tx
from domain.use_case import use_case
from domain.usecases.customer.show_costs import costs_view
from domain.views import CostsView


@dataclass(frozen=True, slots=True)
class SwitchAccount:
    """``account``: the id of the account to look at from now on."""

    account: str


@use_case(Permission.OWN_ACCOUNT, acting="never")
def switch_account(tx: Tx, env: Env, actor: Actor, command: SwitchAccount) -> CostsView:
    """Raises DomainError ``not_yours``."""
    if reach_one(tx, actor.person, command.account) is None:
        raise DomainError("not_yours")
    tx.run("chat_user_choose", id=actor.person, account=command.account)
    return costs_view(tx, env, actor.person)
