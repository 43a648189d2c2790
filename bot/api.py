"""The HTTP side of the bot: billing events and notices of returned payouts in, health and metrics out.

Routes only; who listens, on which address, is decided by ``app``. Nothing that comes in is logged, and an
answer names lines and fields, never values.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from aiohttp import web
from standardwebhooks import Webhook

from bot import metrics
from bot.api_body import bounded, signed
from bot.api_returns import Returns
from bot.performing import Performing
from domain.actor import Actor
from domain.errors import BadEvent
from domain.events.parse import ParsedEvent, parse_event
from domain.ports import SECOND, Tx
from domain.strict_json import strict_json
from domain.usecases.apply_events import ApplyEvents, EventsRefused, apply_events
from domain.views import Refused
from storage.errors import StorageError

log = structlog.get_logger(__name__)

VERSION = "0.1.0"
ACTOR = Actor.operator("billing events")
BODY_MOST_BYTES = 8 * 1024 * 1024
EVENTS_MOST = 20_000
REASONS_MOST = 100
"""How many refused events an answer lists; the count is always whole."""
HEALTH_S = 5.0


def routes(
    performing: Performing, *, events_secret: str | None, payout_secret: str | None = None
) -> list[web.RouteDef]:
    """Health, metrics and, each with its secret, the doors for billing events and for notices of the gateway.

    ValueError for a secret that is not base64.
    """
    found = [
        web.get("/health", _Health(performing).answer),
        web.get("/metrics", _Metrics(performing).answer),
    ]
    if events_secret is not None:
        found.append(web.post("/events", _Events(performing, Webhook(events_secret)).answer))
    if payout_secret is not None:
        found.append(web.post("/payouts/returns", Returns(performing, Webhook(payout_secret)).answer))
    return found


class _Events:
    """POST /events: an array of billing events (rules 8), applied whole or not at all."""

    def __init__(self, performing: Performing, verifier: Webhook) -> None:
        self._performing = performing
        self._verifier = verifier

    async def answer(self, request: web.Request) -> web.Response:
        body = await bounded(request, BODY_MOST_BYTES)
        if body is None:
            return _counted("too_large", 413, {"error": f"the body is over {BODY_MOST_BYTES} bytes"})
        if not signed(self._verifier, body, request):
            return _counted("unsigned", 401, {"error": "the signature is missing, wrong or out of date"})
        # Thousands of events take a while to read; the chat goes on meanwhile.
        events, refused, problem = await asyncio.to_thread(_read, body)
        if problem is not None:
            return _counted("malformed", 400, {"error": problem})
        if refused:
            return _refusal(refused)
        try:
            report = await self._performing.perform(
                apply_events, ACTOR, ApplyEvents(events, skip_bad=False), lock="events"
            )
        except EventsRefused as error:
            return _refusal([(bad.line, bad.reason) for bad in error.report.refused])
        except StorageError as error:
            log.warning("events not taken", error=type(error).__name__)
            return _counted("busy", 503, {"error": "not taken now, nothing changed: send the same again"})
        if isinstance(report, Refused):
            return _counted("refused", 422, {"error": report.code})
        log.info("events taken", applied_count=report.applied, repeated_count=report.repeated)
        return _counted("taken", 200, {"applied": report.applied, "repeated": report.repeated})


def _read(body: bytes) -> tuple[list[ParsedEvent], list[tuple[int, str]], str | None]:
    """Well-formed events, refused ones by their place from 1, and what is wrong with the whole."""
    try:
        values = strict_json(body)
    except ValueError:
        return [], [], "the body is not JSON, or names a field twice"
    if not isinstance(values, list):
        return [], [], "the body has to be an array of events"
    if len(values) > EVENTS_MOST:
        return [], [], f"more than {EVENTS_MOST} events at once"
    events, refused = [], []
    for place, value in enumerate(values, 1):
        try:
            events.append(parse_event(value, place))
        except BadEvent as error:
            refused.append((place, error.reason))
    return events, refused, None


def _refusal(refused: Sequence[tuple[int, str]]) -> web.Response:
    listed = [{"event": place, "reason": reason} for place, reason in refused[:REASONS_MOST]]
    body = {"error": "nothing was applied", "refused_count": len(refused), "refused": listed}
    return _counted("refused", 422, body)


def _counted(outcome: str, status: int, body: dict[str, object]) -> web.Response:
    metrics.EVENTS.labels(outcome=outcome).inc()
    return web.json_response(body, status=status)


class _Health:
    """GET /health: 200 while the database answers."""

    def __init__(self, performing: Performing) -> None:
        self._performing = performing

    async def answer(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(HEALTH_S):
                waiting, late_s = await self._performing.db.read(self._outbox)
                behind = await self._performing.behind()
        except (StorageError, TimeoutError) as error:
            log.warning("not healthy", error=type(error).__name__)
            return web.json_response({"status": "database not reached", "version": VERSION}, status=503)
        body = {
            "status": "ok" if behind is None else "degraded",
            "version": VERSION,
            "outbox": waiting,
            "outbox_late_s": late_s,
            "payouts": "on" if behind is None else f"stopped: {behind}",
        }
        return web.json_response(body)

    def _outbox(self, tx: Tx) -> tuple[int, int]:
        return outbox_state(tx, self._performing)


class _Metrics:
    """GET /metrics, for Prometheus."""

    def __init__(self, performing: Performing) -> None:
        self._performing = performing

    async def answer(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(HEALTH_S):
                await self._performing.db.read(self._measure)
        except (StorageError, TimeoutError) as error:
            log.warning("metrics without the database", error=type(error).__name__)
        return web.Response(
            body=metrics.exposition(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    def _measure(self, tx: Tx) -> None:
        waiting, late_s = outbox_state(tx, self._performing)
        metrics.OUTBOX_WAITING.set(waiting)
        metrics.OUTBOX_AGE.set(late_s)
        for row in tx.all("steps_by_status"):
            metrics.STEPS.labels(status=row.to_status).set(row.steps)


def outbox_state(tx: Tx, performing: Performing) -> tuple[int, int]:
    """How many messages wait, and for how many seconds the oldest has been due."""
    row = tx.one("outbox_waiting")
    if row is None or row.oldest_due_at is None:
        return 0, 0
    late = performing.env.clock.now() - row.oldest_due_at
    return int(row.messages), max(0, int(late // SECOND))
