"""The sandbox put together: its core, and HTTP on demand.

The caller chooses the people, the panels beside the chat and where state is kept.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

# These two imports register the Bot API methods with the core.
from bot.sandbox import methods_bot, methods_messages
from bot.sandbox.core import Core
from bot.sandbox.faults import Pace
from bot.sandbox.model import Clock, Person
from bot.sandbox.panels import Panel, Panels
from bot.sandbox.store import SqliteStore, Store

if TYPE_CHECKING:
    from aiohttp import web

    from bot.sandbox.server import Server

METHOD_MODULES = (methods_bot, methods_messages)


class Sandbox:
    """A Bot API server with people, by default in memory and without a socket.

    `clock` gives seconds UTC; `zone` is the time zone in which the page shows them, None for the browser's own.
    `state_path` names the SQLite file that keeps chats over a restart. `pace` turns on the limits: one message a
    second in a chat, thirty in all, and ten changes of profile a minute. Without `privacy` the bot hears everything
    said in groups. `extra_routes` are served beside the page, behind its check of address and key; `open_routes`
    behind the check of address only, for programs that bring their own proof. `panels` stand beside the chat.
    """

    def __init__(
        self,
        token: str = "42:sandbox",
        persons: Iterable[Person] = (),
        clock: Clock = time.time,
        *,
        state_path: Path | None = None,
        pace: bool = False,
        id_base: int | None = None,
        username: str = "withdrawal_sandbox_bot",
        name: str = "Withdrawals",
        zone: str | None = None,
        privacy: bool = True,
        panels: Sequence[Panel] = (),
        extra_routes: Sequence[web.AbstractRouteDef] = (),
        open_routes: Sequence[web.RouteDef] = (),
    ) -> None:
        store = SqliteStore(state_path) if state_path is not None else Store()
        self.core = Core(
            token,
            persons,
            clock=clock,
            store=store,
            pace=Pace(clock) if pace else None,
            id_base=id_base,
            username=username,
            name=name,
            zone=zone,
            privacy=privacy,
        )
        self.panels = Panels(self.core.hub, panels)
        self.page_key = secrets.token_urlsafe(24)
        self._extra_routes = tuple(extra_routes)
        self._open_routes = tuple(open_routes)
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """Base address of the running server, without a slash at the end: the `BOT_API_URL` of the bot."""
        if self._server is None:
            raise RuntimeError("the sandbox has no server; call start_http first")
        return self._server.url

    @property
    def page_url(self) -> str:
        """Address of the chat page, with the key of this start."""
        return f"{self.url}/?k={self.page_key}"

    async def start_http(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve Bot API, files and page; returns the base address. Port 0 takes a free one.

        Raises ValueError for an address that is not loopback and OSError for a port in use.
        """
        # aiohttp's server costs import time that in-process tests need not pay.
        from bot.sandbox.server import Server

        if self._server is not None:
            raise RuntimeError("the sandbox is already being served")
        server = Server(
            self.core, self.panels, self.page_key, self._extra_routes, open_routes=self._open_routes
        )
        await server.start(host, port)
        self._server = server
        return server.url

    async def stop(self) -> None:
        """End the server, if any, and release the state file. May be called twice."""
        server, self._server = self._server, None
        if server is not None:
            await server.stop()
        self.core.close()
