"""Due work costs as little among a million waiting rows as among ten: an index for each question, few statements."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.runtime.runner import Runner
from bot.workers.due_work import AT_ONCE, BATCH, upkeep
from bot.workers.relay import _even
from domain.actor import Actor
from domain.operations import NEXT_DUE, next_due
from domain.ports import DAY, SECOND
from domain.tx import Tx
from domain.usecases.time.expire import expire_drafts
from storage.database import Database
from storage.queries import Query, load_queries
from tests.support.crowd import fill
from tests.support.databases import Place
from tests.support.rig import START, account, rig_on, top_up
from tests.support.statements import statements

PAST = START - SECOND
ASKED = (
    *NEXT_DUE.values(),
    "answer_ask_due", "chain_waiting", "code_tries_forget", "codes_drop_messages", "codes_expire", "codes_forget",
    "denials_over", "documents_due", "drafts_due", "drafts_expire", "drafts_steps", "drafts_tell", "late_due",
    "messages_forget", "outbox_cards_after", "outbox_due", "outbox_expire_due", "outbox_staff_head",
    "outbox_staff_rest", "payout_due", "payout_question_due", "remind_due", "reserves_done", "reserves_tell",
    "return_due", "stuck_due", "updates_forget", "waits_of_approved", "waits_of_code_locks", "waits_of_codes",
    "waits_of_leased_messages", "waits_of_leased_payouts", "waits_of_links", "waits_of_messages", "waits_of_payouts",
    "waits_of_returns",
)  # fmt: skip
"""Everything that timers and relay ask at each turn, and what is asked when the clock was set back."""
FEW = {"next_factor", "next_summary"}
"""These look at members of staff one by one, or at one row."""
OWN = {"d", "p", "u", "due", "asked"}
"""Names of intermediate results, and of the audit rows that wait for the chain, which are taken in their order."""


async def test_asking_what_is_due_next_is_one_statement_a_kind(db: Database) -> None:
    with statements() as asked:
        await db.read(next_due)
    assert asked == list(NEXT_DUE.values())


def test_on_sqlite_no_question_reads_or_sorts_a_whole_table(make_place: Callable[..., Place]) -> None:
    wrong = []
    with closing(sqlite3.connect(make_place("sqlite").path)) as books:
        for name in set(ASKED) - FEW:
            query = load_queries("sqlite")[name]
            plan = books.execute(f"EXPLAIN QUERY PLAN {query.sql}", dict.fromkeys(query.parameters, 1))
            for step in (str(row[3]) for row in plan):
                scans = step.startswith("SCAN") and "INDEX" not in step and step.split()[1] not in OWN
                if scans or "FOR ORDER BY" in step or "RIGHT PART OF ORDER BY" in step:
                    wrong.append(f"{name}: {step}")
    assert wrong == []


def test_on_postgresql_no_question_has_to_read_a_whole_table(make_place: Callable[..., Place]) -> None:
    wrong = []
    with psycopg.connect(make_place("postgresql").url, autocommit=True) as server:
        # An empty table is read whole unless that is forbidden; where it is the only way, it still is.
        server.execute("SELECT set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false)")
        partial = {name for (name,) in server.execute(_PARTIAL)}
        for name in set(ASKED) - FEW:
            query = load_queries("postgresql")[name]
            plan = server.execute(f"EXPLAIN (FORMAT JSON) {query.sql}".encode(), _values(query)).fetchone()
            assert plan is not None
            wrong += [f"{name}: {step}" for step in _whole(plan[0][0]["Plan"], partial, limited=False)]
    assert wrong == []


_PARTIAL = (
    "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indpred IS NOT NULL"
)


def _whole(node: dict[str, Any], partial: set[str], *, limited: bool) -> Iterator[str]:
    """The tables that a plan reads to their end: without an index, or through one without a condition."""
    kind, index = node["Node Type"], node.get("Index Name")
    limited = limited or kind == "Limit"
    through = index is not None and "Index Cond" not in node and index not in partial and not limited
    if kind == "Seq Scan" or through:
        yield f"{kind} {node.get('Relation Name') or index}"
    for child in node.get("Plans", ()):
        yield from _whole(child, partial, limited=limited)


def _values(query: Query) -> dict[str, Any]:
    texts = {"who", "params"}
    return {name: "x" if name in texts else 1 for name in query.parameters}


@pytest.mark.parametrize("kind", ["reserve", "code", "draft"])
async def test_a_batch_is_a_few_statements_whatever_its_rows(
    db: Database, place: Place, tmp_path: Path, kind: str
) -> None:
    fill(place, "people", range(43))
    async with rig_on(db, tmp_path) as rig:
        counts = []
        for first, last in ((0, 3), (3, 43)):
            fill(place, kind, range(first, last), PAST)
            with statements() as executed:
                assert await upkeep(rig)[kind]() == last - first
            counts.append(len(executed))
        assert counts[0] == counts[1] <= 4
        assert messages(place) == (Counter() if kind == "code" else Counter(push=43))
        assert (await rig.db.read(next_due)).get(kind, START + DAY) >= START + DAY


async def test_a_row_that_is_treated_by_itself_is_one_of_few_in_its_batch(
    db: Database, place: Place, tmp_path: Path
) -> None:
    late = BATCH + 1
    fill(place, "people", range(late))
    fill(place, "late", range(late), PAST)
    async with rig_on(db, tmp_path) as rig:
        with statements() as executed:
            assert await upkeep(rig)["late"]() == late
        assert executed.count("late_due") == 2
        assert len(executed) <= 7 * late
        assert messages(place) == Counter(card=late, push=late, staff=late)


async def test_nobody_is_told_of_a_reserve_that_is_needed_again(
    db: Database, place: Place, tmp_path: Path
) -> None:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account()])
        await rig.link()

        def needed(tx: Tx) -> None:
            tx.run("account_set_reserve_due", id="1001", due_at=PAST)
            tx.run(
                "resource_add", account="1001", name="ecs", product="ECS", billing="pay_as_you_go",
                created_at=PAST,
            )  # fmt: skip

        await db.write(needed)
        before = messages(place)
        assert await upkeep(rig)["reserve"]() == 1
        assert messages(place) == before


async def test_a_draft_that_ends_takes_its_code_along(db: Database, tmp_path: Path) -> None:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("500.00")])
        await rig.link()
        view = await rig.draft(100)

        def code(tx: Tx) -> object:
            return tx.one("code_live", scope="withdrawal", subject=view.id)

        assert await db.read(code) is not None
        rig.clock.move(DAY / SECOND + 1)
        assert await rig.perform(expire_drafts, Actor.system("timers"), AT_ONCE) == 1
        assert await db.read(code) is None


class Busy(Runner):
    """Gives each kind three full batches and an empty one, and sees how many are under way at once."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.under_way = self.most = 0

    async def perform_locked(
        self, lock: str, use_case: Any, actor: Actor, /, *args: Any, **kwargs: Any
    ) -> Any:
        self.names.append(lock)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        return args[0] if self.names.count(lock) <= 3 else 0


async def test_kinds_take_turns_and_one_batch_is_under_way() -> None:
    busy = Busy()
    work = upkeep(busy)
    await asyncio.gather(work["reserve"](), work["late"]())
    assert busy.names == ["release_reserves", "tell_late"] * 4
    assert busy.most == 1


async def test_messages_go_out_evenly() -> None:
    pace = _even(30)
    for _ in range(3):
        await pace.acquire()
    assert not pace.has_capacity()
    assert pace.time_period == pytest.approx(0.1)


def messages(place: Place) -> Counter[str]:
    """The messages of the outbox by their kind."""
    connect = sqlite3.connect(place.path) if place.engine == "sqlite" else psycopg.connect(place.url)
    with closing(connect) as books:
        return Counter(kind for (kind,) in books.execute("SELECT kind FROM outbox"))
