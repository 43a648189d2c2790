"""Reads the named queries of ``storage/sql`` once and puts their parameters into the driver's form.

aiosql parses the files; running the SQL is left to ``storage.transaction``, so that both engines answer in
the same way. A folder named after the engine beside the common files holds what differs by engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from storage.errors import QueryError

Engine = Literal["sqlite", "postgresql"]

SQL_FOLDER = Path(__file__).parent / "sql"

# Strings and trailing comments are stepped over; a colon doubled (a cast) or after a word is no parameter.
_PARAMETER = re.compile(r"'(?:''|[^'])*'|\"(?:\"\"|[^\"])*\"|--[^\n]*|(?<![:\w]):(?P<name>[A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Query:
    """One named statement, ready for one engine's driver."""

    name: str
    sql: str
    parameters: frozenset[str]


Queries = Mapping[str, Query]


@cache
def load_queries(engine: Engine, *folders: Path) -> Queries:
    """Every query of the folders (default: the program's own), by name.

    Raises ``QueryError`` for a name used twice and for what the common dialect does not allow: a literal
    ``%``, scripts, and the operations of aiosql whose meaning depends on the driver.
    """
    queries: dict[str, Query] = {}
    for folder in folders or (SQL_FOLDER,):
        for path in sorted(folder.glob("*.sql")) + sorted((folder / engine).glob("*.sql")):
            for query in _parse(path, engine):
                if query.name in queries:
                    raise QueryError(f"{path.name}: the query {query.name} exists already")
                queries[query.name] = query
    return queries


def _parse(path: Path, engine: Engine) -> list[Query]:
    from aiosql.adapters.generic import GenericAdapter
    from aiosql.query_loader import QueryLoader
    from aiosql.types import SQLOperationType
    from aiosql.utils import SQLLoadException, SQLParseException

    banned = (
        SQLOperationType.INSERT_RETURNING,
        SQLOperationType.INSERT_UPDATE_DELETE_MANY,
        SQLOperationType.SCRIPT,
    )
    adapter: Callable[[], Any] = GenericAdapter
    loader = QueryLoader(adapter(), None, mandatory_parameters=False)
    try:
        parsed = loader.load_query_data_from_file(path, encoding="utf-8")
    except (SQLLoadException, SQLParseException) as exc:
        raise QueryError(f"{path.name}: {exc}") from exc
    found = []
    for datum in parsed:
        if datum.operation_type in banned:
            raise QueryError(f"{path.name}: {datum.query_name}: the operations <!, *! and # differ by driver")
        if "%" in datum.sql:
            raise QueryError(f"{path.name}: {datum.query_name}: a literal % differs by driver")
        found.append(_query(datum.query_name, datum.sql, engine))
    return found


def _query(name: str, sql: str, engine: Engine) -> Query:
    parameters: set[str] = set()

    def put(match: re.Match[str]) -> str:
        parameter = match["name"]
        if parameter is None:
            return match[0]
        parameters.add(parameter)
        return f":{parameter}" if engine == "sqlite" else f"%({parameter})s"

    return Query(name, _PARAMETER.sub(put, sql).rstrip("; \n"), frozenset(parameters))
