"""Reads HTTP bodies within limits, and only after looking for a signature.

Anyone who reaches the port can send anything. So everything that costs memory or time is bounded before the signature
is checked: how long a body may take, how large it may be, and how many large ones are read at once.
"""

from __future__ import annotations

import asyncio
import time

from aiohttp import web
from standardwebhooks import Webhook

BODY_S = 30.0
"""Seconds that a body may take from the end of the headers, waiting for a place included."""
LARGE_BYTES = 64 * 1024
"""From this size on a body takes one of the places for large ones."""
LARGE_AT_ONCE = 4
TOLERANCE_S = 300
"""Seconds that a signature's time may differ from now; the verifier's own limit."""
READING = web.RequestKey("reading", bool)
"""Set on a request while its body is being read."""
PROOF = ("webhook-id", "webhook-timestamp", "webhook-signature")


class BadBody(Exception):
    """A refused request: its HTTP status, and one word for the metrics."""

    def __init__(self, status: int, outcome: str, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.outcome = outcome
        self.error = error

    def answer(self) -> web.Response:
        """The answer to the caller. It closes the connection, which is of no more use."""
        response = web.json_response({"error": self.error}, status=self.status)
        if self.status == 503:
            response.headers["Retry-After"] = "30"
        response.force_close()
        return response


class Bodies:
    """Reads the bodies of one process. `deadline_s` bounds each; all routes share `large_at_once`."""

    def __init__(self, *, deadline_s: float = BODY_S, large_at_once: int = LARGE_AT_ONCE) -> None:
        self._deadline_s = deadline_s
        self._places = asyncio.Semaphore(large_at_once)

    async def signed(self, request: web.Request, verifier: Webhook, most_bytes: int) -> bytes:
        """The body of a request with a valid signature (Standard Webhooks). Raises BadBody.

        Without the three headers, or with an old time, the body is not read at all.
        """
        if not _may_be_signed(request):
            raise _unsigned()
        body = await self.read(request, most_bytes)
        try:
            verifier.verify(body, dict(request.headers), json_parse=False)
        except Exception:
            # The verifier raises the errors of its own parsing: a header without a comma, wrong base64.
            raise _unsigned() from None
        return body

    async def read(self, request: web.Request, most_bytes: int) -> bytes:
        """The body, of at most `most_bytes`. Raises BadBody; with a greater announced length nothing is read."""
        if (request.charset or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            raise BadBody(400, "malformed", "the body has to be UTF-8")
        if (request.content_length or 0) > most_bytes:
            raise _too_large(most_bytes)
        body = bytearray()
        large, needs_place = False, (request.content_length or 0) > LARGE_BYTES
        request[READING] = True
        try:
            async with asyncio.timeout(self._deadline_s):
                large = needs_place and await self._places.acquire()
                async for chunk in request.content.iter_chunked(64 * 1024):
                    body += chunk
                    if len(body) > most_bytes:
                        raise _too_large(most_bytes)
                    needs_place = len(body) > LARGE_BYTES
                    large = large or (needs_place and await self._places.acquire())
        except TimeoutError:
            if needs_place and not large:
                raise BadBody(503, "busy", "too many large bodies at once: send the same again") from None
            raise BadBody(408, "too_slow", f"the body took over {self._deadline_s:g} seconds") from None
        except (web.RequestPayloadError, ConnectionError):
            raise BadBody(400, "malformed", "the body is not encoded as its headers say") from None
        finally:
            request[READING] = False
            if large:
                self._places.release()
        return bytes(body)


def _may_be_signed(request: web.Request) -> bool:
    if any(not request.headers.get(name) for name in PROOF):
        return False
    try:
        said = float(request.headers["webhook-timestamp"])
    except ValueError:
        return False
    return abs(time.time() - said) <= TOLERANCE_S


def _unsigned() -> BadBody:
    return BadBody(401, "unsigned", "the signature is missing, wrong or out of date")


def _too_large(most_bytes: int) -> BadBody:
    return BadBody(413, "too_large", f"the body is over {most_bytes} bytes")
