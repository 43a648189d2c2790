"""Delivery of updates to a bot's webhook: in order within a chat, chats side by side, again until a 200.

The answer of the bot may be a method call, which is executed as if it had come by itself. What waits and what
is confirmed is the queue's; this only carries.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import aiohttp

from bot.sandbox.core import Core
from bot.sandbox.errors import ApiError, LostAnswer
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.updates import Webhook
from bot.sandbox.wire import response_params

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_RETRY_MAX_S = 60.0
_ANSWER_MAX_S = 60.0


class Delivery:
    """Runs while a server runs; `retry_s` is the pause after the first failure, doubled each time."""

    def __init__(self, core: Core, retry_s: float = 1.0) -> None:
        self._core = core
        self._retry_s = retry_s
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._client: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Watch the queue from now on."""
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_MAX_S))
        self._core.updates.on_change(self._pump)
        self._pump()

    async def stop(self) -> None:
        """End deliveries in progress; what was not confirmed waits for the next start."""
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
        for update in self._core.updates.pending:
            if len(self._busy) >= webhook.max_connections:
                return
            key = _chat_of(update)
            if key not in self._busy:
                task = asyncio.create_task(self._deliver(update, key))
                self._busy[key] = task

    async def _deliver(self, update: Json, key: int) -> None:
        pause = self._retry_s
        try:
            while (webhook := self._core.updates.webhook).url:
                problem = await self._attempt(webhook, update)
                if problem is None:
                    break
                self._note(problem)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _RETRY_MAX_S)
        finally:
            # After stop() the key may be gone; otherwise the next update of this chat may go.
            if self._busy.pop(key, None) is not None:
                self._pump()

    async def _attempt(self, webhook: Webhook, update: Json) -> str | None:
        """Deliver once; None when the bot took it, else what went wrong."""
        assert self._client is not None
        headers = {_SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        try:
            async with self._client.post(webhook.url, json=update, headers=headers) as response:
                if response.status != 200:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
                params = await response_params(response)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"
        except ApiError as error:
            params = Params({})
            self._note(f"Wrong answer of the webhook: {error.description}")
        self._core.updates.confirm(update["update_id"])
        await self._execute(params)
        return None

    async def _execute(self, params: Params) -> None:
        """Carry out the method call in the answer. Its result is told to nobody, as on the real server."""
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


def _chat_of(update: Json) -> int:
    """Updates of one chat are delivered one after the other."""
    body: Json = next((value for name, value in update.items() if name != "update_id"), {})
    chat = body.get("chat") or body.get("message", {}).get("chat") or {}
    return int(chat.get("id", 0))
