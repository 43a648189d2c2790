"""The HTTP side of the sandbox: Bot API, files, webhook delivery and the page, on one loopback port.

It only carries: the core has the methods, `page_api` the page's endpoints, `guard` the checks of address and key.
There is no access log, because addresses hold the token.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot.sandbox.core import Core
from bot.sandbox.errors import ApiError, LostAnswer, not_found, too_large, unauthorized
from bot.sandbox.guard import LOOPBACK, Guard
from bot.sandbox.limits import UPLOAD_MAX_BYTES
from bot.sandbox.page_api import PageApi
from bot.sandbox.panels import Panels
from bot.sandbox.webhook import Delivery
from bot.sandbox.wire import request_params

_SHUTDOWN_S = 2.0


class Server:
    """One listening server of one core."""

    def __init__(
        self,
        core: Core,
        panels: Panels,
        page_key: str,
        extra_routes: Sequence[web.AbstractRouteDef] = (),
        webhook_retry_s: float = 1.0,
        open_routes: Sequence[web.RouteDef] = (),
    ) -> None:
        self._core = core
        self._guard = Guard(page_key, frozenset(route.path for route in open_routes))
        self._page = PageApi(core, panels, self._guard)
        self._delivery = Delivery(core, webhook_retry_s)
        self._extra_routes = (*extra_routes, *open_routes)
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises ValueError for an address that is not loopback, OSError for a port in use."""
        if host not in LOOPBACK:
            raise ValueError(f"the sandbox listens on loopback only, not on {host}")
        app = web.Application(
            client_max_size=UPLOAD_MAX_BYTES + 1024 * 1024, middlewares=[self._guard.middleware]
        )
        app.router.add_route("*", "/bot{token}/{method}", self._bot_api)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        app.add_routes(self._page.routes())
        app.add_routes(self._extra_routes)
        app.on_shutdown.append(self._end_streams)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=_SHUTDOWN_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except BaseException:
            await runner.cleanup()
            raise
        self._runner = runner
        bound = int(runner.addresses[0][1])
        self._guard.port = bound
        self.url = f"http://[{host}]:{bound}" if ":" in host else f"http://{host}:{bound}"
        await self._delivery.start()

    async def stop(self) -> None:
        """Stop listening, end long polls and event streams."""
        await self._delivery.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _end_streams(self, app: web.Application) -> None:
        self._page.close()
        self._core.updates.stop()

    def _check_token(self, request: web.Request) -> None:
        given = request.match_info["token"]
        if not hmac.compare_digest(given.encode(), self._core.token.encode()):
            raise unauthorized()

    async def _bot_api(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
            params = await request_params(request)
            result = await self._core.call(request.match_info["method"], params)
        except ApiError as error:
            return _answer(error.body(), error.error_code)
        except web.HTTPRequestEntityTooLarge:
            return _answer(too_large().body(), 413)
        except LostAnswer:
            if request.transport is not None:
                request.transport.abort()
            return _answer({"ok": False}, 500)
        return _answer({"ok": True, "result": result}, 200)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
            data = self._core.files.by_path(request.match_info["path"])
            if data is None:
                raise not_found()
        except ApiError as error:
            return _answer(error.body(), error.error_code)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"}
        return web.Response(body=data, content_type="application/octet-stream", headers=headers)


def _answer(body: dict[str, Any], status: int) -> web.Response:
    return web.Response(
        text=json.dumps(body, ensure_ascii=False), status=status, content_type="application/json"
    )
