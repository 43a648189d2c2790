"""Many people with something due, written straight into the tables of either engine.

Each has an account, a linked chat, and a reserve that becomes free after all that is waited for.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg

from domain.ports import DAY, Micros
from tests.support.databases import Place
from tests.support.rig import START

FIRST = 1_000_000
"""The first person's chat user id, which is also the number of their account."""
PAST: Micros = START - 1000
_N = "WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
_FUNDS = f"""INSERT INTO fund (account, kind, amount_fen, remaining_fen, at)
    {_N} SELECT CAST(i AS TEXT), 'other', 100, 100, {PAST} FROM n"""
_THEY = f"({_N} SELECT CAST(i AS TEXT) FROM n)"
_OF_FUND = f"FROM fund f WHERE f.at = {PAST} AND f.account IN {_THEY}"
FILLS: dict[str, tuple[str, ...]] = {
    "people": (
        f"""INSERT INTO account (id, name, kind, identity_sealed, identity_key, real_name, phone_sealed, phone_key,
            is_test, opened_at, reserve_due_at)
        {_N} SELECT CAST(i AS TEXT), 'Visitor', 'personal', {{blob}}, {{blob}}, 'verified', {{blob}}, {{blob}}, 0,
            {PAST}, {START + DAY} + i FROM n""",
        f"""INSERT INTO chat_user (id, locale, current_account, created_at)
        {_N} SELECT i, 'en', CAST(i AS TEXT), {PAST} FROM n""",
        f"""INSERT INTO link (chat_user, account, linked_at)
        {_N} SELECT i, CAST(i AS TEXT), {PAST} FROM n""",
    ),
    "reserve": (f"UPDATE account SET reserve_due_at = {{due}} WHERE id IN {_THEY}",),
    "code": (
        f"""INSERT INTO one_time_code (scope, subject, account, phone_key, binding, code_key, created_at, expires_at)
        {_N} SELECT 'link', 'bench ' || i, CAST(i AS TEXT), {{blob}}, {{blob}}, {{blob}}, {PAST}, {{due}} FROM n""",
    ),
    "draft": (
        _FUNDS,
        f"""INSERT INTO withdrawal (id, account, via_account, chat_user, fund, status, created_at, updated_at,
            expires_at)
        SELECT 'D' || f.id, f.account, f.account, CAST(f.account AS BIGINT), f.id, 'draft', {PAST}, {PAST}, {{due}}
        {_OF_FUND}""",
    ),
    "late": (
        _FUNDS,
        f"""INSERT INTO withdrawal (id, account, via_account, chat_user, fund, amount_fen, method, status, created_at,
            updated_at, submitted_at, approved_at, promise_at, action_at)
        SELECT 'L' || f.id, f.account, f.account, CAST(f.account AS BIGINT), f.id, 100, 'application', 'approved',
            {PAST}, {PAST}, {PAST}, {PAST}, {{due}}, {START + DAY} {_OF_FUND}""",
    ),
}
"""What to write for people with these numbers: they themselves, or what is due for them at a moment."""


def fill(place: Place, what: str, numbers: range, due: Micros = 0) -> None:
    """Writes it for the people of these numbers, which begin at 0, and lets PostgreSQL count its rows."""
    first, last = FIRST + numbers.start, FIRST + numbers.stop - 1
    blob = "x'00'" if place.engine == "sqlite" else "'\\x00'::bytea"
    texts = [one.format(first=first, last=last, due=due, blob=blob) for one in FILLS[what]]
    if place.engine == "sqlite":
        with closing(sqlite3.connect(place.path)) as books, books:
            for text in texts:
                books.execute(text)
        return
    with psycopg.connect(place.url, autocommit=True) as server:
        for text in texts:
            server.execute(text.encode())
        server.execute("VACUUM ANALYZE")
