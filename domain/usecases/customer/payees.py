"""Payee accounts that were used before, offered again; and starting another one (rules 5)."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.dossier import Dossier
from domain.drafts import name_payee
from domain.errors import Refusal
from domain.payee_rows import Payee, find_payee, fits, payee_view
from domain.use_case import use_case
from domain.views import PayeeView, WithdrawalView
from domain.withdrawals import own_draft, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", writes=False)
def list_payees(ctx: Ctx, withdrawal: str) -> tuple[PayeeView, ...]:
    """Payees of the same cloud account that a submitted withdrawal used, newest first, masked, for this draft.

    At most `payees_offered`: the one used longest ago makes room. Raises not_yours, stale.
    """
    offered = _offered(ctx, own_draft(ctx, withdrawal, None))[: ctx.policy.payees_offered]
    return tuple(payee_view(ctx.vault, payee, in_full=False) for payee in offered)


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def use_payee(ctx: Ctx, withdrawal: str, version: int, payee: int) -> WithdrawalView:
    """Uses an offered payee. Raises not_yours (also for a payee that is not offered), stale."""
    draft = own_draft(ctx, withdrawal, version)
    if not draft.row.by_documents:
        raise Refusal("stale")
    if payee not in [one.id for one in _offered(ctx, draft)]:
        raise Refusal("not_yours")
    if draft.row.payee != payee:
        draft = name_payee(ctx, draft, payee)
    return view_of(ctx, draft)


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def change_payee(ctx: Ctx, withdrawal: str, version: int) -> WithdrawalView:
    """The draft without a payee; the first field that is entered begins a new one. Raises not_yours, stale."""
    draft = own_draft(ctx, withdrawal, version)
    if draft.row.payee is not None:
        draft = name_payee(ctx, draft, None)
    return view_of(ctx, draft)


def _offered(ctx: Ctx, draft: Dossier) -> list[Payee]:
    """Each payee once. The same number and name at another branch is another one."""
    found: dict[str, Payee] = {}
    account = draft.reached.account
    rows = ctx.tx.all("payees_used", account=account.id, most=ctx.policy.payees_looked_at)
    for id_ in dict.fromkeys(row.payee for row in rows):
        payee = find_payee(ctx.tx, id_)
        if payee is not None and fits(ctx.vault, payee, account, draft.row.reason):
            found.setdefault(str(payee.fingerprints), payee)
    return list(found.values())
