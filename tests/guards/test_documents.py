"""What the docs promise exists: settings, commands, targets, files."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from bot.cli.commands import app
from bot.cli.settings_table import readme_table
from bot.web.health import VERSION
from domain.rules.limits import LIMITS
from tests.guards.tree import ROOT, where

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_readmes_settings_are_up_to_date() -> None:
    """To update the table, replace it by what `bot.cli.settings_table.readme_table()` returns."""
    assert readme_table() in (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_limits_is_that_of_the_program() -> None:
    """To update it, put what `expected` holds into docs/operations.md."""
    rows = [f"| {one.of} | {one.most:,} | {one.one_more} |" for one in LIMITS.values()]
    expected = "\n".join(("| what there may be | at most | one more |", "| --- | ---: | --- |", *rows))
    assert expected in (ROOT / "docs" / "operations.md").read_text("utf-8"), expected


def test_every_command_that_is_named_exists() -> None:
    commands = {
        command.name or (command.callback and command.callback.__name__)
        for command in app.registered_commands
    } | {group.name for group in app.registered_groups}
    named = {
        (where(path), word)
        for path in DOCUMENTS
        for word in re.findall(r"main\.py ([a-z]+)", path.read_text("utf-8"))
    }
    assert [pair for pair in sorted(named) if pair[1] not in commands] == []


def test_every_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (where(path), word)
        for path in DOCUMENTS
        for word in re.findall(r"`make ([a-z]+)", path.read_text("utf-8"))
    }
    assert named
    assert [pair for pair in sorted(named) if pair[1] not in targets] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=where)
def test_every_link_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_the_judge_can_run_the_continuous_integration() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_links_into_a_document_lead_to_a_heading() -> None:
    for path in DOCUMENTS:
        for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", path.read_text("utf-8")):
            document = path.parent / target if target else path
            headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
            anchors = [re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings]
            assert anchor in anchors, f"{where(path)}: {target}#{anchor}"


def test_the_licence_and_the_version_are_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert project["license"] == licence.splitlines()[0].split()[0]
    changes = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert changes[0] == "Unreleased"
    assert changes[1] == project["version"] == VERSION
