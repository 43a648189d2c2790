"""What people do costs the same with a long history as without one: rows read, statement by statement, no times.

On SQLite the steps of its virtual machine are counted, on PostgreSQL the rows that a statement's plan went through.
A statement that costs more has no index for what it asks, or asks for what is over.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import psycopg

from domain.actor import Actor
from domain.balance_view import load_balance
from domain.orders import all_orders
from domain.pages import Spot
from domain.rules.balance import HOLDS
from domain.tx import Tx
from domain.use_case import UseCase
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.choose_reason import choose_reason
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.list_records import list_records
from domain.usecases.customer.payees import list_payees
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.show_costs import show_costs, show_hold
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.customer.unlink import show_unlink
from domain.usecases.staff.look_up import look_up
from domain.usecases.staff.queue import show_queue
from domain.usecases.staff.read_log import AuditFilter, show_audit, show_log
from domain.usecases.staff.stopping import stop_account
from domain.usecases.time.outbox import lease_messages
from domain.usecases.time.payouts import record_payout, take_payout
from domain.usecases.time.remind import tell_summary
from storage.database import Database
from storage.queries import Query
from storage.sqlite.transaction import SqliteTransaction
from storage.transaction import Transaction
from tests.domain.long_history import Size, live_through
from tests.support.context import ctx_of
from tests.support.databases import Place
from tests.support.reviewing import ANNA, BORIS, SUPPORT, case_of, event, hire, waiting
from tests.support.rig import MEI, Rig, account, rig_on, top_up

ME = Actor.chat(MEI.id)
SYSTEM = Actor.system("test")
Costs = dict[str, dict[str, int]]
"""By what is done, the cost of each statement."""

EVENTS: list[dict[str, Any]] = [
    event("adjustment.posted", "a1", adjustment="A1", amount="80.00", reason="x"),
    event("resource.created", "r1", resource="i-1", product="ECS", billing="pay_as_you_go"),
    event("usage.accrued", "u1", cycle="2026-11", amount="5.00"),
    event("bill.issued", "b1", bill="B1", amount="20.00"),
    event("bill.paid", "p1", bill="B1", amount="10.00", source="balance"),
    event("refund.posted", "f1", refund="R1", bill="B1", amount="5.00"),
    event("credit_note.raised", "c1", credit_note="C1", order="P", invoiced="9.00", actual="1.00"),
    event("credit_note.offset", "c2", credit_note="C1", amount="1.00"),
    event("transfer.made", "t1", "1002", transfer="T1", to="1001", amount="3.00"),
    event("transfer.recalled", "t2", "1002", transfer="T1", amount="1.00"),
    event("transfer.made", "t3", transfer="T3", to="1002", amount="1.00"),
    event("resource.released", "r2", resource="i-1"),
]


class Meter:
    """Counts what each statement costs, by the name of what is being done."""

    def __init__(self, place: Place) -> None:
        self.costs: Costs = defaultdict(lambda: defaultdict(int))
        self._place = place

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """Counts meanwhile."""
        found = self.costs[what]
        if self._place.engine == "sqlite":
            with self._steps(found):
                yield
        else:
            asked: list[tuple[Query, dict[str, Any]]] = []
            with self._noted(asked):
                yield
            self._rows(found, asked)

    @contextmanager
    def _steps(self, found: dict[str, int]) -> Iterator[None]:
        execute = SqliteTransaction._execute

        def counted(tx: SqliteTransaction, query: Query, params: dict[str, Any]) -> Any:
            def step() -> None:
                found[query.name] += 1

            tx._connection.set_progress_handler(step, 1)
            try:
                return execute(tx, query, params)
            finally:
                tx._connection.set_progress_handler(None, 0)

        with patch.object(SqliteTransaction, "_execute", counted):
            yield

    @contextmanager
    def _noted(self, asked: list[tuple[Query, dict[str, Any]]]) -> Iterator[None]:
        find = Transaction._query

        def noted(tx: Transaction, method: Any, name: str, params: dict[str, Any]) -> Query:
            query = find(tx, method, name, params)
            asked.append((query, params))
            return query

        with patch.object(Transaction, "_query", noted):
            yield

    def _rows(self, found: dict[str, int], asked: list[tuple[Query, dict[str, Any]]]) -> None:
        with psycopg.connect(self._place.url) as server:
            for query, params in asked:
                if query.sql.lstrip().startswith("INSERT"):
                    continue
                server.execute("SAVEPOINT asked")
                explained = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, FORMAT JSON) " + query.sql
                plan = server.execute(cast("Any", explained), params).fetchone()
                server.execute("ROLLBACK TO asked")
                assert plan is not None
                found[query.name] += sum(_read(plan[0][0]["Plan"]))
            server.rollback()


def _read(plan: dict[str, Any]) -> Iterator[int]:
    """The rows that the scans of a plan went through."""
    for part in plan.get("Plans", []):
        yield from _read(part)
    if "Scan" in plan["Node Type"] and plan["Node Type"] not in (
        "Subquery Scan",
        "CTE Scan",
        "Function Scan",
    ):
        dropped = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
        yield int((plan["Actual Rows"] + dropped) * plan["Actual Loops"])


async def begun(rig: Rig) -> None:
    """What both accounts have: some money, a person, staff, and the first withdrawals."""
    await rig.events(
        [
            account(), account("1002", "+8613800138002"), top_up("50.00", "TP-1002", "1002"),
            *(top_up(f"{500 + n}.00", f"TP-1001-{n}") for n in range(1, 13)),
        ]
    )  # fmt: skip
    await rig.link()
    await hire(rig, ANNA, "Anna", "finance")
    await hire(rig, BORIS, "Boris", "admin")
    await hire(rig, SUPPORT, "Sam", "support")
    await rig.withdraw(1_00)
    await rig.settle()


async def lived(rig: Rig, meter: Meter) -> None:
    """Does what people, billing and time do, and counts."""

    async def does(
        name: str, use_case: UseCase[..., Any], who: Actor, *args: object, **kwargs: object
    ) -> Any:
        run: Callable[..., Any] = rig.perform if use_case.terms.writes else rig.look
        with meter.of(name):
            return await run(use_case, who, *args, **kwargs)

    for one in EVENTS:
        with meter.of(f"event {one['type']} {one['id']}"):
            await rig.events([one])
    await does("costs", show_costs, ME)
    for reason in HOLDS:
        await does(f"line {reason}", show_hold, ME, reason)
    found = await does("orders", list_orders, ME)
    await does("orders, page 2", list_orders, ME, found.page.older)
    view = await does("start", start_withdrawal, ME, found.orders[0].fund)
    view = await does("amount", enter_amount, ME, view.id, view.version, 5_00)
    view = await does("method", choose_method, ME, view.id, view.version, "original")
    view = await does("send", send_code, ME, view.id, view.version)
    view = await does("code", enter_code, ME, view.id, await rig.code())
    view = await does("confirm", confirm_withdrawal, ME, view.id, view.version)
    await does("card", show_withdrawal, ME, view.id)
    await does("lease", lease_messages, SYSTEM, 20, 60)
    order = await does("pay", take_payout, SYSTEM, 60)
    await does("paid", record_payout, SYSTEM, order.id, "paid", None, "REF")
    rig.clock.move(61)
    case = await waiting(rig)
    await does("queue", show_queue, ANNA)
    with meter.of("case"):
        await case_of(rig, case)
    await does("cancel", cancel_withdrawal, ME, case.id, case.version)
    rig.clock.move(61)
    view = await rig.perform(start_withdrawal, ME, found.orders[0].fund)
    view = await rig.perform(enter_amount, ME, view.id, view.version, 5_00)
    view = await rig.perform(choose_method, ME, view.id, view.version, "designated")
    await does("payees", list_payees, ME, view.id)
    await does("reason", choose_reason, ME, view.id, view.version, "account_closed")
    records = await does("records", list_records, ME)
    await does("records, page 2", list_records, ME, Spot(records.records[-1].id, 1))
    await does("record", show_withdrawal, ME, records.records[0].id)
    await does("look up", look_up, SUPPORT, "1001", "a question", "T-1")
    log = await does("log", show_log, ME)
    await does("log, page 2", show_log, ME, log.page.older or Spot())
    await does("audit", show_audit, BORIS, AuditFilter())
    await does("audit of an account", show_audit, BORIS, AuditFilter(account="1001"))
    await does("audit of a person", show_audit, BORIS, AuditFilter(who=f"chat:{MEI.id}", staff_only=False))
    await does("stop", stop_account, SUPPORT, "1001", "a question", "T-1")
    await does("parting", show_unlink, ME, "1001")
    rig.clock.move(2 * 86_400)
    assert await does("summary", tell_summary, SYSTEM) == 1
    with meter.of("balance --json"):

        def whole(tx: Tx) -> None:
            ctx = ctx_of(rig.services, tx)
            list(all_orders(ctx, load_balance(ctx, "1001", rig.clock.now()), spent=False))

        await rig.db.read(whole)


async def cost(place: Place, folder: Path, size: Size, drop: str | None = None) -> Costs:
    """What all of it costs on a fresh database, with a history of this size, without one of the indexes."""
    meter = Meter(place)
    async with await place.open() as db, rig_on(db, folder) as rig:
        if drop is not None:
            await run(db, f"DROP INDEX {drop}")
        await begun(rig)
        await live_through(db, "1001", size)
        if place.engine == "postgresql":
            # Many versions of a row, all of one transaction, are an artefact of the filling.
            with psycopg.connect(place.url, autocommit=True) as server:
                server.execute("VACUUM ANALYZE")
        await lived(rig, meter)
    return meter.costs


async def run(db: Database, sql: str) -> None:
    await db.write(lambda tx: cast("Any", tx)._execute(Query("test", sql, frozenset()), {}))


SHORT = Size(40, 40, 80, 40, 40)
"""A history that fills every page, and no more."""
SLACK = {"sqlite": 80, "postgresql": 25}
"""What a statement may cost more in any case: steps, or rows. A plan for a small table reads all of it."""
TIMES = 1.2
INDEXES = {
    "fund_open": "balance --json",
    "credit_note_open": "line credit_notes",
    "resource_released": "costs",
    "withdrawal_account": "records",
    "withdrawal_under_way": "parting",
    "audit_by_staff": "log",
    "withdrawal_waits": "stop",
    "transition_decided": "summary",
    "link_ended": "case",
    "outbox_due": "lease",
}
"""Indexes of which each is missed, and where."""


def dearer(few: Costs, many: Costs, slack: int) -> dict[str, list[str]]:
    """What costs more with a long history: by what is done, the statements with both of their costs."""
    found: dict[str, list[str]] = {}
    for what, statements in many.items():
        told = [
            f"{name}: {few[what].get(name, 0)} -> {number}"
            for name, number in statements.items()
            if number > few[what].get(name, 0) * TIMES + slack
        ]
        before, after = sum(few[what].values()), sum(statements.values())
        if told or after > before * TIMES + 2 * slack:
            found[what] = told or [f"all of it: {before} -> {after}"]
    return found


async def test_a_long_history_costs_nothing(
    place: Place, make_place: Callable[..., Place], tmp_path: Path
) -> None:
    few = await cost(make_place(place.engine), tmp_path, SHORT)
    many = await cost(place, tmp_path, Size())
    assert few.keys() == many.keys()
    found = dearer(few, many, SLACK[place.engine])
    assert found == {}, json.dumps(found, indent=1)


async def test_every_index_that_is_missing_is_noticed(
    make_place: Callable[..., Place], tmp_path: Path
) -> None:
    few = await cost(make_place("sqlite"), tmp_path, SHORT)
    unnoticed = {}
    for index, where in INDEXES.items():
        many = await cost(make_place("sqlite"), tmp_path, Size(3000, 3000, 3000, 3000, 3000), index)
        found = dearer(few, many, SLACK["sqlite"])
        if where not in found:
            unnoticed[index] = found
    assert unnoticed == {}, json.dumps(unnoticed, indent=1)
