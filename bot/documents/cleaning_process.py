"""Cleans documents in a process of its own, which only computes and whose answer is checked.

Large libraries written in C read what strangers send. If a document takes one of them over, the attacker finds no
secret, reaches nothing (`confine`), and the process is ended. `python -m bot.documents.cleaning_process` is the
child's side.
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
"""Seconds that one document may take; the largest take about two."""
ANSWER_MOST_BYTES = 12 * 1024**2
AT_ONCE = 2
_HEAD_MOST_BYTES = 4096
_SIDE_MOST_PX = 100_000

_ROOT = Path(__file__).resolve().parents[2]


class Cleaner:
    """Cleans one document at a time for each person and a few at once; the others wait."""

    def __init__(self, seconds_most: float = SECONDS_MOST) -> None:
        self._seconds_most = seconds_most
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._own_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def clean(self, data: bytes, whose: str) -> Cleaned:
        """Cleans one person's document as `intake.clean` does.

        Raises Unfit, also `broken` when the process takes too long, fails or answers nonsense, and OSError.
        """
        weigh(len(data))
        # The lock lives as long as a caller waits for it.
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
            # The caller may have been cancelled.
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        if child.returncode != 0:
            log.warning("cleaning a document failed", size_bytes=len(data), exit_code=child.returncode)
            raise Unfit("broken")
        return answer


async def _answer_of(child: asyncio.subprocess.Process, data: bytes) -> bytes:
    """The child's answer to these bytes. Raises Unfit `broken` when the answer is too long."""
    assert child.stdin is not None
    assert child.stdout is not None
    # The child answers only when it has read everything. If it is gone, its exit code says so.
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
    # The child gets nothing of our environment: it may hold keys and tokens. With one arena it takes fewer
    # addresses.
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}


def read_answer(answer: bytes) -> Cleaned:
    """The child's answer, checked as if a stranger had sent it.

    Raises Unfit for a refusal, and ValueError, TypeError, KeyError or RecursionError for nonsense.
    """
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
