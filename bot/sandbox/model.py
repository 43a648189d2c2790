"""The people, chats and small records of the sandbox.

Messages are kept as the JSON objects that the Bot API shows (`Json`): every adapter, the page and the state file need
that form. Ids keep rising over restarts, because a bot with a durable database remembers them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.store import Store

Json = dict[str, Any]
Clock = Callable[[], float]

_EPOCH_2026_S = 1_767_225_600
_BLOCK = 1_000


def present(**values: Any) -> Json:
    """Build a JSON object without the nulls, which the Bot API never sends."""
    return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Person:
    """A person with a phone and the chat application. `phone` is E.164 with the plus sign."""

    id: int
    first_name: str
    language_code: str = "en"
    phone: str | None = None
    username: str | None = None
    last_name: str | None = None

    def user(self) -> Json:
        """The person as the Bot API's User."""
        return present(
            id=self.id,
            is_bot=False,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language_code=self.language_code,
        )

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group, with everything that people see in it."""

    id: int
    type: str = "private"
    title: str | None = None
    members: list[int] = field(default_factory=list)
    started: bool = False
    # The bot knows this person from a group, and may not write first.
    met: bool = False
    blocked: bool = False
    bot_left: bool = False
    bot_kicked: bool = False
    # The supergroup that this group has become.
    grown_to: int | None = None
    keyboard: Json | None = None
    menu_button: Json | None = None
    pinned: list[int] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    # How far each member has read, by person id as text: what the state file can keep.
    read: dict[str, int] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)

    def state(self) -> Json:
        """The chat as the state file keeps it, without its messages: they are kept one by one."""
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "members": self.members,
            "started": self.started,
            "met": self.met,
            "blocked": self.blocked,
            "bot_left": self.bot_left,
            "bot_kicked": self.bot_kicked,
            "grown_to": self.grown_to,
            "keyboard": self.keyboard,
            "menu_button": self.menu_button,
            "pinned": self.pinned,
            "reactions": self.reactions,
            "read": self.read,
        }


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a tap, as the person saw it; `text` is empty for a silent answer."""

    callback_id: str
    person_id: int
    chat_id: int
    text: str
    show_alert: bool
    url: str | None
    at: float


@dataclass(slots=True)
class Callback:
    """A tap that the bot may answer once, for a while."""

    id: str
    person_id: int
    chat_id: int
    message_id: int
    at: float
    answer: Toast | None = None


class Ids:
    """Rising ids. They start from the date, or from the highest id in the state file.

    Message ids rise by 4 a second of calendar time, so they stay below 2**31 until 2043.
    """

    def __init__(self, store: Store, base: int | None = None) -> None:
        seconds = max(1, int(time.time()) - _EPOCH_2026_S)
        self._store = store
        self._next: dict[str, int] = {}
        self._reserved: dict[str, int] = {}
        for kind, per_second in (("message", 4), ("update", 64), ("callback", 2**20), ("album", 2**20)):
            start = base if base is not None else seconds * per_second
            self._next[kind] = max(start, int(store.get("id", kind) or 0))
            self._reserved[kind] = 0

    def take(self, kind: str) -> int:
        """The next id of a kind. Ids are reserved in blocks, so that a crash never gives one twice."""
        value = self._next[kind]
        self._next[kind] = value + 1
        if value >= self._reserved[kind]:
            self._reserved[kind] = value + _BLOCK
            self._store.put("id", kind, self._reserved[kind])
        return value


Listener = Callable[[dict[str, Any]], None]


class Hub:
    """Tells listeners (the page, a test, a log) what happens in the sandbox.

    An event is a JSON object with a `type`. Listeners are plain functions, called in the order they subscribed. A
    listener that needs time puts the event into a queue of its own.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for every event from now on; the returned function ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def tell(self, kind: str, **values: Any) -> None:
        """Send an event of this type to every listener."""
        event = {"type": kind, **values}
        for listener in tuple(self._listeners):
            listener(event)
