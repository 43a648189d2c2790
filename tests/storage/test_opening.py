"""Opening and closing: addresses, files, failures, and two processes on one database."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import BadDatabaseUrl, DatabaseBusy, DatabaseTooOld, DatabaseUnavailable
from storage.opening import open_database
from storage.sqlite.database import LONGEST_LOG, SqliteDatabase
from storage.sqlite.files import WriteLock
from tests.storage.machine import MACHINE, MIGRATIONS, ROOT, WAIT_S, add, child, value
from tests.support.databases import Place

TIMES = 60


def private(path: Path) -> bool:
    """Whether only its owner may do anything with it."""
    return stat.S_IMODE(path.stat().st_mode) == 0o600


def names(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "books.db",
        "sqlite:books.db",
        "sqlite://books.db",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///folder/",
        "mysql://localhost/books",
        "postgresql://localhost/books?nonsense=1",
    ],
)
async def test_an_address_that_is_none_is_one_clear_line(url: str) -> None:
    with pytest.raises(BadDatabaseUrl) as caught:
        await open_database(url)
    assert "\n" not in str(caught.value)


async def test_a_relative_file_and_its_folder_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with await open_database("sqlite:///var/books.db", **MACHINE):
        assert (tmp_path / "var" / "books.db").is_file()


async def test_the_files_are_their_owners_only(sqlite: SqliteDatabase) -> None:
    await sqlite.write(add)
    files = list(sqlite.path.parent.glob(sqlite.path.name + "*"))
    expected = {"", "-wal", "-shm", ".lock", ".lock.door"}
    assert {path.name.removeprefix(sqlite.path.name) for path in files} == expected
    assert all(private(path) for path in files)


async def test_a_name_with_odd_characters_is_one_file_also_for_the_migrations(tmp_path: Path) -> None:
    path = tmp_path / "a b%20?#&=ü.db"
    async with await open_database(f"sqlite:///{path}", **MACHINE) as db:
        await db.write(lambda tx: tx.run("counter_make", name="a"))
    assert names(tmp_path) == [path.name, f"{path.name}.lock", f"{path.name}.lock.door"]


async def test_commits_are_durable_and_foreign_keys_checked(sqlite: SqliteDatabase) -> None:
    async def setting(name: str) -> object:
        assert sqlite._writer is not None
        return await sqlite._writer.call(lambda c: c.execute(f"PRAGMA {name}").fetchone()[0])

    assert await setting("journal_mode") == "wal"
    assert await setting("synchronous") == 2
    assert await setting("foreign_keys") == 1
    assert await setting("busy_timeout") == 30_000


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.write_text("no database at all" * 100)])
async def test_something_else_in_its_place_is_one_clear_line(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    path = tmp_path / "books.db"
    make(path)
    before = set(threading.enumerate())
    with pytest.raises(DatabaseUnavailable) as caught:
        await open_database(f"sqlite:///{path}", **MACHINE)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    await none_left(before)


async def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable):
        await open_database(f"sqlite:///{tmp_path}/file/books.db", **MACHINE)
    with pytest.raises(DatabaseUnavailable):
        await open_database(f"sqlite:///{tmp_path}/no/such/books.db", **MACHINE)


async def test_an_old_sqlite_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(DatabaseTooOld, match=r"3\.37"):
        await open_database(f"sqlite:///{tmp_path}/books.db", **MACHINE)
    assert names(tmp_path) == []


async def test_a_start_that_fails_late_leaves_no_thread(
    sqlite_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: SqliteDatabase, connection: sqlite3.Connection, **options: object) -> None:
        raise DatabaseUnavailable("as it happens")

    monkeypatch.setattr(SqliteDatabase, "_prepare", fail)
    before = set(threading.enumerate())
    with pytest.raises(DatabaseUnavailable, match="as it happens"):
        await sqlite_place.open(**MACHINE)
    await none_left(before)


async def test_a_start_that_is_cancelled_leaves_no_thread(
    sqlite_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, go = threading.Event(), threading.Event()

    def hang(self: SqliteDatabase, connection: sqlite3.Connection, **options: object) -> None:
        running.set()
        assert go.wait(WAIT_S)

    monkeypatch.setattr(SqliteDatabase, "_prepare", hang)
    before = set(threading.enumerate())
    start = asyncio.create_task(sqlite_place.open(**MACHINE))
    assert await asyncio.to_thread(running.wait, WAIT_S)
    start.cancel()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await start
    await none_left(before)


async def none_left(before: set[threading.Thread]) -> None:
    """Fails if a thread started since then does not end."""
    left = [t for t in set(threading.enumerate()) - before if not t.name.startswith("asyncio_")]
    for thread in left:
        await asyncio.to_thread(thread.join, WAIT_S)
    assert [t.name for t in left if t.is_alive()] == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_process_whose_start_fails_ends(tmp_path: Path, kind: str) -> None:
    url = f"sqlite:///{tmp_path}" if kind == "sqlite" else f"postgresql:///books?host={tmp_path}"
    process = child("fail", url)
    out, _ = await asyncio.to_thread(process.communicate, timeout=WAIT_S)
    assert process.returncode == 1, out
    assert "DatabaseUnavailable" in out.splitlines()[-1]


async def test_two_processes_and_this_one_lose_no_update(bare: Place) -> None:
    async with await bare.open(**MACHINE) as db:
        await db.write(lambda tx: tx.run("counter_make", name="a"))
        processes = [child("count", bare.url, str(TIMES)) for _ in range(2)]
        for _ in range(TIMES):
            await db.write(lambda tx: tx.run("counter_add", name="a", by=1), lock="a")
        for process in processes:
            out, _ = await asyncio.to_thread(process.communicate, timeout=3 * WAIT_S)
            assert process.returncode == 0, out
        assert await db.read(value) == 3 * TIMES


async def test_what_is_stored_is_there_after_a_restart(bare: Place) -> None:
    for expected in (1, 2):
        async with await bare.open(**MACHINE) as db:
            await db.write(lambda tx: tx.run("counter_make", name="a"))
            await db.write(add)
            assert await db.read(value) == expected


async def test_the_lock_files_wait_has_an_end(tmp_path: Path) -> None:
    first, second = (WriteLock(tmp_path / "x.lock", wait_s=0.02) for _ in range(2))
    with first.held(), pytest.raises(DatabaseBusy), second.held():
        raise AssertionError("held twice")
    with second.held():
        pass
    first.close()
    second.close()


def test_who_waits_for_the_lock_file_comes_before_the_one_that_had_it(tmp_path: Path) -> None:
    """An import that writes piece after piece left others no moment in which the lock was free."""
    busy, other = (WriteLock(tmp_path / "x.lock", wait_s=WAIT_S) for _ in range(2))
    order: list[str] = []

    def wait() -> None:
        with other.held():
            order.append("other")

    with busy.held():
        waiting = threading.Thread(target=wait)
        waiting.start()
        at_door = os.open(busy.door, os.O_RDWR)
        while _is_free(at_door):
            os.sched_yield()
    with busy.held():
        order.append("busy")
    waiting.join()
    assert order == ["other", "busy"]
    os.close(at_door)
    busy.close()
    other.close()


def _is_free(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return True


async def test_closing_waits_only_so_long_for_another_process(
    sqlite_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.database.CLOSING_LOCK_WAIT_S", 0.02)
    db = await sqlite_place.open(**MACHINE)
    other = WriteLock(sqlite_place.path.with_name(sqlite_place.path.name + ".lock"), wait_s=1)
    with other.held():
        await db.close()
    other.close()


def test_importing_storage_is_cheap_and_brings_no_driver() -> None:
    code = (
        "import sys, storage.opening\n"
        "print(sorted({'aiogram', 'psycopg', 'psycopg_pool', 'aiosqlite'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=WAIT_S
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


async def test_a_folder_named_after_the_engine_holds_what_differs(bare: Place, tmp_path: Path) -> None:
    for engine in ("sqlite", "postgresql"):
        (tmp_path / engine).mkdir()
        (tmp_path / engine / "own.sql").write_text(f"-- name: who$\nSELECT '{engine}'", encoding="utf-8")
    db: Database
    async with await bare.open(migrations=MIGRATIONS, queries=(tmp_path,)) as db:
        assert await db.read(lambda tx: tx.scalar("who")) == bare.engine == db.engine


async def test_the_log_of_writes_gets_short_again_after_a_reader_that_stayed_long(
    sqlite: SqliteDatabase,
) -> None:
    log = sqlite.path.with_name(sqlite.path.name + "-wal")
    reader, writer = sqlite3.connect(sqlite.path), sqlite3.connect(sqlite.path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM counter").fetchone()
    writer.execute("CREATE TABLE much (bytes BLOB)")
    writer.execute("INSERT INTO much VALUES (zeroblob(?))", [3 * LONGEST_LOG])
    writer.commit()
    await sqlite.write(add)
    assert log.stat().st_size > 3 * LONGEST_LOG
    reader.close()
    for _ in range(3):
        await sqlite.write(add)
    assert log.stat().st_size <= LONGEST_LOG
    writer.close()
