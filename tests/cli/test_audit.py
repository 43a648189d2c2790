"""`roles` and `audit`: the page of roles equals the docs, and who did what."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.ran import Cli

pytestmark = pytest.mark.usefixtures("books")

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"


def test_the_table_of_roles_is_the_page(cli: Cli) -> None:
    assert cli("roles").out == PAGE.read_text(encoding="utf-8")


def test_what_was_done_is_printed_and_written_as_csv(cli: Cli) -> None:
    assert cli("staff", "add", "201", "finance", "--name", "Anna").code == 0
    assert cli("staff", "remove", "201").code == 0
    shown = cli("audit", "what=remove_staff")
    assert shown.code == 0
    (line,) = shown.out.splitlines()
    assert line.split("\t")[2:6] == ["remove_staff", "-", "-", "done"]
    assert line.split("\t")[6].endswith("person=chat:201; role=finance")
    assert "operator:" in line
    rows = list(csv.DictReader(io.StringIO(cli("audit", "--csv").out.lstrip("\ufeff"))))
    assert [row["what"] for row in rows] == ["show_audit", "remove_staff", "add_staff"]


def test_a_filter_that_is_none_is_one_line(cli: Cli) -> None:
    wrong = cli("audit", "colour=red")
    assert (wrong.code, len(wrong.errors)) == (2, 1)
    assert "'colour=red' is none of who=" in wrong.errors[0]
    assert cli("audit", "since=yesterday").code == 2
