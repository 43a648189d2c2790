"""What lay in the books before returns and staff were known of is kept, and looked at."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.tx import Tx
from storage.migrate import MIGRATIONS_FOLDER
from tests.support.databases import Place
from tests.support.rig import START

OLD_QUERIES = """
-- name: old_account!
INSERT INTO account (id, name, kind, identity_sealed, identity_key, real_name, phone_sealed, phone_key, is_test,
                     opened_at)
VALUES ('1', 'A', 'personal', :blob, :blob, 'verified', :blob, :blob, 0, 0)

-- name: old_user!
INSERT INTO chat_user (id, created_at) VALUES (7, 0)

-- name: old_fund!
INSERT INTO fund (id, account, kind, amount_fen, remaining_fen, at) VALUES (1, '1', 'top_up', 100, 100, 0)

-- name: old_withdrawal!
INSERT INTO withdrawal (id, account, via_account, chat_user, fund, amount_fen, method, status, created_at, updated_at,
                        submitted_at, sent_at, ended_at, action_at)
VALUES (:id, '1', '1', 7, 1, 5, 'original', :status, 0, 0, 1, :at, :at, :action_at)

-- name: old_journal!
INSERT INTO journal (kind, reference, at, recorded_at) VALUES ('withdrawal_returned', :id, 0, 0)

-- name: old_message!
INSERT INTO outbox (event_key, recipient, kind, chat_user, account, template, params, due_at, created_at)
VALUES (:event_key, :event_key, :kind, :chat_user, '1', 'x', '{}', :due_at, 0)

-- name: columns
SELECT id, status, stuck_at, return_ask_at, returned_at FROM withdrawal ORDER BY id

-- name: messages
SELECT id, event_key, kind, chat_user, due_at FROM outbox ORDER BY id
"""


@pytest.fixture
def queries(tmp_path: Path) -> tuple[Path, ...]:
    folder = tmp_path / "sql"
    folder.mkdir()
    (folder / "old.sql").write_text(OLD_QUERIES, encoding="utf-8")
    return (folder,)


async def test_rows_of_before_are_kept_and_due_to_be_looked_at(
    bare: Place, tmp_path: Path, queries: tuple[Path, ...]
) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for path in MIGRATIONS_FOLDER.glob("*.sql"):
        if path.name < "0003":
            shutil.copy(path, before)

    def fill(tx: Tx) -> None:
        tx.run("old_account", blob=b"x")
        tx.run("old_user")
        tx.run("old_fund")
        for id_, status, action_at in (
            ("W1", "unknown", 9),
            ("W2", "successful", None),
            ("W3", "failed", None),
        ):
            tx.run("old_withdrawal", id=id_, status=status, at=START, action_at=action_at)
        tx.run("old_journal", id="W3")
        for key, kind, user in (("a", "push", 7), ("b", "card", 7), ("c", "sms", None)):
            tx.run("old_message", event_key=key, kind=kind, chat_user=user, due_at=START)

    async with await bare.open(migrations=before, queries=queries) as db:
        await db.write(fill)
    async with await bare.open(queries=queries) as db:
        rows = [tuple(row) for row in await db.read(lambda tx: tx.all("columns"))]
        assert rows == [
            ("W1", "unknown", START, None, None),
            ("W2", "successful", None, START, None),
            ("W3", "failed", None, None, START),
        ]
        kept = await db.read(lambda tx: tx.all("messages"))
        assert [(row.event_key, row.kind, row.chat_user, row.due_at) for row in kept] == [
            ("a", "push", 7, START),
            ("b", "card", 7, START),
            ("c", "sms", None, START),
        ]

        def more(tx: Tx) -> None:
            tx.run("old_message", event_key="d", kind="staff", chat_user=None, due_at=START)

        await db.write(more)
        last = (await db.read(lambda tx: tx.all("messages")))[-1]
        assert last.kind == "staff"
        assert last.id > kept[-1].id
