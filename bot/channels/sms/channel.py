"""Text messages to security phones: the interface, a provider behind an Apprise URL, and the sandbox twin.

The relay decides what a message says and when it is sent. Nothing here logs a phone number or a text, and no
exception carries one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import parse_qs, quote, unquote, urlsplit

from bot.channels.sms.provider_answers import Verdict, listening

PHONE_FIELD = "{phone}"
CONNECT_S = 4.0
READ_S = 12.0
"""Seconds that a provider may take to answer, unless SMS_URL says otherwise (`rto` and `cto`, in seconds)."""
LONGEST_S = 50.0
"""Seconds for one message in all, whatever the URL says."""
_PROBE = "+8613800138000"
CHATTY_LOGGERS = ("apprise", "urllib3", "requests")
"""These loggers write whole request bodies, which hold one-time codes."""


class SmsFailed(Exception):
    """A text message was not handed over. If `retryable`, the same message may be tried again.

    If `unsure`, the provider may still have taken it.
    """

    def __init__(self, reason: str, *, retryable: bool, unsure: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable
        self.unsure = unsure


class SmsChannel(Protocol):
    """Hands one text message over to a provider."""

    async def send(self, phone: str, text: str) -> None:
        """Sends `text` to `phone` (`+` and digits). Raises SmsFailed."""

    async def close(self) -> None:
        """Closes threads and connections."""


class AppriseSms:
    """A provider behind an Apprise URL that holds `{phone}`.

    The number is part of the URL, so every message gets a target of its own; that also spares it Apprise's pace per
    target. `read_s` is for a URL without a time-out.
    """

    def __init__(
        self, url: str, *, connect_s: float = CONNECT_S, read_s: float = READ_S, threads: int = 4
    ) -> None:
        self._url = url
        said = parse_qs(urlsplit(url).query)
        # Apprise's default is 4 seconds, after which a slow provider would get the same message again.
        self._times = {} if "rto" in said else {"socket_read_timeout": read_s}
        if "cto" not in said:
            self._times["socket_connect_timeout"] = connect_s
        # A provider that hangs must not use up the threads of the rest of the program.
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="sms")
        _silence()

    def problem(self) -> str | None:
        """What is wrong with the URL, in words that follow its name; None if nothing is."""
        target = self._target(_PROBE)
        if target is None:
            return "is not understood by Apprise: correct it"
        if _PROBE.removeprefix("+86") not in unquote(target.url(privacy=False)):
            return (
                "holds {phone} where Apprise drops it, so that messages would go to nobody: put it where the "
                "provider's address has the recipient (in json:// a field is written ?:name={phone})"
            )
        return None

    async def send(self, phone: str, text: str) -> None:
        """Sends `text`. Raises SmsFailed, `unsure` when a provider that did not answer in time may have taken it."""
        loop = asyncio.get_running_loop()
        call = loop.run_in_executor(self._threads, self._notify, phone, text)
        try:
            async with asyncio.timeout(LONGEST_S):
                verdict = await call
        except TimeoutError:
            raise SmsFailed("time-out", retryable=True, unsure=True) from None
        except Exception as error:
            # The text of the error may quote the URL with the number in it.
            raise SmsFailed(type(error).__name__, retryable=True) from None
        if verdict is None:
            raise SmsFailed("SMS_URL is not understood", retryable=False)
        if verdict == "unsure":
            raise SmsFailed("time-out", retryable=True, unsure=True)
        if verdict == "never_sent":
            raise SmsFailed("the provider is not reached", retryable=True)
        if verdict != "accepted":
            raise SmsFailed("refused by the provider", retryable=True)

    async def close(self) -> None:
        """Ends the threads without waiting for a provider that hangs; the time-outs end such a thread."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _notify(self, phone: str, text: str) -> Verdict | None:
        import apprise

        target = self._target(phone)
        if target is None:
            return None
        with listening() as heard:
            said_yes = target.notify(body=text, title="", body_format=apprise.NotifyFormat.TEXT)
            verdict = heard.settle()
        if verdict == "unknown":
            return "accepted" if said_yes else "refused"
        return "refused" if verdict == "accepted" and not said_yes else verdict

    def _target(self, phone: str) -> Any:
        # Imported late: it takes a second, and the sandbox never needs it.
        import apprise

        _silence()
        target = apprise.Apprise.instantiate(self._url.replace(PHONE_FIELD, quote(phone, safe="")))
        if not target or not isinstance(target, apprise.NotifyBase):
            return None
        for name, value in self._times.items():
            setattr(target, name, value)
        return target


class SandboxSms:
    """Delivers to the phone panel of the sandbox page. `deliver` keeps texts in memory only."""

    def __init__(self, deliver: Callable[[str, str], object]) -> None:
        self._deliver = deliver

    async def send(self, phone: str, text: str) -> None:
        """Puts the text on top of that phone's messages."""
        self._deliver(phone, text)

    async def close(self) -> None:
        """Does nothing."""


def _silence() -> None:
    for name in CHATTY_LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
