"""A payout order for the tests of the channels."""

from __future__ import annotations

from dataclasses import dataclass

from domain.rules.channels import Channel
from domain.rules.designated import Method
from domain.usecases.time.payouts import PayoutPayee


@dataclass(frozen=True)
class Order:
    id: str = "W1"
    amount_fen: int = 120_50
    currency: str = "CNY"
    account: str = "1001"
    is_test: bool = False
    method: Method = "original"
    channel: Channel | None = "alipay"
    bank: str | None = None
    order_id: str | None = "TP-1001-1"
    top_up_reference: str | None = "ALI20260910001"
    payee: PayoutPayee | None = None
