"""Hides the keys in this process's memory and environment from other processes. Runs before any key is read.

Otherwise a process of the same user (a child that an attacker took over, another program) can read them in /proc, and
a crash would write them to a file. Root still can.
"""

from __future__ import annotations

import sys
from contextlib import suppress

_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """Forbids other processes of the same user to read this one, and core files, as far as the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(*map(ctypes.c_ulong, (_SET_DUMPABLE, 0, 0, 0, 0)))
