"""Files that are made from others are fresh."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.databases import Place
from tests.support.generating import rows, schema

HOW = "run: make generated"


def test_the_schema_is_that_of_the_migrations() -> None:
    assert schema.SCHEMA.read_text(encoding="utf-8") == schema.schema(), HOW


def test_the_types_of_queries_are_those_that_postgresql_gives(make_place: Callable[..., Place]) -> None:
    assert rows.STUB.read_text(encoding="utf-8") == rows.stub(make_place("postgresql").url), HOW
