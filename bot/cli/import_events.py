"""The command `import`: billing events from files (rules 8), read through, then applied in pieces.

This module says what became of a file; the domain decides what an event does and whether it is possible. Reasons
never hold a value of the event.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from bot.cli.event_file import STDIN, EventLines, FileChanged, opened_events
from bot.cli.failures import WRONG_USE, Failure
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import counted, progress_bar, put, say
from bot.runtime.runner import Runner
from domain.events.parse import ParsedEvent
from domain.usecases.operator.apply_events import (
    PIECE_LINES,
    ApplyReport,
    EventsRefused,
    RefusedEvent,
    apply_events,
    still_refused,
)
from storage.errors import AlreadyRunning, DatabaseBusy, OutcomeUnknown
from storage.process_lock import take_process_lock

if TYPE_CHECKING:
    from rich.progress import Progress

SHOWN = 50
PIECE_S = 0.1
"""Seconds that a piece may take: others that write wait for it."""
FIRST_LINES, LEAST_LINES = 200, 20
TRIES = 3
PAUSE_S = 0.5
"""Seconds before a piece is tried again that others kept out for as long as a write waits."""
TELL_EVERY = 500
ASKED_AT_ONCE = 500
GOES_ON = ": the same command goes on from there"


def import_files(names: list[str], *, skip_bad: bool, new: bool = False) -> int:
    """Applies the files in their order and stops at the first that is refused. Exit code 1 if one was.

    With `new` a missing database is made.
    """
    for name in names:
        # A pipe is as good as a file: main.py import <(zcat events.gz).
        if name != STDIN and not Path(name).exists():
            raise Failure(f"{name}: there is no such file", WRONG_USE)
        if name != STDIN and Path(name).is_dir():
            raise Failure(f"{name} is a folder; name the files in it", WRONG_USE)

    async def work(books: OpenBooks) -> int:
        path = books.settings.database_path
        folder = None if path is None else path.absolute().parent
        async with _alone(books):
            for count, name in enumerate(names, start=1):
                with progress_bar() as progress, opened_events(name, folder) as file, interrupts() as stop:
                    done = await Import(books, name, file, progress, stop).run(skip_bad=skip_bad)
                if not done:
                    # Later files rest on earlier ones: events apply in the order received.
                    if count < len(names):
                        say(None, f"not tried: {', '.join(names[count:])}")
                    return 1
        return 0

    return with_books(work, new=new)


class Interrupts:
    """Ctrl+C and SIGTERM. While events are applied, the first ends the import after its piece, the second at once."""

    def __init__(self) -> None:
        self.applying = False
        self.signal = 0

    def note(self, number: int, frame: FrameType | None) -> None:
        """Takes a signal."""
        if self.signal or not self.applying:
            raise KeyboardInterrupt
        self.signal = number


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Takes the signals inside the `with` block."""
    found = Interrupts()
    before = {number: signal.signal(number, found.note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield found
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@asynccontextmanager
async def _alone(books: OpenBooks) -> AsyncIterator[None]:
    """Keeps every other import out (rules 8); calls over HTTP come between two pieces. Raises Failure."""
    try:
        lock = await take_process_lock(books.settings.database_url.get_secret_value(), "import")
    except AlreadyRunning as other:
        who = "" if other.pid is None else f" (host {other.host}, pid {other.pid})"
        raise Failure(
            f"another import is running{who}, and there is one at a time: nothing applied"
        ) from None
    try:
        yield
    finally:
        await lock.close()


class Pace:
    """How many lines the next piece has, so that it takes about `PIECE_S`."""

    def __init__(self) -> None:
        self.lines = FIRST_LINES

    def took(self, lines: int, seconds: float) -> None:
        """Learns from a piece, however long it waited for others: then they get their turn sooner."""
        self.lines = min(max(int(lines * PIECE_S / max(seconds, 1e-6)), LEAST_LINES), PIECE_LINES)


class Import:
    """One file on its way into the books: what was done so far, and what is said about it."""

    def __init__(
        self, books: Runner, name: str, file: EventLines, progress: Progress | None, stop: Interrupts
    ) -> None:
        self._books = books
        self._name = name
        self._file = file
        self._progress = progress
        self._stop = stop
        self._task = None if progress is None else progress.add_task(name, total=file.size)
        self._began = time.monotonic()
        self._applied = self._known = self._refused = self._last = 0

    async def run(self, *, skip_bad: bool) -> bool:
        """Reads it through, then applies it; whether all of it, its bad lines aside, is in the books."""
        try:
            lines = await self._read_through()
            if not self._refused or skip_bad:
                await self._apply(lines, skip_bad=skip_bad)
        except FileChanged:
            raise Failure(f"{self._name}: has changed while it was read; {self._so_far()}{GOES_ON}") from None
        except EventsRefused as exc:
            self._refuse(exc.report.refused)
        if self._refused > SHOWN:
            self._say(f"and {self._refused - SHOWN} more lines")
        if self._refused and not skip_bad:
            self._say(
                f"{self._so_far()}, {counted(self._refused, 'line')} refused: put right, the same command goes on"
            )
            return False
        summary = f"{self._name}: {counted(self._applied, 'event')} applied"
        if self._known:
            summary += f", {self._known} known already"
        if self._refused:
            summary += f", {counted(self._refused, 'bad line')} skipped"
        put(summary)
        return True

    async def _read_through(self) -> int:
        """Looks for malformed lines; returns the number of lines."""
        malformed: list[RefusedEvent] = []
        number = 0
        for number, line in self._file.lines():
            if isinstance(line, RefusedEvent):
                malformed.append(line)
            if len(malformed) == ASKED_AT_ONCE:
                await self._refuse_unknown(malformed)
                malformed.clear()
            if number % TELL_EVERY == 0:
                self._tell("reading", number)
        await self._refuse_unknown(malformed)
        return number

    async def _refuse_unknown(self, malformed: list[RefusedEvent]) -> None:
        """Refuses malformed lines, but not those that an earlier, less strict version has applied."""
        if malformed:
            still = await self._books.look(still_refused, operator(), malformed)
            self._known += len(malformed) - len(still)
            self._refuse(still)

    async def _apply(self, lines: int, *, skip_bad: bool) -> None:
        pace = Pace()
        self._began = time.monotonic()
        self._stop.applying = True
        try:
            for piece in self._file.pieces(lines, lambda: pace.lines):
                if self._stop.signal:
                    text = f"{self._name}: stopped; {self._so_far()}{GOES_ON}"
                    raise Failure(text, 128 + self._stop.signal)
                began = time.perf_counter()
                if piece.events:
                    report = await self._perform(piece.events, skip_bad)
                    self._applied += report.applied
                    self._known += report.repeated
                    self._refuse(report.refused)
                pace.took(piece.last - self._last, time.perf_counter() - began)
                self._last = piece.last
                self._tell("applying", piece.last)
        except (FileChanged, EventsRefused, Failure):
            raise
        except BaseException as exc:
            unsure = isinstance(exc, KeyboardInterrupt | asyncio.CancelledError | OutcomeUnknown)
            self._say(self._so_far(unsure=unsure) + GOES_ON)
            raise
        finally:
            self._stop.applying = False

    async def _perform(self, events: list[ParsedEvent], skip_bad: bool) -> ApplyReport:
        for left in reversed(range(TRIES)):
            try:
                return await self._books.perform(apply_events, operator(), events, skip_bad)
            except DatabaseBusy:
                # Customers go first; the same piece can wait a little.
                if not left or self._stop.signal:
                    raise
                await asyncio.sleep(PAUSE_S)
        raise AssertionError("the last try answers or raises")

    def _so_far(self, *, unsure: bool = False) -> str:
        after = "perhaps more" if unsure else "nothing after them"
        if not self._last:
            return "perhaps the first lines are applied" if unsure else "nothing applied"
        return f"lines 1 to {self._last} are applied, {after}"

    def _refuse(self, refused: Sequence[RefusedEvent]) -> None:
        for one in refused[: max(SHOWN - self._refused, 0)]:
            say(self._progress, f"{self._name}:{one.line}: {one.reason}")
        self._refused += len(refused)

    def _say(self, text: str) -> None:
        say(self._progress, f"{self._name}: {text}")

    def _tell(self, what: str, number: int) -> None:
        """Moves the bar by bytes. Each pass has its own speed, so it has the bar to itself."""
        if self._progress is None or self._task is None:
            return
        rate = number / max(time.monotonic() - self._began, 0.001)
        text = f"{self._name}: {what}, line {number:,}, {rate:,.0f} a second"
        self._progress.update(self._task, description=text, completed=self._file.at)
