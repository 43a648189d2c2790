"""A lock file beside a SQLite database, so that two processes never write to it, or checkpoint it, at once.

SQLite's own locks would do, but before 3.51.3 a checkpoint that meets a write of another process can lose
pages. The lock belongs to the open file: the kernel drops it when a process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import DatabaseBusy, DatabaseUnavailable

FIRST_PAUSE_S = 0.001
LONGEST_PAUSE_S = 0.02


class LockFile:
    """Used on one thread only, the writer's; every database object has a lock file of its own."""

    def __init__(self, path: Path, *, wait_s: float) -> None:
        self.path = path
        self.wait_s = wait_s
        self._file: int | None = None

    @contextmanager
    def held(self, wait_s: float | None = None) -> Iterator[None]:
        """Holds the lock. Raises ``DatabaseBusy`` after ``wait_s`` seconds of waiting for another process."""
        file = self._open()
        self._acquire(file, self.wait_s if wait_s is None else wait_s)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Gives the file back. The file itself stays: removing it would let two processes lock two files."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self) -> int:
        if self._file is None:
            try:
                self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as exc:
                raise DatabaseUnavailable(f"cannot open the lock file {self.path}: {exc.strerror}") from exc
        return self._file

    def _acquire(self, file: int, wait_s: float) -> None:
        deadline = time.monotonic() + wait_s
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    break
            except OSError as exc:
                raise DatabaseUnavailable(f"cannot lock {self.path}: {exc.strerror}") from exc
            time.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        raise DatabaseBusy("busy, nothing changed: another process is writing to the database")
