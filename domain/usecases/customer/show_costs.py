"""Me > Costs: the chosen account's balance (rules 2)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import Reach, account_view, reach
from domain.actor import Actor, Permission
from domain.balance_view import load_balance
from domain.context import Env
from domain.errors import DomainError
from domain.links import waiting_links
from domain.ports import Tx
from domain.stops import live_stops
from domain.use_case import use_case
from domain.views import CostsView, Waiting


@dataclass(frozen=True, slots=True)
class ShowCosts:
    """The current account of the person."""


def current(tx: Tx, chat_user: int) -> tuple[Reach, list[Reach]]:
    """The chosen account, or the first within reach, and all of them. Raises ``not_linked``."""
    found = reach(tx, chat_user)
    if not found:
        raise DomainError("not_linked")
    row = tx.one("chat_user_by_id", id=chat_user)
    chosen = None if row is None else row.current_account
    return next((one for one in found if one.account.id == chosen), found[0]), found


def costs_view(tx: Tx, env: Env, chat_user: int) -> CostsView:
    """The view itself, for the use cases that end there."""
    chosen, found = current(tx, chat_user)
    account = chosen.account.id
    return CostsView(
        account=account_view(env, chosen),
        balance=load_balance(tx, env, account, env.clock.now(account)),
        accounts=tuple(account_view(env, one) for one in found),
        draft=tx.scalar("withdrawal_draft", chat_user=chat_user, account=account),
        records=tx.scalar("withdrawals_count", account=account),
        waiting=tuple(Waiting(link.id, link.account) for link in waiting_links(tx, chat_user)),
        stopped=bool(live_stops(tx, env, account)),
    )


@use_case(Permission.OWN_ACCOUNT, writes=False)
def show_costs(tx: Tx, env: Env, actor: Actor, command: ShowCosts) -> CostsView:
    """Raises DomainError ``not_linked``."""
    return costs_view(tx, env, actor.person)
