"""The amount of a draft: all, half (rounded down) or typed."""

from __future__ import annotations

from typing import Literal

from domain.actor import Permission
from domain.context import Ctx
from domain.drafts import edit_draft
from domain.errors import Refusal
from domain.holding import Limit
from domain.ports import Fen
from domain.rules.money import parse_typed
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import own_draft, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def enter_amount(
    ctx: Ctx,
    withdrawal: str,
    version: int,
    amount_fen: Fen | None = None,
    share: Literal["all", "half"] | None = None,
    text: str | None = None,
) -> WithdrawalView:
    """Sets the amount: in fen, as a share, or as typed. Any code sent before is dead.

    Raises not_yours, stale, not_eligible, nothing_to_withdraw, amount_unreadable, amount_too_small, amount_too_much
    (`max_fen`, `limited_by`).
    """
    draft = own_draft(ctx, withdrawal, version)
    if draft.reached.blocked_by is not None:
        raise Refusal("not_eligible", gate=draft.reached.blocked_by)
    amount_fen = _amount(amount_fen, share, text, draft.limit)
    return view_of(ctx, edit_draft(ctx, draft, amount_fen=amount_fen))


def check_amount(amount_fen: Fen, limit: Limit) -> None:
    """Checks that it is at least one fen and within the order, or other money, and the balance. Raises as above."""
    if limit.withdrawable_fen <= 0:
        raise Refusal("nothing_to_withdraw")
    if amount_fen < 1:
        raise Refusal("amount_too_small", max_fen=limit.withdrawable_fen)
    if amount_fen > limit.withdrawable_fen:
        raise Refusal("amount_too_much", max_fen=limit.withdrawable_fen, limited_by=limit.limited_by)


def _amount(
    amount_fen: Fen | None, share: Literal["all", "half"] | None, text: str | None, limit: Limit
) -> Fen:
    if share is not None:
        amount_fen = limit.withdrawable_fen // (2 if share == "half" else 1)
    elif text is not None:
        amount_fen = parse_typed(text)
    if amount_fen is None:
        raise Refusal("amount_unreadable", max_fen=limit.withdrawable_fen)
    check_amount(amount_fen, limit)
    return amount_fen
