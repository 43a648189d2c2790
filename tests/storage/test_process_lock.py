"""One process on one database: the second is refused by name, and a dead one leaves nothing behind."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage import process_lock
from storage.errors import AlreadyRunning, DatabaseUnavailable
from storage.postgresql.server import NO_LOCKS, NO_SESSIONS, check_sessions
from storage.process_lock import ProcessLock, _LockedSession, take_process_lock, this_process
from tests.support.databases import Place

HOLDS = """
import asyncio, sys
from storage.process_lock import take_process_lock
held = asyncio.run(take_process_lock(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""
ROOT = Path(__file__).resolve().parents[2]


async def test_a_second_one_is_refused_by_host_and_pid_until_the_first_has_ended(place: Place) -> None:
    first = await take_process_lock(place.url)
    host, pid = this_process()
    with pytest.raises(AlreadyRunning, match=f"host {host}, pid {pid}") as refused:
        await take_process_lock(place.url)
    assert (refused.value.host, refused.value.pid) == (host, pid)
    await first.close()
    await first.close()
    second = await take_process_lock(place.url)
    await second.close()


async def test_one_that_is_killed_leaves_it_free(place: Place) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDS, place.url, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        assert await child.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning, match=f"pid {child.pid}"):
            await take_process_lock(place.url)
    finally:
        child.kill()
        await child.wait()
    # The server may take a moment to notice.
    await (await _taken(place.url)).close()


async def test_the_file_is_one_by_whatever_name_it_is_opened(sqlite_place: Place, tmp_path: Path) -> None:
    first = await take_process_lock(sqlite_place.url)
    other = tmp_path / "other.db"
    other.symlink_to(sqlite_place.url.removeprefix("sqlite:///"))
    with pytest.raises(AlreadyRunning):
        await take_process_lock(f"sqlite:///{other}")
    await first.close()


async def test_a_session_that_was_lost_is_taken_again_unless_another_was_quicker(
    postgres_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_lock, "WATCH_S", 0)
    held = await take_process_lock(postgres_place.url)
    assert isinstance(held, _LockedSession)
    assert held._connection is not None
    watching = asyncio.create_task(held.watch())
    before = held._connection.info.backend_pid
    _end_session(postgres_place.url, before)
    async with asyncio.timeout(10):
        while (now := held._connection) is None or now.info.backend_pid == before:
            await asyncio.to_thread(_moment)
    with pytest.raises(AlreadyRunning):
        await take_process_lock(postgres_place.url)

    watching.cancel()
    _end_session(postgres_place.url, held._connection.info.backend_pid)
    quicker = await _taken(postgres_place.url)
    async with asyncio.timeout(10):
        with pytest.raises(AlreadyRunning):
            await held.watch()
    await quicker.close()
    await held.close()


async def _taken(url: str) -> ProcessLock:
    async with asyncio.timeout(10):
        while True:
            try:
                return await take_process_lock(url)
            except AlreadyRunning:
                await asyncio.sleep(0.01)


def _moment() -> None:
    time.sleep(0.01)


def _end_session(url: str, pid: int) -> None:
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


class Pooled:
    """A client's connection behind a pooler: each statement outside a transaction goes where `pick` says."""

    def __init__(self, pick: Callable[[], psycopg.Connection[Any]]) -> None:
        self._pick = pick
        self._pinned: psycopg.Connection[Any] | None = None

    def execute(self, query: str, params: Any = None) -> Any:
        return (self._pinned or self._pick()).execute(query.encode(), params)

    def transaction(self) -> Pooled:
        return self

    def __enter__(self) -> None:
        self._pinned = self._pick()

    def __exit__(self, *_: object) -> None:
        self._pinned = None


async def test_a_pooler_that_shares_sessions_is_found(postgres_place: Place) -> None:
    connect = psycopg.connect
    with (
        connect(postgres_place.url, autocommit=True) as a,
        connect(postgres_place.url, autocommit=True) as b,
    ):
        check_sessions(a, b)
        # One connection for all; two in turn; a pinned one left out.
        with pytest.raises(DatabaseUnavailable, match=NO_SESSIONS[:20]):
            check_sessions(Pooled(lambda: a), Pooled(lambda: a))  # type: ignore[arg-type]
        turns = [a, b] * 20
        with pytest.raises(DatabaseUnavailable, match=NO_SESSIONS[:20]):
            check_sessions(Pooled(turns.pop), Pooled(turns.pop))  # type: ignore[arg-type]


async def test_locks_that_do_nothing_are_found(postgres_place: Place) -> None:
    class Idle(psycopg.Connection[Any]):
        def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
            if "advisory" in str(query):
                return super().execute("SELECT true")
            return super().execute(query, *args, **kwargs)

    with (
        Idle.connect(postgres_place.url, autocommit=True) as a,
        Idle.connect(postgres_place.url, autocommit=True) as b,
        pytest.raises(DatabaseUnavailable, match=NO_LOCKS[:20]),
    ):
        check_sessions(a, b)
