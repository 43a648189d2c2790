"""The payout worker: takes what is due, speaks to the channel, records the answer.

The channel is called outside any transaction, and what it said is written in another one; a crash between the
two leaves a lease that ends, and the next turn asks the channel before it would ever submit again (rules 6).
Paid ones are asked about again for a while, since a bank may send the money back. Fresh payouts and those that are
asked about are carried in lanes of their own, and a fresh one that takes long goes on beside the others. Which
withdrawal is due, and what an answer means for the books, is the use cases' business.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog

from bot.channels.payouts.channel import UNKNOWN, PayoutChannel
from bot.runtime import metrics
from bot.runtime.payout_mark import MarkLost
from bot.runtime.runner import Runner
from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import SECOND, Micros
from domain.usecases.time.payouts import (
    NotSent,
    PayoutAnswer,
    PayoutOrder,
    give_back,
    may_submit,
    record_payout,
    take_payout,
)
from domain.usecases.time.returns import record_return_answer, take_return_question

log = structlog.get_logger(__name__)

ACTOR = Actor.system("payer")
WORKERS = 4
"""How many payouts of a lane are with the channel at once; each is another withdrawal."""
QUICK_S = 2.0
"""How long a worker stays with a fresh payout; one that takes longer goes on beside it."""
MOST_BESIDE = 60
"""How many fresh payouts go on beside the workers, at most."""
CALL_S = 30.0
"""Longest wait for one answer of the channel."""
LEASE_S = 120
"""How long a taken payout is nobody else's: a question, a submission and the writing, with time to spare."""


