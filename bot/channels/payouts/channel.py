"""The interface of a payout channel: hand over one payout, ask about one.

The withdrawal's id is the idempotency key at every channel (rules 6). The use cases and the payer decide what an
answer means for the books, when to ask again and when to submit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from domain.contradictions import PayoutOutcome
from domain.ports import Fen
from domain.rules.channels import Channel
from domain.rules.designated import Method
from domain.rules.payee_numbers import PayeeKind

Way = Literal[Channel, PayeeKind]
"""How money leaves: back by the channel that it came by, or to a payee account of a kind."""


class PayableTo(Protocol):
    """A payee account, for a payout that does not go back the way it came."""

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
        """The bank of a card. The fields below are also for cards only."""

    @property
    def province(self) -> str | None:
        """The branch's province; None where only the bank code is known."""

    @property
    def city(self) -> str | None:
        """The branch's city; None where only the bank code is known."""

    @property
    def branch(self) -> str | None:
        """The branch's name; None where only the bank code is known."""

    @property
    def bank_code(self) -> str | None:
        """The branch's 12 digits; None for a branch written by hand."""


class Payable(Protocol):
    """What a channel needs to know of a payout."""

    @property
    def id(self) -> str:
        """The withdrawal's id, the idempotency key."""

    @property
    def amount_fen(self) -> Fen:
        """The amount to pay, in fen."""

    @property
    def currency(self) -> str:
        """The currency's ISO 4217 code."""

    @property
    def account(self) -> str:
        """The cloud account whose money it is."""

    @property
    def is_test(self) -> bool:
        """Whether the account is a test account; the sandbox channel always pays these."""

    @property
    def method(self) -> Method:
        """The path of the withdrawal (rules 5)."""

    @property
    def channel(self) -> Channel | None:
        """How the top-up was paid. For an application this and the top-up's other fields are None."""

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
        """Where the money goes; None for the original method."""


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
WAYS: tuple[Way, ...] = get_args(Way)


def way_of(order: Payable) -> Way:
    """How this payout leaves. Raises ValueError for an order with neither payee nor channel."""
    way = order.channel if order.payee is None else order.payee.kind
    if way is None:
        raise ValueError(f"payout {order.id} goes nowhere")
    return way


class PayoutChannel(Protocol):
    """Pays money out. The same id twice is one payment, whatever happened in between."""

    async def submit(self, order: Payable) -> PayoutResult:
        """Hands the payout over. Never returns `never_heard`."""

    async def query(self, order: Payable) -> PayoutResult:
        """The state of a payout that was, or may have been, handed over."""

    async def close(self) -> None:
        """Closes files and connections."""


class RoutedPayouts:
    """Chooses the channel of each payout by its way; test accounts always go to the sandbox."""

    def __init__(self, real: Callable[[Way], PayoutChannel], sandbox: PayoutChannel) -> None:
        self._real: dict[Way, PayoutChannel] = {way: real(way) for way in WAYS}
        self._sandbox = sandbox

    async def submit(self, order: Payable) -> PayoutResult:
        """Hands the payout over to its channel."""
        return await self._of(order).submit(order)

    async def query(self, order: Payable) -> PayoutResult:
        """Asks the payout's channel."""
        return await self._of(order).query(order)

    async def close(self) -> None:
        """Closes every channel, the others also when one fails to close."""
        async with AsyncExitStack() as closing:
            for channel in {self._sandbox, *self._real.values()}:
                closing.push_async_callback(channel.close)

    def _of(self, order: Payable) -> PayoutChannel:
        return self._sandbox if order.is_test else self._real[way_of(order)]
