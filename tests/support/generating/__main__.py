"""Writes the files that are made from others: `python -m tests.support.generating`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.support.databases import Databases
from tests.support.generating import rows, schema


def main() -> None:
    """Needs what PostgreSQL's tests need (a server is started for it)."""
    schema.SCHEMA.write_text(schema.schema(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        try:
            rows.STUB.write_text(rows.stub(databases.migrated("postgresql").url), encoding="utf-8")
        finally:
            databases.close()


if __name__ == "__main__":
    main()
