"""Many people with something due at the same moment, written straight into a SQLite file: the benches' subject.

Each has an account, a linked chat and a reserve that has become free; as many codes have run out.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from storage.opening import open_database
from tests.support.rig import START, Rig, rig_on

FIRST = 10_000
"""The first person's id in the chat."""


@asynccontextmanager
async def crowd(folder: Path, reserves: int, codes: int) -> AsyncIterator[Rig]:
    """A rig for them all, at the moment when everything is due and nothing was done."""
    url = f"sqlite:///{folder}/crowd.db"
    async with await open_database(url) as db, rig_on(db, folder):
        pass
    await asyncio.to_thread(_fill, folder / "crowd.db", reserves, codes)
    async with await open_database(url) as db, rig_on(db, folder) as rig:
        yield rig


def _fill(file: Path, reserves: int, codes: int) -> None:
    people = range(FIRST, FIRST + reserves)
    with closing(sqlite3.connect(file)) as books, books:
        books.executemany(
            "INSERT INTO account (id, name, kind, identity_sealed, identity_key, real_name, phone_sealed, phone_key,"
            " is_test, opened_at, reserve_due_at) VALUES (?, 'Visitor', 'personal', x'00', x'00', 'verified', x'00',"
            " x'00', 0, ?, ?)",
            ((str(who), START - 1000, START - 10) for who in people),
        )
        books.executemany(
            "INSERT INTO chat_user (id, locale, current_account, created_at) VALUES (?, 'en', ?, ?)",
            ((who, str(who), START - 900) for who in people),
        )
        books.executemany(
            "INSERT INTO link (chat_user, account, linked_at) VALUES (?, ?, ?)",
            ((who, str(who), START - 800) for who in people),
        )
        books.executemany(
            "INSERT INTO one_time_code (scope, subject, account, phone_key, binding, code_key, created_at,"
            " expires_at) VALUES ('link', ?, ?, x'00', x'00', x'00', ?, ?)",
            ((f"bench {number}", str(FIRST), START - 700, START - 10) for number in range(codes)),
        )
