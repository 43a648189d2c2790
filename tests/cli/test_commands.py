"""The command line as a whole: exit codes, one line for each error, and what may not be loaded."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.runtime.settings import Settings
from domain.actor import Actor
from tests.cli.events import account as an_account
from tests.cli.events import lines, top_up, worked_example
from tests.cli.ran import Cli

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "123456:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
CHATTING = ("aiogram", "aiohttp", "apprise", "apscheduler", "fluent", "playwright")
LIVE = {
    "BOT_TOKEN": TOKEN,
    "SECRET_KEY": "k" * 32,
    "SMS_URL": "json://provider.example/{phone}",
    "PAYOUT_URL": "https://gateway.example",
    "PAYOUT_SECRET": "whsec_c2VjcmV0LW9mLXRoZS1wYXlvdXRzLWdhdGV3YXk=",
}


def program(folder: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the real program in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *args],
        cwd=folder,
        env={**clean, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["balance", "1001"], 0),
        (["balance", "1001", "--json"], 0),
        (["check"], 0),
        (["settings"], 0),
        (["link", "1001"], 0),
        (["review", "none", "approve", "--version", "1"], 1),
        (["settle", "none", "paid", "--document", "D", "--version", "1"], 1),
        (["import", "more.jsonl"], 0),
        (["--help"], 0),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, list) else str(value),
)
def test_commands_that_do_not_chat_do_not_load_the_chat(cli: Cli, args: list[str], code: int) -> None:
    """A guard instead of a stopwatch: slow libraries are not loaded."""
    assert cli("import", "--new", "-", stdin=worked_example()).code == 0
    Path("more.jsonl").write_bytes(lines(top_up("9", "1.00")))
    probe = (
        "import sys; from bot.cli.commands import main; code = main(sys.argv[1:]);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    clean = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    ran = subprocess.run(
        [sys.executable, "-c", probe, *args],
        env={**clean, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    loaded = set(ran.stderr.splitlines()[-1].split())
    assert ran.returncode == code, ran.stderr
    assert "bot" in loaded
    assert loaded & {*CHATTING, "psycopg", "holidays", "structlog"} == set()


def test_help_loads_neither_settings_nor_books() -> None:
    probe = (
        "import sys; from bot.cli.commands import main; main(['--help']);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", probe],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded = set(ran.stderr.splitlines()[-1].split())
    assert "typer" in loaded
    assert loaded & {*CHATTING, "pydantic", "cryptography", "asyncio", "storage", "domain"} == set()


@pytest.mark.parametrize(
    "args", [[], ["nonsense"], ["balance"], ["balance", "1", "--nope"], ["review", "1", "maybe"], ["import"]]
)
def test_wrong_use_is_one_line_and_exit_code_2(cli: Cli, args: list[str]) -> None:
    ran = cli(*args)
    assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)


def test_help_names_every_command(cli: Cli) -> None:
    ran = cli("--help")
    assert ran.code == 0
    for name in (
        "run",
        "import",
        "balance",
        "link",
        "check",
        "review",
        "settle",
        "resolve",
        "stop",
        "settings",
    ):
        assert re.search(rf"^  {name}\b", ran.out, re.MULTILINE)


@pytest.mark.parametrize(
    "env",
    [
        {"BOT_TOKEN": "nonsense"},
        {"DATABASE_URL": "mysql://u:hunter2@h/db"},
        {"HTTP_PORT": "eighty"},
        {"BOT_TOKEN": TOKEN, "SMS_URL": LIVE["SMS_URL"], "PAYOUT_URL": LIVE["PAYOUT_URL"]},
        {**LIVE, "SECRET_KEY": "hunter2"},
        {name: value for name, value in LIVE.items() if name != "SMS_URL"},
        {"SMS_URL": LIVE["SMS_URL"]},
        {"HTTP_HOST": "0.0.0.0"},
    ],
)
def test_a_start_with_a_wrong_setting_is_lines_and_exit_code_2(tmp_path: Path, env: dict[str, str]) -> None:
    ran = program(tmp_path, "run", **env)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert 1 <= len(ran.stderr.splitlines()) <= 5
    assert "Traceback" not in ran.stderr
    assert "hunter2" not in ran.stderr
    assert TOKEN not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    ran = program(tmp_path, "balance", "1001")
    assert ran.returncode in (1, 2)
    assert len(ran.stderr.splitlines()) == 1
    assert "Traceback" not in ran.stderr


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"this is no database at all, but long enough to be taken for one" * 100)
    ran = program(tmp_path, "balance", "1001", DATABASE_URL="sqlite:///x.db")
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "Traceback" not in ran.stderr


def test_a_server_that_cannot_be_reached_is_one_line_without_the_password(tmp_path: Path) -> None:
    ran = program(tmp_path, "balance", "1001", DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/db")
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "hunter2" not in ran.stderr


def test_a_sandboxs_database_is_refused_by_a_live_run(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("import", "--new", "-")
    key = Path("var/withdrawal.db.key")
    key.unlink()
    for name, value in LIVE.items():
        monkeypatch.setenv(name, value)
    ran = cli("balance", "1001")
    assert ran.code == 2
    assert ran.errors[0].startswith("this database was made for a sandbox run")
    assert len(ran.errors) == 1
    monkeypatch.delenv("BOT_TOKEN")
    monkeypatch.setenv("MODE", "live")
    ran = cli("check")
    assert (ran.code, ran.out, ran.errors[0].split()[0]) == (2, "", "BOT_TOKEN")
    assert not key.exists(), "nothing is left beside a database that is another run's"


def test_a_wrong_key_is_one_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LIVE.items():
        monkeypatch.setenv(name, value)
    cli("import", "--new", "-")
    assert cli("balance", "1001").errors == ["unknown account: '1001'"]
    monkeypatch.setenv("SECRET_KEY", "n" * 32)
    ran = cli("balance", "1001")
    assert ran.code == 2
    assert len(ran.errors) == 1
    assert ran.errors[0].startswith("SECRET_KEY does not fit this database")
    monkeypatch.setenv("SECRET_KEY", "n" * 32 + "," + "k" * 32)
    assert cli("balance", "1001").errors == ["unknown account: '1001'"]
    monkeypatch.setenv("SECRET_KEY", "n" * 32)
    ran = cli("balance", "1001")
    assert ran.code == 2
    assert len(ran.errors) == 1
    assert "still sealed" in ran.errors[0]
    monkeypatch.setenv("SECRET_KEY", "n" * 32 + "," + "k" * 32)
    resealed = cli("reseal")
    assert resealed.code == 0
    assert "Every part of SECRET_KEY but the first may go" in resealed.out
    monkeypatch.setenv("SECRET_KEY", "n" * 32)
    assert cli("balance", "1001").errors == ["unknown account: '1001'"]


def test_a_fault_of_the_program_shows_no_secret(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    import bot.cli.balance

    def broken(text: str) -> int:
        raise RuntimeError("phone +8613800138001")

    monkeypatch.setattr(bot.cli.balance, "read_time", broken)
    ran = cli("balance", "1001", "--at", "2026-01-01")
    assert ran.code == 1
    assert "RuntimeError" in ran.err
    assert "8613800138001" not in ran.err


def test_settings_mask_secrets(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LIVE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hunter2@h/db?password=hunter2")
    monkeypatch.setenv("COLUMNS", "200")
    ran = cli("settings")
    assert ran.code == 0
    for name in Settings.model_fields:
        assert name.upper() in ran.out
    for secret in (TOKEN, "k" * 32, LIVE["SMS_URL"], LIVE["PAYOUT_SECRET"], "hunter2"):
        assert secret not in ran.out
    assert "postgresql://u:***@h/db?password=***" in ran.out


@pytest.mark.parametrize("columns", ["30", "80", "200"])
def test_settings_are_readable_at_any_width(cli: Cli, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    ran = cli("settings")
    assert max(map(len, ran.out.splitlines())) <= max(int(columns), 44)
    assert re.search(r"Port of the\s+HTTP server", ran.out)


def test_settings_say_what_keeps_the_bot_from_starting(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    ran = cli("settings")
    assert ran.code == 2
    assert [line.split()[0] for line in ran.errors] == [
        "SECRET_KEY", "SMS_URL", "PAYOUT_URL", "PAYOUT_SECRET",
    ]  # fmt: skip
    assert "BOT_API_URL" in ran.out


NOTHING_DONE = "audit: 0 rows chained, the last hash is none\n"


def test_check_is_content_with_what_was_imported(cli: Cli) -> None:
    cli("import", "--new", "-", stdin=worked_example())
    ran = cli("check")
    which, chained, took, verdict = ran.out.splitlines()
    assert (ran.code, verdict, ran.errors) == (0, "The books are in order.", [])
    assert f"{chained}\n" == NOTHING_DONE
    assert re.fullmatch(r"checked in \d+\.\d s", took)
    assert which.startswith(
        f"{Path('var/withdrawal.db').absolute()}, sandbox: 2 accounts, last billing event received"
    )


def test_check_names_what_is_broken(cli: Cli) -> None:
    import sqlite3

    cli("import", "--new", "-", stdin=worked_example())
    with sqlite3.connect("var/withdrawal.db") as connection:
        connection.execute("UPDATE fund SET remaining_fen = remaining_fen - 1 WHERE id = 1")
    connection.close()
    ran = cli("check")
    assert ran.code == 1
    assert ran.out.splitlines()[1].startswith("BROKEN ")


def test_a_link_is_a_deep_link_and_a_qr_code(cli: Cli) -> None:
    cli("import", "--new", "-", stdin=lines(an_account()))
    ran = cli("link", "1001")
    assert ran.code == 0
    address = ran.out.splitlines()[0]
    token = re.fullmatch(r"https://t\.me/withdrawal_sandbox_bot\?start=([A-Za-z0-9_-]{22,64})", address)
    assert token is not None
    assert "\u2580" in ran.out or "\u2584" in ran.out
    assert f"/start {token[1]}" in ran.out
    assert "http://127.0.0.1:8080" in ran.out


def test_every_link_is_another(cli: Cli) -> None:
    cli("import", "--new", "-", stdin=lines(an_account()))
    assert cli("link", "1001").out.splitlines()[0] != cli("link", "1001").out.splitlines()[0]


def test_a_link_of_an_unknown_account_is_one_line(cli: Cli, books: None) -> None:
    ran = cli("link", "nobody")
    assert (ran.code, ran.out, len(ran.errors)) == (1, "", 1)
    assert "unknown account" in ran.err


def test_the_sandboxs_bot_has_the_name_the_link_uses() -> None:
    from bot.cli.link import SANDBOX_USERNAME
    from bot.sandbox.core import Core

    assert inspect.signature(Core).parameters["username"].default == SANDBOX_USERNAME


def test_a_bot_whose_name_cannot_be_asked_is_one_line_without_the_token(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in LIVE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:1")
    ran = cli("link", "1001")
    assert (ran.code, ran.out, len(ran.errors)) == (1, "", 1)
    assert "BOT_USERNAME" in ran.err
    assert TOKEN not in ran.err


def test_a_reject_needs_a_reason(cli: Cli) -> None:
    ran = cli("review", "W1", "reject")
    assert (ran.code, len(ran.errors)) == (2, 1)
    assert "papers_wrong" in ran.err


def test_review_of_an_unknown_withdrawal_is_one_line(cli: Cli, books: None) -> None:
    for args in (("review", "W1", "approve"), ("settle", "W1", "failed", "--document", "D-1")):
        assert (cli(*args).code, cli(*args, "--version", "1", "--reviewer", "zhang").code) == (2, 2)
        ran = cli(*args, "--version", "1")
        assert (ran.code, ran.out, len(ran.errors)) == (1, "", 1)
        assert ran.errors[0].startswith("W1: not done: there is no such withdrawal; ")


def test_an_account_is_stopped_by_one_and_resumed_by_two(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    (Path.cwd() / "events.jsonl").write_bytes(lines(an_account()))
    assert cli("import", "--new", "events.jsonl").code == 0
    stop = ("stop", "1001", "--ticket", "T-1", "--reason", "a stolen phone")
    assert "stopped: nothing of it is approved or paid" in cli(*stop).out
    again = cli(*stop)
    assert (again.code, again.errors) == (1, ["'1001': not done: its withdrawals are stopped already"])
    assert cli("stop", "1001", "--ticket", " ", "--reason", "x").code == 1
    assert cli("stop", "9999", "--ticket", "T", "--reason", "x").code == 1
    for _ in range(2):
        assert "a second person has to resume it" in cli("resume", "1001").out
    monkeypatch.setattr("bot.cli.resolve.operator", lambda: Actor.at_machine("boris"))
    assert cli("resume", "1001").out == "1001: resumed\n"
    assert cli("resume", "1001").code == 1


def test_what_contradicts_is_listed_and_resolved_by_number(cli: Cli) -> None:
    (Path.cwd() / "events.jsonl").write_bytes(lines(an_account()))
    assert cli("import", "--new", "events.jsonl").code == 0
    assert cli("contradictions").out == "No contradiction is open.\n"
    for how in ("book", "give-back", "nothing", "write-off"):
        assert cli("resolve", "w1", how, "--document", "D").code == 2, "without its number"
        told = cli("resolve", "w1", how, "--document", "D", "--number", "1")
        assert (told.code, len(told.errors)) == (1, 1)
        assert told.errors[0].startswith("W1: not done: there is no such withdrawal")
    assert cli("resolve", "W1", "otherwise", "--document", "D").code == 2
