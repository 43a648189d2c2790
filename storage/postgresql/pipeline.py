"""Statements on one connection, sent one after the other without waiting for each answer (libpq's pipeline mode).

psycopg connects and converts rows. Its cursors are passed by: they cost four times as much processor for each
statement, in its own pipeline mode too (decision 0041).
"""

from __future__ import annotations

import contextlib
import itertools
import re
import select
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any, NamedTuple, Self

import psycopg
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from storage.errors import OutcomeUnknown, QueryError, StorageError
from storage.postgresql.errors import ConnectionLost, error_of
from storage.queries import Query
from storage.transaction import Result

COMMIT = Query("COMMIT", "COMMIT", frozenset(), "run")
NO_PARAMS: Mapping[str, Any] = {}
NOTHING = Result(None, [], 0)
MOST_TEXTS = 4096
UNKNOWN, BYTEA, INT8 = 0, 17, 20
"""Types of parameters, as PostgreSQL numbers them. A text says nothing of its type."""
AS_TEXT, AS_BYTES = 0, 1
_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_NAMED = re.compile(r"%\((\w+)\)s")

Key = tuple[str, tuple[int, ...]]


@dataclass(slots=True)
class PreparedStatement:
    """A statement that a connection knows by a name of its own. `columns` are known once it has answered."""

    name: bytes
    columns: list[tuple[str]] | None = None


class PreparingConnection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that remembers what is prepared on it: a text, with the types of its parameters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepared: dict[Key, PreparedStatement] = {}
        self.names = itertools.count()
        self.rows = Transformer(self)


class Answer(NamedTuple):
    """What the server said to one statement: a result, or an error."""

    query: Query
    result: Result
    error: StorageError | None = None


class _Sent(NamedTuple):
    """What has no answer yet: a statement, the preparation of one (`key`), or, without a query, a `sync`."""

    query: Query | None = None
    prepared: PreparedStatement | None = None
    key: Key | None = None


