"""Tells listeners (the page, a test, a log) what happens in the sandbox.

An event is a JSON object with a `type`. Listeners are plain functions, called in the order they subscribed. A
listener that needs time puts the event into a queue of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Listener = Callable[[dict[str, Any]], None]


class Hub:
    """The listeners and the way to tell them."""

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
