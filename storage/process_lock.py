"""One process runs the bot on one database, and one imports: a lock that ends with its process, however that ends.

SQLite: a lock file beside the database; PostgreSQL: a session's advisory lock on a connection of its own. Other
commands need none. A process that does not get it reads who holds it.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
import socket
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from storage.errors import AlreadyRunning, DatabaseUnavailable
from storage.sqlite.files import sqlite_path

if TYPE_CHECKING:
    from storage.postgresql.server import Connection

WATCH_S = 5.0
Work = Literal["process", "import"]
"""What one process at a time does: run the bot; import billing events (rules 8)."""

_log = logging.getLogger(__name__)


class ProcessLock(ABC):
    """Held from `take` to `close`."""

    @abstractmethod
    async def watch(self) -> None:
        """Runs while the lock is held. Raises AlreadyRunning once another process has taken it."""

    @abstractmethod
    async def close(self) -> None:
        """Releases the lock. May be called again."""


async def take_process_lock(url: str, work: Work = "process") -> ProcessLock:
    """Takes the database at `url` for this process. Raises `AlreadyRunning`, `StorageError`."""
    if url.startswith("sqlite:"):
        return _LockedFile(sqlite_path(url.partition("://")[2]), work)
    session = _LockedSession(url, work)
    await asyncio.to_thread(session.connect)
    return session


async def refuse_running(url: str) -> None:
    """Raises `AlreadyRunning` if a process runs the bot on it now, and changes nothing."""
    await (await take_process_lock(url)).close()


def this_process() -> tuple[str, int]:
    """Host and number of this process."""
    return socket.gethostname(), os.getpid()


class _LockedFile(ProcessLock):
    def __init__(self, database: Path, work: Work) -> None:
        # Beside the file itself, whatever its name when opened. It stays: removing it would let two lock two
        # files.
        real = database.resolve()
        path = real.with_name(f"{real.name}.{work}")
        try:
            self._file: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as exc:
            raise DatabaseUnavailable(f"cannot open the lock file {path}: {exc.strerror}") from exc
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._file, 0)
            host, pid = this_process()
            os.pwrite(self._file, json.dumps({"host": host, "pid": pid}).encode(), 0)
        except BlockingIOError:
            holder = _holder(os.pread(self._file, 1000, 0))
            self._release()
            raise AlreadyRunning(*holder) from None
        except OSError as exc:
            self._release()
            raise DatabaseUnavailable(f"cannot lock {path}: {exc.strerror}") from exc

    async def watch(self) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        self._release()

    def _release(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def _holder(said: bytes) -> tuple[str, int | None]:
    try:
        holder = json.loads(said)
        return str(holder["host"]), int(holder["pid"])
    except (ValueError, TypeError, KeyError):
        return "?", None


class _LockedSession(ProcessLock):
    """Connects again when its connection breaks; for that moment the lock is free."""

    def __init__(self, url: str, work: Work) -> None:
        self._url = url
        self._lock = f"withdrawal-bot: {work}"
        self._connection: Connection | None = None

    def connect(self) -> None:
        """Connects and takes the lock. Blocking. Raises `AlreadyRunning`, `DatabaseUnavailable`."""
        from storage.postgresql.server import lock_session

        host, pid = this_process()
        self._connection = lock_session(self._url, self._lock, host, pid)

    async def watch(self) -> None:
        lost = False
        while True:
            await asyncio.sleep(WATCH_S)
            try:
                await asyncio.to_thread(self._look)
                lost = False
            except DatabaseUnavailable as exc:
                # Nothing works without the database; the first process that reaches it again goes on.
                if not lost:
                    _log.warning("the lock of this process is lost, it is tried again: %s", exc)
                lost = True

    def _look(self) -> None:
        from storage.postgresql.server import answers

        if self._connection is None or not answers(self._connection):
            self._release()
            self.connect()
            _log.warning("the lock of this process was lost and is taken again")

    async def close(self) -> None:
        await asyncio.to_thread(self._release)

    def _release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
