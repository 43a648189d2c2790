"""What others write while a withdrawal is being confirmed, on PostgreSQL, where the two run at the same time.

A confirmation conflicts only over rows that both write (decision 0041). Each test lets something happen between its
last look and its first write. Then either the confirmation runs again and sees it, or the end is the same as if the
confirmation had come first, or the other has to wait for the account's turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest

from bot.sandbox.model import Person
from domain.actor import Actor
from domain.errors import Refusal
from domain.roles import use_cases
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.not_me import not_me
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.customer.unlink import unlink_account
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.stopping import stop_account
from domain.usecases.time.expire import expire_codes, expire_drafts
from domain.views import WithdrawalView
from storage.queries import Method, Query
from storage.transaction import Transaction
from tests.support.databases import Place
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried

ME, OTHER = Actor.chat(MEI.id), Person(102, "Other", "en", MEI.phone)
SYSTEM = Actor.system("test")
FIRST_WRITE = "code_end_live"
WAITING = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
WAIT_S = 20
What = Callable[[], Coroutine[Any, Any, Any]]


@pytest.fixture
def place(make_place: Callable[..., Place]) -> Place:
    """A database on PostgreSQL."""
    return make_place("postgresql")


@pytest.fixture
async def rig(place: Place, tmp_path: Path) -> AsyncIterator[Rig]:
    """An account with two top-up orders of 100.00, and one of the same identity."""
    async with await place.open() as db, rig_on(db, tmp_path) as made:
        await made.events(
            [
                account(), top_up("100.00"), top_up("100.00", "TP-1001-2"),
                account("1002", "+8613800138002", identity="ID-1001"), top_up("50.00", "TP-1002-1", "1002"),
            ]
        )  # fmt: skip
        await made.link()
        yield made


@contextmanager
def meanwhile(what: What, runs: list[str]) -> Iterator[None]:
    """Lets `what` happen before the first write of a confirmation. `runs` gets each time that it takes money."""
    loop, find, begun = asyncio.get_running_loop(), Transaction._query, False

    def noted(self: Transaction, method: Method, name: str, params: dict[str, Any]) -> Query:
        nonlocal begun
        if name == "journal_add" and params["kind"] == "withdrawal":
            runs.append(params["reference"])
        if name == FIRST_WRITE and not begun:
            begun = True
            asyncio.run_coroutine_threadsafe(what(), loop).result(WAIT_S)
        return find(self, method, name, params)

    with patch.object(Transaction, "_query", noted):
        yield


def event(type_: str, **fields: Any) -> dict[str, Any]:
    """A billing event of today."""
    return {"id": f"{type_}-1", "type": type_, "at": "2026-11-18T12:00:00+08:00", "account": "1001", **fields}


async def confirmed(rig: Rig, view: WithdrawalView, what: What) -> tuple[WithdrawalView | Refusal, int]:
    """The confirmation's result, and how often it ran."""
    runs: list[str] = []
    with meanwhile(what, runs):
        result = await tried(rig.perform(confirm_withdrawal, ME, view.id, view.version))
    assert not await rig.look(check_books, OPERATOR)
    return result, len(runs)


def code(result: object) -> str:
    """Of a refusal; of anything else `done`."""
    return result.code if isinstance(result, Refusal) else "done"


async def remaining(rig: Rig) -> dict[int, int]:
    """What is left of each fund of the account."""
    return await rig.db.read(
        lambda tx: {
            row.id: row.remaining_fen for row in tx.all("funds_next", account="1001", received=1, most=9)
        }
    )


async def test_the_same_money_goes_once(rig: Rig) -> None:
    view = await rig.draft(100_00)
    sent = event("transfer.made", transfer="T1", to="1002", amount="150.00")
    result, runs = await confirmed(rig, view, lambda: rig.events([sent]))
    # 50.00 are left, of the other order: the second run looks again and refuses.
    assert isinstance(result, Refusal)
    assert runs == 1
    assert list((await remaining(rig)).values()) == [50_00]


