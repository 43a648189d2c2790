"""Delivery of updates to a bot's webhook: in order within a queue, queues side by side, repeated until taken.

Messages, taps and changes of membership have queues of their own, so a person's message may overtake the tap before
it. The bot may answer with a method call, which is executed as if it had come by itself. `updates` decides what waits
and what is confirmed; this module only carries.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import NamedTuple

import aiohttp

from bot.sandbox.core import Core
from bot.sandbox.errors import ApiError, LostAnswer
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.updates import Webhook
from bot.sandbox.wire import response_params

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_RETRY_MAX_S = 60.0
_RETRY_AFTER_MAX_S = 3600
_ANSWER_MAX_S = 60.0

_Queue = tuple[str, int]


class _Refusal(NamedTuple):
    """Why an update was not taken, and the seconds after which the bot wants it again (0: it does not say)."""

    problem: str
    retry_after_s: int = 0


class Delivery:
    """Delivers while the server runs; `retry_s` is the pause after the first failure, doubled each time."""

    def __init__(self, core: Core, retry_s: float = 1.0) -> None:
        self._core = core
        self._retry_s = retry_s
        self._busy: dict[_Queue, asyncio.Task[None]] = {}
        self._client: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Start watching the queue."""
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_MAX_S))
        self._core.updates.on_change(self._pump)
        self._pump()

    async def stop(self) -> None:
        """End deliveries in progress. Unconfirmed updates wait for the next start."""
        self._core.updates.on_change(None)
        tasks = list(self._busy.values())
        self._busy.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _pump(self) -> None:
        webhook = self._core.updates.webhook
        if not webhook.url or self._client is None:
            return
        for update in self._core.updates.deliverable:
            if len(self._busy) >= webhook.max_connections:
                return
            key = _queue_of(update)
            if key not in self._busy:
                task = asyncio.create_task(self._deliver(update, key))
                self._busy[key] = task

    async def _deliver(self, update: Json, key: _Queue) -> None:
        updates, pause = self._core.updates, self._retry_s
        try:
            while (webhook := updates.webhook).url and updates.waits(update["update_id"]):
                refusal = await self._attempt(webhook, update)
                if refusal is None:
                    break
                self._note(refusal.problem)
                await asyncio.sleep(refusal.retry_after_s or pause)
                pause = min(pause * 2, _RETRY_MAX_S)
        finally:
            # After stop() the key may be gone; otherwise the next update of this queue may go.
            if self._busy.pop(key, None) is not None:
                self._pump()

    async def _attempt(self, webhook: Webhook, update: Json) -> _Refusal | None:
        """Deliver once. Returns None when the bot took the update, else what went wrong."""
        assert self._client is not None
        headers = {_SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        try:
            async with self._client.post(webhook.url, json=update, headers=headers) as response:
                if not 200 <= response.status <= 299:
                    problem = f"Wrong response from the webhook: {response.status} {response.reason}"
                    return _Refusal(problem, _retry_after_s(response.headers.get("Retry-After", "")))
                params = await response_params(response)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return _Refusal(f"Connection failed: {type(error).__name__}")
        except ApiError as error:
            params = Params({})
            self._note(f"Wrong answer of the webhook: {error.description}")
        self._core.updates.confirm(update["update_id"])
        await self._execute(params)
        return None

    async def _execute(self, params: Params) -> None:
        """Carry out the method call of the answer. Its result goes nowhere, as on the real server."""
        name = params.text("method")
        if not name:
            return
        try:
            await self._core.call(name, params)
        except (ApiError, LostAnswer) as error:
            self._note(f"Method call in the answer failed: {error}")

    def _note(self, message: str) -> None:
        updates = self._core.updates
        updates.webhook = replace(
            updates.webhook, last_error_date=int(self._core.clock()), last_error_message=message
        )
        self._core.hub.tell("webhook", problem=message)


def _queue_of(update: Json) -> _Queue:
    """The queue of an update. A queue holds a person's taps, a chat's messages or its changes of membership."""
    kind = next((name for name in update if name != "update_id"), "")
    body: Json = update.get(kind) or {}
    if kind == "callback_query":
        return kind, int(body["from"]["id"])
    return kind if kind == "my_chat_member" else "message", int(body.get("chat", {}).get("id", 0))


def _retry_after_s(header: str) -> int:
    return min(int(header), _RETRY_AFTER_MAX_S) if header.isascii() and header.isdigit() else 0
