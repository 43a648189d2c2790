"""Makes a PostgreSQL database that a test has used like new: making another takes up to half a second, this 20 ms.

Its rows become the template's again, and its sequences restart; a database made without tables loses all its tables.
A database with a changed schema, or one that has grown, is refused: then another one is made.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg import sql

ENDED_WITHIN_S = 5.0
GROWN_MOST_BYTES = 2 * 1024 * 1024
"""Deleted rows stay in the files, so a database gets larger and slower with each use."""

Connection = psycopg.Connection[tuple[Any, ...]]

_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY oid"
)
_SEQUENCES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY oid"
)
_SIZE = "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
_END_OTHERS = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_ELSEWHERE = """
SELECT (SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema'))
  + (SELECT count(*) FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
     WHERE datname = current_database())
"""
# A copy of a database has the ids of its template, so that they may stand in here.
_SCHEMA = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
  SELECT concat_ws(' ', 'schema', nspname) FROM pg_namespace WHERE nspname !~ '^pg_'
  UNION ALL
  SELECT concat_ws(' ', 'relation', oid, relname, relkind, reloptions) FROM pg_class
  WHERE relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT concat_ws(' ', 'column', attrelid, attnum, attname, atttypid, attnotnull, attidentity, attisdropped)
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT concat_ws(' ', 'default', oid, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
  UNION ALL
  SELECT concat_ws(' ', 'constraint', oid, conname, pg_get_constraintdef(oid)) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT concat_ws(' ', 'trigger', oid, tgname, tgenabled) FROM pg_trigger
  UNION ALL
  SELECT concat_ws(' ', 'function', oid, proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL
  SELECT concat_ws(' ', 'setting', setconfig) FROM pg_db_role_setting
  JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
) AS found (line)
"""


class LikeNew:
    """Knows the template's rows. `url` is the template's address; nothing else may use it."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            self._schema = _one(connection, _SCHEMA)
            self._size = _one(connection, _SIZE)
            tables = [row[0] for row in connection.execute(_TABLES)]
            self._rows = {table: rows for table in tables if (rows := _rows(connection, table))}
            starts = {row[0]: _start(connection, row[0]) for row in connection.execute(_SEQUENCES)}
        # One string of several statements is one turn to the server and back.
        self._empty = sql.SQL("; ").join(
            sql.SQL("DELETE FROM {}").format(sql.Identifier("public", table)) for table in tables
        )
        self._rewind = sql.SQL("SELECT {}").format(
            sql.SQL(", ").join(
                sql.SQL("setval({}, {}, {})").format(f'public."{name}"', value, called)
                for name, (value, called) in starts.items()
            )
        )

    def again(self, url: str) -> bool:
        """Whether the database is like new now; if not, it must be removed. Ends all of its connections."""
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                if not _left_alone(connection) or not self._worth_it(connection):
                    return False
                with connection.transaction():
                    self._fill(connection)
        except psycopg.Error:
            # A given server may deny the right to switch triggers off, for example.
            return False
        return True

    def _worth_it(self, connection: Connection) -> bool:
        grown = _one(connection, _SIZE) - self._size
        return bool(grown <= GROWN_MOST_BYTES and _one(connection, _SCHEMA) == self._schema)

    def _fill(self, connection: Connection) -> None:
        # The books are append-only, and tables refer to one another.
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(self._empty)
        for table, rows in self._rows.items():
            name = sql.Identifier("public", table)
            connection.execute(
                sql.SQL(
                    "INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::{}, %s)"
                ).format(name, name),
                [rows],
            )
        connection.execute(self._rewind)


def bare_again(url: str) -> bool:
    """Whether a database that was made without tables is without tables now. Ends all of its connections."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            if not _left_alone(connection) or _one(connection, _ELSEWHERE):
                return False
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    except psycopg.Error:
        return False
    return True


def _left_alone(connection: Connection) -> bool:
    """Ends the other connections and waits until they are gone: one that is committing would bring rows back."""
    deadline = time.monotonic() + ENDED_WITHIN_S
    while _one(connection, _END_OTHERS):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _one(connection: Connection, query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def _rows(connection: Connection, table: str) -> str | None:
    """All rows as JSON; None for an empty table."""
    query = sql.SQL("SELECT jsonb_agg(one)::text FROM {} AS one").format(sql.Identifier("public", table))
    row = connection.execute(query).fetchone()
    return None if row is None else row[0]


def _start(connection: Connection, sequence: str) -> tuple[int, bool]:
    query = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier("public", sequence))
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0]), bool(row[1])
