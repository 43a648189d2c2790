"""A payout order for the tests of the channels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.usecases.time.payouts import PayoutOrder

_ORDER = PayoutOrder(
    id="W1",
    amount_fen=120_50,
    currency="CNY",
    account="1001",
    is_test=False,
    method="original",
    channel="alipay",
    bank=None,
    order_id="TP-1001-1",
    top_up_reference="ALI20260910001",
    first=True,
    query=False,
)


def payout_order(id: str = "W1", **changes: Any) -> PayoutOrder:
    """A payout that goes back the way its top-up came, with these changes."""
    return replace(_ORDER, id=id, **changes)
