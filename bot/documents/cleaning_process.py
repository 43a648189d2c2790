"""Cleaning in a process of its own, which computes and does nothing else, and whose answer is not believed.

What a stranger sent is read by large libraries written in C. Should one of them be led astray by it, it finds no
secret, reaches nothing (``confined``), and comes to an end. Also the child's own side:
``python -m bot.documents.cleaning_process``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from weakref import WeakValueDictionary

import structlog

from bot.documents.confine import confine
from bot.documents.intake import BYTES_MOST, FIRST_BYTES, UNFIT, Cleaned, clean, load_for, weigh
from domain.errors import Param, Unfit
from domain.rules.designated import MOST_PAGES

log = structlog.get_logger(__name__)

SECONDS_MOST = 30.0
"""How long one document may take; the largest take about two."""
ANSWER_MOST_BYTES = 12 * 1024**2
AT_ONCE = 2
_HEAD_MOST_BYTES = 4096
_SIDE_MOST_PX = 100_000

_ROOT = Path(__file__).resolve().parents[2]


class Cleaner:
    """Cleans documents: one at a time for each person, a few at once; the others wait."""

    def __init__(self, seconds_most: float = SECONDS_MOST) -> None:
        self._seconds_most = seconds_most
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._own_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def clean(self, data: bytes, whose: str) -> Cleaned:
        """As ``intake.clean``, for one person. What takes too long, or too much, is broken. Raises Unfit, OSError."""
        weigh(len(data))
        # Kept here while anybody waits for it.
        own = self._own_turns.setdefault(whose, asyncio.Lock())
        async with own, self._turns:
            answer = await self._ask(data)
        try:
            return read_answer(answer)
        except (ValueError, TypeError, KeyError, RecursionError):
            log.error("the answer of the process that cleans makes no sense", size_bytes=len(answer))
            raise Unfit("broken") from None

    async def _ask(self, data: bytes) -> bytes:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__, cwd=_ROOT, env=_environment(), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._seconds_most):
                answer = await _answer_of(child, data)
                await child.wait()
        except TimeoutError:
            log.warning("a document took too long to clean", size_bytes=len(data))
            raise Unfit("broken") from None
        finally:
            # Also when whoever waits for it is gone.
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        if child.returncode != 0:
            log.warning("cleaning a document failed", size_bytes=len(data), exit_code=child.returncode)
            raise Unfit("broken")
        return answer


async def _answer_of(child: asyncio.subprocess.Process, data: bytes) -> bytes:
    """What the child says to these bytes. Raises Unfit broken when it says too much."""
    assert child.stdin is not None
    assert child.stdout is not None
    # It answers only when it has read all; if it is gone, its exit code says so.
    with suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(data)
        await child.stdin.drain()
        child.stdin.close()
    answer = bytearray()
    while piece := await child.stdout.read(2**16):
        answer += piece
        if len(answer) > ANSWER_MOST_BYTES:
            log.error("the process that cleans answers too much")
            raise Unfit("broken")
    return bytes(answer)


def _environment() -> dict[str, str]:
    # Nothing of ours: keys and tokens may be in it. One arena, since each takes addresses that are never used.
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}


def read_answer(answer: bytes) -> Cleaned:
    """What the child said, checked as if a stranger had. Raises Unfit, and what comes of reading nonsense."""
    head, _, data = answer.partition(b"\n")
    said = json.loads(head[:_HEAD_MOST_BYTES])
    if "unfit" in said:
        params: dict[str, Param] = {
            name: _number(said["params"][name], 10**9) for name in UNFIT[said["unfit"]]
        }
        raise Unfit(said["unfit"], **params)
    media_type, signed = said["media_type"], said["signed"]
    if not data.startswith(FIRST_BYTES[media_type]) or len(data) > ANSWER_MOST_BYTES:
        raise ValueError("the bytes are not what they are said to be")
    if signed is not (signed is True and media_type == "application/pdf"):
        raise ValueError("signed is yes or no, and a picture is not")
    width, height = _number(said["width"], _SIDE_MOST_PX), _number(said["height"], _SIDE_MOST_PX)
    return Cleaned(data, media_type, max(1, _number(said["pages"], MOST_PAGES)), width, height, signed)


def _number(value: object, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("no such number")
    return value


def _answer(data: bytes) -> bytes:
    try:
        found = clean(data)
    except Unfit as unfit:
        return json.dumps({"unfit": unfit.code, "params": unfit.params}).encode() + b"\n"
    except MemoryError:
        return json.dumps({"unfit": "broken", "params": {}}).encode() + b"\n"
    about = {
        "media_type": found.media_type,
        "pages": found.pages,
        "width": found.width,
        "height": found.height,
        "signed": found.signed,
    }
    return json.dumps(about).encode() + b"\n" + found.data


if __name__ == "__main__":
    sent = sys.stdin.buffer.read(BYTES_MOST + 1)
    load_for(sent)
    confine()
    sys.stdout.buffer.write(_answer(sent))
