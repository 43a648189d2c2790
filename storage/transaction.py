"""One transaction as a function sees it, the same on both engines; the engines only run statements.

An error of the database spoils the transaction for good: no further statement runs, and a function that swallowed the
error does not commit. (PostgreSQL works that way; SQLite would carry on with half of the work.)
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from storage.errors import QueryError, StorageError
from storage.queries import Method, Queries, Query

T = TypeVar("T")
Description = Sequence[Any] | None
RowMaker = Callable[[Sequence[Any]], Any]
RowMakers = dict[str, RowMaker]


class Result(NamedTuple):
    """The result of a statement: the cursor's description (None without rows), all rows, rows changed."""

    description: Description
    rows: list[tuple[Any, ...]]
    changed: int


class Transaction(ABC):
    """Implements `domain.tx.Tx` for one call of one function."""

    __slots__ = ("_ended", "_queries", "_row_makers", "_writes", "failure", "wakes")

    def __init__(self, queries: Queries, row_makers: RowMakers, *, writes: bool) -> None:
        self._queries = queries
        self._row_makers = row_makers
        self._writes = writes
        self._ended = False
        self.failure: StorageError | None = None
        self.wakes: dict[str, int] = {}

    def one(self, name: str, /, **params: Any) -> Any:
        """The only row, or None. Raises `QueryError` if there are more."""
        rows = self._rows("one", name, params)
        return rows[0] if rows else None

    def all(self, name: str, /, **params: Any) -> list[Any]:
        """Every row, fetched at once."""
        return self._rows("all", name, params)

    def scalar(self, name: str, /, **params: Any) -> Any:
        """The only column of the only row, or None without a row. Raises QueryError if there are more."""
        result = self._result(self._query("scalar", name, params), params)
        return result.rows[0][0] if result.rows else None

    def run(self, name: str, /, **params: Any) -> int | None:
        """The number of rows changed, if the query is one whose count is read (`counted`).

        Any other may be carried out later, before the next answer or the commit; so may its error be told.
        """
        query = self._query("run", name, params)
        if query.counted:
            return self._result(query, params).changed
        self._send(query, params)
        return None

    def wake(self, kind: str, at: int) -> None:
        """Remembers the earliest moment (microseconds UTC) at which work of this kind is due."""
        if not self._writes:
            raise QueryError("wake: a read leads to no commit")
        self.wakes[kind] = min(at, self.wakes.get(kind, at))

    def end(self) -> None:
        """Ends the transaction: a function that kept it can do nothing with it."""
        self._ended = True

    def fail(self, error: StorageError) -> StorageError:
        """Spoils the transaction. The first error stays."""
        self.failure = self.failure or error
        return error

    @abstractmethod
    def _execute(self, query: Query, params: dict[str, Any]) -> Result:
        """Runs one statement and fetches its rows. Raises the error that `fail` got."""

    def _send(self, query: Query, params: dict[str, Any]) -> None:
        """Runs one statement whose result nobody reads."""
        self._result(query, params)

    def _query(self, method: Method, name: str, params: dict[str, Any]) -> Query:
        """The query of this name, if it may be asked in this way now."""
        if self.failure is not None:
            raise self.failure
        if self._ended:
            raise QueryError("the transaction is over")
        query = self._queries.get(name)
        if query is None:
            raise QueryError(f"there is no query {name}")
        if query.method != method:
            raise QueryError(f"{name} is for tx.{query.method}, not for tx.{method}")
        if params.keys() != query.parameters:
            wrong = sorted(params.keys() ^ query.parameters)
            raise QueryError(f"{name}: missing or unknown parameters: {', '.join(wrong)}")
        return query

    def _result(self, query: Query, params: dict[str, Any]) -> Result:
        result = self._execute(query, params)
        if wrong := wrong_shape(query, result):
            raise self.fail(QueryError(f"{query.name}: {wrong}"))
        return result

    def _rows(self, method: Method, name: str, params: dict[str, Any]) -> list[Any]:
        result = self._result(self._query(method, name, params), params)
        if not result.rows:
            return []
        make = self._row_makers.get(name)
        if make is None:
            make = self._row_makers[name] = _row_maker(name, result.description)
        return [make(row) for row in result.rows]


def wrong_shape(query: Query, result: Result) -> str | None:
    """Why a result is not what the file of its query says; None if it is."""
    if query.method == "run":
        return "a statement that gives rows" if result.rows else None
    if result.description is None:
        return "a statement that gives no rows"
    if query.always and not result.rows:
        return "no row"
    if query.method in ("one", "scalar") and len(result.rows) > 1:
        return "more than one row"
    if query.method == "scalar" and len(result.description or ()) > 1:
        return "more than one column"
    return None


def _row_maker(name: str, description: Description) -> RowMaker:
    columns = [column[0] for column in description or ()]
    named: Callable[..., Any] = namedtuple
    try:
        maker: RowMaker = named("Row", columns)._make
        return maker
    except ValueError as exc:
        raise QueryError(f"{name}: every column needs a name of its own: {exc}") from exc


@dataclass(slots=True)
class CallResult:
    """The outcome of one call: a result or an error, and its wakes."""

    result: Any = None
    error: BaseException | None = None
    wakes: dict[str, int] = field(default_factory=dict)

    def unwrap(self) -> Any:
        """The result, or the error raised."""
        if self.error is not None:
            raise self.error
        return self.result


def call(fn: Callable[[Any], T], tx: Transaction) -> CallResult:
    """The outcome of `fn` on `tx`. The engine decides whether it is committed."""
    outcome = CallResult(wakes=tx.wakes)
    try:
        outcome.result = fn(tx)
        if inspect.isawaitable(outcome.result):
            _dispose(outcome.result)
            raise TypeError("the function of a transaction is a plain one, not async")
    except StopIteration as exc:
        # A future cannot carry a StopIteration. It always comes from a next() without a default.
        outcome.error = RuntimeError("StopIteration in the function of a transaction")
        outcome.error.__cause__ = exc
    except BaseException as exc:
        outcome.error = exc
    finally:
        tx.end()
    if outcome.error is None:
        outcome.error = tx.failure
    return outcome


def _dispose(awaitable: Any) -> None:
    close = getattr(awaitable, "close", None)
    if close is not None:
        close()


def merge_wakes(outcomes: Sequence[CallResult]) -> dict[str, int]:
    """The earliest moment of every kind over the outcomes that were committed."""
    merged: dict[str, int] = {}
    for outcome in outcomes:
        if outcome.error is None:
            for kind, at in outcome.wakes.items():
                merged[kind] = min(at, merged.get(kind, at))
    return merged
