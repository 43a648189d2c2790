"""`unlink`: which chats an account has, and how they are disconnected."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.ran import Cli
from tests.support.rig import account

pytestmark = pytest.mark.usefixtures("books")

LINK = (
    "INSERT INTO chat_user (id, locale, created_at) VALUES ({id}, 'en', 1);"
    "INSERT INTO link (chat_user, account, linked_at, proved_at) VALUES ({id}, '1001', 1795000000000000, 1);"
)


@pytest.fixture
def linked(cli: Cli, books: None, tmp_path: Path) -> None:
    """Account 1001 with two chats."""
    assert cli("import", "-", stdin=json.dumps(account()).encode()).code == 0
    with closing(sqlite3.connect(tmp_path / "var" / "withdrawal.db")) as there, there:
        for number in (301, 302):
            there.executescript(LINK.format(id=number))


@pytest.mark.usefixtures("linked")
def test_chats_are_listed_one_is_taken_away_and_then_all(cli: Cli, tmp_path: Path) -> None:
    listed = cli("unlink", "1001", "--list")
    assert (listed.code, listed.out) == (0, "301\t-\tsince 2026-11-18\n302\t-\tsince 2026-11-18\n")
    one = cli("unlink", "1001", "--chat", "302")
    assert one.code == 0
    assert one.out.splitlines()[0].startswith("302\t")
    assert "1 disconnected from 1001" in one.out
    again = cli("unlink", "1001", "--chat", "302")
    assert (again.code, len(again.errors)) == (1, 1)
    assert "no such chat is connected" in again.errors[0]
    assert cli("unlink", "1001").code == 0
    assert cli("unlink", "1001", "--list").out == ""
    assert cli("unlink", "9999").code == 1
    with closing(sqlite3.connect(tmp_path / "var" / "withdrawal.db")) as there:
        told = there.execute("SELECT recipient, template FROM outbox ORDER BY id").fetchall()
        audited = there.execute("SELECT use_case, account, outcome FROM audit ORDER BY id").fetchall()
    assert ("chat:302", "removed") in told
    assert ("chat:301", "unlinked") in told
    assert told.count(("phone:1001", "chats_removed")) == 2
    assert ("unlink_by_operator", "1001", "done") in audited


def test_an_unknown_account_is_one_line(cli: Cli) -> None:
    wrong = cli("unlink", "1001", "--list")
    assert (wrong.code, wrong.errors) == (1, ["'1001': not done: there is no such account"])
