"""The payout channel behind an HTTP gateway; `docs/payout-gateway.md` describes the messages.

An answer counts only if it is complete and names the payout that was asked about. Every other outcome is unknown:
money may have moved, so the payer asks again (rules 6).
"""

from __future__ import annotations

import json
import re
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from standardwebhooks import Webhook
from yarl import URL

from bot.channels.payouts.channel import UNKNOWN
from bot.channels.payouts.payout_list import BadList, PayoutPage, read_page
from domain.strict_json import strict_json
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder

log = structlog.get_logger(__name__)

MAX_ANSWER_BYTES = 64 * 1024
MAX_LIST_BYTES = 4 * 1024 * 1024
NO_LIST = frozenset({404, 405, 501})
"""Statuses by which a gateway says that it keeps no list."""
REFUSALS = frozenset({400, 402, 403, 410, 422})
"""Statuses by which the gateway may refuse to pay, if the body says so too."""
REASON = re.compile(r"[a-z][a-z0-9_]{0,39}")
REFERENCE = re.compile(r"[\x21-\x7e]{1,64}")
OTHER_REASON = "channel_refused"
OTHER_RETURN = "bank_return"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class HttpPayouts:
    """Talks to the gateway at `url` and signs every request with `secret` (Standard Webhooks).

    Raises ValueError for a URL that is not https (loopback excepted) or a secret that is not base64.
    """

    def __init__(self, url: str, secret: str, *, timeout_s: float = 20.0) -> None:
        self._url = URL(url)
        if self._url.host is None or not (
            self._url.scheme == "https" or (self._url.scheme == "http" and self._url.host in LOOPBACK)
        ):
            raise ValueError("PAYOUT_URL has to be an https:// address, other than on loopback")
        self._signer = Webhook(secret)
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        """Sends POST /payouts with the withdrawal's id as Idempotency-Key."""
        body = {
            "id": order.id,
            "amount_fen": order.amount_fen,
            "currency": order.currency,
            "account": order.account,
            "method": order.method,
            "top_up": _top_up(order),
            "payee": _payee(order),
        }
        result = await self._ask("POST", self._url / "payouts", order, json.dumps(body, ensure_ascii=False))
        # A gateway that answers 404 to a submission is not the gateway: nothing is known.
        return UNKNOWN if result.outcome == "never_heard" else result

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        """Sends GET /payouts/{id}."""
        return await self._ask("GET", self._url / "payouts" / order.id, order, "")

    async def handed_over(self, after: int) -> PayoutPage | None:
        """Sends GET /payouts?after=N. Returns None if the gateway has no list. Raises BadList, also without an
        answer.
        """
        id_ = f"payouts-after-{after}"
        try:
            async with self._sent("GET", (self._url / "payouts").with_query(after=after), id_, "") as answer:
                raw, status = await _read_bounded(answer, MAX_LIST_BYTES), answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise BadList(f"the gateway is not reached ({type(error).__name__})") from None
        if status in NO_LIST:
            return None
        if status != 200:
            raise BadList(f"the gateway answers {status}")
        return read_page(raw, after)

    async def close(self) -> None:
        """Closes the connections to the gateway."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, method: str, url: URL, order: PayoutOrder, body: str) -> PayoutAnswer:
        try:
            async with self._sent(method, url, order.id, body) as answer:
                raw = await _read_bounded(answer)
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning(
                "payout gateway not reached", withdrawal=order.id, call=method, error=type(error).__name__
            )
            return UNKNOWN
        result = read_answer(status, raw, order.id)
        log.info(
            "payout gateway answered", withdrawal=order.id, call=method, http=status, outcome=result.outcome
        )
        return result

    def _sent(
        self, method: str, url: URL, id_: str, body: str
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """A signed request. The signature covers `id_` and the body."""
        now = datetime.now(UTC)
        headers = {
            "Idempotency-Key": id_,
            "Content-Type": "application/json",
            "webhook-id": id_,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(id_, now, body),
        }
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session.request(
            method, url, data=body.encode() or None, headers=headers, allow_redirects=False
        )


def _top_up(order: PayoutOrder) -> dict[str, str | None] | None:
    if order.order_id is None:
        return None
    return {
        "order": order.order_id,
        "channel": order.channel,
        "bank": order.bank,
        "reference": order.top_up_reference,
    }


def _payee(order: PayoutOrder) -> dict[str, str | None] | None:
    to = order.payee
    if to is None:
        return None
    return {
        "kind": to.kind,
        "number": to.number,
        "name": to.name,
        "bank": to.bank,
        "province": to.province,
        "city": to.city,
        "branch": to.branch,
        "bank_code": to.bank_code,
    }


async def _read_bounded(answer: aiohttp.ClientResponse, most: int = MAX_ANSWER_BYTES) -> bytes:
    """The body up to the limit and one byte. A longer one does not parse and so counts as unknown."""
    raw = bytearray()
    async for chunk in answer.content.iter_chunked(16 * 1024):
        raw += chunk
        if len(raw) > most:
            return b""
    return bytes(raw)


def read_answer(status: int, raw: bytes, payout: str) -> PayoutAnswer:
    """What an HTTP status and body mean for `payout`: unknown unless they say it clearly."""
    if not (200 <= status < 300 or status in REFUSALS or status == 404):
        return UNKNOWN
    try:
        answer: Any = strict_json(raw)
    except ValueError:
        return UNKNOWN
    if not isinstance(answer, dict) or answer.get("id") != payout:
        return UNKNOWN
    reference = read_reference(answer)
    said = answer.get("status")
    if status == 404:
        # A proxy's page for an unknown address says nothing about the payout.
        return PayoutAnswer("never_heard") if said == "never_heard" else UNKNOWN
    if said == "failed":
        return PayoutAnswer("failed", read_reason(answer, OTHER_REASON), reference)
    if 200 <= status < 300 and said == "returned":
        return PayoutAnswer("returned", read_reason(answer, OTHER_RETURN), reference)
    if 200 <= status < 300 and said in ("paid", "pending"):
        return PayoutAnswer(said, None, reference)
    return UNKNOWN


def read_reason(body: dict[str, Any], other: str) -> str:
    """The reason code of an answer or notice; `other` for a missing or malformed one."""
    reason = body.get("reason_code")
    return reason if isinstance(reason, str) and REASON.fullmatch(reason) else other


def read_reference(body: dict[str, Any]) -> str | None:
    """The channel's own number in an answer or notice; None for a missing or malformed one."""
    reference = body.get("reference")
    return reference if isinstance(reference, str) and REFERENCE.fullmatch(reference) else None
