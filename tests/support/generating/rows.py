"""Gives `domain/tx.pyi`: what each query takes and gives, as PostgreSQL describes it.

What PostgreSQL does not know is said in the query's own file, in comments below its name:

    -- always             there is a row, whatever is asked
    -- null: a, b         these columns, or parameters (`:c`), may be NULL
    -- not null: d        and these may not
    -- counted            the number of rows it changes is read
    -- row: NameRow       its rows are of a kind that several queries give

A column of a table may be NULL as its table says, unless an outer join leaves it out; then, and for every expression,
the file has to say which. A parameter may be NULL if it is written into a column that may, or is compared with NULL.
A column, and a parameter that is written into it or compared with it, has the closed set of `CLOSED`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

import domain
from storage.queries import Method, Query, load_queries

STUB = Path(domain.__file__).parent / "tx.pyi"
PYTHON = {"int8": "int", "int4": "int", "text": "str", "bytea": "bytes", "json": "str"}
CLOSED = {
    "account.kind": "domain.rules.designated.Kind",
    "account.real_name": 'Literal["verified", "pending"]',
    "account.standing": 'Literal["good", "suspended", "closed"]',
    "acting_session.ended_why": "domain.acting_sessions.EndedWhy",
    "channel_answer.outcome": "domain.contradictions.PayoutOutcome",
    "contradiction.books": "domain.rules.statuses.Status",
    "contradiction.channel": "domain.contradictions.PayoutOutcome",
    "contradiction.kind": "domain.contradictions.Kind",
    "contradiction_word.how": "domain.contradictions.Resolution",
    "document.kind": "domain.rules.designated.DocumentKind",
    "journal.kind": "domain.journal.Kind",
    "link.ended_why": "domain.links.EndedWhy",
    "missing_payout.channel_said": "domain.usecases.operator.reconcile.Said",
    "missing_payout.method": "domain.rules.designated.Method",
    "one_time_code.scope": "domain.codes.Scope",
    "outbox.kind": "domain.messages.MessageKind",
    "payee.kind": "domain.rules.payee_numbers.PayeeKind",
    "posting.side": 'Literal["fund", "in_withdrawal", "external"]',
    "prepared.what": "domain.cases.Preparing",
    "staff.role": "domain.actor.StaffRole",
    "stop.why": "domain.stops.StopReason",
    "top_up.channel": "domain.rules.channels.Channel",
    "transition.from_status": "domain.rules.statuses.Status",
    "transition.to_status": "domain.rules.statuses.Status",
    "withdrawal.method": "domain.rules.designated.Method",
    "withdrawal.reason": "domain.rules.designated.DesignatedReason",
    "withdrawal.status": "domain.rules.statuses.Status",
    "withdrawal_document.kind": "domain.rules.designated.DocumentKind",
    "withdrawal_document.verdict": "domain.views.Verdict",
}
"""What the domain calls the values that a column holds."""

NAMES = {
    "CheckName": r"check_\w+",
    "DemoAtName": r"demo_\w+_at",
    "NextName": r"next_\w+",
    "PieceName": r"piece_\w+",
    "ResealName": r"reseal_\w+",
    "SealedName": r"sealed_\w+",
    "SumName": r"sum_\w+",
}
"""Queries that the program reaches through a table, by their names."""
ROWS = {"CheckRow": r"check_\w+"}
"""The class of the rows of queries that a table holds, by their names."""

HEAD = '''\
"""What every query takes and gives. Made by: make generated"""

from typing import Literal, NamedTuple, Protocol, overload

'''

_NOTE = re.compile(r"(always|counted|null|not null|row)(?:: (.+))?")
_OUTER = re.compile(r"\bLEFT JOIN (\w+)")
_TABLES = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO) (\w+)(?: (?:AS )?([a-z]\w*))?")
_INSERT = re.compile(
    r"INSERT INTO (\w+)(?: AS \w+)? \(([^)]*)\) VALUES \((.*?)\)(?= ON CONFLICT| RETURNING|$)", re.DOTALL
)
_WRITTEN = re.compile(r"%\((\w+)\)s")
_EQUAL = re.compile(r"(?:(\w+)\.)?\b(\w+) (?:=|<>) (?:CAST\()?%\((\w+)\)s")
_SET = re.compile(r"\bSET (.*?)(?= WHERE | FROM | RETURNING |$)")
_ASKED_NULL = re.compile(r"%\((\w+)\)s(?: AS \w+\))? IS (?:NOT )?NULL|COALESCE\((?:CAST\()?%\((\w+)\)s")


class Mistake(Exception):
    """A query's file lacks a note, or a note in it is wrong."""


