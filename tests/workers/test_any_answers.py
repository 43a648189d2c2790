"""Whatever the channel answers, whatever people say: money is never paid and in the balance without a word of it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.contradictions import RESOLUTIONS, PayoutOutcome
from domain.ports import DAY, HOUR, SECOND
from domain.use_case import UseCase
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.resolve import resolve_contradiction
from domain.usecases.staff.settle import settle_unknown
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder
from storage.opening import open_database
from tests.support.reviewing import ANNA, BORIS, hire, query
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up, tried
from tests.workers.test_contradictions import ME

AMOUNT, ALL = 100_00, 300_00
ANSWERS: tuple[PayoutOutcome, ...] = ("paid", "failed", "pending", "unknown", "never_heard", "returned")
WAITS_S = (60, HOUR // SECOND, DAY // SECOND, 6 * DAY // SECOND)

Step = tuple[str, Any]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from(ANSWERS)),
        st.tuples(st.just("during"), st.tuples(st.sampled_from(ANSWERS), st.booleans())),
        st.tuples(st.just("settle"), st.booleans()),
        st.tuples(st.just("resolve"), st.sampled_from(RESOLUTIONS)),
        st.tuples(st.just("wait"), st.sampled_from(WAITS_S)),
    ),
    min_size=4,
    max_size=14,
)
WAITED: list[Step] = [("answer", "unknown"), ("wait", WAITS_S[3])]
UNDER_WAY: list[Step] = [*WAITED, ("during", ("paid", False)), ("answer", "paid")]
AFTERWARDS: list[Step] = [
    *WAITED,
    ("settle", False),
    ("answer", "never_heard"),
    ("wait", WAITS_S[1]),
    ("answer", "paid"),
]
BACK_AND_FORTH: list[Step] = [
    ("answer", "paid"), ("wait", WAITS_S[1]), ("answer", "failed"), ("resolve", "give_back"), ("wait", WAITS_S[1]),
    ("answer", "paid"), ("resolve", "book"), ("wait", WAITS_S[2]), ("answer", "returned"),
]  # fmt: skip


class Liar:
    """Says what the story wants; people may settle while it is asked. Notes the last final answer."""

    def __init__(self) -> None:
        self.says: PayoutOutcome = "unknown"
        self.last: PayoutOutcome | None = None
        self.during: Any = None

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        return await self.query(order)

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        during, self.during = self.during, None
        if during is not None:
            await during()
        if self.says in ("paid", "failed", "returned"):
            self.last = self.says
        return PayoutAnswer(self.says, None, f"{self.says}-{order.id}")

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answers") / "template.db"

    async def make() -> None:
        await (await open_database(f"sqlite:///{path}")).close()

    asyncio.run(make())
    return path


async def both(rig: Rig, use_case: UseCase[..., Any], *args: Any) -> None:
    for who in (ANNA, BORIS):
        await tried(rig.perform(use_case, who, *args))


async def tell(place: Path, folder: Path, story: list[Step]) -> None:
    async with await open_database(f"sqlite:///{place}", migrate=False) as db, rig_on(db, folder) as rig:
        await rig.events([account(), top_up("300.00")])
        await rig.link()
        await hire(rig, ANNA, "Anna", "finance")
        await hire(rig, BORIS, "Boris", "admin")
        channel = Liar()
        rig.restart(channel=channel)
        view = await rig.withdraw(AMOUNT)
        for kind, value in story:
            if kind == "wait":
                rig.clock.move(value)
                await rig.timers.run("stuck")
                continue
            if kind == "settle":
                await both(rig, settle_unknown, view.id, value, "DOC")
                continue
            if kind == "resolve":
                await both(rig, resolve_contradiction, view.id, value, "DOC")
            elif kind == "during":
                channel.says, paid = value
                channel.during = lambda paid=paid: both(rig, settle_unknown, view.id, paid, "DOC")
            else:
                channel.says = value
            await rig.payer.run_due()
            await rig.payer.ask_returns()
            channel.during = None
            await holds(rig, view.id, channel)
        await holds(rig, view.id, channel)


async def holds(rig: Rig, withdrawal: str, channel: Liar) -> None:
    """The books add up, and what contradicts the last final answer is written down, and stops the account."""
    wrong = {one.name for one in await rig.look(check_books, OPERATOR)}
    assert wrong <= {"contradicted"}
    costs = await rig.look(show_costs, ME)
    view = await rig.look(show_withdrawal, ME, withdrawal)
    inside = costs.balance.cash_fen + costs.balance.in_withdrawal_fen
    assert inside == ALL - (AMOUNT if view.status == "successful" else 0)
    rows = await rig.db.read(lambda tx: query(tx, "SELECT kind, resolved_at FROM contradiction"))
    assert costs.stopped is ("contradicted" in wrong) is any(resolved is None for _, resolved in rows)
    paid_and_inside = channel.last == "paid" and inside == ALL and view.status == "failed"
    paid_nowhere = channel.last == "failed" and view.status == "successful"
    if (paid_and_inside and view.returned_at is None) or paid_nowhere:
        assert rows, "money is on both sides, or on none, and nobody was told"


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=STEPS)
@example(story=UNDER_WAY)
@example(story=AFTERWARDS)
@example(story=BACK_AND_FORTH)
def test_no_answer_leaves_money_paid_and_in_the_balance_unsaid(template: Path, story: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.db"
        shutil.copy(template, path)
        asyncio.run(tell(path, Path(folder), story))
