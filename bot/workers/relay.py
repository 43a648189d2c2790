"""Carries messages from the outbox to the chats and phones: in order for each chat, at a pace, each message once.

A message is leased in one transaction, sent outside any, and finished in another. A crash in between leaves a lease
that ends; that one message may be repeated, since the Bot API knows no idempotency key. `delivery` makes the text and
one attempt; the use case decides which messages are due.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from math import inf

import structlog
from aiolimiter import AsyncLimiter

from bot.runtime import metrics
from bot.runtime.runner import Runner
from bot.workers.delivery import Delivery
from domain.actor import Actor
from domain.errors import Refusal
from domain.outgoing import KEY_MISSING, Message
from domain.usecases.time.outbox import Delivered, finish_message, lease_messages, put_test_inbox, read_leased
from domain.usecases.time.payouts import KEY_WAIT_S
from storage.errors import LastingError, StorageError

log = structlog.get_logger(__name__)

ACTOR = Actor.system("relay")
LEASE_S = 120
SEND_S = 60
"""Longest time for one attempt, in seconds; a message that cannot begin this long before its lease ends is given
back.
"""
LONGEST_REST_S = 300
"""Pauses after failures double from two seconds up to this."""
BATCH = 50
MOST_IN_HAND = 200


@dataclass(frozen=True, slots=True)
class SendingRate:
    """The most messages a second, in all and to one chat. 0 turns a limit off (tests)."""

    all_a_second: float = 30
    chat_a_second: float = 1


@dataclass(slots=True)
class _Lane:
    """The messages in hand for one chat or phone, which go out one after another, and what the next one waits for."""

    waiting: deque[tuple[Message, float]] = field(default_factory=deque)
    """Each with the moment by which it has to begin."""
    task: asyncio.Task[int] | None = None
    pace: AsyncLimiter | None = None
    held_until: float = -inf
    """Until then the other side is left alone, after `failures` in a row."""
    failures: int = 0

    def is_of_use(self, now: float) -> bool:
        """Whether there is more to it than a new lane has."""
        paced = self.pace is not None and not self.pace.has_capacity()
        return self.task is not None or paced or now < self.held_until + LONGEST_REST_S


Turn = Callable[[int], AbstractAsyncContextManager[None]]
"""The turn of a private chat, by its chat user: nothing else is shown there meanwhile."""


class Relay:
    """Empties the outbox. There is one for each process; leases keep several processes apart.

    `turn` is that of the conversation, so that an edit and a tap on the same message follow one another.
    """

    def __init__(
        self,
        runner: Runner,
        delivery: Delivery,
        *,
        pace: SendingRate | None = None,
        turn: Turn | None = None,
        lease_s: int = LEASE_S,
        loop_time: Callable[[], float] | None = None,
    ) -> None:
        self._runner = runner
        self._delivery = delivery
        self._pace = pace or SendingRate()
        self._turn = turn or (lambda chat_user: nullcontext())
        self._lease_s = lease_s
        self._time = loop_time or (lambda: asyncio.get_running_loop().time())
        self._all = _even(self._pace.all_a_second) if self._pace.all_a_second else None
        self._lanes: dict[str, _Lane] = {}
        self._again = asyncio.Event()
        self._pump: asyncio.Task[int] | None = None

    def wake(self) -> None:
        """Looks for new messages: a running pump looks again, else one starts."""
        self._again.set()
        if self._pump is None or self._pump.done():
            self._pump = asyncio.get_running_loop().create_task(self._run(), name="relay")
            self._pump.add_done_callback(_tell)

    async def run_due(self) -> int:
        """Sends all that is due and returns the number of messages tried. Raises StorageError."""
        self.wake()
        assert self._pump is not None
        return await asyncio.shield(self._pump)

    async def stop(self) -> None:
        """Gives up the messages in hand; their leases end and they go out after the next start."""
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        if self._pump is not None:
            tasks.append(self._pump)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()

    async def _run(self) -> int:
        tried = 0
        try:
            while True:
                self._again.clear()
                leased = await self._lease()
                for message in leased:
                    self._put(message)
                running = {lane.task for lane in self._lanes.values() if lane.task is not None}
                if not leased and not running:
                    if self._again.is_set():
                        continue  # a message came while the rows were being read
                    return tried
                if not leased or self._in_hand() >= MOST_IN_HAND:
                    tried += await self._some(running)
        finally:
            now = self._time()
            self._lanes = {name: lane for name, lane in self._lanes.items() if lane.is_of_use(now)}

    async def _some(self, running: set[asyncio.Task[int]]) -> int:
        """Waits until a lane is empty or a message may be new; returns how many messages the ended lanes tried."""
        again = asyncio.get_running_loop().create_task(self._again.wait())
        try:
            ended, _ = await asyncio.wait({*running, again}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            again.cancel()
        tried = 0
        for lane in self._lanes.values():
            if lane.task is not None and lane.task in ended:
                tried += lane.task.result()
                lane.task = None
        return tried

    def _in_hand(self) -> int:
        return sum(len(lane.waiting) for lane in self._lanes.values())

    async def _lease(self) -> tuple[Message, ...]:
        room = min(BATCH, MOST_IN_HAND - self._in_hand())
        if room <= 0:
            return ()
        try:
            leased = await self._runner.perform(
                lease_messages, ACTOR, room, self._lease_s, self._runner.process
            )
        except Refusal as refusal:
            log.error("messages are refused", refusal=refusal.code)
            return ()
        return leased

    def _put(self, message: Message) -> None:
        name = _lane_of(message)
        lane = self._lanes.setdefault(name, _Lane())
        lane.waiting.append((message, self._time() + self._lease_s - SEND_S))
        if lane.task is None or lane.task.done():
            before = lane.task.result() if lane.task is not None else 0
            lane.task = asyncio.get_running_loop().create_task(self._drain(lane, before), name=name)

    async def _drain(self, lane: _Lane, tried: int) -> int:
        while lane.waiting:
            message, begin_by = lane.waiting.popleft()
            delivered = await self._attempt(lane, message, begin_by)
            try:
                await self._finish(message, delivered)
            except StorageError as error:
                # The sent message stays leased and may be repeated; the rest of the lane stays behind it.
                log.error("message not finished", outbox=message.id, error=type(error).__name__)
                lane.waiting.clear()
            tried += 1
        return tried

    async def _attempt(self, lane: _Lane, message: Message, begin_by: float) -> Delivered:
        held = lane.held_until - self._time()
        if message.broken == KEY_MISSING:
            # Another process may have the key, and this one after its next start.
            log.error(
                "message is sealed with a part of SECRET_KEY that this process does not have: kept, tried again",
                outbox=message.id,
                template=message.template,
            )
            return Delivered("retry", retry_in_s=KEY_WAIT_S)
        if message.broken is not None:
            # Another try would not help, and all other messages would wait behind it.
            log.error(
                "message cannot be put together",
                outbox=message.id,
                template=message.template,
                error=message.broken,
            )
            return Delivered("failed")
        if held > 0:
            # An earlier message of this chat has to wait, so this one waits behind it.
            return Delivered("retry", retry_in_s=int(held) + 1)
        if message.kind != "sms":
            await self._keep_pace(lane)
        if self._time() > begin_by:
            return Delivered("retry", retry_in_s=0)
        try:
            async with asyncio.timeout(SEND_S):
                if message.kind == "sms" and message.is_test:
                    delivered = await self._to_test_inbox(message)
                elif message.edits:
                    delivered = await self._edit(message)
                else:
                    delivered = await self._delivery.deliver(message)
        except Exception as error:
            if isinstance(error, TimeoutError | StorageError) and not isinstance(error, LastingError):
                # The provider may have taken a text message that was being handed over.
                unsure = message.kind == "sms" and not message.is_test and isinstance(error, TimeoutError)
                return self._hold(lane, Delivered("retry", trouble="unsure" if unsure else None))
            # Rendering failed: a fault of ours. Its text could quote.
            log.error(
                "message not rendered",
                outbox=message.id,
                template=message.template,
                error=type(error).__name__,
            )
            # A text message names a code that soon expires; for the rest the program may be corrected.
            delivered = Delivered("failed") if message.kind == "sms" else Delivered("kept", wrong=True)
        return self._hold(lane, delivered)

    def _hold(self, lane: _Lane, delivered: Delivered) -> Delivered:
        """After a failure holds the whole lane: as long as it was told to, else longer each time."""
        if delivered.outcome != "retry":
            lane.failures = 0
            return delivered
        lane.failures += 1
        wait_s = delivered.retry_in_s or min(2**lane.failures, LONGEST_REST_S)
        lane.held_until = self._time() + wait_s
        return replace(delivered, retry_in_s=wait_s)

    async def _edit(self, message: Message) -> Delivered:
        assert message.chat_user is not None
        async with self._turn(message.chat_user):
            now = await self._runner.look(read_leased, ACTOR, message.id, message.lease)
            if now is None:
                return Delivered("retry", retry_in_s=0)
            return await self._delivery.deliver(now)

    async def _to_test_inbox(self, message: Message) -> Delivered:
        if message.account is None:
            return Delivered("failed")
        text = self._delivery.sms_text(message)
        await self._runner.perform(put_test_inbox, ACTOR, message.account, text)
        return Delivered("sent")

    async def _keep_pace(self, lane: _Lane) -> None:
        if self._pace.chat_a_second:
            lane.pace = lane.pace or AsyncLimiter(1, 1 / self._pace.chat_a_second)
            await lane.pace.acquire()
        if self._all is not None:
            await self._all.acquire()

    async def _finish(self, message: Message, delivered: Delivered) -> None:
        metrics.MESSAGES.labels(kind=message.kind, outcome=delivered.outcome).inc()
        await self._runner.perform(
            finish_message,
            ACTOR,
            message.id,
            message.lease,
            delivered,
        )


def _even(a_second: float) -> AsyncLimiter:
    """So many a second, but only a tenth of a second's at once: the conversation has its turns in between."""
    at_once = max(1.0, a_second / 10)
    return AsyncLimiter(at_once, at_once / a_second)


def _lane_of(message: Message) -> str:
    if message.kind == "staff":
        return "staff"
    return f"sms {message.account}" if message.kind == "sms" else f"chat {message.chat_user}"


def _tell(pump: asyncio.Task[int]) -> None:
    if not pump.cancelled() and (error := pump.exception()) is not None:
        log.warning("the relay stopped until the next turn", error=type(error).__name__)
