"""Bodies that come in over HTTP: read up to a limit, their signature checked; ``domain.strict_json`` reads them."""

from __future__ import annotations

from aiohttp import web
from standardwebhooks import Webhook


async def bounded(request: web.Request, most_bytes: int) -> bytes | None:
    """The body, or None if it is longer than may be; reads no more than that."""
    if (request.content_length or 0) > most_bytes:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > most_bytes:
            return None
    return bytes(body)


def signed(verifier: Webhook, body: bytes, request: web.Request) -> bool:
    """Whether the body has a signature of now (Standard Webhooks)."""
    try:
        verifier.verify(body, dict(request.headers), json_parse=False)
    except Exception:
        # The verifier raises whatever its parsing trips over: a header without a comma, wrong base64.
        return False
    return True
