"""Old links for tests about other things, so that nothing waits for a link's first day."""

from __future__ import annotations

from typing import Any

from domain.ports import DAY
from storage.database import Database
from storage.queries import Query

LONG_AGO = 10 * DAY


async def age_links(db: Database, chat_user: int) -> None:
    """Makes this person's links, and the proof of their phones, old."""
    sql = (
        f"UPDATE link SET linked_at = linked_at - {LONG_AGO}, proved_at = proved_at - {LONG_AGO}"
        f" WHERE chat_user = {chat_user}"
    )

    def run(tx: Any) -> None:
        tx._execute(Query("age links", sql, frozenset()), {})

    await db.write(run)