class Pipeline:
    """A connection while it is in pipeline mode, for one thread: `with Pipeline(connection) as pipeline`."""

    def __init__(self, connection: PreparingConnection) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._sent: deque[_Sent] = deque()
        self.has_answered = False

    def __enter__(self) -> Self:
        with self._closing_if_broken():
            self._pgconn.enter_pipeline_mode()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        # With an answer still to come, nobody else could use it.
        with self._closing_if_broken():
            self._pgconn.exit_pipeline_mode()

    def send(self, query: Query, params: Mapping[str, Any] = NO_PARAMS) -> None:
        """Sends a statement. What becomes of it, even of a broken connection, is its answer.

        When a statement fails, the server skips the others up to the next `sync`. Raises QueryError for a parameter
        that cannot be sent.
        """
        text, names = _positional(query.sql)
        dumped = [_dumped(query, params[name]) for name in names]
        key = query.sql, tuple(type_ for _, type_, _ in dumped)
        prepared = self._connection.prepared.get(key)
        with self._closing_if_broken():
            if prepared is None:
                prepared = PreparedStatement(b"s%d" % next(self._connection.names))
                self._connection.prepared[key] = prepared
                self._sent.append(_Sent(query, prepared, key))
                self._pgconn.send_prepare(prepared.name, text, key[1])
            self._sent.append(_Sent(query, prepared))
            self._pgconn.send_query_prepared(
                prepared.name, [value for value, _, _ in dumped], [format_ for _, _, format_ in dumped]
            )

    def sync(self) -> None:
        """Ends a stretch: a failure before it does not make the server skip what comes after."""
        self._sent.append(_Sent())
        with self._closing_if_broken():
            self._pgconn.pipeline_sync()

    def receive(self) -> list[Answer]:
        """Waits for every missing answer. A skipped statement has none, and a lost connection is the last one."""
        answers: list[Answer] = []
        try:
            if self._sent and self._sent[-1].query is not None:
                self._pgconn.send_flush_request()
            while self._pgconn.flush():
                self._wait(select.POLLIN | select.POLLOUT)
            while self._sent:
                answer = self._answer(self._sent[0])
                if answer is not None:
                    answers.append(answer)
                self._sent.popleft()
        except ConnectionLost:
            answers.append(self._lost(told=True))
        except psycopg.Error:
            answers.append(self._lost(told=False))
        self.has_answered = True
        return answers

    def _answer(self, sent: _Sent) -> Answer | None:
        """The next answer, None if it says nothing.

        Raises psycopg.Error when the connection broke, ConnectionLost when the server says that it ends it.
        """
        result = self._next_result()
        if sent.query is None or sent.prepared is None:
            return None
        # Each statement's result is followed by nothing at all.
        if self._pgconn.get_result() is not None:
            raise psycopg.InterfaceError("two results of one statement")
        if sent.query is COMMIT and result.command_status == b"ROLLBACK":
            # PostgreSQL answers COMMIT in a failed transaction with this and no error.
            return Answer(
                sent.query, NOTHING, StorageError("the transaction was rolled back, nothing changed")
            )
        if result.status in _DONE:
            return None if sent.key else Answer(sent.query, self._result(sent.prepared, result))
        if sent.key is not None:
            del self._connection.prepared[sent.key]
        if result.status == ExecStatus.PIPELINE_ABORTED:
            return None
        error = error_of(result, sent.query.name)
        if isinstance(error, ConnectionLost):
            raise error
        return Answer(sent.query, NOTHING, error)

    def _next_result(self) -> PGresult:
        while self._pgconn.is_busy():
            self._wait(select.POLLIN)
        result = self._pgconn.get_result()
        if result is None:
            raise psycopg.OperationalError("no more results")
        return result

    def _wait(self, events: int) -> None:
        poll = select.poll()
        poll.register(self._pgconn.socket, events)
        if any(event & ~select.POLLOUT for _, event in poll.poll()):
            self._pgconn.consume_input()

    def _result(self, prepared: PreparedStatement, result: PGresult) -> Result:
        if result.status == ExecStatus.COMMAND_OK:
            return Result(None, [], result.command_tuples or 0)
        if prepared.columns is None:
            names = (result.fname(at) or b"" for at in range(result.nfields))
            prepared.columns = [(name.decode(),) for name in names]
        rows = self._connection.rows
        rows.set_pgresult(result)
        return Result(prepared.columns, rows.load_rows(0, result.ntuples, tuple), result.command_tuples or 0)

    def _lost(self, *, told: bool) -> Answer:
        """The answer of a connection that broke. `told`: the server itself ended it, before the first one of `_sent`.

        Only a COMMIT that was sent, and may have been reached, makes the outcome unknown.
        """
        self._connection.close()
        query = next((sent.query for sent in self._sent if sent.query is not None), COMMIT)
        unknown = any(sent.query is COMMIT for sent in self._sent) and (query is COMMIT or not told)
        self._sent.clear()
        return Answer(
            query,
            NOTHING,
            OutcomeUnknown("the connection was lost during the commit: it may have happened or not")
            if unknown
            else ConnectionLost(),
        )

    @contextmanager
    def _closing_if_broken(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error:
            self._connection.close()


@lru_cache(MOST_TEXTS)
def _positional(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """A query's text with numbers for its parameters, and their names in that order."""
    names: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        return f"${names.setdefault(match[1], len(names) + 1)}"

    return _NAMED.sub(number, sql).encode(), tuple(names)


def _dumped(query: Query, value: object) -> tuple[bytes | None, int, int]:
    """A parameter as it is sent: its value, type and format. Raises `QueryError`."""
    match value:
        case None:
            return None, UNKNOWN, AS_TEXT
        case int():
            # Always 64 bits: of a smaller one PostgreSQL would make a smallint, and adding two of them overflows.
            return b"%d" % value, INT8, AS_TEXT
        case str() if "\0" not in value:
            with contextlib.suppress(UnicodeEncodeError):
                return value.encode(), UNKNOWN, AS_TEXT
            raise QueryError(f"{query.name}: a text parameter is not valid Unicode")
        case bytes():
            return value, BYTEA, AS_BYTES
        case _:
            raise QueryError(f"{query.name}: a parameter cannot be stored: {type(value).__name__}")
