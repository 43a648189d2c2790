"""What a connection may cost before any secret: real sockets on loopback, with short limits in place of long ones."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Literal

import pytest
from aiohttp import web
from standardwebhooks import Webhook

from bot.runtime.logs import set_up
from bot.web.listen import serve
from bot.web.request_body import LARGE_BYTES, BadBody, Bodies

SECRET = "whsec_ZXZlbnRzLXNlY3JldC1mb3ItdGVzdHMtb25seQ=="
MOST_BYTES = 1024 * 1024
PATIENCE_S = 20
CLOSE = {"Connection": "close"}


class Door:
    """A route that reads signed bodies, as those of billing and gateway do, and one without a body."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies
        self.verifier = Webhook(SECRET)
        self.taken: list[int] = []
        self.hold: asyncio.Event | None = None
        self.port = 0

    async def post(self, request: web.Request) -> web.Response:
        try:
            body = await self.bodies.signed(request, self.verifier, MOST_BYTES)
        except BadBody as bad:
            return bad.answer()
        self.taken.append(len(body))
        if self.hold is not None:
            await self.hold.wait()
        return web.Response(text=str(len(body)))

    async def health(self, request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def connect(self, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        await writer.drain()
        return reader, writer

    async def answer(self, sent: bytes) -> bytes:
        """All bytes that come back until the other side closes."""
        reader, writer = await self.connect(sent)
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def door(
    *, headers_s: float = 30, most: int = 50, deadline_s: float = 30, large_at_once: int = 4
) -> AsyncIterator[Door]:
    here = Door(Bodies(deadline_s=deadline_s, large_at_once=large_at_once))
    routes = [web.post("/events", here.post), web.get("/health", here.health)]
    runner = await serve(routes, "127.0.0.1", 0, stop_s=0.1, headers_s=headers_s, most=most)
    here.port = runner.addresses[0][1]
    try:
        yield here
    finally:
        await runner.cleanup()


def request(body: bytes, headers: Mapping[str, str] = {}, *, length: int | None = None) -> bytes:
    lines = ["POST /events HTTP/1.1", "Host: x", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def forged() -> dict[str, str]:
    """Headers that look right and prove nothing, with the present time."""
    return {"webhook-id": "m", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}


def signed(body: bytes) -> dict[str, str]:
    at = datetime.now(UTC)
    return {
        "webhook-id": "m",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("m", at, body.decode()),
    }


HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("sent", [b"", b"POST /events HTTP/1.1\r\nHost: x\r\nX-Half: "])
async def test_silence_and_headers_without_an_end_are_closed(sent: bytes) -> None:
    async with door(headers_s=0.2) as here:
        assert await here.answer(sent) == b""


async def test_headers_that_drip_do_not_gain_time() -> None:
    async with door(headers_s=0.2) as here:
        reader, writer = await here.connect(b"POST /events HTTP/1.1\r\n")
        closed = asyncio.create_task(reader.read())
        drops = 0
        async with asyncio.timeout(PATIENCE_S):
            while not closed.done():
                writer.write(b"X-Drop: 1\r\n")
                drops += 1
                await asyncio.wait([closed], timeout=0.02)
        assert drops > 1
        writer.close()


async def test_a_body_that_does_not_come_is_given_up() -> None:
    async with door(deadline_s=0.2) as here:
        reader, writer = await here.connect(request(b"[", forged(), length=50))
        async with asyncio.timeout(PATIENCE_S):
            assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**forged(), "webhook-timestamp": str(int(time.time()) - 3600)},
        {**forged(), "webhook-timestamp": "nan"},
        {**forged(), "webhook-signature": ""},
    ],
)
async def test_without_proof_the_body_is_not_waited_for(headers: dict[str, str]) -> None:
    async with door() as here:
        reader, writer = await here.connect(request(b"[", headers, length=MOST_BYTES))
        async with asyncio.timeout(PATIENCE_S):
            # Long before the limits of headers and bodies.
            assert (await reader.readline()).startswith(b"HTTP/1.1 401")
        writer.close()


async def test_a_length_over_the_limit_is_refused_unread() -> None:
    async with door() as here:
        reader, writer = await here.connect(request(b"[", forged(), length=MOST_BYTES + 1))
        async with asyncio.timeout(PATIENCE_S):
            assert (await reader.readline()).startswith(b"HTTP/1.1 413")
        writer.close()


