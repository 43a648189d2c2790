"""The one way in which commands print and show their progress: a line is a line, whatever the data in it.

Nothing else in this package prints (a test checks). A name, an id or a note may hold a line break, an escape sequence
or a direction character; on a terminal it would make lines of its own or rewrite others.
"""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


def put(*cells: object, err: bool = False, flush: bool = False) -> None:
    """Prints one line, its cells apart by tabs, invisible characters as escapes. With `err` it goes to stderr."""
    # Imported late: the help does not need it and must appear at once.
    from domain.rules.characters import as_escaped

    line = "\t".join(as_escaped(str(cell)) for cell in cells)
    # An error that cannot be printed is no reason for another error.
    with suppress(OSError) if err else nullcontext():
        print(line, file=sys.stderr if err else sys.stdout, flush=flush)


def put_lines(text: str) -> None:
    """Prints a text of the program's own, line by line."""
    for line in text.splitlines():
        put(line)


def put_file(text: str) -> None:
    """Writes a file for another program to stdout, unchanged, in UTF-8. The caller has escaped its content."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def open_standard() -> None:
    """Opens the missing standard streams of the process, so that no file of ours gets their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number, which is this one.
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)


def drop_output() -> None:
    """Discards the output that is not yet printed, so that the interpreter's last flush does not fail."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def progress_bar() -> AbstractContextManager[Progress | None]:
    """A progress bar that leaves nothing behind; None when stderr is not a terminal."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)


def say(progress: Progress | None, line: str) -> None:
    """Prints a line on stderr, above the bar if there is one."""
    from domain.rules.characters import as_escaped

    if progress is None:
        put(line, err=True)
    else:
        progress.console.print(as_escaped(line), markup=False, highlight=False, soft_wrap=True)


def counted(count: int, noun: str, many: str | None = None) -> str:
    """`1 line`, `2 lines`; `many` is the plural that is not made with an s."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"
