"""Names: what docs and comments name exists, no class shares a name, what a person uploads is a document."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.runtime.settings import Settings
from tests.guards.tree import PACKAGES, ROOT, files, modules, where

KEPT = {
    "paper", "papers", "wrong_paper", "paper_gone", "papers_wrong", "papers_none", "papers_missing", "papers_awaited",
    "papers_in_all",
}  # fmt: skip
"""What rows, chat state, buttons and the audit have said since before: these values stay as they are."""
PEOPLE_READ = {"bot/cli/refusal_texts.py", "bot/demo/panel_words.py"}
"""Modules with words for people, who say *paper*."""
OF_THE_AUDIT = {"domain/audit.py", "domain/usecases/staff/ask_again.py"}
"""Modules in which kept values of the audit are names of fields."""
PAPERS = re.compile(r"\b\w*papers?\w*\b", re.IGNORECASE)

CODE = (*PACKAGES, "tests")
DOTTED = re.compile(rf"(?<![\w/.@-])((?:{'|'.join(CODE)})(?:\.[A-Za-z_]\w*)+)(?!\.?[\w/])")
PATH = re.compile(
    rf"(?<![\w./-])((?:{'|'.join(CODE)}|docs)/[\w/.*-]+\.(?:py|sql|ftl|md|js|jsonl|html|css))\b"
)
QUOTED = re.compile(r"(?<!`)(`{1,2})([A-Za-z]\w*(?:\.\w+)*)(?:\(\))?\1(?!`)")
OF_OTHERS = {"pg_dump", "jit", "secure_delete", "noImplicitAny"}
"""Names of PostgreSQL, SQLite and Deno that no line of ours uses."""


@cache
def _tokens(path: Path) -> tuple[tokenize.TokenInfo, ...]:
    with tokenize.open(path) as source:
        return tuple(tokenize.generate_tokens(io.StringIO(source.read()).readline))


def _bare(string: str) -> str | None:
    """The content of a string without spaces; None for words."""
    content = re.sub(r"^[rbfu]*[\"']+|[\"']+$", "", string)
    return None if re.search(r"\s", content) else content


def _python() -> list[Path]:
    return [path for path in [*files(*CODE), ROOT / "main.py"] if path.suffix == ".py"]


def _pages() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *(path for path in files("docs") if path.suffix == ".md")]


def _said() -> Iterator[tuple[Path, int, str]]:
    """Every docstring and comment, and every line of a page."""
    for path in _python():
        for token in _tokens(path):
            if token.type == tokenize.COMMENT or (
                token.type == tokenize.STRING and token.string.endswith('"""')
            ):
                yield path, token.start[0], token.string
    for path in [*_pages(), *files("storage", "bot/texts")]:
        mark = {".md": "", ".sql": "--", ".ftl": "#"}.get(path.suffix)
        if mark is not None:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if line.startswith(mark):
                    yield path, number, line


def _known() -> set[str]:
    """Every name there is: of files and of code, columns, keys, values, settings."""
    known = {*OF_OTHERS, *(name.upper() for name in Settings.model_fields)}
    for path in [*files(*CODE), ROOT / "main.py", ROOT / "Makefile", ROOT / "pyproject.toml"]:
        known.update(path.relative_to(ROOT).with_suffix("").parts)
        if path.suffix == ".py":
            for token in _tokens(path):
                bare = _bare(token.string) if token.type == tokenize.STRING else None
                if token.type == tokenize.NAME or bare:
                    known.update(re.findall(r"\w+", bare or token.string))
        elif path.suffix == ".ftl":
            known.update(re.findall(r"^-?([\w-]+) *=", path.read_text("utf-8"), re.MULTILINE))
        else:
            known.update(re.findall(r"\w+", re.sub(r"(?m)^--(?! name:).*$", "", path.read_text("utf-8"))))
    return known


def _exists(dotted: str) -> bool:
    """Whether there is such a package, or such a module that has the rest of the name."""
    parts = dotted.split(".")
    for count in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:count])
        if path.is_dir():
            return count == len(parts)
        module = path.with_suffix(".py")
        if module.is_file():
            names = {token.string for token in _tokens(module) if token.type == tokenize.NAME}
            return names >= set(parts[count:])
    return False


def test_what_docs_and_comments_name_exists() -> None:
    known, gone = _known(), []
    assert "WithdrawalView" in known
    for path, line, text in _said():
        dotted = [name for name in DOTTED.findall(text) if not name.endswith(".py") and not _exists(name)]
        paths = [name for name in PATH.findall(text) if not any(ROOT.glob(name))]
        words = [name for _, name in QUOTED.findall(text) if not set(name.split(".")) <= known]
        gone += [f"{where(path, line)} {name}" for name in (*dotted, *paths, *words)]
    assert not gone, "there is no such thing: " + ", ".join(gone)


def test_no_two_classes_have_one_name() -> None:
    """The sandbox is a product of its own: it says what the Bot API says."""
    found: dict[str, list[str]] = {}
    for path, module in modules():
        if "sandbox" not in path.relative_to(ROOT).parts:
            for node in ast.walk(module):
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, []).append(where(path, node.lineno))
    assert "WithdrawalView" in found
    assert [places for places in found.values() if len(places) > 1] == []


def _papers_of_python(path: Path) -> Iterator[tuple[int, str]]:
    """What is said of papers in a module: every name, comment and string that is more than a kept value."""
    inside = str(path.relative_to(ROOT))
    for token in _tokens(path):
        if token.type == tokenize.NAME and inside in OF_THE_AUDIT:
            continue
        if token.type in (tokenize.NAME, tokenize.COMMENT, tokenize.STRING):
            bare = token.type == tokenize.STRING and _bare(token.string) is not None
            said = token.string if bare else re.sub(r"`\w+`", "", token.string)
            kept = KEPT if bare else KEPT - {"paper", "papers"}
            yield from ((token.start[0], word) for word in PAPERS.findall(said) if word not in kept)


def _papers_of_sentences(path: Path) -> Iterator[tuple[int, str]]:
    """What is said of papers in a page, or in the comments of SQL."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if path.suffix == ".md" or line.startswith("--"):
            yield from (
                (number, word) for word in PAPERS.findall(line) if word not in KEPT - {"paper", "papers"}
            )


def _papers_of_keys(path: Path) -> Iterator[tuple[int, str]]:
    """The keys of a catalogue that say papers, except those that hold a kept value whole."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        key = re.match(r"-?([\w-]+) *=", line)
        if key and "paper" in key[1] and key[1].rpartition("-")[2] not in KEPT:
            yield number, key[1]


def test_what_a_person_uploads_is_called_a_document() -> None:
    found = [
        f"{where(path, line)} {word}"
        for path in files(*PACKAGES)
        if path.suffix == ".py" and str(path.relative_to(ROOT)) not in PEOPLE_READ
        for line, word in _papers_of_python(path)
    ]
    pages = [path for path in _pages() if path.name != "rules.md"]
    # A migration that has run is never rewritten.
    queries = [path for path in files("storage/sql") if path.suffix == ".sql"]
    found += [
        f"{where(path, line)} {word}"
        for path in [*pages, *queries]
        for line, word in _papers_of_sentences(path)
    ]
    catalogues = [path for path in files("bot/texts") if path.suffix == ".ftl"]
    assert catalogues
    found += [f"{where(path, line)} {key}" for path in catalogues for line, key in _papers_of_keys(path)]
    found += [where(path) for path in files(*PACKAGES) if "paper" in path.name]
    assert not found, "say document: " + ", ".join(found)
