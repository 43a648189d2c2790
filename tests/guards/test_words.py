"""Words that must not occur in the project, and catalogues of texts that must not drift apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.texts.languages import LANGUAGES, Language
from tests.guards.tree import ROOT, files, where

TEXTS = ROOT / "bot" / "texts"

UNWANTED = {
    "a registry or its host": r"(?i)\bpypi\b|pythonhosted|npmjs|registry\.npm|github\.com",
    "a folder of one machine": r"(?<![\w.])/(?:work|farm|root|home/\w)\b|\.\./shared\b",
    "an address in a lock": r"(?i)--(?:extra-)?index-url|--find-links",
}

TWICE = re.compile(r"(?i)\bwho(?:m|so|mso)?ever\b|\bany ?more\)|\(any ?more\b|\bof before\b")
"""Turns of English that have to be read twice."""


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(UNWANTED[what])
    found = [
        where(path, number)
        for path in files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_docs_and_code_speak_plainly() -> None:
    found = [
        where(path, number)
        for path in files()
        if path.suffix in {".css", ".html", ".js", ".md", ".py", ".sql", ".toml"}
        # People read the catalogues, and a migration that has run is never rewritten.
        if path != Path(__file__) and not {"texts", "migrations"} & set(path.relative_to(ROOT).parts)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if TWICE.search(line)
    ]
    assert found == []


def test_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        pinned = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,-]+\])?==\S+", text, re.MULTILINE | re.IGNORECASE)
        assert len(pinned) > 20
        assert "://" not in text
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_dependency_is_locked() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": project["project"]["dependencies"] + project["dependency-groups"]["dev"],
    }
    for name, requirements in wanted.items():
        locked = {
            re.split(r"[\[=]", line)[0].lower().replace("_", "-").replace(".", "-")
            for line in (ROOT / name).read_text().splitlines()
            if "==" in line
        }
        names = {re.split(r"[\[<>=~ ]", one)[0].lower().replace(".", "-") for one in requirements}
        assert sorted(names - locked) == []


def catalogue(folder: Path) -> dict[str, set[str]]:
    """The keys of every file of a catalogue."""
    return {
        str(path.relative_to(folder)): set(
            re.findall(r"^(-?[A-Za-z][\w-]*)\s*=", path.read_text("utf-8"), re.MULTILINE)
        )
        for path in sorted(folder.rglob("*.ftl"))
    }


@pytest.mark.parametrize("language", LANGUAGES[1:], ids=lambda language: language.code)
def test_every_catalogue_has_the_keys_of_the_first(language: Language) -> None:
    first, other = catalogue(TEXTS / LANGUAGES[0].folder), catalogue(TEXTS / language.folder)
    assert sum(map(len, first.values())) > 50
    assert first.keys() == other.keys()
    for name in first:
        assert first[name] ^ other[name] == set(), name