class Column(NamedTuple):
    """One column of a table: what it is called in `CLOSED`, and whether it may be NULL."""

    path: str
    may_be_null: bool


@dataclass(frozen=True, slots=True)
class Notes:
    """What the file of a query says of it."""

    always: bool = False
    null: frozenset[str] = frozenset()
    not_null: frozenset[str] = frozenset()
    row: str | None = None

    @classmethod
    def of(cls, query: Query) -> Notes:
        """Reads them from the comments."""
        said = {found[1]: found[2] or "" for line in query.notes if (found := _NOTE.fullmatch(line))}
        null, not_null = (
            frozenset(filter(None, said.get(key, "").split(", "))) for key in ("null", "not null")
        )
        return cls("always" in said, null, not_null, said.get("row"))


@dataclass(frozen=True, slots=True)
class Described:
    """A query as it is typed: its parameters, and the columns of its result."""

    query: Query
    notes: Notes
    parameters: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]

    @property
    def row(self) -> str:
        """The class of its rows."""
        shared = (row for row, names in ROWS.items() if re.fullmatch(names, self.query.name))
        own = "".join(part.title() for part in self.query.name.split("_")) + "Row"
        return self.notes.row or next(shared, own)

    @property
    def result(self) -> str:
        """What its method gives."""
        method: Method = self.query.method
        if method == "run":
            return "int" if self.query.counted else "None"
        if method == "all":
            return f"list[{self.row}]"
        given = self.row if method == "one" else self.columns[0][1].removesuffix(" | None")
        return given if self.notes.always or _is_insert(self.query) else f"{given} | None"


