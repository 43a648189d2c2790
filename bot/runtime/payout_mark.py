"""The mark: a small file outside the database with the number of the last payout that was handed over.

It is replaced as a whole and synced with its folder before a payout is submitted. Several processes, also on several
hosts that share the file, take turns by a lock file beside it; its number only grows. `domain.handovers` decides what
it means.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.handovers import Mark, MarkProblem, SeenMark

MEANS: dict[MarkProblem, str] = {
    "missing": "the mark {path} is missing: it was lost, or a backup was put back",
    "unreadable": "the mark {path} names no payout: a backup was put back, or the file is damaged",
    "other": "the mark {path} is another database's",
    "ahead": "the mark {path} is ahead of the books: an older state was put in their place",
}
"""What each problem means, for operators."""


def stopped(why: MarkProblem, path: Path) -> str:
    """One line for an operator: nothing is paid, why, and what ends it."""
    what = MEANS[why].format(path=path)
    return f"payouts and confirmations are stopped: {what}; see main.py reconcile"


class MarkLost(Exception):
    """The mark is gone or belongs to another database: nothing may be submitted."""


class MarkFile:
    """The mark at `path`. Everything that writes may raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = asyncio.Lock()
        self._wanted = 0

    def read(self) -> SeenMark:
        """The present mark. A file that cannot be opened counts as missing, a senseless one as unreadable."""
        try:
            said = json.loads(self.path.read_text("ascii"))
            database, number = said["database"], said["number"]
        except OSError:
            return "missing"
        except (ValueError, TypeError, KeyError):
            return "unreadable"
        if not isinstance(database, str) or type(number) is not int or number < 0:
            return "unreadable"
        return Mark(database, number)

    async def advance(self, mark: Mark) -> None:
        """Returns when the file on the disk says at least `mark.number`. Raises MarkLost, OSError.

        Callers who wait while another writes are written together. The number must be committed already.
        """
        self._wanted = max(self._wanted, mark.number)
        async with self._turn:
            wanted, self._wanted = max(self._wanted, mark.number), 0
            await asyncio.to_thread(self._advance, Mark(mark.database, wanted))

    def write(self, mark: Mark) -> None:
        """Replaces the mark, whatever is there."""
        with self._locked():
            self._write(mark)

    def begin(self, mark: Mark) -> None:
        """Makes the first mark of books, unless there is a file already."""
        with self._locked():
            if self.read() == "missing":
                self._write(mark)

    def _advance(self, mark: Mark) -> None:
        with self._locked():
            there = self.read()
            if not isinstance(there, Mark) or there.database != mark.database:
                raise MarkLost(str(self.path))
            if there.number < mark.number:
                self._write(mark)

    def _write(self, mark: Mark) -> None:
        aside = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump({"database": mark.database, "number": mark.number}, file)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.path)
        finally:
            aside.unlink(missing_ok=True)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(lock_path(self.path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)


def lock_path(mark: Path) -> Path:
    """The lock file beside a mark. It is never removed: then two processes could lock two files."""
    return mark.with_name(mark.name + ".lock")


def forget_mark(mark: Path) -> None:
    """Removes a mark and its lock file. Everything that used them must be closed."""
    for path in (mark, lock_path(mark)):
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
