"""One transaction, as use cases see it; `tx.pyi`, made from SQL, says what each query takes and gives."""

from __future__ import annotations

from typing import Any, Protocol


class Tx(Protocol):
    """One transaction, used synchronously on the database's own thread.

    `query` is one of `storage/sql/*.sql`. A function given a `Tx` may be run again from the start, so it has no
    effect but through it. Raising rolls everything back; a returned value commits.
    """

    def one(self, query: str, /, **params: Any) -> Any:
        """The only row, or None."""

    def all(self, query: str, /, **params: Any) -> list[Any]:
        """Every row, fetched at once."""

    def scalar(self, query: str, /, **params: Any) -> Any:
        """The only column of the only row, or None where there is no row."""

    def run(self, query: str, /, **params: Any) -> int:
        """Carries out a statement; the number of rows it changed."""

    def wake(self, kind: str, at: int) -> None:
        """Says that work of this kind is due at `at` (microseconds UTC); timers are armed after the commit."""
