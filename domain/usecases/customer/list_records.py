"""Records: an account's withdrawals, newest first, in pages."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from domain.account_clock import records_in_own_time
from domain.accounts import account_view
from domain.actor import Permission
from domain.context import Ctx
from domain.pages import FIRST, Spot, page_at
from domain.ports import Micros
from domain.use_case import use_case
from domain.usecases.customer.show_costs import current
from domain.views import RecordsView, RecordView

if TYPE_CHECKING:
    from domain.tx import RecordsFromRow

_END = (2**63 - 1, "")


@use_case(Permission.OWN_ACCOUNT, writes=False)
def list_records(ctx: Ctx, spot: Spot = FIRST) -> RecordsView:
    """A page of the current account's withdrawals. Raises not_linked."""
    chosen, _ = current(ctx.tx, ctx.actor.person)
    account = chosen.account.id

    @cache
    def begins(key: str | None) -> tuple[Micros, str]:
        row = None if key is None else ctx.tx.one("withdrawal_by_id", id=key)
        if row is None or row.account != account or row.submitted_at is None:
            return _END
        return row.submitted_at, row.id

    def rows_from(key: str | None, most: int) -> list[RecordsFromRow]:
        at, id_ = begins(key)
        return ctx.tx.all("records_from", account=account, at=at, withdrawal=id_, most=most)

    def before(key: str, most: int) -> list[str]:
        at, id_ = begins(key)
        return [
            row.id for row in ctx.tx.all("records_before", account=account, at=at, withdrawal=id_, most=most)
        ]

    rows, page = page_at(spot, ctx.policy.page_size, rows_from, before, lambda row: row.id)
    records = [
        RecordView(
            row.id, row.status, row.amount_fen, ctx.policy.currency, row.method, row.submitted_at,
            row.kind, row.bank, row.number_masked,
        )
        for row in rows
    ]  # fmt: skip
    if chosen.account.is_test:
        records = list(records_in_own_time(ctx.tx, account, records))
    return RecordsView(account_view(ctx.vault, chosen), tuple(records), page)
