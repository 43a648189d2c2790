"""Where and how a command is started: streams that are closed or full, pipes, locales, umask, folders."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.runtime.clock import SandboxClock
from bot.runtime.settings import Settings
from domain.ports import HOUR
from storage.process_lock import take_process_lock, this_process
from tests.cli.ran import Cli

MAIN = Path(__file__).resolve().parents[2] / "main.py"
EVENT = (
    b'{"id": "open-1", "type": "account.opened", "at": "2026-01-05T09:00:00+08:00", "account": "1", "name": "A", '
    b'"kind": "personal", "identity": "ID-1", "real_name": "verified", "phone": "+8613800138001"}\n'
)


def started(words: str, *args: str | bytes, **env: str) -> subprocess.CompletedProcess[bytes]:
    """``main.py`` with the shell's redirections in ``words``; the arguments are ``$@``."""
    kept = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" {MAIN} "$@" {words}', sys.executable, *args],
        env={**kept, **env},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "args",
    [("--help",), ("roles",), ("settings",), ("check",), ("balance", "1", "--json")],
    ids=" ".join,
)
def test_a_full_disk_behind_the_output_is_one_line(cli: Cli, args: tuple[str, ...]) -> None:
    assert cli("import", "--new", "-", stdin=EVENT).code == 0
    ran = started(">/dev/full", *args)
    assert (ran.returncode, ran.stderr.count(b"\n")) == (1, 1), ran.stderr
    assert b"No space left on device" in ran.stderr
    assert started(">/dev/full 2>/dev/full", *args).returncode == 1


def test_closed_streams_are_nobodys_file(cli: Cli) -> None:
    assert cli("import", "--new", "-", stdin=EVENT).code == 0
    for closed in ("<&- >&- 2>&-", "2>&-"):
        assert started(closed, "check").returncode == 0
        # An error has nowhere to go, and above all not into the books.
        assert started(closed, "balance", "nobody").returncode == 1
    assert cli("check").code == 0


def test_an_argument_that_is_no_text_is_one_line() -> None:
    ran = started("", "balance", "账号一".encode(), LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert (ran.returncode, ran.stderr.count(b"\n")) == (2, 1)
    assert b"UTF-8" in ran.stderr


def test_a_pipe_is_read_like_a_file(cli: Cli, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(EVENT,))
    writer.start()
    ran = cli("import", "--new", str(pipe))
    writer.join(10)
    assert (ran.code, ran.out) == (0, f"{pipe}: 1 event applied\n")
    assert cli("import", str(tmp_path)).err == f"{tmp_path} is a folder; name the files in it\n"


def test_a_folder_that_cannot_be_made_is_one_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    ran = cli("import", "--new", "-")
    assert (ran.code, ran.err) == (1, "var: File exists\n")
    bot = started("", "run", HTTP_PORT="0")
    assert (bot.returncode, bot.stderr) == (1, b"var: File exists\n")


def test_a_second_bot_is_refused_by_name_and_commands_are_not(cli: Cli, tmp_path: Path) -> None:
    assert cli("import", "--new", "-", stdin=EVENT).code == 0
    (database,) = (tmp_path / "var").glob("*.db")
    held = asyncio.run(take_process_lock(f"sqlite:///{database}"))
    try:
        host, pid = this_process()
        ran = started("", "run", HTTP_PORT="0")
        said = f"database: another process runs the bot on it (host {host}, pid {pid}); stop that one first\n"
        assert (ran.returncode, ran.stderr.decode()) == (1, said)
        assert cli("check").code == 0
    finally:
        asyncio.run(held.close())


def test_check_says_nothing_that_nobody_can_act_on(cli: Cli) -> None:
    assert cli("import", "--new", "-").code == 0
    assert cli("check").err == ""


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_what_is_kept_is_the_owners_whatever_the_umask(cli: Cli, tmp_path: Path) -> None:
    assert cli("import", "--new", "-", stdin=EVENT).code == 0
    clock = tmp_path / "elsewhere" / "deep" / "sandbox.clock"
    SandboxClock(clock).advance(HOUR)
    for path in (tmp_path / "var", *(tmp_path / "var").iterdir(), clock.parent, clock):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_terminal_that_is_closed_ends_the_bot_in_order(cli: Cli, tmp_path: Path) -> None:
    assert cli("import", "--new", "-").code == 0
    kept = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    bot = subprocess.Popen(
        [sys.executable, str(MAIN), "run"],
        env={**kept, "HTTP_PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert bot.stdout is not None
        assert any("It is running" in line for line in iter(bot.stdout.readline, ""))
        bot.send_signal(signal.SIGHUP)
        assert bot.wait(60) == 0
    finally:
        bot.kill()
        bot.wait()
