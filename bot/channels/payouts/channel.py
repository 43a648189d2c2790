"""The interface of a payout channel: hand over one payout, ask about one.

The withdrawal's id is the idempotency key at every channel (rules 6). The use cases and the payer decide what an
answer means for the books, when to ask again and when to submit.
"""

from __future__ import annotations

from typing import Protocol

from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder

UNKNOWN = PayoutAnswer("unknown")


class PayoutChannel(Protocol):
    """Pays money out. The same id twice is one payment, whatever happened in between."""

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        """Hands the payout over. Never returns `never_heard`."""

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        """The state of a payout that was, or may have been, handed over."""

    async def close(self) -> None:
        """Closes files and connections."""


class RoutedPayouts:
    """Chooses the channel of each payout: test accounts always go to the sandbox, whatever is configured."""

    def __init__(self, real: PayoutChannel, sandbox: PayoutChannel) -> None:
        self._real = real
        self._sandbox = sandbox

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        """Hands the payout over to its channel."""
        return await self._of(order).submit(order)

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        """Asks the payout's channel."""
        return await self._of(order).query(order)

    async def close(self) -> None:
        """Closes both channels, the second also when the first fails to close."""
        try:
            await self._real.close()
        finally:
            if self._sandbox is not self._real:
                await self._sandbox.close()

    def _of(self, order: PayoutOrder) -> PayoutChannel:
        return self._sandbox if order.is_test else self._real