async def test_other_money_of_the_account_is_seen_by_a_second_run(rig: Rig) -> None:
    view = await rig.draft(100_00, order="TP-1001-2")
    sent = event("transfer.made", transfer="T1", to="1002", amount="100.00")
    result, runs = await confirmed(rig, view, lambda: rig.events([sent]))
    # The older order is the one that a transfer takes from, so this one is still whole.
    assert (code(result), runs) == ("done", 2)
    assert await remaining(rig) == {}


async def test_a_bill_of_the_account_is_seen_by_a_second_run(rig: Rig) -> None:
    view = await rig.draft(100_00)
    bill = event("bill.issued", bill="B1", amount="195.00")
    result, runs = await confirmed(rig, view, lambda: rig.events([bill]))
    assert (code(result), runs) == ("amount_too_much", 1)


async def test_what_becomes_overdue_elsewhere_comes_after_it(rig: Rig) -> None:
    view = await rig.draft(10_00)
    bill = event("bill.issued", account="1002", bill="B1", amount="5.00") | {
        "at": "2026-01-06T12:00:00+08:00"
    }
    result, runs = await confirmed(rig, view, lambda: rig.events([bill]))
    assert not isinstance(result, Refusal)
    assert (result.status, runs) == ("approved", 1)
    # The next one sees it.
    assert (await rig.withdraw(10_00)).status == "in_review"


@pytest.mark.parametrize("how", ["new phone", "draft over", "code over"])
async def test_what_ends_the_draft_or_its_code_comes_first_or_not_at_all(rig: Rig, how: str) -> None:
    view = await rig.draft(10_00)
    if how in ("draft over", "code over"):
        # The timer is late: it is due while the confirmation still counts as in time.
        rig.clock.move(-1)

    async def end() -> None:
        match how:
            case "new phone":
                await rig.events([event("account.updated", phone="+8613800138009")])
            case _:
                at = rig.clock.at
                rig.clock.move(400 if how == "code over" else 30 * 24 * 3600)
                await rig.perform(expire_codes if how == "code over" else expire_drafts, SYSTEM, 10)
                rig.clock.at = at

    result, _ = await confirmed(rig, view, end)
    refused = {
        "new phone": "not_yours",
        "draft over": "stale",
        "code over": "code_needed",
    }
    assert code(result) == refused[how]
    assert sum((await remaining(rig)).values()) == 200_00


@pytest.mark.parametrize("who", ["another confirmation", "another draft", "a stop", "not me", "leaving"])
async def test_these_wait_for_the_accounts_turn(rig: Rig, place: Place, who: str) -> None:
    other = Actor.chat(OTHER.id)
    rig.sandbox.core.add_person(OTHER)
    await rig.link(OTHER)
    mine, theirs = await rig.draft(60_00), await rig.draft(60_00, OTHER)
    assert theirs.order is not None
    fund = theirs.order.fund
    waiting: list[asyncio.Task[Any]] = []

    async def begin() -> None:
        call: Coroutine[Any, Any, Any]
        match who:
            case "another confirmation":
                call = rig.perform(confirm_withdrawal, other, theirs.id, theirs.version)
            case "a stop":
                call = rig.perform(stop_account, OPERATOR, "1001", "T-1", "asked by the owner")
            case "another draft":
                call = rig.perform(start_withdrawal, other, fund)
            case "leaving":
                call = rig.perform(unlink_account, ME, "1001")
            case _:
                assert mine.code_id is not None
                call = rig.perform(not_me, other, "code", mine.code_id)
        waiting.append(asyncio.create_task(tried(call)))
        await asyncio.to_thread(is_waiting)

    def is_waiting() -> None:
        with psycopg.connect(place.url, autocommit=True) as looking:
            for _ in range(100_000):
                if looking.execute(WAITING).fetchone():
                    return
        raise AssertionError("it does not wait")

    result, runs = await confirmed(rig, mine, begin)
    assert not isinstance(result, Refusal)
    assert (result.status, runs) == ("approved", 1)
    then = await waiting[0]
    assert code(then) == ("amount_too_much" if who == "another confirmation" else "done")


def test_only_what_takes_an_accounts_turn_and_is_argued_for_sees_a_snapshot() -> None:
    assert {(name, one.terms.about) for name, one in use_cases() if one.terms.snapshot} == {
        ("confirm_withdrawal", "withdrawal")
    }
