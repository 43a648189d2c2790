"""The tools that look over every change: the same ones everywhere, and that of the page's script sees faults."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.tree import ROOT

PAGE = Path("bot/sandbox/page")


def recipe(target: str) -> list[str]:
    """The commands of a target of the Makefile."""
    found = re.search(rf"^{target}:.*\n((?:\t.+\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found is not None
    return [line.strip().replace("$(BIN)", ".venv/bin") for line in found.group(1).splitlines()]


def test_a_commit_is_looked_over_by_the_same_tools_as_make_check() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()
    assert re.findall(r"^ +entry: (.+)$", hooks, re.MULTILINE) == recipe("check")
    assert "repo: local" in hooks
    assert "rev:" not in hooks, "a hook that has to be fetched"


def test_continuous_integration_checks_crashes_and_covers() -> None:
    steps = re.findall(r"^make (\w+)", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)
    assert steps == ["check", "crash", "cover"]


@pytest.mark.parametrize(
    ("command", "old", "new", "fault"),
    [
        ("check", "message.edit_date ?", "message.edited_date ?", "edited_date"),
        ("check", "chat.isPending(message.message_id, data)", "chat.isPending(data)", "Expected 2 arguments"),
        ("lint", "const keyboard = make(", "const unused = 1; const keyboard = make(", "no-unused-vars"),
    ],
    ids=["a misspelt field", "a missing argument", "a variable that nobody uses"],
)
def test_the_pages_script_with_a_fault_is_refused(
    command: str, old: str, new: str, fault: str, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / PAGE, tmp_path / PAGE)
    shutil.copy(ROOT / "deno.json", tmp_path)
    script = tmp_path / PAGE / "messages.js"
    text = script.read_text("utf-8")
    assert old in text
    script.write_text(text.replace(old, new), "utf-8")
    ran = subprocess.run(
        [Path(sys.executable).with_name("deno"), command, str(PAGE)],
        cwd=tmp_path,
        env={**os.environ, "DENO_DIR": str(tmp_path / "deno"), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode != 0
    assert fault in ran.stdout + ran.stderr
