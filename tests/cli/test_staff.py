"""`staff add|remove|list`: roles come and go, and every error is one line."""

from __future__ import annotations

import csv
import io
import os
import pwd

import pytest

from tests.cli.ran import Cli

pytestmark = pytest.mark.usefixtures("books")

ALREADY = "201: not done: has this role already; to change the name, remove the role and add it again"
UNKNOWN = "201: not done: has no such role (main.py staff list shows who has)"
WRONG_ID = "0: not done: that is not the id of a person: a whole number above 0, as the chat app shows it"
NAME = "5: not done: --name is what colleagues call them, 1 to 40 characters"


def test_roles_are_given_listed_and_taken_away(cli: Cli) -> None:
    nobody = cli("staff", "list")
    assert (nobody.code, nobody.out) == (0, "")
    assert "main.py staff add" in nobody.err
    added = cli("staff", "add", "201", "finance", "--name", "  Anna   One ")
    assert (added.code, added.out, added.errors) == (0, "Anna One (201) is finance now\n", [])
    assert cli("staff", "add", "201", "admin", "--name", "Anna One").code == 0
    assert cli("staff", "add", "202", "support", "--name", "Sam").code == 0
    again = cli("staff", "add", "201", "finance", "--name", "Anna")
    assert (again.code, again.out, again.errors) == (1, "", [ALREADY])
    lines = [line.split("\t")[:3] for line in cli("staff", "list").out.splitlines()]
    assert lines == [["201", "admin", "Anna One"], ["201", "finance", "Anna One"], ["202", "support", "Sam"]]
    one = cli("staff", "remove", "201", "admin")
    assert (one.code, one.out) == (0, "201: 1 role taken away\n")
    assert cli("staff", "remove", "201").code == 0
    gone = cli("staff", "remove", "201")
    assert (gone.code, gone.errors) == (1, [UNKNOWN])
    assert [line.split("\t")[0] for line in cli("staff", "list").out.splitlines()] == ["202"]


def test_what_cannot_be_is_refused(cli: Cli) -> None:
    assert cli("staff", "add", "-- -5", "finance", "--name", "x").code == 2
    assert cli("staff", "add", "0", "finance", "--name", "x").errors == [WRONG_ID]
    long = cli("staff", "add", "5", "finance", "--name", "x" * 41)
    assert long.errors == [NAME]
    assert cli("staff", "add", "5", "boss", "--name", "x").code == 2


def test_a_login_belongs_to_a_person_and_rests(cli: Cli) -> None:
    first = cli("staff", "add", "201", "admin", "--name", "Anna", "--login", "anna")
    assert first.out == "Anna (201) is admin now\n"
    second = cli("staff", "add", "202", "finance", "--name", "Boris").out.splitlines()
    assert second[0] == "Boris (202) is finance now"
    assert second[1].startswith("it decides nothing before ")
    given = cli("staff", "login", "202", "boris").out.splitlines()
    assert given[0] == "the login boris is 202 now"
    assert given[1].startswith("it decides nothing before ")
    assert cli("staff", "login", "202", "anna").errors == [
        "202: not done: this login belongs to another member of staff; take it away there first"
    ]
    lines = cli("staff", "list").out.splitlines()
    assert [line.split("\t")[4:] for line in lines] == [
        ["login anna", "no authenticator yet"], ["login boris", "no authenticator yet"],
    ]  # fmt: skip
    assert cli("staff", "login", "202", "boris", "--remove").out == "the login boris belongs to nobody now\n"
    assert cli("staff", "list").out.splitlines()[1].count("\t") == 4


def test_the_login_is_asked_of_the_machine(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment may name any login, so it is not asked."""
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    monkeypatch.setenv("SUDO_USER", "carol")
    assert cli("staff", "add", "201", "finance", "--name", "Anna").code == 0
    rows = list(csv.DictReader(io.StringIO(cli("audit", "--csv").out.lstrip("\ufeff"))))
    login = pwd.getpwuid(os.getuid()).pw_name
    assert rows
    for row in rows:
        assert row["who"] == f"operator:{login}"
        assert f"login={login} (sudo carol)" in row["detail"]


def test_a_secret_is_shown_once_and_reset_as_the_rules_say(cli: Cli) -> None:
    assert cli("staff", "second-factor", "201").errors[0].startswith("201: not done: has no such role")
    assert cli("staff", "add", "201", "admin", "--name", "Anna").code == 0
    shown = cli("staff", "second-factor", "201")
    assert shown.code == 0
    assert shown.out.startswith("otpauth://totp/Withdrawal%20bot:Anna?secret=")
    assert "no authenticator yet" in cli("staff", "list").out
    again = cli("staff", "second-factor", "201")
    assert again.out.splitlines()[0] != shown.out.splitlines()[0], (
        "until it is proved, a new one takes its place"
    )
    assert cli("staff", "second-factor", "201", "--reset").errors == [
        "201: not done: there is no authenticator to reset"
    ]