async def test_connections_that_are_held_open_keep_nobody_out() -> None:
    """Silence, half headers and half bodies, on more connections than are allowed."""
    half = [b"", b"GET /health HTTP/1.1\r\nHo", request(b"[", forged(), length=1000)]
    async with door(most=9) as here:
        held = [await here.connect(half[number % 3]) for number in range(45)]
        assert b"200 OK" in await here.answer(HEALTH)
        body = b"[" + b" " * 2000 + b"]"
        assert b"200 OK" in await here.answer(request(body, CLOSE | signed(body)))
        for _, writer in held:
            writer.close()


async def test_what_is_being_done_is_not_cut_off_to_make_room() -> None:
    async with door(most=3) as here:
        here.hold = asyncio.Event()
        working = [asyncio.create_task(here.answer(request(b"[]", CLOSE | signed(b"[]")))) for _ in range(3)]
        async with asyncio.timeout(PATIENCE_S):
            while len(here.taken) < 3:
                await asyncio.wait(working, timeout=0.01)
        assert (await here.answer(HEALTH)).startswith(b"HTTP/1.1 503")
        here.hold.set()
        assert all(b"200 OK" in answer for answer in await asyncio.gather(*working))


def of_chunks(size: int, count: int) -> bytes:
    head = request(b"", {**forged(), "Transfer-Encoding": "chunked"}).replace(b"Content-Length: 0\r\n", b"")
    return head + (b"%x\r\n" % size + b" " * size + b"\r\n") * count


@pytest.mark.parametrize(
    "half",
    [lambda: request(b"[", forged(), length=LARGE_BYTES + 1), lambda: of_chunks(LARGE_BYTES, 2)],
    ids=["length", "chunks"],
)
async def test_at_most_so_many_large_bodies_at_once_and_small_ones_pass_by(
    half: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    large = b"[" + b" " * (2 * LARGE_BYTES) + b"]"
    async with door(large_at_once=1) as here:
        acquire, taken = here.bodies._places.acquire, asyncio.Event()

        async def noted() -> Literal[True]:
            got = await acquire()
            taken.set()
            return got

        monkeypatch.setattr(here.bodies._places, "acquire", noted)
        _, first = await here.connect(half())
        async with asyncio.timeout(PATIENCE_S):
            await taken.wait()
        monkeypatch.setattr(here.bodies, "_deadline_s", 0.2)
        assert (await here.answer(request(large, signed(large)))).startswith(b"HTTP/1.1 503")
        monkeypatch.setattr(here.bodies, "_deadline_s", PATIENCE_S)
        assert b"200 OK" in await here.answer(request(b"[]", CLOSE | signed(b"[]")))
        # The place is free again when its caller is gone.
        first.close()
        assert b"200 OK" in await here.answer(request(large, CLOSE | signed(large)))


async def _garbage(here: Door) -> None:
    packed = {"Content-Encoding": "gzip", **forged()}
    for headers in (packed, {**packed, "Content-Encoding": "deflate"}):
        assert (await here.answer(request(b"not packed", headers))).startswith(b"HTTP/1.1 400")


async def _unsigned_garbage(here: Door) -> None:
    answer = await here.answer(request(b"not packed", {"Content-Encoding": "gzip"}))
    assert answer.startswith(b"HTTP/1.1 401")


async def _charsets(here: Door) -> None:
    for charset in ("nope", "utf-16", "base64"):
        headers = {"Content-Type": f"application/json; charset={charset}", **forged()}
        assert (await here.answer(request(b"[]", headers))).startswith(b"HTTP/1.1 400")


async def _half(here: Door) -> None:
    _, writer = await here.connect(request(b"[", forged(), length=100))
    writer.close()
    await writer.wait_closed()


async def _no_http(here: Door) -> None:
    assert (await here.answer(b"GET /\x00 HTTP/9\r\nA B\r\n\r\n")).startswith(b"HTTP/1.")
    await here.answer(b"POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")


@pytest.mark.parametrize("what", [_garbage, _unsigned_garbage, _charsets, _half, _no_http])
async def test_what_cannot_be_read_is_the_callers_fault_and_no_traceback(
    what: Callable[[Door], Awaitable[None]], stderr: io.StringIO
) -> None:
    set_up(stream=stderr)
    async with door() as here:
        await what(here)
        assert b"200 OK" in await here.answer(HEALTH)
    assert "Traceback" not in stderr.getvalue()


async def test_a_packed_body_is_unpacked_within_the_limit() -> None:
    async with door() as here:
        body = json.dumps(["x" * 1000]).encode()
        headers = {"Content-Encoding": "gzip", "Connection": "close"}
        assert b"200 OK" in await here.answer(request(gzip.compress(body), headers | signed(body)))
        bomb = gzip.compress(b" " * (4 * MOST_BYTES))
        assert (await here.answer(request(bomb, headers | forged()))).startswith(b"HTTP/1.1 413")
