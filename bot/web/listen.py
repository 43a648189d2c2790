"""Listening: one address, with bounds on what a connection may cost before anything is known of who is there.

Headers have ``HEADERS_S`` from the connection's beginning, and so has the next request on it; how long a body may
take is decided where it is read. Where there are as many connections as may be, the oldest on which nothing is being
done, else the oldest whose body is still awaited, makes room for the new one: nobody keeps others out by holding
connections open.
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
"""Also how long a connection may be idle between requests: a proxy has to reuse it sooner or make a new one."""
MOST_CONNECTIONS = 256
LINGERING_S = 5.0
"""How long what comes behind an answer is read and thrown away, so that the answer arrives."""
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
    """Listens; ``cleanup`` of what is returned ends that, giving requests ``stop_s`` to end. Raises OSError."""
    site_of: list[_Site] = []

    @web.middleware
    async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await site_of[0].in_hand(request, handler)

    app = web.Application(middlewares=[noted])
    app.add_routes(routes)
    # No access log: it would hold addresses with query strings.
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
    """At most a quarter of the descriptors that this process may have: the rest is for the database and the chat."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return most if limit == resource.RLIM_INFINITY else min(most, max(8, limit // 4))


class _Site(web.BaseSite):
    """aiohttp's ``TCPSite`` with a bound on connections, which aiohttp does not have."""

    def __init__(self, runner: web.AppRunner, host: str, port: int, most: int) -> None:
        super().__init__(runner, backlog=min(100, most))
        self._host, self._port, self._most = host, port, most
        self._in_hand: dict[object, web.BaseRequest] = {}

    @property
    def name(self) -> str:
        """The address."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listens. Raises OSError."""
        await super().start()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accept, self._host, self._port, backlog=self._backlog)

    async def in_hand(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A middleware: a connection whose request is being done is not closed to make room."""
        self._in_hand[request.protocol] = request
        try:
            return await handler(request)
        finally:
            self._in_hand.pop(request.protocol, None)

    def _accept(self) -> asyncio.BaseProtocol:
        server = self._runner.server
        assert server is not None
        # Those already told to close are still in the list for a moment.
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
        """Without reading anything."""
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(FULL)
        transport.close()
