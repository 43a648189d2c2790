"""Links in tests that are not about them: made long ago, so that nothing waits for their first day."""

from __future__ import annotations

from typing import Any

from domain.ports import DAY
from storage.database import Database
from storage.queries import Query

LONG_AGO = 10 * DAY


async def age_links(db: Database, chat_user: int) -> None:
    """This person's links were made, and their phones proved, long ago."""
    sql = (
        f"UPDATE link SET linked_at = linked_at - {LONG_AGO}, proved_at = proved_at - {LONG_AGO}"
        f" WHERE chat_user = {chat_user}"
    )

    def run(tx: Any) -> None:
        tx._execute(Query("age links", sql, frozenset()), {})

    await db.write(run)
