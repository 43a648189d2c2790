"""Usage that was held for ever, because its cycle had its bill, settles with a later cycle after the upgrade."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from domain.rules.calendar import LOCAL, next_cycle
from domain.tx import Tx
from storage.migrate import MIGRATIONS_FOLDER
from tests.support.databases import Place

OLD_QUERIES = """
-- name: old_account!
INSERT INTO account (id, name, kind, identity_sealed, identity_key, real_name, phone_sealed, phone_key, is_test,
                     opened_at)
VALUES (:id, 'A', 'personal', :blob, :blob, 'verified', :blob, :blob, 0, 0)

-- name: old_bill!
INSERT INTO bill (id, account, cycle, amount_fen, issued_at)
VALUES (:account || CAST(:cycle AS TEXT), :account, :cycle, 5, 0)

-- name: old_usage!
INSERT INTO cycle_usage (account, cycle, unsettled_fen) VALUES (:account, :cycle, :fen)

-- name: usages
SELECT account, cycle, unsettled_fen FROM cycle_usage WHERE unsettled_fen > 0 ORDER BY account, cycle
"""


async def test_usage_of_billed_cycles_moves_by_the_month_of_the_upgrade(bare: Place, tmp_path: Path) -> None:
    before, folder = tmp_path / "before", tmp_path / "sql"
    before.mkdir()
    folder.mkdir()
    (folder / "old.sql").write_text(OLD_QUERIES, encoding="utf-8")
    for path in MIGRATIONS_FOLDER.glob("*.sql"):
        if path.name < "0014":
            shutil.copy(path, before)
    month = f"{datetime.now(LOCAL):%Y-%m}"
    coming = [month]
    for _ in range(14):
        coming.append(next_cycle(coming[-1]))
    bills = {
        "a": ["2020-01", "2020-12"],
        # This month and all of the next year have their bills; the one behind them has not.
        "b": ["2020-01", *coming[:14]],
        "c": ["2020-01"],
        "d": ["2020-01", coming[5]],
    }
    usage = {
        "a": {"2020-01": 7, "2020-12": 8, "2020-02": 9, month: 10},
        "b": {"2020-01": 7, coming[3]: 1},
        "c": {"2019-12": 3},
        "d": {"2020-01": 0, coming[5]: 6},
    }

    def fill(tx: Tx) -> None:
        for account in bills:
            tx.run("old_account", id=account, blob=b"x")
            for cycle in bills[account]:
                tx.run("old_bill", account=account, cycle=cycle)
            for cycle, fen in usage[account].items():
                tx.run("old_usage", account=account, cycle=cycle, fen=fen)

    async with await bare.open(migrations=before, queries=(folder,)) as db:
        await db.write(fill)
    async with await bare.open(queries=(folder,)) as db:
        rows = [tuple(row) for row in await db.read(lambda tx: tx.all("usages"))]
    assert rows == [
        ("a", "2020-02", 9), ("a", month, 25), ("b", coming[14], 8), ("c", "2019-12", 3), ("d", coming[6], 6),
    ]  # fmt: skip
