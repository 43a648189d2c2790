"""The port to the payout channel: hand over one payout, ask about one.

The withdrawal's id is the idempotency key at every channel (rules 6). What an answer means for the books,
when to ask again and when to submit belongs to the use cases and to the payer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from domain.ports import Fen
from domain.rules.channels import Channel
from domain.rules.payee_numbers import PayeeKind
from domain.views import Method

Outcome = Literal["paid", "failed", "pending", "unknown", "never_heard", "returned"]


class PayableTo(Protocol):
    """A payee account: where a payout goes that does not go back the way it came."""

    @property
    def kind(self) -> PayeeKind:
        """Alipay account or bank card."""

    @property
    def number(self) -> str:
        """The whole number: never for a log line."""

    @property
    def name(self) -> str:
        """The payee's name: never for a log line."""

    @property
    def bank(self) -> str | None:
        """Of a bank card; so are the rest."""

    @property
    def province(self) -> str | None:
        """None where only the bank code is known."""

    @property
    def city(self) -> str | None:
        """None where only the bank code is known."""

    @property
    def branch(self) -> str | None:
        """None where only the bank code is known."""

    @property
    def bank_code(self) -> str | None:
        """12 digits; None where the branch was written by hand."""


class Payable(Protocol):
    """What a channel needs to know of a payout; the order that the use case hands out has all of it."""

    @property
    def id(self) -> str:
        """The withdrawal's id, the idempotency key."""

    @property
    def amount_fen(self) -> Fen:
        """What to pay."""

    @property
    def currency(self) -> str:
        """ISO 4217."""

    @property
    def account(self) -> str:
        """The cloud account whose money it is."""

    @property
    def is_test(self) -> bool:
        """Test accounts are always paid by the sandbox channel."""

    @property
    def method(self) -> Method:
        """The path of the withdrawal."""

    @property
    def channel(self) -> Channel | None:
        """How the top-up was paid; None, like the top-up's other fields, for an application."""

    @property
    def bank(self) -> str | None:
        """The bank of an online-banking top-up."""

    @property
    def order_id(self) -> str | None:
        """The top-up order that is paid back."""

    @property
    def top_up_reference(self) -> str | None:
        """The channel's own number of the top-up."""

    @property
    def payee(self) -> PayableTo | None:
        """Where it goes; None for the original method."""


@dataclass(frozen=True, slots=True)
class PayoutResult:
    """A channel's answer.

    ``failed`` is final, and so is ``paid`` but for one thing: ``returned``, it was paid and the bank sent it back.
    ``pending``: accepted, not decided. ``unknown``: nobody can say what happened, ask later. ``never_heard``: only
    an answer to a question, the channel has nothing under this id.
    """

    outcome: Outcome
    reason_code: str | None = None
    reference: str | None = None


UNKNOWN = PayoutResult("unknown")


class PayoutChannel(Protocol):
    """Pays money out. The same id twice is one payment, whatever happened in between."""

    async def submit(self, order: Payable) -> PayoutResult:
        """Hands the payout over. Never ``never_heard``."""

    async def query(self, order: Payable) -> PayoutResult:
        """What became of a payout that was, or may have been, handed over."""

    async def close(self) -> None:
        """Lets go of files and connections."""


class RoutedPayouts:
    """Chooses the channel of an order: test accounts always go to the sandbox, whatever is configured."""

    def __init__(self, real: PayoutChannel, sandbox: PayoutChannel) -> None:
        self._real = real
        self._sandbox = sandbox

    async def submit(self, order: Payable) -> PayoutResult:
        """Hands the payout over to the order's channel."""
        return await self._of(order).submit(order)

    async def query(self, order: Payable) -> PayoutResult:
        """Asks the order's channel."""
        return await self._of(order).query(order)

    async def close(self) -> None:
        """Closes both channels, the second one too if the first cannot be closed."""
        try:
            await self._real.close()
        finally:
            if self._sandbox is not self._real:
                await self._sandbox.close()

    def _of(self, order: Payable) -> PayoutChannel:
        return self._sandbox if order.is_test else self._real
