"""Shows the progress of a long command: a bar on a terminal, and lines beside it, all on stderr."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from bot.cli.output import put
from domain.rules.characters import as_escaped

if TYPE_CHECKING:
    from rich.progress import Progress


def progress_bar() -> AbstractContextManager[Progress | None]:
    """A progress bar that leaves nothing behind; None when stderr is not a terminal."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)


def say(progress: Progress | None, line: str) -> None:
    """Prints a line on stderr, above the bar if there is one."""
    if progress is None:
        put(line, err=True)
    else:
        progress.console.print(as_escaped(line), markup=False, highlight=False, soft_wrap=True)


def counted(count: int, noun: str, many: str | None = None) -> str:
    """`1 line`, `2 lines`; `many` is the plural that is not made with an s."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"
