"""Records: an account's withdrawals, newest first, in pages."""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import account_view
from domain.actor import Actor, Permission
from domain.context import Env
from domain.ports import Tx
from domain.use_case import use_case
from domain.usecases.customer.show_costs import current
from domain.views import RecordsView
from domain.withdrawals import own_withdrawal, view_of


@dataclass(frozen=True, slots=True)
class ListRecords:
    """``page`` counts from 0; one beyond the last shows the last."""

    page: int = 0


@use_case(Permission.OWN_ACCOUNT, writes=False)
def list_records(tx: Tx, env: Env, actor: Actor, command: ListRecords) -> RecordsView:
    """Raises not_linked."""
    chosen, _ = current(tx, actor.person)
    account, size = chosen.account.id, env.policy.page_size
    pages = max(1, -(-tx.scalar("withdrawals_count", account=account) // size))
    page = min(max(0, command.page), pages - 1)
    rows = tx.all("withdrawals_page", account=account, most=size, skip=page * size)
    found = [own_withdrawal(tx, actor.person, row.id) for row in rows]
    views = tuple(view_of(tx, env, one, reached) for one, reached in found)
    return RecordsView(account_view(env, chosen), views, page, pages)
