"""Records: an account's withdrawals, newest first, in pages."""

from __future__ import annotations

from domain.accounts import account_view
from domain.actor import Permission
from domain.context import Ctx
from domain.dossier import dossier_of
from domain.use_case import use_case
from domain.usecases.customer.show_costs import current
from domain.views import RecordsView
from domain.withdrawals import own_withdrawal, view_of


@use_case(Permission.OWN_ACCOUNT, writes=False)
def list_records(ctx: Ctx, page: int = 0) -> RecordsView:
    """A page of the current account's withdrawals; one beyond the last shows the last. Raises not_linked."""
    chosen, _ = current(ctx.tx, ctx.actor.person)
    account, size = chosen.account.id, ctx.policy.page_size
    pages = max(1, -(-ctx.tx.scalar("withdrawals_count", account=account) // size))
    page = min(max(0, page), pages - 1)
    rows = ctx.tx.all("withdrawals_page", account=account, most=size, skip=page * size)
    found = [own_withdrawal(ctx, row.id) for row in rows]
    views = tuple(view_of(ctx, dossier_of(ctx, one, reached)) for one, reached in found)
    return RecordsView(account_view(ctx.vault, chosen), views, page, pages)
