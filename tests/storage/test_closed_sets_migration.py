"""The migration that gives closed sets tables of their own: every row stays, and rules hold as before."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.database import Database
from storage.migrate import MIGRATIONS_FOLDER
from tests.storage.test_linking_migration import refuses, run
from tests.support.by_documents import designated, submit
from tests.support.databases import Place
from tests.support.rig import account, rig_on, top_up

LOOKUPS = {"withdrawal_status", "withdrawal_reason", "payee_kind", "top_up_channel", "document_kind"}
Held = dict[str, tuple[list[str], list[Any]]]


def held(place: Place) -> Held:
    """The names of the columns and all rows of every table."""
    if place.engine == "sqlite":
        with closing(sqlite3.connect(place.path)) as file:
            return _held(
                file, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'branch%'"
            )
    with psycopg.connect(place.url) as server:
        return _held(server, "SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid)"
                             " AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'branch%'")  # fmt: skip


def _held(connection: Any, tables: str) -> Held:
    found = {}
    for (table,) in connection.execute(tables).fetchall():
        cursor = connection.execute(f'SELECT * FROM "{table}"')
        found[table] = [column[0] for column in cursor.description], sorted(map(repr, cursor.fetchall()))
    return found


async def _used(place: Place, folder: Path, tmp_path: Path) -> None:
    """Fills every table that the migration rebuilds: paid back, designated with documents, and a draft."""
    async with await place.open(migrations=folder) as db, rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("1000.00")])
        await rig.link()
        await rig.withdraw(10_00)
        await rig.settle()
        await submit(rig, await designated(rig, 100_00))
        # It gave a number that no row has now.
        await run(db, "INSERT INTO payee (account, created_at, created_by) VALUES ('1001', 1, 'x')")
        await run(db, "DELETE FROM payee WHERE created_by = 'x'")


@pytest.fixture
async def before(bare: Place, tmp_path: Path) -> Held:
    """What a database held that was in use before the migration; it has been migrated since."""
    folder = tmp_path / "m"
    folder.mkdir()
    for path in sorted(MIGRATIONS_FOLDER.glob("*.sql")):
        # The program that fills it wants what came later, too; that changes none of these rows.
        if not path.name.startswith("0020"):
            shutil.copy(path, folder)
    await _used(bare, folder, tmp_path)
    found = held(bare)
    shutil.copy(next(MIGRATIONS_FOLDER.glob("0020-*.sql")), folder)
    async with await bare.open(migrations=folder):
        pass
    return found


async def test_every_row_stays(bare: Place, before: Held) -> None:
    assert all(
        before[name][1] for name in ("withdrawal", "payee", "top_up", "document", "withdrawal_document")
    )
    after = held(bare)
    assert after.keys() - before.keys() == LOOKUPS
    changed = {name for name, rows in before.items() if after[name] != rows}
    assert changed == {"migration"}


async def test_rules_hold_as_before(bare: Place, before: Held) -> None:
    async with await bare.open() as db:
        assert await refuses(db, "UPDATE withdrawal SET status = 'other' WHERE status = 'successful'")
        assert await refuses(db, "UPDATE withdrawal SET reason = 'other' WHERE status = 'in_review'")
        assert await refuses(db, "UPDATE withdrawal SET action_at = NULL, status = 'approved'")
        assert await refuses(db, "UPDATE top_up SET channel = 'cheque'")
        assert await refuses(db, "UPDATE document SET kind = 'other'")
        assert await refuses(db, "UPDATE withdrawal_document SET kind = 'other'")
        assert await refuses(db, "UPDATE payee SET kind = 'other'")
        assert await refuses(db, "DELETE FROM payee"), "a withdrawal refers to it"
        assert await refuses(db, "DELETE FROM withdrawal"), "steps refer to it"
        assert await refuses(db, "UPDATE payee SET kind = 'bank_card', bank = NULL")
        assert await refuses(
            db, "UPDATE payee SET kind = 'bank_card', bank = 'x', bank_code = NULL, branch = NULL"
        )
        await run(db, "UPDATE payee SET kind = 'bank_card', bank = 'x', bank_code = '123456789012'")
        await run(db, "UPDATE payee SET kind = 'alipay', bank = NULL, bank_code = NULL")
        await _another_kind(db)
        made = await run(
            db, "INSERT INTO payee (account, created_at, created_by) VALUES ('1001', 1, 'x') RETURNING id"
        )
        assert made == [(3,)], "a number is given once"
    if bare.engine == "sqlite":
        with closing(sqlite3.connect(bare.path)) as file:
            assert file.execute("PRAGMA foreign_key_check").fetchall() == []
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def _another_kind(db: Database) -> None:
    """A kind that is one row more."""
    await run(db, "INSERT INTO payee_kind (name, needs_bank) VALUES ('other', 0)")
    await run(db, "UPDATE payee SET kind = 'other'")
