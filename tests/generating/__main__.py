"""Writes the files that are made from others: ``python -m tests.generating``."""

from __future__ import annotations

from tests.generating.schema import SCHEMA, schema

SCHEMA.write_text(schema(), encoding="utf-8")
