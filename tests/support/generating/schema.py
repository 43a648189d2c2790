"""Gives `storage/schema.sql`: the schema after all migrations, as SQLite has it, one column or rule a line."""

from __future__ import annotations

import re
import sqlite3
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from storage import migrate

SCHEMA = Path(migrate.__file__).parent / "schema.sql"
HEAD = """\
-- The schema after all migrations, in SQLite's dialect. To be read, never run; made by: make generated
-- PostgreSQL has the same tables, with BIGINT for INTEGER, BYTEA for BLOB, and its own spelling of the triggers.
"""

_PIECE = re.compile(r"--[^\n]*|'(?:''|[^'])*'|[(),]|[^-'(),]+|-")
_SAID = re.compile(r"((?:--[^\n]*\n)+)(?:CREATE TABLE (\w+)|ALTER TABLE (\w+) ADD COLUMN (\w+))")


def schema() -> str:
    """The text of the file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate.apply(
            lambda statement: connection.execute(statement).fetchall(), "sqlite", migrate.MIGRATIONS_FOLDER
        )
        made = connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
        ).fetchall()
        said = _said()
        for table, names in _closed_sets(connection, [name for kind, name, *_ in made if kind == "table"]):
            said[table, ""] = said.get((table, ""), "") + names
    migrations = "".join(one.text for one in migrate.read_migrations(migrate.MIGRATIONS_FOLDER))
    # A rebuilt table stays where it was first.
    made.sort(key=lambda one: (one[0] == "view", migrations.find(f"CREATE TABLE {one[1]} ")))
    # What full-text search makes for itself.
    hidden = tuple(f"{name}_" for _, name, _, sql in made if sql.startswith("CREATE VIRTUAL"))
    parts = [HEAD]
    for kind, name, _, sql in made:
        if kind == "view":
            parts.append(f"{sql};\n")
        if kind != "table" or name.startswith(("sqlite_", *hidden)):
            continue
        rest = [text for _, own, table, text in made if table == name != own]
        parts.append(
            said.get((name, ""), "") + "".join(f"{text};\n" for text in [_table(name, sql, said), *rest])
        )
    return "\n".join(parts)


def _closed_sets(connection: sqlite3.Connection, tables: list[str]) -> Iterator[tuple[str, str]]:
    """The tables that migrations fill with names, and these as a comment."""
    for table in tables:
        if "name" in [column[1] for column in connection.execute(f"PRAGMA table_info({table})")]:
            names = ", ".join(
                name for (name,) in connection.execute(f"SELECT name FROM {table} ORDER BY rowid")
            )
            yield table, "".join(f"-- {line}\n" for line in textwrap.wrap(names, 110))


def _said() -> dict[tuple[str, str], str]:
    """The comments that migrations have right before a table or a column, by their names."""
    found = {}
    for migration in migrate.read_migrations(migrate.MIGRATIONS_FOLDER):
        for comments, table, altered, column in _SAID.findall(migrate.render(migration.text, "sqlite")):
            found[table or altered, column] = comments
    return found


def _table(name: str, sql: str, said: dict[tuple[str, str], str]) -> str:
    if sql.startswith("CREATE VIRTUAL"):
        return sql
    begin, end = sql.index("("), sql.rindex(")")
    lines = []
    for comments, text in _parts(sql[begin + 1 : end]):
        comments = comments or said.get((name, text.split()[0]), "").splitlines()
        lines += [f"    {comment}" for comment in comments]
        lines += textwrap.wrap(
            f"{text},", 116, initial_indent=" " * 4, subsequent_indent=" " * 8, break_on_hyphens=False
        )
    lines[-1] = lines[-1].removesuffix(",")
    head = sql[:begin].replace('"', "").strip()
    return f"{head} (\n" + "\n".join(lines) + f"\n){sql[end + 1 :]}"


def _parts(body: str) -> Iterator[tuple[list[str], str]]:
    """What stands between the commas of the outer level, each with the comments before it."""
    depth, comments, text = 0, list[str](), ""
    for match in _PIECE.finditer(body):
        piece = match[0]
        if piece.startswith("--"):
            comments.append(piece)
            continue
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "," and depth == 0:
            yield comments, _in_one_line(text)
            comments, text = [], ""
        else:
            text += piece
    yield comments, _in_one_line(text)


def _in_one_line(text: str) -> str:
    return " ".join(text.split()).replace("( ", "(")
