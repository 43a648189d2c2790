"""Runs `main.py` with its clock ahead by `CRASH_AHEAD_S` seconds, as after a downtime of that length.

It takes the arguments of `main.py`. It changes nothing else of the program: the machine's own time, by which the loop
and the scheduler wait, stays as it is.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def ahead(clock: type[Any], span: int) -> None:
    """Makes this kind of clock `span` microseconds later."""
    own = clock.now

    def now(self: Any, account: str | None = None) -> int:
        return int(own(self, account)) + span

    clock.now = now


def die_with_parent() -> None:
    """Makes this process die with the harness, also when that is killed; on Linux, the only system that offers it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def main() -> None:
    """Moves the clocks and becomes `main.py`."""
    die_with_parent()
    sys.path[0] = str(ROOT)
    span = int(os.environ.get("CRASH_AHEAD_S", "0")) * 1_000_000
    if span:
        from bot.runtime import clock as clock_module

        for clock in (clock_module.SystemClock, clock_module.SandboxClock):
            ahead(clock, span)
    sys.argv[0] = str(ROOT / "main.py")
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
