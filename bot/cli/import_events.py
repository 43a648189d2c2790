"""The command `import`: billing events from files (rules 8), each whole or not at all, with progress and a summary.

This module tells malformed lines one by one; the domain decides what an event does and whether it is possible.
Reasons never hold a value of the event.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from bot.cli.failures import WRONG_USE, Failure
from bot.cli.open_books import OpenBooks, operator, with_books
from bot.cli.output import counted, progress_bar, put, say
from domain.errors import BadEvent
from domain.events.parse import ParsedEvent, parse_line
from domain.usecases.operator.apply_events import (
    ApplyReport,
    EventsRefused,
    RefusedEvent,
    apply_events,
    still_refused,
)

if TYPE_CHECKING:
    from rich.progress import Progress

LONGEST_LINE = 1 << 20
SHOWN = 50
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Read:
    """A file's well-formed events, and its malformed lines."""

    events: list[ParsedEvent]
    refused: list[RefusedEvent]


class Steps(list[ParsedEvent]):
    """The events of a file. Each pass over them moves a progress bar from the start."""

    def __init__(self, events: list[ParsedEvent], progress: Progress | None, task: Any) -> None:
        super().__init__(events)
        self._progress = progress
        self._task = task

    def __iter__(self) -> Iterator[ParsedEvent]:
        for done, event in enumerate(super().__iter__()):
            if self._progress is not None and done % 100 == 0:
                self._progress.update(self._task, completed=done)
            yield event


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
        with progress_bar() as progress:
            for count, name in enumerate(names, start=1):
                if not await _import_file(books, name, progress, skip_bad=skip_bad):
                    # Later files rest on earlier ones: events apply in the order received.
                    if count < len(names):
                        say(progress, f"not tried: {', '.join(names[count:])}")
                    return 1
        return 0

    return with_books(work, new=new)


def read_events(lines: IO[bytes]) -> Read:
    """Every line of a file as an event or as a refusal. Blank lines are skipped; lines count from 1."""
    read = Read([], [])
    number = 0
    # The limit keeps one endless line from filling the memory.
    while raw := lines.readline(LONGEST_LINE + 1):
        number += 1
        try:
            if len(raw) > LONGEST_LINE:
                while raw and not raw.endswith(b"\n"):
                    raw = lines.readline(LONGEST_LINE)
                raise BadEvent(f"longer than {LONGEST_LINE} bytes")
            # Some editors put a mark in front of the first line.
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            if text.strip():
                read.events.append(parse_line(text, number))
        except UnicodeDecodeError:
            read.refused.append(RefusedEvent(number, "not UTF-8 text"))
        except BadEvent as exc:
            read.refused.append(RefusedEvent.of(number, exc))
    return read


async def _import_file(books: OpenBooks, name: str, progress: Progress | None, *, skip_bad: bool) -> bool:
    task = None if progress is None else progress.add_task(f"{name}: reading", total=None)
    try:
        read = _read(name)
        known = await _leave_out_known(books, read)
        report = ApplyReport(applied=0, repeated=0, refused=())
        if skip_bad or not read.refused:
            if progress is not None and task is not None:
                progress.update(task, description=name, total=len(read.events), completed=0)
            report = await _apply(books, Steps(read.events, progress, task), skip_bad=skip_bad)
    finally:
        if progress is not None and task is not None:
            progress.remove_task(task)
    refused = sorted([*read.refused, *report.refused], key=lambda one: one.line)
    for one in refused[:SHOWN]:
        say(progress, f"{name}:{one.line}: {one.reason}")
    if len(refused) > SHOWN:
        say(progress, f"{name}: and {len(refused) - SHOWN} more lines")
    if refused and not skip_bad:
        say(progress, f"{name}: nothing applied, {counted(len(refused), 'line')} refused")
        return False
    summary = f"{name}: {counted(report.applied, 'event')} applied"
    if report.repeated + known:
        summary += f", {report.repeated + known} known already"
    if refused:
        summary += f", {counted(len(refused), 'bad line')} skipped"
    put(summary)
    return True


async def _leave_out_known(books: OpenBooks, read: Read) -> int:
    """Removes malformed lines that an earlier, less strict version has applied; returns how many."""
    if not read.refused:
        return 0
    still = await books.look(still_refused, operator(), read.refused)
    known = len(read.refused) - len(still)
    read.refused[:] = still
    return known


def _read(name: str) -> Read:
    if name == STDIN:
        return read_events(sys.stdin.buffer)
    try:
        with open(name, "rb") as file:
            return read_events(file)
    except OSError as exc:
        raise Failure(f"{name}: {exc.strerror}") from None


async def _apply(books: OpenBooks, events: Steps, *, skip_bad: bool) -> ApplyReport:
    try:
        return await books.perform(apply_events, operator(), events, skip_bad)
    except EventsRefused as exc:
        return exc.report
