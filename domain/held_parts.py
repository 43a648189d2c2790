"""What a held amount is made of (rules 2): its first parts, oldest first, and how many more there are."""

from __future__ import annotations

from dataclasses import replace

from domain.context import Ctx
from domain.rules.balance import HoldReason
from domain.rules.calendar import settlement_at
from domain.views import BalanceView, HoldItem

MOST_PARTS = 8
"""The most parts that are read and shown; the rest is counted."""


def with_parts(ctx: Ctx, balance: BalanceView, *reasons: HoldReason) -> BalanceView:
    """The balance with the parts of these holds; one statement for each."""
    holds = []
    for hold in balance.holds:
        if hold.reason in reasons:
            items, number = _parts(ctx, balance.account, hold.reason)
            hold = replace(hold, items=items, more=number - len(items))
        holds.append(hold)
    return replace(balance, holds=tuple(holds))


def _parts(ctx: Ctx, account: str, reason: HoldReason) -> tuple[tuple[HoldItem, ...], int]:
    tx, items = ctx.tx, list[HoldItem]()
    number = 0
    match reason:
        case "reserve":
            for row in tx.all("hold_resources", account=account, most=MOST_PARTS):
                items.append(HoldItem(row.name, None, row.product, row.created_at))
                number = row.parts
            released = None if items else tx.one("hold_released", account=account)
            if released is not None:
                items = [HoldItem(released.name, None, released.product, released.released_at, released=True)]
                number = 1
        case "credit_notes":
            for note in tx.all("hold_credit_notes", account=account, most=MOST_PARTS):
                items.append(HoldItem(note.id, note.open_fen, note.order_id, note.raised_at))
                number = note.parts
        case "overdue":
            for bill in tx.all("hold_bills", account=account, most=MOST_PARTS):
                items.append(HoldItem(bill.id, bill.open_fen, bill.cycle, bill.issued_at))
                number = bill.parts
        case "unsettled":
            for usage in tx.all("hold_cycles", account=account, most=MOST_PARTS):
                settled_at = settlement_at(usage.cycle, ctx.policy.settlement_day)
                items.append(HoldItem(usage.cycle, usage.unsettled_fen, None, settled_at))
                number = usage.parts
        case "transferred":
            for sent in tx.all("hold_transfers", account=account, most=MOST_PARTS):
                items.append(HoldItem(sent.sender, sent.remaining_fen, sent.sender_name, sent.at))
                number = sent.parts
    return tuple(items), number
