"""The program under test as a process: started, killed without a word, looked at when dead, ended properly.

A dead database is read from a copy, since opening the original would repair what the next start must repair.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

LATER = Path(__file__).with_name("later.py")
END_S = 25.0
COMMAND_S = 60.0
TAIL = 40
CODES_AGAIN_S = 3700
"""Seconds after which as many codes may be asked for as at first."""


class Died(Exception):
    """The program ended although nobody killed it. The text is the end of its log."""


class Program:
    """`main.py` in a folder of its own. Its clock is `ahead_s` seconds ahead of the machine's."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.database = folder / "books.db"
        self.log = folder / "program.log"
        self.ahead_s = 0
        self._settings = {"DATABASE_URL": f"sqlite:///{self.database}", **settings}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def alive(self) -> bool:
        """Whether a process is there and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Starts the program; it is not ready yet."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, str(LATER), "run", cwd=self.folder, env=self._environment(),
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """Sends SIGKILL to all its processes. May be called again."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def gone(self) -> None:
        """Waits for the death. Raises `Died` if it was not by a kill of ours."""
        assert self._process is not None
        async with asyncio.timeout(END_S):
            code = await self._process.wait()
        if code != -signal.SIGKILL:
            raise Died(f"exit code {code}\n{self.tail()}")

    async def end(self) -> None:
        """Sends SIGTERM. Raises `Died` unless the exit code is 0 within `END_S`."""
        assert self._process is not None
        self._process.terminate()
        try:
            async with asyncio.timeout(END_S):
                code = await self._process.wait()
        except TimeoutError:
            raise Died(f"did not end on SIGTERM\n{self.tail()}") from None
        if code != 0:
            raise Died(f"exit code {code} after SIGTERM\n{self.tail()}")

    async def died(self) -> None:
        """Raises `Died` when the program ends by itself, and never returns."""
        assert self._process is not None
        await self.gone()

    async def clear(self) -> None:
        """Leaves no process behind, whatever happened."""
        self.kill()
        if self._process is not None:
            await self._process.wait()

    async def command(self, *words: str) -> tuple[int, str]:
        """Runs another command of `main.py` on the same books; exit code and output."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(LATER), *words, cwd=self.folder, env=self._environment(),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            async with asyncio.timeout(COMMAND_S):
                output, _ = await process.communicate()
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        return process.returncode or 0, output.decode(errors="replace")

    def tail(self) -> str:
        """The last lines of the log."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-TAIL:])

    def rows(self, query: str, name: str = "books.db") -> list[tuple[object, ...]]:
        """The rows of a query on a database of the folder; of a dead one in a copy. Empty without tables."""
        source = self.folder / name
        if self.alive:
            return _found(f"{source.as_uri()}?mode=ro", query)
        while True:
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                try:
                    for part in (source, source.with_name(source.name + "-wal")):
                        if part.exists():
                            shutil.copy(part, Path(folder) / part.name)
                except FileNotFoundError:
                    # A command that ended meanwhile has put its log into the file.
                    continue
                return _found((Path(folder) / name).as_uri(), query)

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {**kept, **self._settings, "CRASH_AHEAD_S": str(self.ahead_s)}


def _found(address: str, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(address, uri=True)) as database:
        try:
            return database.execute(query).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise


async def until(condition: Callable[[], bool], within_s: float, every_s: float) -> bool:
    """Polls a condition that nothing announces. Returns whether it came true in time."""
    deadline = time.monotonic() + within_s
    while True:
        if condition():
            return True
        if time.monotonic() >= deadline:
            return False
        await asyncio.sleep(every_s)


def free_port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
