"""A withdrawal that was never submitted has no steps, and `main.py check` has nothing to say about it."""

from __future__ import annotations

from pathlib import Path

from domain.actor import Actor
from domain.ports import SECOND
from domain.rules.policy import Policy
from domain.usecases.customer.cancel_withdrawal import discard_draft
from domain.usecases.operator.check_books import check_books
from storage.database import Database
from tests.support.rig import MEI, OPERATOR, account, rig_on, top_up

ME = Actor.chat(MEI.id)


async def test_a_stopped_or_expired_draft_does_not_break_the_check(db: Database, tmp_path: Path) -> None:
    async with rig_on(db, tmp_path, Policy()) as rig:
        await rig.events([account(), top_up("100.00")])
        await rig.link()
        stopped = await rig.draft(10_00)
        await rig.perform(discard_draft, ME, stopped.id)
        rig.clock.move(61)
        expired = await rig.draft(10_00)
        assert expired.id != stopped.id
        assert expired.expires_at is not None
        rig.clock.move((expired.expires_at - rig.clock.now()) / SECOND)
        await rig.settle()
        assert await rig.look(check_books, OPERATOR) == []
