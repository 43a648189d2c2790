"""The keys in this process's memory and environment are nobody else's: set before any of them is read.

Whoever runs as the same user (a library led astray in a child, another program) can otherwise read a process's
environment and memory in /proc, and a crash would write them to a file. Root still can.
"""

from __future__ import annotations

import sys
from contextlib import suppress

_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """No other process of the same user looks into this one, and it leaves no core file. Does what the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(*map(ctypes.c_ulong, (_SET_DUMPABLE, 0, 0, 0, 0)))
