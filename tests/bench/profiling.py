"""Where time goes, by group of code and over all threads: the profile that says what limits a figure.

A function of C counts for the code that calls it. Waiting for other threads is left out; waiting for the disk or the
server counts. Profiling slows Python down more than C, so the shares are rough, and timed rounds run without it.
"""

from __future__ import annotations

import cProfile
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType

IDLE = ("acquire", "'select", "'epoll", "'poll'", "SimpleQueue", "built-in method time.sleep", "lock'")
"""Parts of the names of functions that wait for another thread, or for the next event."""
GROUPS = (
    ("commit", ("storage/sqlite/group_commit.py",)),
    ("statements", ("storage/sqlite/transaction.py",)),
    ("server and driver", ("/psycopg", "storage/postgresql/pipeline.py")),
    ("sealing", ("/cryptography/", "/hmac.py", "runtime/vault.py")),
    ("rules and use cases", ("/domain/",)),
    ("storage in Python", ("/storage/",)),
    ("formats and texts", ("/babel/", "/fluent/", "bot/texts/", "bot/screens/")),
    ("chat library", ("/aiogram/", "/pydantic", "/magic_filter/")),
    ("HTTP", ("/aiohttp/", "/yarl/", "/multidict/", "/aiosignal/")),
    ("chat and workers", ("/bot/", "/handlers/")),
    ("event loop and threads", ("/asyncio/", "/aiosqlite/", "/concurrent/", "threading.py", "/queue.py")),
    ("the bench itself", ("/tests/",)),
)
"""A group, and what the path of a file contains; the first that fits."""


class Profile:
    """Profiles the calling thread and every thread that starts inside `everywhere`."""

    def __init__(self) -> None:
        self._threads: list[cProfile.Profile] = []
        self._before: dict[str, float] = {}

    @contextmanager
    def everywhere(self) -> Iterator[Profile]:
        """Threads that start in here are profiled to their end: open the database in here, too."""
        threading.setprofile(self._in_thread)
        own = cProfile.Profile()
        self._threads.append(own)
        own.enable()
        try:
            yield self
        finally:
            own.disable()
            threading.setprofile(None)

    def begin(self) -> None:
        """From here on it counts."""
        self._before = self._seconds()

    def shares(self) -> str:
        """The groups that took at least 3 % of the time since `begin`, the largest first."""
        spent = {name: s - self._before.get(name, 0.0) for name, s in self._seconds().items()}
        whole = sum(spent.values())
        large = sorted((s / whole, name) for name, s in spent.items() if s > 0.03 * whole)
        return ", ".join(f"{name} {100 * share:.0f} %" for share, name in reversed(large))

    def _in_thread(self, frame: FrameType, event: str, arg: object) -> None:
        profile = cProfile.Profile()
        self._threads.append(profile)
        # It takes the place of this function in its thread.
        sys.setprofile(None)
        profile.enable()

    def _seconds(self) -> dict[str, float]:
        spent: dict[str, float] = defaultdict(float)
        for profile in self._threads:
            for entry in profile.getstats():
                if isinstance(entry.code, str) or entry.code.co_filename == __file__:
                    continue
                group = _group(entry.code)
                spent[group] += entry.inlinetime
                for called in entry.calls or ():
                    if isinstance(called.code, str) and not _is_idle(called.code, GROUPS[2][0] == group):
                        spent[group] += called.inlinetime
        return spent


def _group(code: CodeType) -> str:
    path = code.co_filename
    return next((name for name, parts in GROUPS if _any(path, parts)), "other")


def _is_idle(name: str, at_server: bool) -> bool:
    # The driver waits for its server with the same functions.
    return not at_server and _any(name, IDLE)


def _any(text: str, parts: Sequence[str]) -> bool:
    return any(part in text for part in parts)
