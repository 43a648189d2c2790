"""The client of the Bot API server, and what that server is told once and must remember for good: the menu of
commands, and where updates go.

A server that is away at that moment, or asks to wait, is told again in the background; a webhook that another program
changed is set again. `bot.chat.polling` looks after the opposite case: that no webhook is set.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramAPIError, TelegramRetryAfter

from bot.chat import bot_api_errors
from bot.chat.bot_api_errors import Unreadable
from bot.chat.calls import BareSession
from bot.runtime.clock import Failing
from bot.runtime.settings import Settings, SettingsError

log = structlog.get_logger(__name__)

Pause = Callable[[float], Awaitable[object]]
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0
LOOK_S = 60.0
"""Seconds between two questions whether the webhook still stands and what became of its calls."""
TROUBLE = (AiogramError, OSError, TimeoutError)


async def until_told(
    call: Callable[[], Awaitable[object]], what: str, *, pause: Pause = asyncio.sleep
) -> None:
    """Repeats a call until the server has accepted it, with growing pauses, or as long as the server asks for."""
    wait_s = FIRST_PAUSE_S
    while True:
        try:
            await call()
            return
        except TROUBLE as error:
            wait_s = min(2 * wait_s, LONGEST_PAUSE_S)
            asked_s = error.retry_after if isinstance(error, TelegramRetryAfter) else 0
            log.warning(
                "the Bot API server did not take it",
                what=what,
                error=type(error).__name__,
                said=bot_api_errors.said(error),
                again_in_s=max(wait_s, asked_s),
            )
        await pause(max(wait_s, asked_s))


class Menu:
    """The menu of commands. `tell` tells the server all of it, in every language."""

    def __init__(self, tell: Callable[[], Awaitable[object]], *, pause: Pause = asyncio.sleep) -> None:
        self._tell = tell
        self._pause = pause
        self._telling: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Tells the server once; after a failure, goes on in the background."""
        try:
            await self._tell()
        except TROUBLE as error:
            log.warning("commands not registered", error=type(error).__name__)
            self.again()

    def again(self) -> None:
        """Tells the server once more, in the background: it was away, and may have forgotten."""
        if self._telling is None or self._telling.done():
            telling = until_told(self._tell, "commands", pause=self._pause)
            self._telling = asyncio.get_running_loop().create_task(telling, name="commands")

    async def stop(self) -> None:
        """Gives up a call in progress."""
        await _ended(self._telling)


class Webhook:
    """Where the server sends updates. `failing` is told whether it can."""

    def __init__(
        self,
        bot: Bot,
        url: str,
        secret: str | None,
        kinds: list[str],
        failing: Failing,
        *,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._url = url
        self._secret = secret
        self._kinds = kinds
        self._failing = failing
        self._pause = pause
        self._stands: str | None = None
        """The address in the server's own words, once it was told."""
        self._keeping: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Sets the webhook and keeps it set. Raises SettingsError with the server's words if the server will never
        accept it.
        """
        try:
            await self._set()
        except TelegramAPIError as error:
            if not isinstance(error, bot_api_errors.PASSING):
                raise SettingsError(
                    [
                        f"WEBHOOK_URL is refused by the Bot API server ({bot_api_errors.said(error)}): correct it"
                    ]
                ) from None
            self._failing.failed()
            log.warning("webhook not set yet", error=type(error).__name__, said=bot_api_errors.said(error))
        self._keeping = asyncio.get_running_loop().create_task(self._keep(), name="webhook")

    async def stop(self) -> None:
        """Leaves the webhook set: updates wait at the server for the next start."""
        await _ended(self._keeping)

    async def _keep(self) -> None:
        while True:
            if self._stands is None:
                await until_told(self._set, "webhook", pause=self._pause)
            await self._pause(LOOK_S)
            try:
                await self._look()
            except TROUBLE as error:
                log.warning("webhook not looked after", error=type(error).__name__)

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._url,
            secret_token=self._secret,
            allowed_updates=self._kinds,
            # The highest allowed number: updates of a slow chat wait for one another, and hold a connection
            # each.
            max_connections=100,
        )
        self._failing.went_well()
        self._stands = (await self._bot.get_webhook_info()).url

    async def _look(self) -> None:
        info = await self._bot.get_webhook_info()
        if info.url != self._stands:
            # Another program with the same token asks for updates, or has a webhook of its own.
            log.error("the webhook was changed by another program: it is set again")
            self._stands = None
            self._failing.failed()
            return
        lately = datetime.now(UTC) - timedelta(seconds=2 * LOOK_S)
        if info.pending_update_count and info.last_error_date is not None and info.last_error_date > lately:
            self._failing.failed()
            log.warning(
                "the Bot API server cannot deliver updates",
                said=(info.last_error_message or "")[:200],
                waiting_count=info.pending_update_count,
            )
        else:
            self._failing.went_well()


async def _ended(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def live_bot(settings: Settings, session: BaseSession | None = None) -> Bot:
    """The client of the server that is set."""
    assert settings.bot_token is not None
    server = TelegramAPIServer.from_base(settings.bot_api_url)
    session = session or BareSession(api=server)
    bot = Bot(settings.bot_token.get_secret_value(), session=session)
    bot.session.middleware(Unreadable())
    return bot
