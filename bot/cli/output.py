"""The one way in which commands print: a line is a line, whatever the data in it.

Nothing else in this package prints (a test looks). A name, an id or a note may hold a line break, an escape sequence
or a direction character; on a terminal it would make lines of its own, or rewrite what stands there.
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext, suppress


def put(*cells: object, err: bool = False, flush: bool = False) -> None:
    """One line, its cells apart by tabs; what cannot be seen in them is shown as an escape. ``err``: on stderr."""
    # Not above: the help prints nothing with this, and is to be there at once.
    from domain.rules.characters import as_escaped

    line = "\t".join(as_escaped(str(cell)) for cell in cells)
    # That an error cannot be said is no reason for another one.
    with suppress(OSError) if err else nullcontext():
        print(line, file=sys.stderr if err else sys.stdout, flush=flush)


def put_lines(text: str) -> None:
    """A text of the program's own, line by line."""
    for line in text.splitlines():
        put(line)


def put_file(text: str) -> None:
    """A file for another program, on stdout as it is, in UTF-8; whoever makes it has escaped what is in it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def open_standard() -> None:
    """Gives the process the standard streams it was started without, so that no file of ours gets their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free, which is this one.
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)


def drop_output() -> None:
    """What is still to be printed goes nowhere: the interpreter's own flush at the end must not complain."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
