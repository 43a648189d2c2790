"""Each table of a closed set holds what the domain's type allows, on both sides nothing more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

from domain.rules.channels import Channel
from domain.rules.designated import DesignatedReason, DocumentKind
from domain.rules.payee_numbers import PayeeKind
from domain.rules.statuses import Status
from storage import migrate

SETS: dict[str, Any] = {
    "withdrawal_status": Status,
    "withdrawal_reason": DesignatedReason,
    "payee_kind": PayeeKind,
    "top_up_channel": Channel,
    "document_kind": DocumentKind,
}


def _migrated() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    folder: Path = migrate.MIGRATIONS_FOLDER
    migrate.apply(lambda statement: connection.execute(statement).fetchall(), "sqlite", folder)
    return connection


def test_each_table_of_a_closed_set_equals_its_type() -> None:
    with closing(_migrated()) as connection:
        for table, type_ in SETS.items():
            rows = {name for (name,) in connection.execute(f"SELECT name FROM {table}")}
            assert rows == set(get_args(type_)), f"{table}: a migration adds or removes rows"


def test_every_table_of_a_closed_set_is_compared() -> None:
    with closing(_migrated()) as connection:
        referred = connection.execute(
            'SELECT DISTINCT f."table" FROM sqlite_master t, pragma_foreign_key_list(t.name) f'
            " WHERE t.type = 'table' AND f.\"to\" = 'name'"
        )
        assert {name for (name,) in referred} == SETS.keys()
