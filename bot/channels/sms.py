"""Text messages to security phones: the port, a provider behind an Apprise URL, and the sandbox twin.

What a message says and when it is sent belongs to the relay. Nothing here logs a phone number or a text, and
no exception carries one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol
from urllib.parse import quote

PHONE_FIELD = "{phone}"
CHATTY_LOGGERS = ("apprise", "urllib3", "requests")
"""They write whole request bodies, and these hold one-time codes."""


class SmsFailed(Exception):
    """A text message was not handed over. ``retryable``: the same message may be tried again."""

    def __init__(self, reason: str, *, retryable: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable


class SmsChannel(Protocol):
    """Hands one text message over to a provider."""

    async def send(self, phone: str, text: str) -> None:
        """Sends ``text`` to ``phone`` (``+`` and digits). Raises ``SmsFailed``."""

    async def close(self) -> None:
        """Lets go of threads and connections."""


class AppriseSms:
    """A provider behind an Apprise URL that holds ``{phone}``.

    The number is part of the URL, so a fresh target is made for every message; that also keeps one message
    from waiting for the pace that Apprise keeps per target. Raises ``ValueError`` for a URL without it.
    """

    def __init__(self, url: str, *, timeout_s: float = 15.0, threads: int = 4) -> None:
        if PHONE_FIELD not in url:
            raise ValueError("SMS_URL holds no {phone}")
        self._url = url
        self._timeout_s = timeout_s
        # Own threads: a provider that hangs must not use up those of everybody else.
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="sms")
        _silence()

    async def send(self, phone: str, text: str) -> None:
        """Sends ``text``. Apprise does not say why a provider failed, so all of that may be tried again."""
        loop = asyncio.get_running_loop()
        call = loop.run_in_executor(self._threads, self._notify, phone, text)
        try:
            async with asyncio.timeout(self._timeout_s):
                sent = await call
        except TimeoutError:
            raise SmsFailed("time-out", retryable=True) from None
        except Exception as error:
            # The text of the error may quote the URL with the number in it.
            raise SmsFailed(type(error).__name__, retryable=True) from None
        if sent is None:
            raise SmsFailed("SMS_URL is not understood", retryable=False)
        if not sent:
            raise SmsFailed("refused by the provider", retryable=True)

    async def close(self) -> None:
        """Does not wait for a provider that hangs; Apprise's own time-outs end such a thread."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _notify(self, phone: str, text: str) -> bool | None:
        # Imported late: it takes a second, and the sandbox never needs it.
        import apprise

        _silence()
        target = apprise.Apprise.instantiate(self._url.replace(PHONE_FIELD, quote(phone, safe="")))
        if not target or not isinstance(target, apprise.NotifyBase):
            return None
        return bool(target.notify(body=text, title="", body_format=apprise.NotifyFormat.TEXT))


class SandboxSms:
    """Delivers to the phone panel of the sandbox page; ``deliver`` keeps texts in memory only."""

    def __init__(self, deliver: Callable[[str, str], None]) -> None:
        self._deliver = deliver

    async def send(self, phone: str, text: str) -> None:
        """Puts the text on top of that phone's messages."""
        self._deliver(phone, text)

    async def close(self) -> None:
        """Nothing to let go of."""


def _silence() -> None:
    for name in CHATTY_LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
