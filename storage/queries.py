"""The named queries of `storage/sql`, read once, with their parameters in the driver's form.

A query begins with a line `-- name: x^`. The suffix says what it gives and which method of the transaction takes it:
`^` one row or none (`tx.one`), no suffix many rows (`tx.all`), `$` one value (`tx.scalar`), `!` none (`tx.run`), or
the number of changed rows where a note below says `counted`. A folder named after the engine holds what differs by
engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from storage.errors import QueryError

Engine = Literal["sqlite", "postgresql"]
Method = Literal["one", "all", "scalar", "run"]

SQL_FOLDER = Path(__file__).parent / "sql"
METHODS: dict[str, Method] = {"^": "one", "": "all", "$": "scalar", "!": "run"}

_HEAD = re.compile(r"-- name: ([a-z][a-z0-9_]*)([\^$!]?)")
_LIKE_A_HEAD = re.compile(r"\s*--\s*name\b\s*:?.*", re.IGNORECASE)
# Strings and trailing comments are skipped. A doubled colon (a cast), or one after a word, begins no
# parameter.
_PARAMETER = re.compile(r"'(?:''|[^'])*'|\"(?:\"\"|[^\"])*\"|--[^\n]*|(?<![:\w]):(?P<name>[A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Query:
    """One named statement, ready for one engine's driver; `notes` are its lines of comment.

    The note `always` says that every question finds a row; it is an error if there is none. `counted` says that the
    number of rows that it changes is read; nobody waits for a statement without it.
    """

    name: str
    sql: str
    parameters: frozenset[str]
    method: Method = "all"
    notes: tuple[str, ...] = ()
    always: bool = False
    counted: bool = False


Queries = Mapping[str, Query]


@cache
def load_queries(engine: Engine, *folders: Path) -> Queries:
    """Every query of the folders (default: the program's own), by name.

    Raises QueryError with file and line for an invalid or repeated name, for a statement outside a query or a query
    without one, and for a literal `%`, which differs by driver.
    """
    queries: dict[str, Query] = {}
    for folder in folders or (SQL_FOLDER,):
        for path in sorted(folder.glob("*.sql")) + sorted((folder / engine).glob("*.sql")):
            for place, query in _read(path, engine):
                if query.name in queries:
                    raise QueryError(f"{place}: the query {query.name} exists already")
                queries[query.name] = query
    return queries


def _read(path: Path, engine: Engine) -> Iterator[tuple[str, Query]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = [at for at, line in enumerate(lines) if _LIKE_A_HEAD.fullmatch(line)]
    first = heads[0] if heads else len(lines)
    for at, line in enumerate(lines[:first], start=1):
        if line.strip() and not line.startswith("--"):
            raise QueryError(f"{path.name}, line {at}: a statement without a name")
    for at, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        place = f"{path.name}, line {at + 1}"
        yield place, _query(lines[at], lines[at + 1 : end], engine, place)


def _query(head: str, lines: list[str], engine: Engine, place: str) -> Query:
    named = _HEAD.fullmatch(head)
    if named is None:
        raise QueryError(f"{place}: a query begins with '-- name: x', and its suffix is ^, $, ! or nothing")
    notes = tuple(line.strip("- ") for line in lines if line.lstrip().startswith("--"))
    text = "\n".join(line for line in lines if not line.lstrip().startswith("--")).strip("; \n")
    if not text:
        raise QueryError(f"{place}: {named[1]} has no statement")
    if "%" in text:
        raise QueryError(f"{place}: {named[1]}: a literal % differs by driver")
    parameters: set[str] = set()

    def put(match: re.Match[str]) -> str:
        parameter = match["name"]
        if parameter is None:
            return match[0]
        parameters.add(parameter)
        return f":{parameter}" if engine == "sqlite" else f"%({parameter})s"

    sql = _PARAMETER.sub(put, text)
    return Query(
        named[1], sql, frozenset(parameters), METHODS[named[2]], notes, "always" in notes, "counted" in notes
    )
