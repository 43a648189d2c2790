"""The telephones of the sandbox: text messages that a person receives outside the chat.

Text messages carry one-time codes, so they live in memory only: no log line, no state file, no snapshot. The channel
that sends them decides what they say.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from bot.sandbox import limits
from bot.sandbox.model import Clock, Hub


@dataclass(frozen=True, slots=True)
class Sms:
    """One received text message; `at` is in seconds UTC. The text never shows in a repr."""

    id: int
    phone: str
    text: str = field(repr=False)
    at: float


class Phone:
    """All telephones, by number."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self._hub = hub
        self._clock = clock
        self._inbox: dict[str, deque[Sms]] = {}
        self._count = 0

    def deliver_sms(self, phone: str, text: str, at: float | None = None) -> Sms:
        """Deliver a text message and tell the page at once. `at` is in seconds UTC, now by default."""
        self._count += 1
        sms = Sms(id=self._count, phone=phone, text=text, at=self._clock() if at is None else at)
        self._inbox.setdefault(phone, deque(maxlen=limits.SMS_KEPT)).append(sms)
        self._hub.tell("sms", phone=phone, sms={"id": sms.id, "text": text, "at": sms.at})
        return sms

    def sms_for(self, phone: str | None) -> list[Sms]:
        """What this number received, newest first."""
        return list(reversed(self._inbox.get(phone or "", ())))
