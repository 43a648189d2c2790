"""The payout worker: takes what is due, speaks to the channel, records the answer.

The channel is called outside any transaction, and what it said is written in another one; a crash between the
two leaves a lease that ends, and the next turn asks the channel before it would ever submit again (rules 6).
Paid ones are asked about again for a while, since a bank may send the money back. Which withdrawal is due, and
what an answer means for the books, is the use cases' business.
"""

from __future__ import annotations

import asyncio

import structlog

from bot import metrics
from bot.channels.payouts import UNKNOWN, PayoutChannel, PayoutResult
from bot.mark import MarkLost
from bot.performing import Performing
from domain.actor import Actor
from domain.usecases.payouts import (
    NotSent,
    PayoutOrder,
    RecordPayout,
    TakePayout,
    record_payout,
    take_payout,
)
from domain.usecases.returns import (
    RecordReturnAnswer,
    TakeReturnQuestion,
    record_return_answer,
    take_return_question,
)
from domain.views import Refused

log = structlog.get_logger(__name__)

ACTOR = Actor.system("payer")
WORKERS = 4
"""How many payouts are with the channel at once; each is another withdrawal."""
CALL_S = 30.0
"""Longest wait for one answer of the channel."""
LEASE_S = 120
"""How long a taken payout is nobody else's: a question, a submission and the writing, with time to spare."""


class Payer:
    """Carries payouts to ``channel``. ``call_s`` bounds each call; twice that has to fit in the lease."""

    def __init__(
        self,
        performing: Performing,
        channel: PayoutChannel,
        *,
        call_s: float = CALL_S,
        lease_s: int = LEASE_S,
    ) -> None:
        if lease_s < 2 * call_s + 10:
            raise ValueError("the lease has to outlast a question and a submission")
        self._performing = performing
        self._channel = channel
        self._call_s = call_s
        self._lease_s = lease_s

    async def run_due(self) -> int:
        """Carries all that is due now; how many payouts it was. Raises ``StorageError``."""
        done = await asyncio.gather(*[self._work() for _ in range(WORKERS)])
        return sum(done)

    async def ask_returns(self) -> int:
        """Asks the channel about every paid one that is due; how many it was. Raises ``StorageError``."""
        done = await asyncio.gather(*[self._question() for _ in range(WORKERS)])
        return sum(done)

    async def _question(self) -> int:
        done = 0
        while True:
            order = await self._performing.perform(
                take_return_question, ACTOR, TakeReturnQuestion(lease_s=self._lease_s), lock="payer"
            )
            if isinstance(order, Refused):
                log.error("questions are refused", refusal=order.code)
                return done
            if order is None:
                return done
            if isinstance(order, NotSent):
                _not_sent(order)
            else:
                await self._ask_return(order)
            done += 1

    async def _ask_return(self, order: PayoutOrder) -> None:
        result = await self._call("query", order)
        if result.outcome not in ("paid", "returned", "unknown"):
            # It was paid, and the channel said so. What is said now is for people to look into.
            log.error("payout channel contradicts itself", withdrawal=order.id, outcome=result.outcome)
        recorded = await self._performing.perform(
            record_return_answer,
            ACTOR,
            RecordReturnAnswer(order.id, result.outcome, result.reason_code, result.reference),
            lock=order.account,
        )
        if result.outcome == "returned" and not isinstance(recorded, Refused):
            metrics.RETURNS.labels(learned="asked").inc()
            log.warning("payout returned", withdrawal=order.id, reason=result.reason_code)

    async def _work(self) -> int:
        done = 0
        while (order := await self._take()) is not None:
            if isinstance(order, NotSent):
                _not_sent(order)
            else:
                await self._carry(order)
            done += 1
        return done

    async def _take(self) -> PayoutOrder | NotSent | None:
        mark = self._performing.mark
        seen = None if mark is None else await asyncio.to_thread(mark.read)
        # One lock for all takers: on PostgreSQL they would otherwise fight for the first row.
        taken = await self._performing.perform(
            take_payout, ACTOR, TakePayout(lease_s=self._lease_s, seen=seen), lock="payer"
        )
        if isinstance(taken, Refused):
            # That the books are behind is told by whoever watches the mark.
            if taken.code != "payouts_stopped":
                log.error("payouts are refused", refusal=taken.code)
            return None
        return taken

    async def _carry(self, order: PayoutOrder) -> None:
        result = UNKNOWN
        if order.query:
            result = await self._call("query", order)
        if order.submit and (not order.query or result.outcome == "never_heard"):
            result = await self._call("submit", order) if await self._marked(order) else UNKNOWN
        outcome = result.outcome
        if outcome == "never_heard":
            outcome = "unknown"
        recorded = await self._performing.perform(
            record_payout,
            ACTOR,
            RecordPayout(order.id, outcome, result.reason_code, result.reference),
            lock=order.account,
        )
        metrics.PAYOUTS.labels(outcome=outcome).inc()
        if isinstance(recorded, Refused):
            # Somebody else recorded it meanwhile; the channel's answer stays there to be asked for.
            log.warning("payout result refused", withdrawal=order.id, outcome=outcome, refusal=recorded.code)
        else:
            log.info("payout", withdrawal=order.id, outcome=outcome, status=recorded.status)

    async def _marked(self, order: PayoutOrder) -> bool:
        """Whether the mark says on the disk that this payout is handed over; without that it is not."""
        mark = self._performing.mark
        if mark is None or order.mark is None:
            return mark is None
        try:
            await mark.advance(order.mark)
        except (MarkLost, OSError) as error:
            log.error("the mark cannot be written, nothing is paid", error=type(error).__name__)
            return False
        return True

    async def _call(self, call: str, order: PayoutOrder) -> PayoutResult:
        ask = self._channel.query if call == "query" else self._channel.submit
        try:
            async with asyncio.timeout(self._call_s):
                return await ask(order)
        except Exception as error:
            # Money may have moved: whatever went wrong is an unknown outcome, never a failure.
            log.warning("payout channel failed", withdrawal=order.id, call=call, error=type(error).__name__)
            return UNKNOWN


def _not_sent(payout: NotSent) -> None:
    """Nothing goes to the channel, and those behind it do; ``main.py check`` says what is wrong with its rows."""
    log.error("payout cannot be put together", withdrawal=payout.id, error=payout.code)
