"""Files that are made from others are fresh."""

from __future__ import annotations

from tests.generating.schema import SCHEMA, schema


def test_the_schema_is_that_of_the_migrations() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run: make generated"
