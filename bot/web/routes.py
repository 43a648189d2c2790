"""The HTTP routes for billing events (`docs/events.md`) and for the gateway's notices of returned payouts.

`app` decides where they are served. Nothing that comes in is logged, and an answer names lines and fields, never
values.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from aiohttp import web
from standardwebhooks import Webhook

from bot.runtime import metrics
from bot.runtime.runner import Runner
from bot.web.request_body import BadBody, Bodies
from bot.web.returns import Returns
from domain.actor import Actor
from domain.errors import BadEvent, Refusal
from domain.events.parse import ParsedEvent, parse_event
from domain.strict_json import strict_json
from domain.usecases.operator.apply_events import (
    PIECE_LINES,
    EventsRefused,
    RefusedEvent,
    apply_events,
    still_refused,
)
from storage.errors import LastingError, StorageError

log = structlog.get_logger(__name__)

EVENTS_PATH = "/events"
RETURNS_PATH = "/payouts/returns"
ACTOR = Actor.operator("billing events")
BODY_MOST_BYTES = 2 * 1024 * 1024
EVENTS_MOST = PIECE_LINES
REASONS_MOST = 100
"""The number of refused events that an answer lists at most. The count is always whole."""


def routes(
    runner: Runner,
    *,
    events_secret: str | None,
    payout_secret: str | None = None,
    bodies: Bodies | None = None,
) -> list[web.RouteDef]:
    """The routes whose secret is set: billing events, and notices of the gateway.

    `bodies` reads for both. Raises ValueError for a secret that is not base64.
    """
    bodies = bodies or Bodies()
    found = []
    if events_secret is not None:
        events = Events(runner, Webhook(events_secret), bodies)
        found.append(web.post(EVENTS_PATH, events.answer))
    if payout_secret is not None:
        returns = Returns(runner, Webhook(payout_secret), bodies)
        found.append(web.post(RETURNS_PATH, returns.answer))
    return found


class Events:
    """POST /events: an array of billing events (rules 8), applied whole or not at all."""

    def __init__(self, runner: Runner, verifier: Webhook, bodies: Bodies) -> None:
        self._runner = runner
        self._verifier = verifier
        self._bodies = bodies

    async def answer(self, request: web.Request) -> web.Response:
        """Applies the events. `docs/events.md` explains each answer."""
        try:
            body = await self._bodies.signed(request, self._verifier, BODY_MOST_BYTES)
        except BadBody as bad:
            metrics.EVENTS.labels(outcome=bad.outcome).inc()
            return bad.answer()
        # A thousand events take a while to read; the chat goes on meanwhile.
        try:
            events, refused = await asyncio.to_thread(_read, body)
        except BadBody as bad:
            return _counted(bad.outcome, bad.status, {"error": str(bad)})
        try:
            still = await self._runner.look(still_refused, ACTOR, refused) if refused else []
            if still:
                return _refusal(still)
            report = await self._runner.perform(apply_events, ACTOR, events, skip_bad=False)
        except EventsRefused as error:
            return _refusal(error.report.refused)
        except Refusal as refusal:
            return _counted("refused", 422, {"error": refusal.code})
        except LastingError as error:
            # The database cannot hold a value, or the fault is ours: a repeat would end the same way.
            log.error("events cannot be stored", error=str(error))
            return _counted(
                "unstorable", 422, {"error": "cannot be stored, nothing changed: do not send it again"}
            )
        except StorageError as error:
            log.warning("events not taken", error=type(error).__name__)
            return _counted("busy", 503, {"error": "not taken now, nothing changed: send the same again"})
        log.info("events taken", applied_count=report.applied, repeated_count=report.repeated)
        return _counted("taken", 200, {"applied": report.applied, "repeated": report.repeated + len(refused)})


def _read(body: bytes) -> tuple[list[ParsedEvent], list[RefusedEvent]]:
    """The well-formed events, and the refused ones by their place from 1. Raises BadBody for the whole."""
    try:
        values = strict_json(body)
    except ValueError:
        problem = "not JSON, or a field named twice"
        if _is_object(body.strip().partition(b"\n")[0]):
            problem = "an array of events is expected, [{...}, {...}], not one event a line"
        raise BadBody(400, "malformed", problem) from None
    if not isinstance(values, list):
        raise BadBody(400, "malformed", "an array of events is expected, [{...}], also for one")
    if len(values) > EVENTS_MOST:
        problem = f"{len(values)} events, at most {EVENTS_MOST} a call: send them in parts, in their order"
        raise BadBody(413, "too_many", problem)
    events, refused = [], []
    for place, value in enumerate(values, 1):
        try:
            events.append(parse_event(value, place))
        except BadEvent as error:
            refused.append(RefusedEvent.of(place, error))
    return events, refused


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(strict_json(line), dict)
    except ValueError:
        return False


def _refusal(refused: Sequence[RefusedEvent]) -> web.Response:
    listed = [{"event": one.line, "reason": one.reason} for one in refused[:REASONS_MOST]]
    body = {"error": "nothing was applied", "refused_count": len(refused), "refused": listed}
    return _counted("refused", 422, body)


def _counted(outcome: str, status: int, body: dict[str, object]) -> web.Response:
    metrics.EVENTS.labels(outcome=outcome).inc()
    return web.json_response(body, status=status)
