"""The file of a SQLite database, and the lock files beside it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import BadDatabaseUrl, DatabaseBusy, DatabaseUnavailable, NoDatabase

FIRST_PAUSE_S = 0.001
LONGEST_PAUSE_S = 0.02
LONGEST_PAUSE_AT_DOOR_S = 0.004


def sqlite_path(rest: str) -> Path:
    """The file of the rest of a `sqlite://` address. Raises BadDatabaseUrl."""
    if not rest.startswith("/"):
        raise BadDatabaseUrl("a SQLite address is sqlite:///relative/path or sqlite:////absolute/path")
    name = rest[1:]
    if name in ("", ":memory:") or name.endswith("/") or "\0" in name:
        raise BadDatabaseUrl("a SQLite address has to name a file; a database in memory cannot be shared")
    return Path(name)


def require_file(path: Path) -> None:
    """Raises NoDatabase for a missing file."""
    if not path.exists():
        raise NoDatabase(str(path.absolute()))


def create_private(path: Path) -> None:
    """Makes a missing file, readable by its owner only. Raises DatabaseUnavailable."""
    # SQLite gives its log files the same permissions as the file itself.
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        if not path.is_file():
            raise DatabaseUnavailable(f"{path} is not a file") from None
    except OSError as exc:
        raise DatabaseUnavailable(f"{path} cannot be made: {exc.strerror}") from exc


class WriteLock:
    """Keeps two processes from writing to a database, or checkpointing it, at once.

    SQLite's own locks would do, but before 3.51.3 a checkpoint that meets a write of another process can lose pages.
    The lock belongs to the open file: the kernel drops it when a process dies, however it dies. Used on one thread
    only, the writer's; every database object has a lock file of its own.

    A second file is the door: who wants the lock holds the door until it has it. So one that writes all the time, as
    an import does, comes after the one that waits.
    """

    def __init__(self, path: Path, *, wait_s: float) -> None:
        self.path = path
        self.door = path.with_name(path.name + ".door")
        self.wait_s = wait_s
        self._files: tuple[int, int] | None = None

    @contextmanager
    def held(self, wait_s: float | None = None) -> Iterator[None]:
        """Holds the lock inside the `with` block. Raises DatabaseBusy after `wait_s` seconds of waiting for another
        process.
        """
        file, door = self._open()
        deadline = time.monotonic() + (self.wait_s if wait_s is None else wait_s)
        self._acquire(door, deadline, LONGEST_PAUSE_S)
        try:
            self._acquire(file, deadline, LONGEST_PAUSE_AT_DOOR_S)
        finally:
            fcntl.flock(door, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Closes the files. They stay: removing one would let two processes lock two files."""
        files, self._files = self._files, None
        for file in files or ():
            os.close(file)

    def _open(self) -> tuple[int, int]:
        if self._files is None:
            file = _open_private(self.path)
            try:
                self._files = file, _open_private(self.door)
            except DatabaseUnavailable:
                os.close(file)
                raise
        return self._files

    def _acquire(self, file: int, deadline: float, longest_pause_s: float) -> None:
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
            pause_s = min(pause_s * 2, longest_pause_s)
        raise DatabaseBusy("busy, nothing changed: another process is writing to the database")


def _open_private(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise DatabaseUnavailable(f"cannot open the lock file {path}: {exc.strerror}") from exc