class Server:
    """A migrated PostgreSQL database that describes queries."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection
        self._types = dict(connection.execute("SELECT oid, typname FROM pg_type").fetchall())
        found = connection.execute(
            "SELECT attrelid, attnum, relname, attname, attnotnull FROM pg_attribute"
            " JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0"
        ).fetchall()
        self._columns = {
            (table, at): Column(f"{name}.{column}", not known) for table, at, name, column, known in found
        }
        self._by_path = {column.path: column for column in self._columns.values()}

    def described(self, query: Query) -> Described:
        """What a query takes and gives. Raises `Mistake`."""
        notes, names, text = Notes.of(query), sorted(query.parameters), query.sql
        for number, name in enumerate(names, start=1):
            text = text.replace(f"%({name})s", f"${number}")
        prepared = self._connection.pgconn.prepare(b"", text.encode())
        if prepared.status != psycopg.pq.ExecStatus.COMMAND_OK:
            raise Mistake(f"{query.name}: {prepared.error_message.decode().splitlines()[0]}")
        result = self._connection.pgconn.describe_prepared(b"")
        bound = dict(self._bound(query))
        parameters = tuple(
            (name, self._parameter(query, notes, name, result.param_type(at), bound.get(name)))
            for at, name in enumerate(names)
        )
        columns = tuple(self._column(query, notes, result, at) for at in range(result.nfields))
        known = {f":{name}" for name in names} | {name for name, _ in columns}
        if unknown := sorted((notes.null | notes.not_null) - known):
            raise Mistake(f"{query.name}: its notes name {unknown[0]}, which it does not have")
        return Described(query, notes, parameters, columns)

    def _type(self, query: Query, oid: int, column: Column | None) -> str:
        kind = self._types[oid]
        if kind not in PYTHON:
            raise Mistake(f"{query.name}: {kind} differs by engine: CAST it AS BIGINT or TEXT")
        return CLOSED.get(column.path, PYTHON[kind]) if column else PYTHON[kind]

    def _column(self, query: Query, notes: Notes, result: Any, at: int) -> tuple[str, str]:
        name = result.fname(at).decode()
        column = self._columns.get((result.ftable(at), result.ftablecol(at)))
        outer = column is not None and column.path.partition(".")[0] in _OUTER.findall(query.sql)
        unsure = column is None or (outer and not column.may_be_null)
        if unsure and query.method != "scalar" and name not in notes.null | notes.not_null:
            raise Mistake(
                f"{query.name}: say below its name whether {name} may be NULL (-- null: or -- not null:)"
            )
        null = name in notes.null or (
            column is not None and column.may_be_null and name not in notes.not_null
        )
        return name, self._type(query, result.ftype(at), column) + " | None" * null

    def _parameter(self, query: Query, notes: Notes, name: str, oid: int, column: Column | None) -> str:
        asked = {first or second for first, second in _ASKED_NULL.findall(query.sql)}
        written = column is not None and column.may_be_null and name in _written_names(query)
        null = f":{name}" in notes.null or ((written or name in asked) and f":{name}" not in notes.not_null)
        return self._type(query, oid, column) + " | None" * null

    def _bound(self, query: Query) -> Iterator[tuple[str, Column]]:
        """The column into which each parameter is written, or with which it is compared."""
        text = _in_one_line(query)
        tables = {alias or table: table for table, alias in _TABLES.findall(text)}
        for alias, column, name in _EQUAL.findall(text):
            owners = [tables[alias]] if alias in tables else list(dict.fromkeys(tables.values()))
            found = [known for table in owners if (known := self._by_path.get(f"{table}.{column}"))]
            if len(found) == 1:
                yield name, found[0]
        for column, value in _inserted(text):
            if (given := _WRITTEN.fullmatch(value)) and (known := self._by_path.get(column)):
                yield given[1], known


def stub(url: str) -> str:
    """The text of the file, by the schema of a migrated PostgreSQL database. Raises `Mistake`."""
    found, mistakes = [], []
    with psycopg.connect(url, autocommit=True) as connection:
        server = Server(connection)
        for _, query in sorted(load_queries("postgresql").items()):
            try:
                found.append(server.described(query))
            except Mistake as exc:
                mistakes.append(str(exc))
    if mistakes:
        raise Mistake("\n".join(mistakes))
    return _written(found)


def _is_insert(query: Query) -> bool:
    """Whether it gives a row for what it adds, always."""
    return bool(_INSERT.match(_in_one_line(query))) and "ON CONFLICT" not in query.sql


def _in_one_line(query: Query) -> str:
    return " ".join(query.sql.split())


def _inserted(text: str) -> Iterator[tuple[str, str]]:
    """The columns, like `fund.id`, and what is written into each, for every row of an INSERT."""
    for table, columns, rows in _INSERT.findall(text):
        for row in rows.split("), ("):
            for column, value in zip(columns.split(", "), _values(row), strict=True):
                yield f"{table}.{column}", value


def _values(text: str) -> Iterator[str]:
    depth, value = 0, ""
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            yield value.strip()
            value = ""
        else:
            value += sign
    yield value.strip()


def _written_names(query: Query) -> set[str]:
    """The parameters that are written into a column as they are."""
    text = _in_one_line(query)
    inserted = {found[1] for _, one in _inserted(text) if (found := _WRITTEN.fullmatch(one))}
    return inserted | {name for assigned in _SET.findall(text) for _, _, name in _EQUAL.findall(assigned)}


def _written(found: Iterable[Described]) -> str:
    rows: dict[str, Described] = {}
    overloads: dict[Method, dict[tuple[Any, str], list[str]]] = {
        "one": {},
        "all": {},
        "scalar": {},
        "run": {},
    }
    for one in found:
        if one.query.method in ("one", "all"):
            known = rows.setdefault(one.row, one)
            if known.columns != one.columns:
                raise Mistake(
                    f"{one.query.name}: its columns are not those of {known.query.name} ({one.row})"
                )
        overloads[one.query.method].setdefault((one.parameters, one.result), []).append(one.query.name)
    modules = sorted({type_.rpartition(".")[0] for type_ in CLOSED.values() if type_.startswith("domain.")})
    parts = [HEAD, *(f"import {module}\n" for module in modules), "\n"]
    every = sorted(name for variants in overloads.values() for names in variants.values() for name in names)
    for alias, names in NAMES.items():
        parts.append(f"{alias} = Literal[{_quoted(name for name in every if re.fullmatch(names, name))}]\n")
    for name in sorted(rows):
        fields = "".join(f"    {column}: {type_}\n" for column, type_ in rows[name].columns)
        parts.append(f"\nclass {name}(NamedTuple):\n{fields}")
    parts.append("\nclass Tx(Protocol):\n    def wake(self, kind: str, at: int) -> None: ...\n")
    for method, variants in overloads.items():
        for (parameters, result), group in variants.items():
            taken = "".join(f", {name}: {type_}" for name, type_ in parameters)
            parts.append(
                f"    @overload\n    def {method}(self, query: Literal[{_quoted(group)}], /"
                f"{', *' * bool(parameters)}{taken}) -> {result}: ...\n"
            )
    return "".join(parts)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
