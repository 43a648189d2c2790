"""The migration for linking by phone: codes that were there before stay, and so do ids and indexes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from storage.database import Database
from storage.migrate import MIGRATIONS_FOLDER
from storage.queries import Query
from tests.support.databases import Place

ACCOUNT = (
    "INSERT INTO account (id, name, kind, identity_sealed, identity_key, real_name, phone_sealed, phone_key, is_test,"
    " opened_at) VALUES ('1', 'One', 'personal', {b}, {b}, 'verified', {b}, {b}, 0, 1)"
)
CODE = (
    "INSERT INTO one_time_code (scope, subject, account, phone_key, binding, code_key, created_at, expires_at,"
    " wrong_tries, accepted_at, ended_at, ended_why) VALUES ({values})"
)
READ = (
    "SELECT id, scope, subject, account, created_at, expires_at, wrong_tries, accepted_at, ended_at, ended_why"
    " FROM one_time_code ORDER BY id"
)


async def run(db: Database, sql: str, *, write: bool = True) -> list[Any]:
    """One statement."""

    def do(tx: Any) -> list[Any]:
        return [tuple(row) for row in tx._execute(Query("test", sql, frozenset()), {}).rows]

    return await (db.write(do) if write else db.read(do))


async def refuses(db: Database, sql: str) -> bool:
    try:
        await run(db, sql)
    except Exception:
        return True
    return False


async def test_codes_stay_and_may_go_to_nobody_only_by_phone(bare: Place, tmp_path: Path) -> None:
    blob = "X'00'" if bare.engine == "sqlite" else "'\\x00'::bytea"
    folder = tmp_path / "m"
    folder.mkdir()
    for path in sorted(MIGRATIONS_FOLDER.glob("*.sql"))[:1]:
        shutil.copy(path, folder)

    def code(scope: str, subject: str, account: str, rest: str = "NULL, NULL, NULL") -> str:
        return CODE.format(
            values=f"'{scope}', '{subject}', {account}, {blob}, {blob}, {blob}, 5, 6, 2, {rest}"
        )

    async with await bare.open(migrations=folder) as db:
        await run(db, ACCOUNT.format(b=blob))
        await run(db, code("withdrawal", "W1", "'1'"))
        await run(db, code("link", "7", "'1'", "8, 9, 'used'"))
        before = await run(db, READ, write=False)
    for path in sorted(MIGRATIONS_FOLDER.glob("*.sql"))[1:2]:
        assert path.name.startswith("0002-")
        shutil.copy(path, folder)
    async with await bare.open(migrations=folder) as db:
        assert await run(db, READ, write=False) == before
        assert len(before) == 2
        await run(db, code("phone", "1", "NULL"))
        newest = (await run(db, READ, write=False))[-1]
        # The key of a code's message holds the id, so none may come twice.
        assert newest[0] > before[-1][0]
        assert newest[3] is None
        assert await refuses(db, code("withdrawal", "W2", "NULL"))
        assert await refuses(db, code("withdrawal", "W1", "'1'"))
        assert await refuses(db, code("withdrawal", "W3", "'unknown'"))
        assert await refuses(db, code("strange", "W4", "'1'"))
        assert len(await run(db, READ, write=False)) == 3
