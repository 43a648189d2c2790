"""Support stops all withdrawals of an account at once; two other people resume (rules 4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.actor import Actor
from domain.errors import Refusal
from domain.stops import begin_stop, live_stops
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.switch_account import switch_account
from domain.usecases.staff.members import remove_staff
from domain.usecases.staff.stopping import resume_account, stop_account
from storage.database import Database
from tests.support.by_documents import ME
from tests.support.context import ctx_of
from tests.support.reviewing import ANNA, BORIS, NOBODY, SUPPORT, audited, hire, query, staffed_on
from tests.support.rig import OPERATOR, Rig, account, top_up, tried

STOP = ("1001", "T-7", "the phone was stolen")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with staffed_on(db, tmp_path) as made:
        yield made


async def stop(rig: Rig, who: Actor, account: str, ticket: str, reason: str) -> str:
    result = await tried(rig.perform(stop_account, who, account, ticket, reason))
    return result.code if isinstance(result, Refusal) else "done"


async def resume(rig: Rig, who: Actor) -> str:
    result = await tried(rig.perform(resume_account, who, "1001"))
    return result.code if isinstance(result, Refusal) else "done"


async def stopped(rig: Rig) -> list[str]:
    return [stop.why for stop in await rig.db.read(lambda tx: live_stops(ctx_of(rig.services, tx), "1001"))]


async def test_who_may_stop_and_what_it_takes(rig: Rig) -> None:
    for who in (ANNA, BORIS, NOBODY, ME):
        assert await stop(rig, who, *STOP) == "denied"
    for ticket, reason in ((" ", "why"), ("T-1", ""), ("T" * 41, "w")):
        assert await stop(rig, SUPPORT, "1001", ticket, reason) == "stop_words_needed"
    assert await stop(rig, SUPPORT, "9999", "T-1", "why") == "unknown_account"
    assert await stop(rig, SUPPORT, *STOP) == "done"
    assert await stop(rig, OPERATOR, *STOP) == "stopped_already"
    assert ("stop_account", "done") in await audited(rig, SUPPORT)
    sql = "SELECT account, ticket, reason_sealed FROM audit WHERE use_case = 'stop_account' AND outcome = 'done'"
    [(account, ticket, sealed)] = await rig.db.read(lambda tx: query(tx, sql))
    assert (account, ticket, rig.services.vault.open(bytes(sealed))) == ("1001", "T-7", STOP[2])


async def test_two_people_without_conflict_resume(rig: Rig) -> None:
    await stop(rig, SUPPORT, *STOP)
    await hire(rig, ME, "Mei", "finance")
    assert await resume(rig, ME) == "own_account"
    assert await resume(rig, SUPPORT) == "denied"
    assert [await resume(rig, ANNA) for _ in range(2)] == [
        "resumed_once",
        "resumed_once",
    ]
    # Whoever is no reviewer any more has said nothing.
    await rig.perform(remove_staff, OPERATOR, ANNA.person)
    assert await resume(rig, BORIS) == "resumed_once"
    assert await stopped(rig) == ["support"]
    assert await resume(rig, OPERATOR) == "done"
    assert await stopped(rig) == []
    assert await resume(rig, BORIS) == "not_stopped"
    # Words of before do not count for the next one.
    await stop(rig, SUPPORT, *STOP)
    assert await resume(rig, BORIS) == "resumed_once"


async def test_what_a_contradiction_or_a_customer_stopped_is_not_resumed_so(rig: Rig) -> None:
    for why, refusal in (("not_me", "not_stopped"), ("contradiction", "contradiction_open")):
        await rig.db.write(
            lambda tx, why=why: begin_stop(ctx_of(rig.services, tx), "1001", why, "system:test")  # type: ignore[misc]
        )
        assert await resume(rig, ANNA) == refusal
    assert await stopped(rig) == ["not_me", "contradiction"]


async def test_the_customer_reads_it_on_the_card(rig: Rig) -> None:
    view = await rig.withdraw(10_00)
    await rig.settle()
    cards = rig.mei().from_bot
    await stop(rig, SUPPORT, *STOP)
    later = await rig.withdraw(20_00)
    await rig.settle()
    assert (await rig.look(show_costs, ME)).stopped
    assert (await rig.look(show_withdrawal, ME, later.id)).stopped
    assert not (await rig.look(show_withdrawal, ME, view.id)).stopped, "it is paid"
    card = next(one for one in rig.mei().from_bot if later.id in one.text)
    assert "are stopped" in card.text
    assert len(rig.mei().from_bot) > len(cards)


async def test_a_stop_of_the_management_account_bears_on_what_is_withdrawn_through_it(rig: Rig) -> None:
    await rig.events(
        [account("1002", "+8613800138002", management_account="1001"), top_up("50.00", "TP-1002-1", "1002")]
    )
    await tried(rig.perform(switch_account, ME, "1002"))
    through = await rig.withdraw(10_00, order="TP-1002-1")
    assert (through.account.id, through.account.is_member_of) == ("1002", "1001")
    await stop(rig, SUPPORT, *STOP)
    await rig.settle()
    shown = await rig.look(show_withdrawal, ME, through.id)
    assert shown.stopped
    assert (shown.status, shown.flags) == ("in_review", ("stopped",))


async def test_a_stopped_draft_is_promised_no_hour(rig: Rig) -> None:
    """What is looked at first is promised from its approval on (rules 5)."""
    draft = await rig.draft(10_00)
    assert draft.promise_at is not None
    await stop(rig, SUPPORT, *STOP)
    stopped_now = await rig.look(show_withdrawal, ME, draft.id)
    assert stopped_now.promise_at is None
    await resume(rig, ANNA)
    await resume(rig, BORIS)
    assert (await rig.look(show_withdrawal, ME, draft.id)).promise_at is not None
