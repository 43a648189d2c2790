"""The decisions: one form, at most a page each, and an index that has a line for every one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.guards.tree import ROOT, files, where

FOLDER = ROOT / "docs" / "decisions"
INDEX = FOLDER / "README.md"
PATHS = sorted(path for path in FOLDER.glob("*.md") if path != INDEX)
MOST_LINES, MOST_WORDS = 60, 600
"""The size of a page."""
STATUS = r"(?:proposed|accepted|superseded by \d{4})(?:; changed by \d{4}(?:, \d{4})*)?"


@dataclass(frozen=True, slots=True)
class Decision:
    number: str
    title: str
    status: str

    @classmethod
    def read(cls, path: Path) -> Decision:
        head, empty, status, *_ = path.read_text("utf-8").splitlines()
        found = re.fullmatch(r"# (\d{4}) (\S.*[^.\s])", head)
        assert found is not None, f"{where(path)}: begins with '# NNNN What is decided', not {head!r}"
        said = re.fullmatch(f"Status: ({STATUS})", status)
        assert said is not None, f"{where(path, 3)}: says 'Status: accepted', not {status!r}"
        assert empty == ""
        return cls(found.group(1), found.group(2), said.group(1))


def line_of(path: Path) -> str:
    """The line of the index for a decision."""
    found = Decision.read(path)
    return f"| [{found.number}]({path.name}) | {found.title} | {found.status} |"


def test_no_number_is_given_twice() -> None:
    numbers = [path.name[:4] for path in PATHS]
    assert len(numbers) >= 30
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_decision_has_the_form_of_all_and_fits_a_page(path: Path) -> None:
    text = path.read_text("utf-8")
    assert Decision.read(path).number == path.name[:4]
    assert len(text.splitlines()) <= MOST_LINES
    assert len(text.split()) <= MOST_WORDS
    assert re.search(r"^\*\*Decision(?:\.|:)", text, re.MULTILINE), (
        "says **Decision.** or **Decision: of what.**"
    )
    rejected = text.partition("\n**Rejected.**\n\n- *")[2]
    assert rejected != "", "says **Rejected.** and lists at least one way that was not taken"


def test_the_index_has_a_line_for_each() -> None:
    lines = [line for line in INDEX.read_text("utf-8").splitlines() if line.startswith("| [")]
    assert lines == [line_of(path) for path in PATHS]


def test_every_decision_that_is_named_exists() -> None:
    there = {int(path.name[:4]) for path in PATHS}
    named = [
        (where(path), int(number))
        for path in files()
        if path.suffix in (".py", ".md", ".sql", ".js")
        for number in re.findall(r"\bdecision (\d+)\b", path.read_text("utf-8"))
    ]
    assert named != []
    assert [one for one in named if one[1] not in there] == []
