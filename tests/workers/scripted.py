"""A payout channel that answers as a test wants. It can wait, or do something before it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from domain.contradictions import PayoutOutcome
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder

Before = Callable[[], Awaitable[object]]


class Scripted:
    """Answers every call with `says`; each payout has a reference of its own, unless one is given.

    `before` is done once while the next call is under way. Calls about the ids in `hanging` get no answer until
    `let_go`.
    """

    def __init__(self, says: PayoutOutcome = "paid") -> None:
        self.says: PayoutOutcome = says
        self.reference: str | None = None
        self.before: Before | None = None
        self.hanging: set[str] = set()
        self.calls: list[tuple[str, str]] = []
        self._go = asyncio.Event()
        self._waiting = asyncio.Semaphore(0)

    def let_go(self) -> None:
        """Answers the hanging calls."""
        self._go.set()

    async def waits_for(self, number: int) -> None:
        """Waits until `number` calls hang."""
        for _ in range(number):
            await self._waiting.acquire()

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        return await self._answer("submit", order)

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        return await self._answer("query", order)

    async def close(self) -> None:
        pass

    async def _answer(self, call: str, order: PayoutOrder) -> PayoutAnswer:
        self.calls.append((call, order.id))
        says = self.says
        before, self.before = self.before, None
        if before is not None:
            await before()
        if order.id in self.hanging:
            self._waiting.release()
            await self._go.wait()
        if call == "submit" and says == "never_heard":
            says = "unknown"
        reference = self.reference or f"CH-{order.id}"
        return PayoutAnswer(says, None, reference if says in ("paid", "returned") else None)
