"""Which database a command works on: none makes one by accident, and `check` names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer import Typer

from bot.cli.commands import app
from tests.cli.events import lines, worked_example
from tests.cli.ran import Cli
from tests.support.databases import Place

ARGUMENTS: dict[str, list[str]] = {
    "import": ["-"],
    "balance": ["1001"],
    "link": ["1001"],
    "check": [],
    "review": ["W1", "approve", "--version", "1"],
    "settle": ["W1", "paid", "--document", "D", "--version", "1"],
    "contradictions": [],
    "resolve": ["W1", "nothing", "--document", "D", "--number", "1"],
    "stop": ["1001", "--ticket", "T", "--reason", "R"],
    "resume": ["1001"],
    "unlink": ["1001"],
    "reseal": [],
    "reconcile": [],
    "audit": [],
    "branches import": ["branches.csv"],
    "branches search": ["bank"],
    "branches status": [],
    "staff add": ["7", "finance", "--name", "N"],
    "staff remove": ["7"],
    "staff login": ["7", "anna"],
    "staff second-factor": ["7"],
    "staff list": [],
    "missing list": [],
    "missing settle": ["W1", "--document", "D"],
}
"""Right arguments for every command that works on a database."""
WITHOUT_BOOKS = {"run", "settings", "roles"}


def commands(group: Typer, before: str = "") -> Iterator[str]:
    """Every command by its whole name."""
    for command in group.registered_commands:
        name = command.name or (command.callback.__name__ if command.callback is not None else "")
        yield before + name
    for one in group.registered_groups:
        assert one.typer_instance is not None
        yield from commands(one.typer_instance, f"{one.name} ")


def test_every_command_has_its_arguments_here() -> None:
    """For a new command, add arguments above or list it as one that needs no database."""
    assert set(commands(app)) == ARGUMENTS.keys() | WITHOUT_BOOKS


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("command", ARGUMENTS)
def test_a_database_that_is_not_there_is_refused_and_not_made(cli: Cli, tmp_path: Path, command: str) -> None:
    header = "BankCode,LName,BankName,CityName,ProvinceName"
    Path("branches.csv").write_text(f"{header}\n102301000010,A branch,A bank,A city,A province\n")
    ran = cli(*command.split(), *ARGUMENTS[command])
    assert (ran.code, len(ran.errors)) == (2, 1), ran
    assert "there is no database at" in ran.err
    assert tree(tmp_path) == ["branches.csv"]


@pytest.mark.parametrize("command", ["check", "audit"])
def test_an_empty_database_is_none(
    cli: Cli, place_without_schema: Place, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", place_without_schema.url)
    ran = cli(command)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no database at" in ran.err
    assert cli("import", "--new", "-", stdin=worked_example()).code == 0
    ran = cli("check")
    assert ran.code == 0
    assert "sandbox: 2 accounts, last billing event received 20" in ran.out


@pytest.fixture
def place_without_schema(engine: str, make_place: Callable[..., Place]) -> Place:
    place = make_place(engine, bare=True)
    if place.engine == "sqlite":
        # A failed copy leaves an empty file like this.
        place.path.touch()
    return place


def test_import_says_which_word_makes_one(cli: Cli) -> None:
    refused = cli("import", "-", stdin=lines())
    assert "import --new" in refused.err
    assert cli("import", "--new", "-", stdin=lines()).code == 0
    assert "sandbox: 0 accounts, no billing event yet" in cli("check").out
