"""The queue of updates between the people and the bot, for polling, for a webhook and for tests.

It holds the rules of getUpdates: an offset confirms, a negative one drops all but the last, one waiter at a time, the
list of allowed kinds is remembered, and an update that is not taken is dropped after a while. The adapter delivers to
a webhook; the queue only knows that there is one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from bot.sandbox import limits
from bot.sandbox.errors import (
    CONFLICT_GET_UPDATES,
    CONFLICT_SET_WEBHOOK,
    CONFLICT_WEBHOOK,
    ApiError,
    conflict,
)
from bot.sandbox.model import Clock, Ids, Json
from bot.sandbox.store import Store

_OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Webhook:
    """Where updates go instead of getUpdates. An empty address means polling."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


class Updates:
    """The updates that the bot has not confirmed yet."""

    def __init__(self, store: Store, ids: Ids, clock: Clock) -> None:
        self._store = store
        self._ids = ids
        self._clock = clock
        self._pending: dict[int, Json] = {}
        self._made: dict[int, float] = {}
        for _, kept in store.all("update"):
            # Older files hold the update alone.
            update = kept.get("update", kept)
            self._pending[update["update_id"]] = update
            self._made[update["update_id"]] = kept.get("at", clock())
        self._held: set[str] = set()
        self._allowed: list[str] = list(store.get("bot", "allowed_updates") or [])
        self._waiter: asyncio.Future[None] | None = None
        self._captured: list[Json] | None = None
        self._on_change: Callable[[], None] | None = None
        self._on_taken: Callable[[Json], None] | None = None
        # Set while a program waits in getUpdates.
        self.polling = asyncio.Event()
        self.webhook = Webhook(**(store.get("bot", "webhook") or {}))

    @property
    def pending(self) -> list[Json]:
        """The waiting updates, oldest first."""
        self._drop_old()
        return list(self._pending.values())

    @property
    def deliverable(self) -> list[Json]:
        """What a webhook gets: the waiting updates without those that `hold` keeps back."""
        return [update for update in self.pending if self._held.isdisjoint(update)]

    def hold(self, kind: str) -> None:
        """Keep updates of this kind (`callback_query`) from the webhook, so that all others overtake them."""
        self._held.add(kind)

    def let_go(self, kind: str) -> None:
        """Stop keeping updates of this kind back."""
        self._held.discard(kind)
        if self._on_change is not None:
            self._on_change()

    def waits(self, update_id: int) -> bool:
        """Whether this update was neither taken nor dropped."""
        self._drop_old()
        return update_id in self._pending

    @property
    def allowed(self) -> list[str]:
        """The remembered list of allowed kinds. Empty means the default."""
        return list(self._allowed)

    def on_change(self, listener: Callable[[], None] | None) -> None:
        """Call the listener when an update arrives or the webhook changes. The webhook's delivery uses it."""
        self._on_change = listener

    def on_taken(self, listener: Callable[[Json], None]) -> None:
        """Call the listener with every update that the bot has confirmed, by an offset or as a webhook."""
        self._on_taken = listener

    @contextmanager
    def capture(self) -> Iterator[list[Json]]:
        """Take the updates made inside the `with` block instead of queueing them; for the test driver.

        The block must not await: it would also take the updates of other tasks.
        """
        before, self._captured = self._captured, []
        try:
            yield self._captured
        finally:
            self._captured = before

    def put(self, kind: str, body: Json) -> Json | None:
        """Make an update of this kind. Returns None when the bot does not want the kind."""
        wanted = kind in self._allowed if self._allowed else kind not in _OPT_IN
        if not wanted:
            return None
        update: Json = {"update_id": self._ids.take("update"), kind: body}
        if self._captured is not None:
            self._captured.append(update)
            return update
        self._pending[update["update_id"]] = update
        self._made[update["update_id"]] = at = self._clock()
        self._store.put("update", update["update_id"], {"at": at, "update": update})
        if len(self._pending) > limits.UPDATES_KEPT:
            self._forget(next(iter(self._pending)))
        self._wake()
        return update

    def confirm(self, update_id: int) -> None:
        """Drop an update that the webhook took."""
        self._forget(update_id, taken=True)

    def allow(self, kinds: list[Any] | None) -> None:
        """Remember which kinds the bot wants; None keeps the list, an empty one is the default."""
        if kinds is None:
            return
        self._allowed = [str(kind) for kind in kinds]
        self._store.put("bot", "allowed_updates", self._allowed)

    def set_webhook(self, webhook: Webhook, *, drop_pending: bool) -> None:
        """Switch between webhook and polling. A program that polls gets a 409."""
        self.webhook = webhook
        self._store.put("bot", "webhook", asdict(webhook))
        if drop_pending:
            for update_id in list(self._pending):
                self._forget(update_id)
        if webhook.url:
            self._end_waiter(conflict(CONFLICT_SET_WEBHOOK))
        if self._on_change is not None:
            self._on_change()

    async def poll(self, offset: int, limit: int, timeout_s: float, allowed: list[Any] | None) -> list[Json]:
        """getUpdates; `timeout_s` up to 50 seconds of real time. Raises 409 for a webhook or a newer poll."""
        if self.webhook.url:
            raise conflict(CONFLICT_WEBHOOK)
        self._end_waiter(conflict(CONFLICT_GET_UPDATES))
        self.allow(allowed)
        limit = limit if 1 <= limit <= limits.UPDATES_LIMIT_MAX else limits.UPDATES_LIMIT_MAX
        self._drop(offset)
        if not self.pending and timeout_s > 0:
            await self._wait(min(timeout_s, limits.POLL_TIMEOUT_MAX_S))
        return self.pending[:limit]

    def stop(self) -> None:
        """End a poll in progress with the updates that there are."""
        self._wake()

    def _drop(self, offset: int) -> None:
        known = list(self._pending)
        gone = [i for i in known if i < offset] if offset > 0 else known[:offset] if offset < 0 else []
        for update_id in gone:
            self._forget(update_id, taken=True)

    def _drop_old(self) -> None:
        now = self._clock()
        for update_id, update in list(self._pending.items()):
            kept_s = limits.TAP_KEPT_S if "callback_query" in update else limits.UPDATE_KEPT_S
            if now - self._made[update_id] > kept_s:
                self._forget(update_id)

    def _forget(self, update_id: int, *, taken: bool = False) -> None:
        self._made.pop(update_id, None)
        update = self._pending.pop(update_id, None)
        if update is None:
            return
        self._store.delete("update", update_id)
        if taken and self._on_taken is not None:
            self._on_taken(update)

    async def _wait(self, timeout_s: float) -> None:
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        self.polling.set()
        try:
            async with asyncio.timeout(timeout_s):
                await waiter
        except TimeoutError:
            pass
        finally:
            if self._waiter is waiter:
                self._waiter = None
                self.polling.clear()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        if self._on_change is not None:
            self._on_change()

    def _end_waiter(self, error: ApiError) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)
        self._waiter = None
        self.polling.clear()
