"""The one way in which commands print: a line is a line, whatever the data in it.

Nothing else in this package prints (a test looks). A name, an id or a note may hold a line break, an escape sequence
or a direction character; on a terminal it would make lines of its own, or rewrite what stands there.
"""

from __future__ import annotations

import sys


def put(*cells: object, err: bool = False, flush: bool = False) -> None:
    """One line, its cells apart by tabs; what cannot be seen in them is shown as an escape. ``err``: on stderr."""
    # Not above: the help prints nothing with this, and is to be there at once.
    from domain.characters import as_escaped

    print(
        "\t".join(as_escaped(str(cell)) for cell in cells),
        file=sys.stderr if err else sys.stdout,
        flush=flush,
    )


def put_lines(text: str) -> None:
    """A text of the program's own, line by line."""
    for line in text.splitlines():
        put(line)


def put_file(text: str) -> None:
    """A file for another program, on stdout as it is, in UTF-8; whoever makes it has escaped what is in it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
