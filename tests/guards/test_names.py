"""One name for one thing: what a person uploads is a document, in names, docstrings, comments, keys and pages."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.guards.tree import PACKAGES, ROOT, files, where

KEPT = {
    "paper", "papers", "wrong_paper", "paper_gone", "papers_wrong", "papers_none", "papers_missing", "papers_awaited",
    "papers_in_all",
}  # fmt: skip
"""What rows, chat state, buttons and the audit have said since before: these values stay as they are."""
PEOPLE_READ = {"bot/cli/refusal_texts.py", "bot/demo/panel_words.py"}
"""Modules with words for people, who say *document*."""
OF_THE_AUDIT = {"domain/audit.py", "domain/usecases/staff/ask_again.py"}
"""Modules in which kept values of the audit are names of fields."""
WORDS = re.compile(r"\b\w*papers?\w*\b", re.IGNORECASE)


def _of_python(path: Path) -> Iterator[tuple[int, str]]:
    """What is said of documents in a module: every name, comment and string that is more than a kept value."""
    with tokenize.open(path) as source:
        text = source.read()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and str(path.relative_to(ROOT)) in OF_THE_AUDIT:
            continue
        if token.type in (tokenize.NAME, tokenize.COMMENT, tokenize.STRING):
            bare = re.fullmatch(r'f?"[^ ]*"', token.string)
            said = token.string if bare else re.sub(r"``\w+``", "", token.string)
            known = KEPT if bare else KEPT - {"paper", "papers"}
            yield from ((token.start[0], word) for word in WORDS.findall(said) if word not in known)


def _of_sentences(path: Path) -> Iterator[tuple[int, str]]:
    """What is said of documents in a page, or in the comments of SQL."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if path.suffix == ".md" or line.startswith("--"):
            yield from (
                (number, word) for word in WORDS.findall(line) if word not in KEPT - {"paper", "papers"}
            )


def _keys(path: Path) -> Iterator[tuple[int, str]]:
    """The keys of a catalogue, of which those of a kept value carry it whole."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        key = re.match(r"-?([\w-]+) *=", line)
        if key and "paper" in key[1] and key[1].rpartition("-")[2] not in KEPT:
            yield number, key[1]


def test_what_a_person_uploads_is_called_a_document() -> None:
    found = [
        f"{where(path, line)} {word}"
        for path in files(*PACKAGES)
        if path.suffix == ".py" and str(path.relative_to(ROOT)) not in PEOPLE_READ
        for line, word in _of_python(path)
    ]
    pages = [ROOT / "README.md", *(path for path in files("docs") if path.name != "rules.md")]
    # A migration that has run is never written anew.
    queries = [path for path in files("storage/sql") if path.suffix == ".sql"]
    found += [
        f"{where(path, line)} {word}" for path in [*pages, *queries] for line, word in _of_sentences(path)
    ]
    catalogues = [path for path in files("bot/texts") if path.suffix == ".ftl"]
    assert catalogues
    found += [f"{where(path, line)} {key}" for path in catalogues for line, key in _keys(path)]
    found += [where(path) for path in files(*PACKAGES) if "paper" in path.name]
    assert not found, "say document: " + ", ".join(found)
