"""POST /payouts/returns: the gateway says that a bank sent a payout back (`docs/payout-gateway.md`).

A notice must be signed and complete. The use case decides what it does to the books. The answer tells the gateway
whether to send the notice again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import structlog
from aiohttp import web
from standardwebhooks import Webhook

from bot.channels.payouts.gateway import OTHER_RETURN, REFERENCE, read_reason, read_reference
from bot.runtime import metrics
from bot.runtime.runner import Runner
from bot.web.request_body import BadBody, Bodies
from domain.actor import Actor
from domain.errors import Refusal
from domain.strict_json import strict_json
from domain.usecases.time.returns import record_return
from storage.errors import LastingError, StorageError

log = structlog.get_logger(__name__)

ACTOR = Actor.system("payout gateway")
BODY_MOST_BYTES = 64 * 1024
KIND = "payout.returned"
"""Required in every notice. Our own requests, signed with the same secret, never say it."""
REFUSALS = {"unknown_withdrawal": 404, "not_paid": 409, "amount_differs": 422}


class Notice(NamedTuple):
    """What a signed notice says, as the use case takes it."""

    withdrawal: str
    amount_fen: int
    reason_code: str | None
    reference: str | None


class Returns:
    """Accepts the notices that `verifier` finds signed."""

    def __init__(self, runner: Runner, verifier: Webhook, bodies: Bodies) -> None:
        self._runner = runner
        self._verifier = verifier
        self._bodies = bodies

    async def answer(self, request: web.Request) -> web.Response:
        """Books the return. A repeated notice is answered as known."""
        try:
            body = await self._bodies.signed(request, self._verifier, BODY_MOST_BYTES)
        except BadBody as bad:
            metrics.NOTICES.labels(outcome=bad.outcome).inc()
            return bad.answer()
        notice = _read(body)
        if notice is None:
            return _error(400, f"not a notice: type {KIND}, id and amount_fen are required")
        try:
            result = await self._runner.perform(record_return, ACTOR, *notice)
        except Refusal as refusal:
            return _refused(notice.withdrawal, refusal)
        except LastingError as error:
            log.error("return cannot be stored", error=str(error))
            return _error(422, "cannot be stored, nothing changed: do not send it again")
        except StorageError as error:
            log.warning("return not taken", error=type(error).__name__)
            return _error(503, "not taken now, nothing changed: send the same again")
        metrics.RETURNS.labels(learned="notice").inc()
        log.warning("payout returned", withdrawal=result.id, reason=result.reason_code)
        return web.json_response({"id": result.id, "status": "booked"})


def _refused(withdrawal: str, refusal: Refusal) -> web.Response:
    if refusal.code == "returned_already":
        return web.json_response({"id": withdrawal, "status": "known"})
    if refusal.code == "payouts_stopped":
        return _error(503, "not taken now, nothing changed: send the same again")
    # The id may be any text; only one of ours is worth a line that names it.
    if refusal.code in ("not_paid", "amount_differs"):
        log.error("return refused", withdrawal=withdrawal, refusal=refusal.code)
    return _error(REFUSALS.get(refusal.code, 409), refusal.code)


def _read(body: bytes) -> Notice | None:
    """The notice, or None for a malformed one."""
    try:
        said: Any = strict_json(body)
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("type") != KIND:
        return None
    withdrawal, amount_fen = said.get("id"), said.get("amount_fen")
    if not isinstance(withdrawal, str) or REFERENCE.fullmatch(withdrawal) is None:
        return None
    if type(amount_fen) is not int or amount_fen <= 0:
        return None
    return Notice(withdrawal, amount_fen, read_reason(said, OTHER_RETURN), read_reference(said))


def _error(status: int, what: str) -> web.Response:
    return web.json_response({"error": what}, status=status)
