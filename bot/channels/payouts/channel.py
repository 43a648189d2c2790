"""The interface of a payout channel: hand over one payout, ask about one.

The withdrawal's id is the idempotency key at every channel (rules 6). The use cases and the payer decide what an
answer means for the books, when to ask again and when to submit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Literal, Protocol, get_args

from domain.rules.channels import Channel
from domain.rules.payee_numbers import PayeeKind
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder

Way = Literal[Channel, PayeeKind]
"""How money leaves: back by the channel that it came by, or to a payee account of a kind."""
UNKNOWN = PayoutAnswer("unknown")
WAYS: tuple[Way, ...] = get_args(Way)


def way_of(order: PayoutOrder) -> Way:
    """How this payout leaves. Raises ValueError for an order with neither payee nor channel."""
    way = order.channel if order.payee is None else order.payee.kind
    if way is None:
        raise ValueError(f"payout {order.id} goes nowhere")
    return way


class PayoutChannel(Protocol):
    """Pays money out. The same id twice is one payment, whatever happened in between."""

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        """Hands the payout over. Never returns `never_heard`."""

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        """The state of a payout that was, or may have been, handed over."""

    async def close(self) -> None:
        """Closes files and connections."""


class RoutedPayouts:
    """Chooses the channel of each payout by its way; test accounts always go to the sandbox."""

    def __init__(self, real: Callable[[Way], PayoutChannel], sandbox: PayoutChannel) -> None:
        self._real: dict[Way, PayoutChannel] = {way: real(way) for way in WAYS}
        self._sandbox = sandbox

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        """Hands the payout over to its channel."""
        return await self._of(order).submit(order)

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        """Asks the payout's channel."""
        return await self._of(order).query(order)

    async def close(self) -> None:
        """Closes every channel, the others also when one fails to close."""
        async with AsyncExitStack() as closing:
            for channel in {self._sandbox, *self._real.values()}:
                closing.push_async_callback(channel.close)

    def _of(self, order: PayoutOrder) -> PayoutChannel:
        return self._sandbox if order.is_test else self._real[way_of(order)]
