"""Counts and times the updates in progress, so that the program can end when the last one has ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from bot.runtime import metrics


class InFlight(BaseMiddleware):
    """The outermost middleware: it sees every update first and last."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Handles the update and counts it meanwhile."""
        began = time.perf_counter()
        self._count += 1
        self._none.clear()
        try:
            return await handler(event, data)
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()
            metrics.UPDATES.observe(time.perf_counter() - began)

    async def end(self, most_s: float) -> bool:
        """Waits until no update is in progress, at most `most_s` seconds. Returns whether none is left."""
        try:
            async with asyncio.timeout(most_s):
                await self._none.wait()
        except TimeoutError:
            return False
        return True