class Payer:
    """Carries payouts to ``channel``. ``call_s`` bounds each call; twice that has to fit in the lease.

    ``monotonic``: seconds that no step of a clock changes.
    """

    def __init__(
        self,
        runner: Runner,
        channel: PayoutChannel,
        *,
        call_s: float = CALL_S,
        lease_s: int = LEASE_S,
        quick_s: float = QUICK_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if lease_s < 2 * call_s + 10:
            raise ValueError("the lease has to outlast a question and a submission")
        self._runner = runner
        self._channel = channel
        self._call_s = call_s
        self._lease_s = lease_s
        self._quick_s = quick_s
        self._monotonic = monotonic
        self._beside: set[asyncio.Task[None]] = set()

    async def run_due(self) -> int:
        """Carries all that is due now in both lanes; how many payouts it was. Raises ``StorageError``."""
        return sum(await asyncio.gather(self.send_due(), self.ask_due()))

    async def send_due(self) -> int:
        """Submits every fresh payout that is due; how many it was. Raises ``StorageError``.

        Those on which the channel lets wait go on by themselves when this returns.
        """
        done = await asyncio.gather(*[self._work(asked=False) for _ in range(WORKERS)])
        return sum(done)

    async def ask_due(self) -> int:
        """Asks about every payout without a result that is due; how many it was. Raises ``StorageError``."""
        done = await asyncio.gather(*[self._work(asked=True) for _ in range(WORKERS)])
        return sum(done)

    async def stop(self) -> None:
        """Gives up what still goes on; its lease ends, and the channel is asked about it."""
        beside = list(self._beside)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)

    async def ask_returns(self) -> int:
        """Asks the channel about every paid one that is due; how many it was. Raises ``StorageError``."""
        done = await asyncio.gather(*[self._question() for _ in range(WORKERS)])
        return sum(done)

    async def _question(self) -> int:
        done = 0
        while True:
            try:
                order = await self._runner.perform_locked(
                    "payer",
                    take_return_question,
                    ACTOR,
                    self._lease_s,
                    self._runner.process,
                )
            except Refusal as refusal:
                log.error("questions are refused", refusal=refusal.code)
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
        try:
            recorded = await self._runner.perform_locked(
                order.account,
                record_return_answer,
                ACTOR,
                order.id,
                result.outcome,
                result.reason_code,
                result.reference,
                order.version,
            )
        except Refusal:
            log.warning(
                "answer is to nothing that is asked about", withdrawal=order.id, outcome=result.outcome
            )
        else:
            if result.outcome == "returned" and recorded.returned_at is not None:
                metrics.RETURNS.labels(learned="asked").inc()
                log.warning("payout returned", withdrawal=order.id, reason=result.reason_code)

    async def _work(self, *, asked: bool) -> int:
        done = 0
        while True:
            began = self._monotonic()
            order = await self._take(asked=asked)
            if order is None:
                return done
            if isinstance(order, NotSent):
                _not_sent(order)
            elif asked:
                await self._carry(order, began)
            else:
                await self._start(order, began)
            done += 1

    async def _start(self, order: PayoutOrder, began: float) -> None:
        """Carries a fresh one; where the channel lets wait, it goes on beside and does not hold up the next."""
        task = asyncio.create_task(self._carry(order, began), name=f"payout-{order.id}")
        try:
            done, _ = await asyncio.wait({task}, timeout=self._quick_s)
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            raise
        if done:
            task.result()
            return
        self._beside.add(task)
        task.add_done_callback(self._ended)
        while len(self._beside) >= MOST_BESIDE:
            await asyncio.wait(self._beside, return_when=asyncio.FIRST_COMPLETED)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._beside.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Its lease ends, and then the channel is asked.
            log.error("payout not recorded", error=type(error).__name__)

    async def _take(self, *, asked: bool) -> PayoutOrder | NotSent | None:
        mark = self._runner.mark
        seen = None if mark is None else await asyncio.to_thread(mark.read)
        # One lock for all takers of a lane: on PostgreSQL they would otherwise fight for the first row.
        try:
            taken = await self._runner.perform_locked(
                "payer questions" if asked else "payer",
                take_payout,
                ACTOR,
                self._lease_s,
                asked,
                seen,
                self._runner.process,
            )
        except Refusal as refusal:
            # That the books are behind is told by whoever watches the mark.
            if refusal.code != "payouts_stopped":
                log.error("payouts are refused", refusal=refusal.code)
            return None
        return taken

    async def _carry(self, order: PayoutOrder, began: float) -> None:
        result = UNKNOWN
        if order.query:
            result = await self._call("query", order)
        if order.submit and order.until is not None and (not order.query or result.outcome == "never_heard"):
            if not await self._marked(order):
                result = UNKNOWN
            elif await self._may_submit(order, order.until, began):
                result = await self._call("submit", order)
            else:
                log.warning("payout not submitted: its lease is over, or it was stopped", withdrawal=order.id)
                await self._runner.perform_locked(order.account, give_back, ACTOR, order.id, order.until)
                return
        try:
            recorded = await self._runner.perform_locked(
                order.account,
                record_payout,
                ACTOR,
                order.id,
                result.outcome,
                result.reason_code,
                result.reference,
                order.version,
                order.failing,
            )
        except Refusal as refusal:
            # Somebody else recorded it meanwhile; what contradicts that is in the books now.
            log.warning(
                "payout result refused", withdrawal=order.id, outcome=result.outcome, refusal=refusal.code
            )
        else:
            log.info("payout", withdrawal=order.id, outcome=result.outcome, status=recorded.status)
        metrics.PAYOUTS.labels(outcome=_counted(result)).inc()

    async def _may_submit(self, order: PayoutOrder, until: Micros, began: float) -> bool:
        """Asked of the books, and of two clocks right before the call: one may have been set, one may have slept."""
        allowed = await self._runner.perform_locked(order.account, may_submit, ACTOR, order.id, until)
        ends_in_time = self._runner.services.clock.now() + self._call_s * SECOND < until
        aged_in_time = self._monotonic() - began + self._call_s < self._lease_s
        return allowed is True and ends_in_time and aged_in_time

    async def _marked(self, order: PayoutOrder) -> bool:
        """Whether the mark says on the disk that this payout is handed over; without that it is not."""
        mark = self._runner.mark
        if mark is None or order.mark is None:
            return mark is None
        try:
            await mark.advance(order.mark)
        except (MarkLost, OSError) as error:
            log.error("the mark cannot be written, nothing is paid", error=type(error).__name__)
            return False
        return True

    async def _call(self, call: str, order: PayoutOrder) -> PayoutAnswer:
        ask = self._channel.query if call == "query" else self._channel.submit
        try:
            async with asyncio.timeout(self._call_s):
                return await ask(order)
        except Exception as error:
            # Money may have moved: whatever went wrong is an unknown outcome, never a failure.
            log.warning("payout channel failed", withdrawal=order.id, call=call, error=type(error).__name__)
            return UNKNOWN


def _counted(result: PayoutAnswer) -> str:
    """What it is counted as: that the channel never heard of it is no result either."""
    return "unknown" if result.outcome == "never_heard" else result.outcome


def _not_sent(payout: NotSent) -> None:
    """Nothing goes to the channel, and those behind it do; ``main.py check`` says what is wrong with its rows."""
    log.error("payout cannot be put together", withdrawal=payout.id, error=payout.code)
