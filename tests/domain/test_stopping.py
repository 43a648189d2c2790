"""Support stops all withdrawals of an account at once; two other people resume (rules 4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.stops import begin_stop, live_stops
from domain.usecases.customer.show_costs import ShowCosts, show_costs
from domain.usecases.customer.show_withdrawal import ShowWithdrawal, show_withdrawal
from domain.usecases.customer.switch_account import SwitchAccount, switch_account
from domain.usecases.staff.members import RemoveStaff, remove_staff
from domain.usecases.staff.stopping import ResumeAccount, StopAccount, resume_account, stop_account
from domain.views import Refused
from storage.database import Database
from tests.by_documents import ME
from tests.domain.reviewing import ANNA, BORIS, NOBODY, SUPPORT, audited, hire, query, staffed_on
from tests.rig import OPERATOR, Rig, account, granted, top_up

STOP = StopAccount("1001", "T-7", "the phone was stolen")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with staffed_on(db, tmp_path) as made:
        yield made


async def code(rig: Rig, who: object, command: StopAccount | ResumeAccount) -> str:
    use_case = stop_account if isinstance(command, StopAccount) else resume_account
    result = await rig.perform(use_case, who, command)  # type: ignore[arg-type]
    return result.code if isinstance(result, Refused) else "done"


async def stopped(rig: Rig) -> list[str]:
    return [stop.why for stop in await rig.db.read(lambda tx: live_stops(tx, rig.env, "1001"))]


async def test_who_may_stop_and_what_it_takes(rig: Rig) -> None:
    for who in (ANNA, BORIS, NOBODY, ME):
        assert await code(rig, who, STOP) == "denied"
    for command in (
        StopAccount("1001", " ", "why"),
        StopAccount("1001", "T-1", ""),
        StopAccount("1001", "T" * 41, "w"),
    ):
        assert await code(rig, SUPPORT, command) == "stop_words_needed"
    assert await code(rig, SUPPORT, StopAccount("9999", "T-1", "why")) == "unknown_account"
    assert await code(rig, SUPPORT, STOP) == "done"
    assert await code(rig, OPERATOR, STOP) == "stopped_already"
    assert ("stop_account", "done") in await audited(rig, SUPPORT)
    sql = "SELECT account, ticket, reason_sealed FROM audit WHERE use_case = 'stop_account' AND outcome = 'done'"
    [(account, ticket, sealed)] = await rig.db.read(lambda tx: query(tx, sql))
    assert (account, ticket, rig.env.vault.open(bytes(sealed))) == ("1001", "T-7", STOP.reason)


async def test_two_people_without_conflict_resume(rig: Rig) -> None:
    await code(rig, SUPPORT, STOP)
    await hire(rig, ME, "Mei", "finance")
    assert await code(rig, ME, ResumeAccount("1001")) == "own_account"
    assert await code(rig, SUPPORT, ResumeAccount("1001")) == "denied"
    assert [await code(rig, ANNA, ResumeAccount("1001")) for _ in range(2)] == [
        "resumed_once",
        "resumed_once",
    ]
    # Whoever is no reviewer any more has said nothing.
    granted(await rig.perform(remove_staff, OPERATOR, RemoveStaff(ANNA.person)))
    assert await code(rig, BORIS, ResumeAccount("1001")) == "resumed_once"
    assert await stopped(rig) == ["support"]
    assert await code(rig, OPERATOR, ResumeAccount("1001")) == "done"
    assert await stopped(rig) == []
    assert await code(rig, BORIS, ResumeAccount("1001")) == "not_stopped"
    # Words of before do not count for the next one.
    await code(rig, SUPPORT, STOP)
    assert await code(rig, BORIS, ResumeAccount("1001")) == "resumed_once"


async def test_what_a_contradiction_or_a_customer_stopped_is_not_resumed_so(rig: Rig) -> None:
    for why, refusal in (("not_me", "not_stopped"), ("contradiction", "contradiction_open")):
        await rig.db.write(lambda tx, why=why: begin_stop(tx, rig.env, "1001", why, "system:test"))  # type: ignore[misc]
        assert await code(rig, ANNA, ResumeAccount("1001")) == refusal
    assert await stopped(rig) == ["not_me", "contradiction"]


async def test_the_customer_reads_it_on_the_card(rig: Rig) -> None:
    view = await rig.withdraw(10_00)
    await rig.settle()
    cards = rig.mei().from_bot
    await code(rig, SUPPORT, STOP)
    later = await rig.withdraw(20_00)
    await rig.settle()
    assert granted(await rig.look(show_costs, ME, ShowCosts())).stopped
    assert granted(await rig.look(show_withdrawal, ME, ShowWithdrawal(later.id))).stopped
    assert not granted(await rig.look(show_withdrawal, ME, ShowWithdrawal(view.id))).stopped, "it is paid"
    card = next(one for one in rig.mei().from_bot if later.id in one.text)
    assert "are stopped" in card.text
    assert len(rig.mei().from_bot) > len(cards)


async def test_a_stop_of_the_management_account_bears_on_what_is_withdrawn_through_it(rig: Rig) -> None:
    await rig.events(
        [account("1002", "+8613800138002", management_account="1001"), top_up("50.00", "TP-1002-1", "1002")]
    )
    await rig.perform(switch_account, ME, SwitchAccount("1002"))
    through = await rig.withdraw(10_00, order="TP-1002-1")
    assert (through.account.id, through.account.is_member_of) == ("1002", "1001")
    await code(rig, SUPPORT, STOP)
    await rig.settle()
    shown = granted(await rig.look(show_withdrawal, ME, ShowWithdrawal(through.id)))
    assert shown.stopped
    assert (shown.status, shown.flags) == ("in_review", ("stopped",))


async def test_a_stopped_draft_is_promised_no_hour(rig: Rig) -> None:
    """What is looked at first is promised from its approval on (rules 5)."""
    draft = await rig.draft(10_00)
    assert draft.promise_at is not None
    await code(rig, SUPPORT, STOP)
    stopped_now = granted(await rig.look(show_withdrawal, ME, ShowWithdrawal(draft.id)))
    assert stopped_now.promise_at is None
    await code(rig, ANNA, ResumeAccount("1001"))
    await code(rig, BORIS, ResumeAccount("1001"))
    assert granted(await rig.look(show_withdrawal, ME, ShowWithdrawal(draft.id))).promise_at is not None
