"""A rotation of the key seals every sealed field of the books again: none can be forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from domain.sealed_fields import SEALED
from tests.support.databases import Place

NOT_SEALED = {"meta.value", "one_time_code.binding", "audit_chain.hash", "sealing_key.probe"}
"""Bytes that are neither sealed fields nor keyed hashes. A start wraps the index key in `meta` again."""


def test_every_column_of_bytes_is_sealed_anew_or_no_secret(make_place: Callable[..., Place]) -> None:
    with closing(sqlite3.connect(make_place("sqlite").path)) as books:
        columns = {
            f"{table}.{column}"
            for (table,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            if not table.startswith("branch_search")
            for _, column, kind, *_ in books.execute(f"PRAGMA table_info('{table}')").fetchall()
            if kind.upper() == "BLOB"
        }
    hashes = {name for name in columns if name.endswith("_key")}
    assert columns - hashes - NOT_SEALED == {of.name for of in SEALED}


def test_each_has_queries_of_its_own() -> None:
    assert len({of.page for of in SEALED}) == len({of.change for of in SEALED}) == len(SEALED)
