"""Names that anybody could type at the command line approve nothing of what is undecided, once logins are known."""

from __future__ import annotations

import shutil
from pathlib import Path

from domain.tx import Tx
from storage.migrate import MIGRATIONS_FOLDER
from tests.support.databases import Place

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
VALUES (:id, '1', '1', 7, 1, 5, 'original', :status, 0, 0, 1, 1, 1, :action_at)

-- name: old_approval!
INSERT INTO approval (withdrawal, what, reviewer, at) VALUES (:withdrawal, 'approve', :reviewer, 1)

-- name: approvals
SELECT withdrawal, reviewer FROM approval ORDER BY withdrawal, reviewer
"""


async def test_what_invented_names_said_counts_no_more(bare: Place, tmp_path: Path) -> None:
    before, sql = tmp_path / "before", tmp_path / "sql"
    before.mkdir()
    sql.mkdir()
    (sql / "old.sql").write_text(OLD_QUERIES, encoding="utf-8")
    for path in MIGRATIONS_FOLDER.glob("*.sql"):
        if path.name < "0012":
            shutil.copy(path, before)

    def fill(tx: Tx) -> None:
        tx.run("old_account", blob=b"x")
        tx.run("old_user")
        tx.run("old_fund")
        for id_, status, action_at in (
            ("W1", "in_review", None),
            ("W2", "successful", None),
            ("W3", "unknown", 9),
        ):
            tx.run("old_withdrawal", id=id_, status=status, action_at=action_at)
            for who in ("operator:Alice", "chat:91"):
                tx.run("old_approval", withdrawal=id_, reviewer=who)

    async with await bare.open(migrations=before, queries=(sql,)) as db:
        await db.write(fill)
    async with await bare.open(queries=(sql,)) as db:
        left = [tuple(row) for row in await db.read(lambda tx: tx.all("approvals"))]
    assert left == [("W1", "chat:91"), ("W2", "chat:91"), ("W2", "operator:Alice"), ("W3", "chat:91")]
