"""Due work costs as little among a million waiting rows as among ten: an index for each question, few statements."""

from __future__ import annotations

from domain.operations import NEXT_DUE, next_due
from storage.database import Database
from tests.support.statements import statements


async def test_asking_what_is_due_next_is_one_statement_a_kind(db: Database) -> None:
    with statements() as asked:
        await db.read(next_due)
    assert asked == list(NEXT_DUE.values())
