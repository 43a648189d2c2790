"""Files of named queries: what is taken, and mistakes told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.errors import QueryError
from storage.queries import Queries, load_queries


def loaded(folder: Path, text: str) -> Queries:
    folder.mkdir(exist_ok=True)
    (folder / "x.sql").write_text(text, encoding="utf-8")
    return load_queries("sqlite", folder)


def test_a_query_has_its_method_its_parameters_and_its_notes(tmp_path: Path) -> None:
    queries = loaded(
        tmp_path,
        "-- What the file is about.\n\n-- name: one_thing^\n-- It is said here.\nSELECT a::b, ':no' -- :no\nFROM t\n"
        "-- and here\nWHERE a = :a AND b = :b;\n\n-- name: change!\nDELETE FROM t\n-- name: all_2\nSELECT 1\n"
        "-- name: value$\nSELECT 1\n",
    )
    assert {name: query.method for name, query in queries.items()} == {
        "one_thing": "one",
        "change": "run",
        "all_2": "all",
        "value": "scalar",
    }
    one = queries["one_thing"]
    assert one.sql == "SELECT a::b, ':no' -- :no\nFROM t\nWHERE a = :a AND b = :b"
    assert one.parameters == {"a", "b"}
    assert one.notes == ("It is said here.", "and here")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("-- name: a\nSELECT 1\n--name: x\nSELECT 2", 3),
        ("--  name: x\nSELECT 2", 1),
        ("-- name x\nSELECT 2", 1),
        ("-- Name: x\nSELECT 2", 1),
        ("-- name: x#\nSELECT 2", 1),
        ("-- name: x<!\nSELECT 2", 1),
        ("-- name: x y\nSELECT 2", 1),
        ("-- name: 1st\nSELECT 2", 1),
        ("\n-- name:\nSELECT 2", 2),
        ("-- name: a\nSELECT 1\n\n-- name: a!\nDELETE FROM t", 4),
        ("-- name: a\n-- nothing\n\n-- name: b\nSELECT 1", 1),
        ("-- head\nSELECT 1;\n-- name: b\nSELECT 1", 2),
        ("-- name: a\nSELECT '50%'", 1),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(QueryError, match=rf"^x\.sql, line {line}: "):
        loaded(tmp_path, text)
