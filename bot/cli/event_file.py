"""A file of billing events, read twice and never held whole: once for its form, then in pieces (rules 8).

What can be read only once, a pipe, is copied first: into a file without a name that ends with the process, enciphered
with a key that is in memory alone, because events hold phones and identity numbers.
"""

from __future__ import annotations

import io
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.cli.failures import Failure
from domain.errors import BadEvent
from domain.events.parse import ParsedEvent, parse_line
from domain.usecases.operator.apply_events import PIECE_LINES, RefusedEvent

LONGEST_LINE = 1 << 20
STDIN = "-"
COPIED_AT_ONCE = 1 << 20

Line = ParsedEvent | RefusedEvent | None
"""A line: an event, malformed, or blank."""


class FileChanged(Exception):
    """The file is no longer what it was when its reading began."""


@dataclass(frozen=True, slots=True)
class EventPiece:
    """Lines that are applied together. `last` is the number of the last one; lines count from 1."""

    events: list[ParsedEvent]
    last: int


class EventLines:
    """An open file of events. `at` is the byte that is read next, of `size`."""

    def __init__(self, name: str, file: IO[bytes], size: int, state: Callable[[], object] = tuple) -> None:
        self._name = name
        self._file = file
        self._state = state
        self._state_before = state()
        self.size = size
        self.at = 0

    def lines(self) -> Iterator[tuple[int, Line]]:
        """Every line from the beginning, with its number. Raises FileChanged and Failure."""
        number = 0
        try:
            self._file.seek(0)
            self.at = 0
            # The limit keeps one endless line from filling the memory.
            while raw := self._file.readline(LONGEST_LINE + 1):
                number += 1
                self.at += len(raw)
                if len(raw) > LONGEST_LINE:
                    while raw and not raw.endswith(b"\n"):
                        raw = self._file.readline(LONGEST_LINE)
                        self.at += len(raw)
                    yield number, RefusedEvent(number, f"longer than {LONGEST_LINE} bytes")
                else:
                    yield number, _read(raw, number)
        except OSError as exc:
            raise Failure(f"{self._name}: {exc.strerror}") from None
        self._require_unchanged()

    def pieces(self, lines: int, most: Callable[[], int]) -> Iterator[EventPiece]:
        """The events of a file of so many lines, without malformed ones, in pieces of at most `most()` lines.

        A file of up to `PIECE_LINES` lines is one piece. Raises FileChanged.
        """
        events: list[ParsedEvent] = []
        last, room = 0, PIECE_LINES if lines <= PIECE_LINES else most()
        for number, line in self.lines():
            if number > last + room:
                self._require_unchanged()
                last = number - 1
                yield EventPiece(events, last)
                events, room = [], most()
            if isinstance(line, ParsedEvent):
                events.append(line)
        yield EventPiece(events, lines)

    def _require_unchanged(self) -> None:
        if self._state() != self._state_before:
            raise FileChanged


@contextmanager
def opened_events(name: str, folder: Path | None) -> Iterator[EventLines]:
    """The file of this name, `-` being the input. A pipe is copied into `folder`, or where temporary files are.

    Raises Failure.
    """
    with ExitStack() as opened:
        try:
            file = sys.stdin.buffer if name == STDIN else opened.enter_context(open(name, "rb"))
            if name != STDIN and stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                size = os.fstat(file.fileno()).st_size
                events = EventLines(name, file, size, partial(_state, file))
            else:
                events = _copied(name, file, opened.enter_context(tempfile.TemporaryFile(dir=folder)))
        except OSError as exc:
            raise Failure(f"{name}: {exc.strerror}") from None
        yield events


def _state(file: IO[bytes]) -> object:
    now = os.fstat(file.fileno())
    return now.st_size, now.st_mtime_ns


def _read(raw: bytes, number: int) -> Line:
    try:
        # Some editors put a mark in front of the first line.
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        return parse_line(text, number) if text.strip() else None
    except UnicodeDecodeError:
        return RefusedEvent(number, "not UTF-8 text")
    except BadEvent as exc:
        return RefusedEvent.of(number, exc)


class _Deciphered(io.RawIOBase):
    """Reads the copy of a pipe. It can be sought to its beginning only."""

    def __init__(self, file: IO[bytes], cipher: Cipher[modes.CTR]) -> None:
        self._file = file
        self._cipher = cipher
        self._context = cipher.decryptor()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if offset or whence != os.SEEK_SET:
            raise io.UnsupportedOperation
        self._context = self._cipher.decryptor()
        return self._file.seek(0)

    def readinto(self, buffer: Any, /) -> int:
        read = self._context.update(self._file.read(len(buffer)))
        buffer[: len(read)] = read
        return len(read)


def _copied(name: str, file: IO[bytes], kept: IO[bytes]) -> EventLines:
    cipher = Cipher(algorithms.AES256(os.urandom(32)), modes.CTR(os.urandom(16)))
    context, size = cipher.encryptor(), 0
    while chunk := file.read(COPIED_AT_ONCE):
        kept.write(context.update(chunk))
        size += len(chunk)
    kept.flush()
    return EventLines(name, io.BufferedReader(_Deciphered(kept, cipher), COPIED_AT_ONCE), size)
