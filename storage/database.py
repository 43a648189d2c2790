"""The interface of the database: run a plain function in a transaction, in one hop, and await its result.

It knows no engine. `domain` decides what the functions do.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from domain.tx import Tx
from storage.queries import Engine

T = TypeVar("T")
OnCommit = Callable[[dict[str, int]], None]

MOST_WAITING = 10_000
"""The most functions that wait for their turn; beyond that a caller is told that the database is busy."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LockOf:
    """A lock whose name a query gives (one of `tx.scalar`), so that nobody has to ask for it first.

    What the query gives may never change. Without a row nothing is locked.
    """

    query: str
    params: Mapping[str, Any]


class Database(ABC):
    """An open database. Close it, or use it as `async with`; it belongs to one event loop."""

    engine: ClassVar[Engine]

    def __init__(self) -> None:
        self.on_commit: list[OnCommit] = []
        """Called on the event loop after a commit, before the callers that waited for it go on. It gets the earliest
        moment (microseconds UTC) of every kind that the committed functions gave to `tx.wake`.
        """

    @abstractmethod
    async def write(
        self, fn: Callable[[Tx], T], *, lock: str | LockOf | None = None, snapshot: bool = False
    ) -> T:
        """Runs `fn` in a transaction, commits, and only then returns its result.

        `fn` is not async, may run more than once and has no effect but through its `Tx`. What it raises rolls its
        work back and comes through unchanged; what it returns is committed. `lock` (for example a cloud account)
        names what it works on: functions with the same lock take turns on an engine that would otherwise have to
        retry. `snapshot`: there it sees one state, and conflicts only over rows that it changes itself, not over
        what it read. Raises StorageError; unless it is OutcomeUnknown, nothing changed. A cancelled caller does not
        learn whether `fn` was committed.
        """

    @abstractmethod
    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Runs `fn` on one consistent state of the database, which it cannot change."""

    @abstractmethod
    async def close(self) -> None:
        """Finishes functions that have begun and closes every connection. May be called again."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def _tell_commit(self, wakes: dict[str, int]) -> None:
        if not wakes:
            return
        for listener in self.on_commit:
            # The commit stands whatever a listener does; the sweep finds what it did not set.
            try:
                listener(dict(wakes))
            except Exception:
                _log.exception("a listener to commits failed")
