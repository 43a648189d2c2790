"""The desk and the time machine, on both databases: test accounts from scenarios and files, and their own clock."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.actor import Actor
from domain.events.scenarios import SCENARIOS
from domain.ports import DAY, HOUR, SECOND
from domain.rules.calendar import local_date, to_local
from domain.rules.policy import Policy
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.greet import greet
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.operator.apply_events import EventsRefused
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.acting import TestAccountEntry, show_session, start_session
from domain.usecases.staff.move_clock import move_clock, show_clock
from domain.usecases.staff.review import review
from domain.usecases.staff.scenarios import create_from_file, create_test_account, reset_test_account
from domain.views import CostsView
from storage.database import Database
from tests.domain.test_acting import SAM, code_of, ready, rows
from tests.support.rig import MEI, OPERATOR, START, Rig, account, rig_on, top_up, tried
from tests.support.staffing import hired

ME = Actor.chat(MEI.id)
AN_HOUR_AGO = to_local(START - HOUR).isoformat()


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    """A real account whose reserve counts down as in the scenario, and Sam of support."""
    async with rig_on(db, tmp_path) as made:
        about = {"account": "1001", "resource": "i-1"}
        await made.events([
            account(), top_up("500.00"),
            {"id": "r1", "type": "resource.created", "at": "2026-11-01T09:00:00+08:00", **about,
             "product": "ECS", "billing": "pay_as_you_go"},
            {"id": "r2", "type": "resource.released", "at": AN_HOUR_AGO, **about},
        ])  # fmt: skip
        await made.link()
        await made.perform(greet, SAM, "en")
        await hired(made, SAM.person, "Sam", "support")
        yield made
        assert not await made.look(check_books, OPERATOR)


async def create(rig: Rig, scenario: str) -> TestAccountEntry:
    return await rig.perform(create_test_account, SAM, scenario)


async def act(rig: Rig, account: str) -> None:
    await rig.perform(start_session, SAM, account, "time machine", "T-3")


async def costs(rig: Rig, who: Actor = SAM) -> CostsView:
    return await rig.look(show_costs, who)


async def test_every_scenario_shows_what_its_name_says(rig: Rig) -> None:
    made = {name: await create(rig, name) for name in SCENARIOS}
    assert {name: one.withdrawable_fen for name, one in made.items()} == {
        "worked_example": 200_00, "bare": 100_00, "windows_passed": 1000_00, "all_held": 0,
        "reserve_counting": 400_00, "enterprise": 6280_00, "flagged": 250_00, "two_reviewers": 60000_00,
        "unregistered": 100_00,
    }  # fmt: skip
    assert await rows(rig, "SELECT COUNT(*) FROM account WHERE is_test = 0") == [(1,)]
    seen = {}
    for name in ("worked_example", "windows_passed", "reserve_counting", "unregistered"):
        await act(rig, made[name].account)
        seen[name] = await rig.look(list_orders, SAM)
    assert len(seen["worked_example"].costs.balance.holds) == 5
    assert [one.original_method for one in seen["windows_passed"].orders] == [
        True,
        True,
        False,
        False,
    ]
    assert seen["reserve_counting"].costs.balance.reserve_free_at == START + 23 * HOUR
    assert seen["unregistered"].costs.account.blocked_by == "real_name"
    assert code_of(await tried(rig.perform(create_test_account, SAM, "rich"))) == "unknown_scenario"


async def test_a_reset_closes_the_account_and_makes_another(rig: Rig) -> None:
    old = await create(rig, "bare")
    await act(rig, old.account)
    new = await rig.perform(reset_test_account, SAM, old.account)
    assert (new.scenario, new.withdrawable_fen) == ("bare", 100_00)
    assert new.account != old.account
    assert (await rig.look(show_session, SAM)).acting is None
    about = "a.id, a.standing, d.replaced_by FROM account a JOIN desk_account d ON d.account = a.id"
    assert await rows(rig, f"SELECT {about} WHERE a.standing = 'closed'") == [
        (old.account, "closed", new.account)
    ]
    for gone, code in ((old.account, "account_closed"), ("1001", "not_a_test_account")):
        assert code_of(await tried(rig.perform(reset_test_account, SAM, gone))) == code


def lines(*events: dict[str, Any]) -> str:
    return "\n".join(map(json.dumps, events))


async def test_a_file_makes_what_it_opens(rig: Rig) -> None:
    text = lines(account("F1", "+99900000011", test=True), top_up("12.00", "TP-F1", "F1"))
    report = await rig.perform(create_from_file, SAM, text)
    assert (report.accounts, report.applied, report.repeated) == (("T:F1",), 2, 0)
    assert code_of(await tried(rig.perform(reset_test_account, SAM, "T:F1"))) == "no_scenario"
    assert code_of(await tried(rig.perform(create_from_file, SAM, " \n"))) == "file_empty"
    assert code_of(await tried(rig.perform(create_from_file, SAM, "x\n" * 501))) == "file_too_long"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (lines(top_up("5.00", "TP-X", "1001")), 1),
        (lines(account("F1", "+99900000011")), 1),
        (lines(account("F1", test=True), {
            "id": "t1", "type": "transfer.made", "at": AN_HOUR_AGO, "account": "F1", "transfer": "T", "to": "1001",
            "amount": "1.00"}), 2),
        (lines(account("F1", test=True)) + "\n\nnot json", 3),
    ],
)  # fmt: skip
async def test_a_file_touches_no_real_account(rig: Rig, text: str, line: int) -> None:
    before = await rows(rig, "SELECT id FROM event ORDER BY id")
    with pytest.raises(EventsRefused) as caught:
        await rig.perform(create_from_file, SAM, text)
    assert caught.value.report.refused[0].line == line
    assert await rows(rig, "SELECT id FROM event ORDER BY id") == before


async def pushes(rig: Rig) -> list[tuple[Any, ...]]:
    """The chat user and the account of each message about a free reserve."""
    return await rows(
        rig, "SELECT chat_user, account FROM outbox WHERE template = 'reserve_free' ORDER BY id"
    )


async def test_a_day_later_the_reserve_is_free_with_one_push_and_only_there(rig: Rig) -> None:
    made = await create(rig, "reserve_counting")
    await act(rig, made.account)
    clock = await rig.perform(move_clock, SAM, hours=24)
    assert (clock.at, clock.ahead_us) == (START + DAY, DAY)
    await rig.settle()
    await rig.settle()
    assert await pushes(rig) == [(SAM.person, made.account)]
    after = (await costs(rig)).balance
    assert (after.withdrawable_fen, after.reserve_shown_fen) == (500_00, 0)
    real = (await costs(rig, ME)).balance
    assert (real.withdrawable_fen, real.reserve_free_at, real.at) == (400_00, START + 23 * HOUR, START)
    # The real account's own moment comes as it would have.
    rig.clock.move(23 * 3600)
    await rig.settle()
    assert await pushes(rig) == [(SAM.person, made.account), (ME.person, "1001")]


async def test_to_the_next_due_moment_and_not_past_it(rig: Rig) -> None:
    made = await create(rig, "reserve_counting")
    await act(rig, made.account)
    shown = await rig.look(show_clock, SAM)
    assert (shown.next_due, shown.next_due_at) == ("reserve", START + 23 * HOUR)
    moved = await rig.perform(move_clock, SAM, to_next=True)
    assert moved.at == START + 23 * HOUR
    await rig.settle()
    assert len(await pushes(rig)) == 1
    assert code_of(await tried(rig.perform(move_clock, SAM, to_next=True))) == "nothing_due"


async def test_a_window_passes_on_a_date_and_a_draft_expires(rig: Rig) -> None:
    made = await create(rig, "windows_passed")
    await act(rig, made.account)
    orders = (await rig.look(list_orders, SAM)).orders
    ends_on = orders[1].window_ends_on
    assert ends_on is not None
    draft = await rig.perform(start_withdrawal, SAM, orders[1].fund)
    day_after = ends_on + timedelta(days=1)
    rig.clock.move(1)
    moved = await rig.perform(move_clock, SAM, to_date=day_after)
    assert local_date(moved.at) == day_after
    assert [one.original_method for one in (await rig.look(list_orders, SAM)).orders] == [
        True,
        False,
        False,
        False,
    ]
    await rig.settle()
    shown = await rig.look(show_withdrawal, SAM, draft.id)
    assert shown.status == "expired"
    assert shown.created_at == START, "what happened before the move is shown when it happened"
    assert shown.at == moved.at


async def test_a_promise_that_passes_is_late_and_told_in_the_accounts_time(rig: Rig) -> None:
    made = await create(rig, "flagged")
    await act(rig, made.account)
    await rig.perform(move_clock, SAM, hours=24)
    rig.clock.move(1)
    view = await ready(rig)
    view = await rig.perform(confirm_withdrawal, SAM, view.id, view.version)
    now = START + DAY + SECOND
    assert (view.status, view.at, view.submitted_at) == ("in_review", now, now)
    await rig.perform(review, OPERATOR, view.id, "approve")
    view = await rig.look(show_withdrawal, SAM, view.id)
    assert (view.status, view.promise_at) == ("approved", now + HOUR)
    rig.clock.move(1)
    moved = await rig.perform(move_clock, SAM, to_next=True)
    assert (moved.at, moved.next_due) == (now + HOUR, None)
    await rig.timers.run("late")
    view = await rig.look(show_withdrawal, SAM, view.id)
    assert (view.late, view.promise_at, view.at, view.approved_at) == (True, now + HOUR, now + HOUR, now)


async def test_moves_that_make_no_sense_are_refused(rig: Rig) -> None:
    assert code_of(await tried(rig.perform(move_clock, SAM, hours=24))) == "no_session"
    made = await create(rig, "bare")
    await act(rig, made.account)
    moves: list[tuple[dict[str, Any], str]] = [
        ({}, "clock_backwards"),
        ({"hours": -1}, "clock_backwards"),
        ({"to_date": date(2020, 1, 1)}, "clock_backwards"),
        ({"hours": 24 * 731}, "clock_too_far"),
        ({"to_next": True}, "nothing_due"),
    ]
    for move, code in moves:
        assert code_of(await tried(rig.perform(move_clock, SAM, **move))) == code
    assert await rows(rig, "SELECT id FROM clock_move") == []


async def test_events_of_a_moved_account_count_in_its_own_time(rig: Rig) -> None:
    made = await create(rig, "bare")
    await act(rig, made.account)
    await rig.perform(move_clock, SAM, hours=48)
    about = {"account": made.account, "resource": "i-2"}
    now = to_local(START + 2 * DAY).isoformat()
    await rig.events([
        {"id": "m1", "type": "resource.created", "at": now, **about, "product": "ECS", "billing": "pay_as_you_go"},
        {"id": "m2", "type": "resource.released", "at": now, **about},
    ], desk=True)  # fmt: skip
    due = await rows(rig, f"SELECT reserve_due_at FROM account WHERE id = '{made.account}'")
    assert due == [(START + DAY,)], "due columns hold real time"
    rig.clock.move(24 * 3600 - 1)
    await rig.timers.run("reserve")
    assert await pushes(rig) == [(ME.person, "1001")]
    # The session has a time of its own: the staff member is back when it happens.
    await act(rig, made.account)
    rig.clock.move(1)
    await rig.timers.run("reserve")
    assert await pushes(rig) == [(ME.person, "1001"), (SAM.person, made.account)]


async def test_a_day_of_flags_is_a_day_of_the_accounts_own(db: Database, tmp_path: Path) -> None:
    async with rig_on(db, tmp_path, Policy(risk_count_a_day=2)) as rig:
        await hired(rig, SAM.person, "Sam", "support")
        made = await create(rig, "bare")
        await act(rig, made.account)
        await rig.perform(move_clock, SAM, hours=48)
        statuses = []
        for hours in (0, 1, 24):
            rig.clock.move(61)
            if hours:
                await rig.perform(move_clock, SAM, hours=hours)
            view = await ready(rig, 10_00)
            done = await rig.perform(confirm_withdrawal, SAM, view.id, view.version)
            statuses.append(done.status)
        assert statuses == ["approved", "in_review", "approved"]
