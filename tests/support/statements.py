"""Which statements are executed: for tests and benches that count them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from storage.queries import Method, Query
from storage.transaction import Transaction


@contextmanager
def statements() -> Iterator[list[str]]:
    """The names of the statements that are executed meanwhile on any database, in their order."""
    names: list[str] = []
    find = Transaction._query

    def noted(self: Transaction, method: Method, name: str, params: dict[str, Any]) -> Query:
        names.append(name)
        return find(self, method, name, params)

    with patch.object(Transaction, "_query", noted):
        yield names
