"""The migration for links that can be taken back: existing ones are proved, locks stay, young cases wait."""

from __future__ import annotations

import shutil
from pathlib import Path

from domain.ports import DAY, MINUTE
from storage.migrate import MIGRATIONS_FOLDER
from tests.storage.test_linking_migration import ACCOUNT, run
from tests.support.databases import Place

NOW = 1_795_000_000_000_000


async def test_links_are_proved_locks_go_to_people_and_young_cases_wait(bare: Place, tmp_path: Path) -> None:
    blob = "X'00'" if bare.engine == "sqlite" else "'\\x00'::bytea"
    folder = tmp_path / "m"
    folder.mkdir()
    before = [path for path in sorted(MIGRATIONS_FOLDER.glob("*.sql")) if path.name < "0015"]
    for path in before:
        shutil.copy(path, folder)
    case = (
        "INSERT INTO withdrawal (id, account, via_account, chat_user, fund, amount_fen, method, status, created_at,"
        " updated_at, submitted_at) VALUES ('{id}', '1', '1', 7, 1, 100, '{method}', 'in_review', 1, 1, 1)"
    )
    async with await bare.open(migrations=folder) as db:
        await run(db, ACCOUNT.format(b=blob))
        for person in (7, 8, 9):
            await run(db, f"INSERT INTO chat_user (id, created_at) VALUES ({person}, 1)")
        await run(db, f"INSERT INTO link (chat_user, account, linked_at) VALUES (7, '1', {NOW})")
        await run(db, f"INSERT INTO link (chat_user, account, linked_at) VALUES (8, '1', {NOW - 3 * DAY})")
        await run(
            db, f"INSERT INTO link (chat_user, account, linked_at, unlinked_at) VALUES (9, '1', 1, {NOW})"
        )
        await run(
            db, "INSERT INTO fund (account, kind, amount_fen, remaining_fen, at) VALUES ('1','other',9,9,1)"
        )
        await run(db, case.format(id="W1", method="designated"))
        await run(db, case.format(id="W2", method="original"))
        await run(db, f"INSERT INTO code_lock (scope, account, until) VALUES ('withdrawal', '1', {NOW})")
        await run(db, f"INSERT INTO code_lock (scope, account, until) VALUES ('link', '1', {NOW})")
    for path in sorted(MIGRATIONS_FOLDER.glob("0015-*.sql")):
        shutil.copy(path, folder)
    async with await bare.open(migrations=folder) as db:
        links = await run(
            db, "SELECT chat_user, proved_at, suspended_at, ended_why FROM link ORDER BY id", write=False
        )
        assert links == [(7, NOW, None, None), (8, NOW - 3 * DAY, None, None), (9, 1, None, "self")]
        cases = await run(db, "SELECT id, approve_from_at FROM withdrawal ORDER BY id", write=False)
        assert cases == [("W1", NOW + DAY), ("W2", None)]
        locks = await run(
            db, "SELECT chat_user, linking, what, at, until_at FROM code_try ORDER BY id", write=False
        )
        assert sorted(locks) == [(who, 0, "lock", NOW - 15 * MINUTE, NOW) for who in (7, 8)]
