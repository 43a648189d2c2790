"""The result of a command, and the type of the fixture that runs one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Ran(NamedTuple):
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        """The lines on stderr, without notes."""
        return [line for line in self.err.splitlines() if not line.startswith("note:")]


Cli = Callable[..., Ran]
