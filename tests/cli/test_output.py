"""No command prints what a terminal would obey, whatever is in the books."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.commands import app
from domain.rules.characters import as_escaped
from tests.cli.events import account, lines
from tests.cli.ran import Cli

BAD = "\x1b[2J\x1b]0;x\x07\r\nFORGED\tok\x9b1m\x7f\u2028\u202e\u200bz"
"""It clears the screen, sets the title, makes a line of its own and turns the direction."""
IN_ID = "id\u2028\u202eFORGED\u200b"
"""Billing may send such an id."""

COMMANDS: dict[str, list[tuple[str, ...]]] = {
    "balance": [
        ("balance", IN_ID),
        ("balance", IN_ID, "--json"),
        ("balance", IN_ID, "--json", "--all-orders"),
        ("balance", IN_ID, "--all-orders"),
        ("balance", BAD),
        ("balance", IN_ID, "--at", BAD),
    ],
    "link": [("link", IN_ID), ("link", BAD)],
    "check": [("check",)],
    "review": [
        ("review", "W1"),
        ("review", BAD),
        ("review", BAD, "reject", "--reason", BAD, "--version", "1"),
    ],
    "settle": [("settle", BAD, "paid", "--document", BAD, "--version", "1")],
    "import": [("import", BAD), ("import", "bad.jsonl"), ("import", "bad.jsonl", "--skip-bad")],
    "audit": [("audit", "all"), ("audit", "all", "--csv"), ("audit", f"who={BAD}"), ("audit", BAD)],
    "roles": [("roles",)],
    "settings": [("settings",)],
    "contradictions": [("contradictions",)],
    "resolve": [("resolve", BAD, "book", "--document", BAD, "--number", "1")],
    "stop": [
        ("stop", IN_ID, "--ticket", BAD, "--reason", BAD),
        ("stop", BAD, "--ticket", BAD, "--reason", BAD),
    ],
    "unlink": [
        ("unlink", IN_ID, "--list"),
        ("unlink", IN_ID),
        ("unlink", BAD),
        ("unlink", IN_ID, "--chat", "7"),
    ],
    "resume": [("resume", IN_ID), ("resume", BAD)],
    "reseal": [("reseal",)],
    "reconcile": [("reconcile",), ("reconcile", "--file", "bad.jsonl"), ("reconcile", "--file", BAD)],
    "missing list": [("missing", "list")],
    "missing settle": [
        ("missing", "settle", BAD, "--document", BAD),
        ("missing", "settle", "WM", "--document", BAD),
    ],
    "branches import": [("branches", "import", "bad.csv"), ("branches", "import", BAD)],
    "branches search": [("branches", "search", BAD), ("branches", "search", "BANK")],
    "branches status": [("branches", "status")],
    "staff add": [("staff", "add", "7", "finance", "--name", BAD)],
    "staff remove": [("staff", "remove", "7"), ("staff", "remove", "8")],
    "staff login": [("staff", "login", "9", BAD), ("staff", "login", "9", BAD, "--remove")],
    "staff second-factor": [("staff", "second-factor", "9"), ("staff", "second-factor", "9", "--reset")],
    "staff list": [("staff", "list")],
}
"""Each command with arguments that make it print data of others. `run` serves and prints none."""


def every_command() -> Iterator[str]:
    root = typer.main.get_command(app)
    for name, command in vars(root)["commands"].items():
        inner = vars(command).get("commands")
        yield from (f"{name} {one}" for one in inner) if inner else (name,)


def test_every_command_is_tried() -> None:
    assert set(every_command()) == {*COMMANDS, "run"}


@pytest.fixture
def books(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Books in which every text that another system or person wrote is a bad one."""
    monkeypatch.setenv("COLUMNS", "300")
    about = {"account": IN_ID, "at": "2026-11-01T09:00:00+08:00"}
    opened = account(IN_ID)
    paid = {"id": "p", "type": "top_up.paid", **about, "order": IN_ID, "amount": "9.00", "channel": "online_banking",
            "bank": BAD.replace("\0", ""), "holder": "personal"}  # fmt: skip
    ran = cli("import", "--new", "-", stdin=lines(opened, paid))
    assert ran.code == 0, ran.err
    assert cli("staff", "add", "9", "admin", "--name", "Nine").code == 0
    for table, column in (("account", "name"), ("staff", "name"), ("audit", "who")):
        tamper(f"UPDATE {table} SET {column} = ?", BAD)
    tamper("UPDATE audit SET subject = ?, account = ?, ticket = ?, outcome = ?", BAD, BAD, BAD, BAD)
    tamper("UPDATE audit SET detail = ?", json.dumps({BAD: BAD}))
    tamper("UPDATE account SET identity_sealed = x'00'")
    tamper("UPDATE fund SET remaining_fen = remaining_fen - 1")
    Path("bad.jsonl").write_bytes(lines({BAD: BAD}, {"id": BAD, "type": BAD}) + BAD.encode() + b"\n")
    Path("bad.csv").write_text(f"{BAD},{BAD}\n", encoding="utf-8")
    return cli


def tamper(sql: str, *values: str) -> None:
    with sqlite3.connect("var/withdrawal.db") as connection:
        for trigger in ("audit_append_only_u", "audit_append_only_d"):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        connection.execute(sql, values)
    connection.close()


def obeyed(text: str) -> set[str]:
    """The characters that a terminal would not simply draw."""
    return {
        one
        for one in text
        if one not in "\n\t" and unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_prints_what_a_terminal_obeys(books: Cli, name: str) -> None:
    shown = ""
    for words in COMMANDS[name]:
        ran = books(*words)
        text = ran.out.lstrip("\ufeff").replace("\r\n", "\n") if "--csv" in words else ran.out
        for part in (text, ran.err):
            assert not obeyed(part), (words, part)
            assert not [line for line in part.splitlines() if line.startswith("FORGED")], (words, part)
        if "--json" in words:
            assert json.loads(ran.out)["orders"][0]["bank"] == BAD
        shown += text + ran.err
    if name in ("balance", "check", "audit", "staff list", "import"):
        assert "FORGED" in shown, "the data did not get this far"


@given(st.text())
def test_a_text_is_one_line_and_keeps_what_can_be_seen(text: str) -> None:
    shown = as_escaped(text)
    assert not obeyed(shown)
    assert len(shown.splitlines()) <= 1
    assert [one for one in text if one.isalnum()] == [one for one in text if one.isalnum() and one in shown]
