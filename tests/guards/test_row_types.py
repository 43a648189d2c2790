"""A slip in asking the database is a type error: the name of a query, what it takes, what its rows have."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.guards.tree import ROOT

ASKED = """
from domain.tx import Tx
from domain.rules.statuses import Status

def right(tx: Tx) -> Status | None:
    row = tx.one("withdrawal_by_id", id="W1")
    return None if row is None else row.status

def wrong(tx: Tx, id: str) -> None:
    rows = tx.all("postings_of_last", kind="payment", reference=id)
    rows[0].amount  # attr-defined: a misspelt column
    tx.one("withdrawal_by_ids", id=id)  # call-overload: a misspelt query
    tx.one("withdrawal_by_id", ids=id)  # call-overload: a misspelt parameter
    tx.one("withdrawal_by_id", id=1)  # call-overload: a parameter of another type
    tx.all("withdrawal_by_id", id=id)  # call-overload: a method that its suffix does not allow
    tx.run("withdrawal_wait", id=id, status="sendin", action_at=None)  # call-overload: no such status
    tx.one("withdrawal_by_id", id=id).status  # union-attr: there may be no row
"""


def test_slips_are_type_errors(tmp_path: Path) -> None:
    asked = tmp_path / "asked.py"
    asked.write_text(ASKED, encoding="utf-8")
    command = (
        "-m",
        "mypy",
        "--config-file",
        "pyproject.toml",
        "--cache-dir",
        str(tmp_path / "cache"),
        str(asked),
    )
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
    found = {
        (int(line.split(":")[1]), line.rpartition("[")[2].rstrip("]"))
        for line in done.stdout.splitlines()
        if "asked.py" in line and ": error:" in line
    }
    wanted = {
        (number, line.partition("# ")[2].partition(":")[0])
        for number, line in enumerate(ASKED.splitlines(), start=1)
        if "# " in line
    }
    assert found == wanted, done.stdout + done.stderr
