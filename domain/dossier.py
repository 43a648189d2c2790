"""A withdrawal with what belongs to it, read once in a transaction and handed on, so that nothing is read twice.

A dossier is never kept: each transaction asks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.accounts import Reach, get_account
from domain.context import Ctx
from domain.documents import documents_of
from domain.holding import Limit, limit_of
from domain.payee_rows import Payee, find_payee
from domain.rules.statuses import STATUSES
from domain.stops import is_stopped
from domain.views import OrderView
from domain.withdrawal_row import Withdrawal

if TYPE_CHECKING:
    from domain.tx import DocumentsOfRow


@dataclass(frozen=True, slots=True)
class Dossier:
    """The row, how its account is reached, what it draws on, its payee and its present documents.

    `stopped`: whether a stop holds it up (rules 4 and 6); False where a stop has no effect.
    """

    row: Withdrawal
    reached: Reach
    limit: Limit
    payee: Payee | None
    documents: tuple[DocumentsOfRow, ...]
    stopped: bool

    @property
    def order(self) -> OrderView | None:
        """The top-up order that it draws on; None for an application."""
        return self.limit.order


def dossier_of(ctx: Ctx, row: Withdrawal, reached: Reach, limit: Limit | None = None) -> Dossier:
    """The dossier of this row. `limit`, if it is known already."""
    draft = row.status == "draft"
    return Dossier(
        row,
        reached,
        limit or limit_of(ctx, reached.account, row.fund, row.method),
        find_payee(ctx.tx, row.payee),
        # A draft may have some that it does not need now.
        tuple(documents_of(ctx.tx, row.id)) if draft or row.by_documents else (),
        (draft or STATUSES[row.status].is_stoppable) and is_stopped(ctx, row),
    )


def staff_dossier(ctx: Ctx, row: Withdrawal) -> Dossier:
    """The dossier for a person who is not linked to the account: reached the way it was entered."""
    account = get_account(ctx.tx, row.account)
    via = account if row.via_account == row.account else get_account(ctx.tx, row.via_account)
    return dossier_of(ctx, row, Reach(account, via))
