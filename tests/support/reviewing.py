"""Helpers for the tests of review: staff, a case, and questions about it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from domain.actor import Actor, StaffRole
from domain.cases import CaseView, QueueFilter, QueueView
from domain.errors import Refusal
from domain.rules.policy import Policy
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.claim import open_case
from domain.usecases.staff.queue import show_queue
from domain.usecases.staff.review import review
from domain.views import WithdrawalView
from storage.database import Database
from storage.queries import Query
from tests.support.by_documents import ME, designated, submit
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up, tried
from tests.support.staffing import hired

ANNA, BORIS, SUPPORT, NOBODY = (Actor.chat(number) for number in (201, 202, 203, 204))


async def hire(rig: Rig, who: Actor, name: str, role: StaffRole) -> None:
    await hired(rig, who.person, name, role)


async def waiting(rig: Rig, amount_fen: int = 100_00) -> WithdrawalView:
    """A withdrawal to a designated account, In Review."""
    view = await submit(rig, await designated(rig, amount_fen))
    assert view.status == "in_review"
    return view


async def case_of(rig: Rig, view: WithdrawalView, who: Actor = ANNA) -> CaseView:
    return await rig.perform(open_case, who, view.id)


async def queue_of(rig: Rig, wanted: QueueFilter = "all", who: Actor = ANNA) -> QueueView:
    return await rig.perform(show_queue, who, wanted)


async def refused_for(
    rig: Rig,
    who: Actor,
    withdrawal: str,
    decision: Literal["approve", "reject"],
    reason_code: str | None = None,
    *,
    version: int | None = None,
    faults: Mapping[str, str] | None = None,
) -> str | None:
    result = await tried(
        rig.perform(review, who, withdrawal, decision, reason_code, version=version, faults=faults)
    )
    return result.code if isinstance(result, Refusal) else None


async def status(rig: Rig, view: WithdrawalView) -> str:
    return (await rig.look(show_withdrawal, ME, view.id)).status


async def audited(rig: Rig, who: Actor) -> list[tuple[str, str]]:
    """The use cases and outcomes that the audit has of this actor."""

    sql = "SELECT who, use_case, outcome FROM audit ORDER BY id"
    rows = await rig.db.read(lambda tx: query(tx, sql))
    return [(row[1], row[2]) for row in rows if row[0] == who.who]


def query(tx: Any, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement of the test's own."""
    return [tuple(row) for row in tx._execute(Query("test", sql, frozenset()), {}).rows]


def event(type_: str, id_: str, account_id: str = "1001", **fields: Any) -> dict[str, Any]:
    return {"id": id_, "type": type_, "at": "2026-11-10T10:00:00+08:00", "account": account_id, **fields}


@asynccontextmanager
async def staffed_on(db: Database, folder: Path) -> AsyncIterator[Rig]:
    """A rig with a linked account and three of the staff. At its end the books are right."""
    async with rig_on(db, folder, Policy(second_review_fen=500_00)) as made:
        await made.events([account(), top_up("1000.00")])
        await made.link()
        await hire(made, ANNA, "Anna", "finance")
        await hire(made, BORIS, "Boris", "admin")
        await hire(made, SUPPORT, "Sam", "support")
        yield made
        assert not await made.look(check_books, OPERATOR)
