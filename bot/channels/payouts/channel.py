"""The interface of a payout channel: hand over one payout, ask about one.

The withdrawal's id is the idempotency key at every channel (rules 6). The use cases and the payer decide what an
answer means for the books, when to ask again and when to submit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from domain.contradictions import PayoutOutcome
from domain.usecases.time.payouts import PayoutOrder


@dataclass(frozen=True, slots=True)
class PayoutResult:
    """A channel's answer.

    `failed` is final. `paid` is final unless `returned` follows: it was paid and the bank sent it back. `pending`
    means accepted and not decided, `unknown` that the outcome is not known and the payer asks later. `never_heard`
    answers only a question: the channel has nothing under this id.
    """

    outcome: PayoutOutcome
    reason_code: str | None = None
    reference: str | None = None


UNKNOWN = PayoutResult("unknown")


class PayoutChannel(Protocol):
    """Pays money out. The same id twice is one payment, whatever happened in between."""

    async def submit(self, order: PayoutOrder) -> PayoutResult:
        """Hands the payout over. Never returns `never_heard`."""

    async def query(self, order: PayoutOrder) -> PayoutResult:
        """The state of a payout that was, or may have been, handed over."""

    async def close(self) -> None:
        """Closes files and connections."""


class RoutedPayouts:
    """Chooses the channel of each payout: test accounts always go to the sandbox, whatever is configured."""

    def __init__(self, real: PayoutChannel, sandbox: PayoutChannel) -> None:
        self._real = real
        self._sandbox = sandbox

    async def submit(self, order: PayoutOrder) -> PayoutResult:
        """Hands the payout over to its channel."""
        return await self._of(order).submit(order)

    async def query(self, order: PayoutOrder) -> PayoutResult:
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
