"""Cleaning in a process of its own: no keys in its memory, little memory of any kind, and an end that is certain.

What a stranger sent is read by large libraries written in C. Should one of them be led astray by it, it finds no
secret, and nothing else comes to a stop. Also the child's own side: ``python -m bot.documents.apart``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

import structlog

from bot.documents.intake import Cleaned, clean, weigh
from domain.errors import Param, Unfit

log = structlog.get_logger(__name__)

SECONDS_MOST = 30.0
"""How long one paper may take; the largest take about two."""
CPU_SECONDS_MOST = 20
MEMORY_MOST_BYTES = 2 * 1024**3
"""Of addresses, most of which are never used; 50 million pixels take about half a gigabyte."""
AT_ONCE = 2

_ROOT = Path(__file__).resolve().parents[2]


class Cleaner:
    """Cleans papers, a few at once; the others wait."""

    def __init__(self, seconds_most: float = SECONDS_MOST) -> None:
        self._seconds_most = seconds_most
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def clean(self, data: bytes) -> Cleaned:
        """As ``intake.clean``. What takes too long, or too much, is broken. Raises Unfit, OSError."""
        weigh(len(data))
        async with self._turns:
            return _read(await self._ask(data))

    async def _ask(self, data: bytes) -> bytes:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__, cwd=_ROOT, env=_environment(), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._seconds_most):
                answer, _ = await child.communicate(data)
        except TimeoutError:
            log.warning("a paper took too long to clean", size_bytes=len(data))
            raise Unfit("broken") from None
        finally:
            # Also when whoever waits for it is gone.
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        if child.returncode != 0:
            log.warning("cleaning a paper failed", size_bytes=len(data), exit_code=child.returncode)
            raise Unfit("broken")
        return answer


def _environment() -> dict[str, str]:
    # Nothing of ours: keys and tokens may be in it. One arena, since each takes addresses that are never used.
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "1"}


def _read(answer: bytes) -> Cleaned:
    head, _, data = answer.partition(b"\n")
    said = json.loads(head)
    if "unfit" in said:
        params: dict[str, Param] = said["params"]
        raise Unfit(str(said["unfit"]), **params)
    return Cleaned(data, **said)


def _answer(data: bytes) -> bytes:
    try:
        paper = clean(data)
    except Unfit as unfit:
        return json.dumps({"unfit": unfit.code, "params": unfit.params}).encode() + b"\n"
    except MemoryError:
        return json.dumps({"unfit": "broken", "params": {}}).encode() + b"\n"
    about = {
        "media_type": paper.media_type,
        "pages": paper.pages,
        "width": paper.width,
        "height": paper.height,
    }
    return json.dumps(about).encode() + b"\n" + paper.data


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return  # not on this system; the parent's clock still ends it
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_MOST_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS_MOST),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        # Less than that may be all there is.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    _limit()
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read()))
