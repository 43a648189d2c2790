"""Faults on order (refusals, broken connections, slow answers), the pace a bot must keep, the log of calls.

A `Fault` waits in the list until a call matches it. `hold` stops a call until the test lets it go. With both, a test
can walk every error path and every race of a bot without patching it and without sleeping.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox import limits
from bot.sandbox.errors import ApiError, LostAnswer, too_many
from bot.sandbox.model import Clock

FaultKind = Literal["error", "drop", "lost", "slow", "hold"]


@dataclass(slots=True)
class Fault:
    """One kind of fault for the calls that match.

    `error`  the call is refused with `error_code` and `description` and not executed
    `drop`   the connection breaks before the call is executed
    `lost`   the call is executed, then the connection breaks
    `slow`   the call is executed after `delay_s` seconds of real time
    `hold`   the call waits until `release()`; `arrived` is set when it is there

    `method` and `chat_id` narrow what matches (method names in any case). `in_chats` spares the calls that reach no
    chat, getUpdates above all; `outside` spares those that reach one. The first `skip` matching calls pass. `times`
    is how often the fault strikes, None for always. `name` is shown to people.
    """

    method: str | None = None
    error_code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    times: int | None = 1
    kind: FaultKind = "error"
    delay_s: float = 0.0
    chat_id: int | None = None
    skip: int = 0
    in_chats: bool = False
    outside: bool = False
    name: str = ""
    arrived: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _released: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def release(self) -> None:
        """Let a held call go on."""
        self._released.set()

    def matches(self, method: str, chat_id: int | None) -> bool:
        """Whether this fault is meant for such a call."""
        if self.method is not None and self.method.lower() != method.lower():
            return False
        if self.in_chats if chat_id is None else self.outside:
            return False
        return self.chat_id is None or self.chat_id == chat_id

    async def before(self) -> None:
        """Cause the part of the fault that comes before the call is executed."""
        if self.kind == "error":
            raise ApiError(self.error_code, self.description, self.retry_after)
        if self.kind == "drop":
            raise LostAnswer("connection broken before the call was executed")
        if self.kind == "slow":
            await asyncio.sleep(self.delay_s)
        if self.kind == "hold":
            self.arrived.set()
            await self._released.wait()

    def after(self) -> None:
        """Cause the part of the fault that comes after the call was executed."""
        if self.kind == "lost":
            raise LostAnswer("connection broken after the call was executed")


class Faults:
    """The waiting faults; the first that matches strikes."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Put a fault at the end of the list."""
        self._waiting.append(fault)
        return fault

    def hold(self, method: str, chat_id: int | None = None) -> Fault:
        """Stop the next call of a method until `release()` of the returned fault."""
        return self.add(Fault(method=method, kind="hold", chat_id=chat_id))

    def clear(self) -> None:
        """Remove all faults. Held calls go on."""
        for fault in self._waiting:
            fault.release()
        self._waiting.clear()

    def remove(self, fault: Fault) -> None:
        """Remove one fault; a call that it holds goes on. Does nothing if it has already struck for the last time."""
        fault.release()
        self._waiting = [other for other in self._waiting if other is not fault]

    def waiting(self) -> list[Fault]:
        """The faults that can still strike."""
        return list(self._waiting)

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault for this call, or None. The strike is counted."""
        for fault in self._waiting:
            if not fault.matches(method, chat_id):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
            return fault
        return None


class Pace:
    """How fast a bot may send: a number of messages a second in one chat and in all, else a 429.

    Commands, name and descriptions may each change a number of times a minute.
    """

    def __init__(self, clock: Clock, per_chat_s: float = 1.0, overall_per_s: int = 30) -> None:
        self._clock = clock
        self._per_chat_s = per_chat_s
        self._overall_per_s = overall_per_s
        self._last: dict[int, float] = {}
        self._recent: deque[float] = deque()
        self._profile: dict[str, deque[float]] = {}

    def check_profile(self, method: str) -> None:
        """Count a change of commands or profile. Raises the 429; other calls pass."""
        if not method.startswith(("setMy", "deleteMy")):
            return
        now = self._clock()
        made = self._profile.setdefault(method, deque())
        while made and not 0 <= now - made[0] < 60:
            made.popleft()
        if len(made) >= limits.PROFILE_CALLS_A_MINUTE:
            raise too_many(60 - (now - made[0]))
        made.append(now)

    def check(self, chat_id: int, messages: int = 1) -> None:
        """Count a send. Raises the 429."""
        now = self._clock()
        waited = now - self._last.get(chat_id, float("-inf"))
        if 0 <= waited < self._per_chat_s:
            raise too_many(self._per_chat_s - waited)
        while self._recent and not 0 <= now - self._recent[0] < 1.0:
            self._recent.popleft()
        if len(self._recent) + messages > self._overall_per_s:
            raise too_many(1.0 - (now - self._recent[0]) if self._recent else 1.0)
        self._last[chat_id] = now
        self._recent.extend([now] * messages)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot. Its text is not kept: it may hold what a log must not."""

    method: str
    chat_id: int | None
    ok: bool
    error_code: int | None
    description: str | None
    at: float
    took_ms: int = 0


class CallLog:
    """The last calls, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=limits.CALLS_KEPT)
        self.total = 0

    def add(self, call: Call) -> None:
        """Add a call."""
        self._calls.append(call)
        self.total += 1

    def of(self, *methods: str, chat_id: int | None = None) -> list[Call]:
        """The calls of these methods (without names: of all), optionally of one chat."""
        names = {method.lower() for method in methods}
        return [
            call
            for call in self._calls
            if (not names or call.method.lower() in names) and chat_id in (None, call.chat_id)
        ]

    def clear(self) -> None:
        """Empty the log. `total` stays."""
        self._calls.clear()
