"""Listens on one address and bounds what a connection may cost before the caller is known.

Headers must come within `HEADERS_S` from the beginning of the connection, and so must each further request; the
reader of a body decides how long it may take. When there are as many connections as allowed, the oldest idle one
makes room for a new one, else the oldest whose body is still awaited. So holding connections open keeps nobody out.
"""

from __future__ import annotations

import asyncio
import itertools
import resource
from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web.request_body import READING

HEADERS_S = 30.0
"""Also how long a connection may be idle between requests. A proxy reuses it sooner or makes a new one."""
MOST_CONNECTIONS = 256
LINGERING_S = 5.0
"""Seconds for which what follows an answer is read and thrown away, so that the answer arrives."""
FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


async def serve(
    routes: Iterable[web.RouteDef],
    host: str,
    port: int,
    *,
    stop_s: float,
    headers_s: float = HEADERS_S,
    most: int = MOST_CONNECTIONS,
) -> web.AppRunner:
    """Starts to listen. `cleanup` of the returned runner stops it and gives open requests `stop_s` to end. Raises
    OSError.
    """
    site_of: list[_Site] = []

    @web.middleware
    async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await site_of[0].in_hand(request, handler)

    app = web.Application(middlewares=[noted])
    app.add_routes(routes)
    # There is no access log: it would hold addresses with query strings.
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=stop_s,
        keepalive_timeout=headers_s,
        lingering_time=LINGERING_S,
    )
    await runner.setup()
    site_of.append(_Site(runner, host, port, _affordable(most)))
    try:
        await site_of[0].start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner


def _affordable(most: int) -> int:
    """At most a quarter of the process's descriptors. The rest is for the database and the chat."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return most if limit == resource.RLIM_INFINITY else min(most, max(8, limit // 4))


class _Site(web.BaseSite):
    """aiohttp's `TCPSite` with a limit on connections, which aiohttp does not have."""

    def __init__(self, runner: web.AppRunner, host: str, port: int, most: int) -> None:
        super().__init__(runner, backlog=min(100, most))
        self._host, self._port, self._most = host, port, most
        self._in_hand: dict[object, web.BaseRequest] = {}

    @property
    def name(self) -> str:
        """The address, for aiohttp."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Starts to listen. Raises OSError."""
        await super().start()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accept, self._host, self._port, backlog=self._backlog)

    async def in_hand(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A middleware that keeps the connection of a running request from being closed to make room."""
        self._in_hand[request.protocol] = request
        try:
            return await handler(request)
        finally:
            self._in_hand.pop(request.protocol, None)

    def _accept(self) -> asyncio.BaseProtocol:
        server = self._runner.server
        assert server is not None
        # Connections that were told to close stay in the list for a moment.
        open_ = [one for one in server.connections if one.transport is not None]
        if len(open_) >= self._most:
            idle = (one for one in open_ if one not in self._in_hand)
            sending = (one for one in open_ if one in self._in_hand and self._in_hand[one].get(READING))
            oldest = next(itertools.chain(idle, sending), None)
            if oldest is None:
                return _Full()
            oldest.force_close()
        return server()


class _Full(asyncio.Protocol):
    """Says that there is no room, and closes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answers at once, without reading anything."""
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(FULL)
        transport.close()
