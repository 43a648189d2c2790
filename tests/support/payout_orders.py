"""A payout order and a clock for the tests of the channels."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.ports import SECOND, Micros
from domain.usecases.time.payouts import PayoutPayee
from domain.views import Channel, Method


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


@dataclass
class HandClock:
    """Stands still until it is moved."""

    at: Micros = field(default=1_795_000_000 * SECOND)

    def now(self, account: str | None = None) -> Micros:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += int(seconds * SECOND)
