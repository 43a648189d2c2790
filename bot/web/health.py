"""Tells whether the bot does its work: what fails and since when, at two addresses for monitoring.

Each part of the program reports its own troubles here; the age of waiting messages is read from their rows.
`docs/operations.md` says what to do about each of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from bot.runtime import metrics
from bot.runtime.clock import Failing
from bot.runtime.metrics import StepCounts
from bot.runtime.runner import Runner
from domain.operations import outbox_state
from storage.errors import StorageError

log = structlog.get_logger(__name__)

VERSION = "0.1.0"
HEALTH_PATH = "/health"
METRICS_PATH = "/metrics"
ANSWER_S = 5.0
GRACE_S = 30
"""Seconds that a failure must last to be told: a single failed call is tried again by itself."""
OUTBOX_S = 300
"""Greatest age of the oldest waiting message, in seconds."""


class Health:
    """What fails in the program, and since when.

    `updates` is about receiving updates of the chat, `work` about the kinds of due work. `runner` knows about
    writes.
    """

    def __init__(self, runner: Runner, updates: Failing, work: Mapping[str, Failing]) -> None:
        self._runner = runner
        self._updates = updates
        self._work = work
        self._steps = StepCounts()
        self.started = False
        """True once updates are received and due work is done."""

    def routes(self) -> list[web.RouteDef]:
        """GET /health, for every address."""
        return [web.get(HEALTH_PATH, self._answer)]

    def private_routes(self) -> list[web.RouteDef]:
        """GET /metrics and /health, for the address of the monitoring."""
        return [*self.routes(), web.get(METRICS_PATH, self._metrics)]

    async def state(self) -> dict[str, Any]:
        """The JSON object of /health. `status` is `ok`, `starting`, `degraded`, or `down` without the database."""
        try:
            async with asyncio.timeout(ANSWER_S):
                now = self._runner.services.clock.now()
                outbox = await self._runner.db.read(partial(outbox_state, now=now))
                behind = await self._runner.behind()
        except (StorageError, TimeoutError) as error:
            log.warning("not healthy", error=type(error).__name__)
            metrics.DEGRADED.set(1)
            return {"status": "down", "version": VERSION, "reasons": ["the database does not answer"]}
        metrics.OUTBOX_WAITING.set(outbox.messages)
        metrics.OUTBOX_AGE.set(outbox.oldest_s)
        metrics.TEXTS_FAILING.set(outbox.texts_failing_s)
        not_taken_s, writes_s = int(self._updates.for_s), int(self._runner.writes.for_s)
        work = {kind: int(failing.for_s) for kind, failing in self._work.items() if failing.for_s}
        reasons = [
            *(["updates are not taken"] if not_taken_s >= GRACE_S else []),
            *(["writes fail"] if writes_s >= GRACE_S else []),
            *(f"due work fails: {kind}" for kind, for_s in work.items() if for_s >= GRACE_S),
            *(["messages wait"] if outbox.oldest_s >= OUTBOX_S else []),
            *(["text messages do not go"] if outbox.texts_failing_s else []),
            *([] if behind is None else ["payouts are stopped"]),
        ]
        status = "starting" if not self.started else "degraded" if reasons else "ok"
        metrics.DEGRADED.set(status != "ok")
        return {
            "status": status,
            "version": VERSION,
            "reasons": reasons,
            "updates_not_taken_s": not_taken_s,
            "writes_failing_s": writes_s,
            "work_failing_s": work,
            "outbox": outbox.messages,
            "outbox_oldest_s": outbox.oldest_s,
            "texts_failing_s": outbox.texts_failing_s,
            "payouts": "on" if behind is None else f"stopped: {behind}",
        }

    async def count_steps(self) -> None:
        """Counts the steps that were not counted yet, in pieces. Raises StorageError."""
        while True:
            counts = await self._runner.db.read(self._steps.read)
            if counts.upto >= self._steps.upto:
                self._steps = counts
            if counts.whole:
                return

    async def _answer(self, request: web.Request) -> web.Response:
        """200 while the process is of use, also degraded: a restart does not mend what is wrong outside."""
        said = await self.state()
        return web.json_response(said, status=200 if said["status"] in ("ok", "degraded") else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        if (await self.state())["status"] != "down":
            try:
                async with asyncio.timeout(ANSWER_S):
                    await self.count_steps()
            except (StorageError, TimeoutError) as error:
                log.warning("metrics without the database", error=type(error).__name__)
            else:
                for status, steps in self._steps.by_status.items():
                    metrics.STEPS.labels(status=status).set(steps)
        return web.Response(
            body=metrics.exposition(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )
