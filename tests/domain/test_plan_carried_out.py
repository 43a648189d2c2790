"""Whatever the plan and *What if* say, the domain gives when it is really done (rules 2 and 3).

The steps are carried out by billing events with a moved clock: the last resource is released and 24 hours pass,
credit notes are offset, bills are issued on their settlement day and paid with exactly the new money that was named;
each step alone, all in their order, and any choice of them on any later day.

`--hypothesis-profile=long` tries 100,000 states, otherwise 2,000. A grid of small figures is tried in full.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.runtime.clock import SystemRandom
from bot.runtime.vault import prepare
from domain.balance_view import load_balance, load_figures
from domain.context import Ctx, Services
from domain.events.apply import apply_event
from domain.events.known import Known
from domain.events.parse import parse_event
from domain.orders import all_orders, to_original_fen
from domain.ports import DAY, HOUR, Micros
from domain.rules.balance import Figures
from domain.rules.calendar import to_local
from domain.rules.money import plain
from domain.rules.plan import REMEDIES, Remedy, plan, steps
from domain.rules.policy import Policy
from domain.tx import Tx
from domain.views import BalanceView, OrderView
from domain.what_if import what_if
from storage.database import Database
from storage.opening import open_database
from storage.sqlite.transaction import SqliteTransaction
from tests.support.context import ctx_of
from tests.support.rig import START, HandClock, account, top_up

EACH = 2_000
"""States of one part."""
PARTS = {"long": 50}.get(settings.get_current_profile_name(), 1)
MINE, SENDER = "1001", "1002"
MANY = 10**6
BANK = {"channel": "online_banking", "bank": "Bank of China"}
"""Thirty days to go back."""
CYCLES = ("2026-09", "2026-10", "2026-11", "2026-12")


@dataclass(frozen=True)
class State:
    """How an account comes to be: amounts in fen, ages in hours before the present.

    `resources`: when each was released, None while it is active. `bills`: amount, and how much of it is paid.
    """

    orders: tuple[tuple[int, int], ...] = ()
    other: int = 0
    transfers: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    bills: tuple[tuple[int, int], ...] = ()
    usage: tuple[tuple[str, int], ...] = ()
    resources: tuple[int | None, ...] = ()


class Doing:
    """An account within one transaction: what happens to it, and what the domain says of it then."""

    def __init__(self, ctx: Ctx, clock: HandClock, number: int = 0) -> None:
        self.ctx, self.clock = ctx, clock
        self.number = number

    def apply(self, event: dict[str, Any]) -> bool:
        parsed = parse_event(event)
        return apply_event(self.ctx, parsed, Known(self.ctx, [parsed]))

    def event(self, type_: str, at: Micros | None = None, who: str = MINE, **fields: Any) -> None:
        self.number += 1
        moment = to_local(self.clock.at if at is None else at).isoformat()
        event = {"id": f"e{self.number}", "type": type_, "at": moment, "account": who, **fields}
        assert self.apply(event)

    def begin(self, state: State) -> None:
        for opened in (account(MINE), account(SENDER, "+8613800138002", name="Sender")):
            self.apply(opened)
        for number, (fen, age) in enumerate(state.orders):
            paid = top_up(plain(fen), f"TP-{number}", **BANK)
            self.event("top_up.paid", START - age * HOUR, **_fields(paid))
        if state.other:
            self.event("adjustment.posted", adjustment="A", amount=plain(state.other), reason="x")
        for number, fen in enumerate(state.transfers):
            self.event("top_up.paid", who=SENDER, **_fields(top_up(plain(fen), f"S-{number}", **BANK)))
            self.event("transfer.made", who=SENDER, transfer=f"TR-{number}", to=MINE, amount=plain(fen))
        for number, fen in enumerate(state.notes):
            raised: dict[str, Any] = {
                "credit_note": f"CN-{number}",
                "order": "O",
                "invoiced": plain(fen + 1),
                "actual": "0.01",
            }
            self.event("credit_note.raised", **raised)
        for number, (fen, paid_fen) in enumerate(state.bills):
            self.event("bill.issued", bill=f"B-{number}", amount=plain(fen))
            if paid_fen:
                self.event("bill.paid", bill=f"B-{number}", amount=plain(paid_fen), source="external")
        for cycle, fen in state.usage:
            self.event("usage.accrued", cycle=cycle, amount=plain(fen))
        for number, released in enumerate(state.resources):
            name, made_at = f"i-{number}", START - 1000 * HOUR
            self.event("resource.created", made_at, resource=name, product="ECS", billing="pay_as_you_go")
            if released is not None:
                self.event("resource.released", START - released * HOUR, resource=name)
        self.event("resource.created", resource="s", product="RDS", billing="subscription")

    # -- what the domain says

    def orders(self) -> list[OrderView]:
        return list(all_orders(self.ctx, self.balance(), spent=False))

    def balance(self) -> BalanceView:
        return load_balance(self.ctx, MINE, self.clock.at)

    def figures(self) -> Figures:
        return load_figures(self.ctx, MINE, self.clock.at).figures

    @property
    def withdrawable_fen(self) -> int:
        return self.figures().withdrawable_fen

    # -- the remedies, really carried out

    def carry_out(self, remedy: Remedy, new_money_fen: int, at: Micros | None = None) -> None:
        """`at`: the moment that the plan names, if it names one."""
        match remedy:
            case "reserve":
                self.release(at)
            case "credit_notes":
                for note in self.ctx.tx.all("hold_credit_notes", account=MINE, most=MANY):
                    self.event("credit_note.offset", credit_note=note.id, amount=plain(note.open_fen))
            case "overdue":
                self.pay(new_money_fen)
            case "unsettled":
                self.settle(at)
                self.pay(new_money_fen)

    def release(self, at: Micros | None) -> None:
        """Releases what is active, and waits: the reserve is free in that microsecond and not before."""
        row = self.ctx.tx.one("balance_figures", account=MINE)
        for one in self.ctx.tx.all("hold_resources", account=MINE, most=MANY):
            self.event("resource.released", resource=one.name)
        free_at = self.clock.at + 24 * HOUR
        if not row.active_resources:
            assert row.last_release_at is not None
            free_at = row.last_release_at + 24 * HOUR
            assert at in (None, free_at)
        else:
            assert at is None
        assert free_at > self.clock.at
        before = self.figures()
        self.clock.at = free_at - 1
        assert self.figures() == before
        self.clock.at = free_at
        assert self.figures().reserve_fen == 0

    def settle(self, at: Micros | None) -> None:
        """Issues the bills of all cycles on the day that is named. That alone gives nothing."""
        self.clock.at = max(self.clock.at, at or 0)
        before = self.withdrawable_fen
        for row in self.ctx.tx.all("hold_cycles", account=MINE, most=MANY):
            amount = plain(row.unsettled_fen)
            self.event("bill.issued", bill=f"last-{row.cycle}", cycle=row.cycle, amount=amount)
        assert self.withdrawable_fen == before

    def pay(self, fen: int) -> None:
        """Pays so much new money, bill after bill and in parts."""
        for row in self.ctx.tx.all("hold_bills", account=MINE, most=MANY):
            part = min(fen, row.open_fen)
            if part:
                self.event("bill.paid", bill=row.id, amount=plain(part), source="external")
                fen -= part
        assert fen == 0


def _fields(event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key not in ("id", "type", "at", "account")}


@contextmanager
def undone(books: Doing) -> Iterator[Doing]:
    """What happens inside has not happened afterwards."""
    tx: Any = books.ctx.tx
    assert isinstance(tx, SqliteTransaction)
    connection = tx._connection
    connection.execute("SAVEPOINT before")
    at = books.clock.at
    try:
        yield Doing(books.ctx, books.clock, books.number)
    finally:
        books.clock.at = at
        connection.execute("ROLLBACK TO before")
        connection.execute("RELEASE before")


# -- what has to agree


def check_in_order(books: Doing) -> None:
    """The plan's sums and dates; and that a fen less of the last new money is a fen less to withdraw."""
    view = books.balance()
    way, free_at = plan(view.figures), {hold.reason: hold.free_at for hold in view.holds}
    assert way.most_fen == view.cash_fen - view.transferred_fen
    now_fen = view.withdrawable_fen
    for step in way.steps:
        is_last = step is way.steps[-1]
        if is_last and step.new_money_fen:
            with undone(books) as little:
                little.carry_out(step.remedy, step.new_money_fen - 1, free_at[step.remedy])
                assert little.withdrawable_fen == way.most_fen - 1
        books.carry_out(step.remedy, step.new_money_fen, free_at[step.remedy])
        assert books.withdrawable_fen == step.withdrawable_fen == now_fen + step.gain_fen
        now_fen = step.withdrawable_fen
    assert now_fen == way.most_fen
    # What was not needed gives nothing more.
    rest = books.balance()
    for remedy in way.not_needed:
        assert rest.figures.gain_fen(remedy) == 0


def check_alone(books: Doing, remedy: Remedy) -> None:
    """The gain of one remedy by itself, as its hold says it; its date does nothing but let it happen."""
    view = books.balance()
    hold = view.hold(remedy)
    if hold is None:
        assert steps(view.figures, (remedy,))[0].gain_fen == 0
        return
    (step,) = steps(view.figures, (remedy,))
    assert step.gain_fen == hold.gain_fen
    before = books.withdrawable_fen
    if remedy == "unsettled" and hold.free_at is not None and view.reserve_free_at is not None:
        # By then the reserve is free too.
        alone = what_if(view, books.orders(), (remedy,), max(view.at, hold.free_at))
        before += alone.day_fen
        (step,) = alone.steps
    books.carry_out(remedy, step.new_money_fen, hold.free_at)
    assert books.withdrawable_fen == step.withdrawable_fen == before + step.gain_fen


def check_any_choice(books: Doing, chosen: frozenset[Remedy], later: Micros) -> None:
    """*What if*: a choice on a later day, as soon as all of it can have happened."""
    view = books.balance()
    free_at = {hold.reason: hold.free_at for hold in view.holds}
    at = max([
        view.at + later,
        *[free_at.get(one) or 0 for one in chosen],
        view.at + 24 * HOUR if "reserve" in chosen and "reserve" in free_at else 0,
    ])  # fmt: skip
    said = what_if(view, books.orders(), chosen, at)
    if "reserve" in chosen and "reserve" in free_at:
        books.carry_out("reserve", 0, free_at["reserve"])
    books.clock.at = at
    if "reserve" not in chosen:
        assert books.withdrawable_fen == view.withdrawable_fen + said.day_fen
    for step in said.steps:
        if step.remedy != "reserve":
            books.carry_out(step.remedy, step.new_money_fen)
            assert books.withdrawable_fen == step.withdrawable_fen
    then = books.balance()
    there = then.withdrawable_fen, to_original_fen(then, books.orders())
    assert there == (said.withdrawable_fen, said.to_original_fen)


def check(state: State, choices: list[tuple[frozenset[Remedy], Micros]], ctx: Ctx, clock: HandClock) -> None:
    books = Doing(ctx, clock)
    with undone(books) as begun:
        begun.begin(state)
        before = begun.balance()
        with undone(begun) as one:
            check_in_order(one)
        for remedy in REMEDIES:
            with undone(begun) as one:
                check_alone(one, remedy)
        for chosen, later in choices:
            with undone(begun) as one:
                check_any_choice(one, chosen, later)
        assert begun.balance() == before


# -- the states


Play = Callable[[State, list[tuple[frozenset[Remedy], Micros]]], None]


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """Plays a state on one open database, where nothing is kept."""
    url = f"sqlite:///{tmp_path_factory.mktemp('plan')}/books.db"
    with asyncio.Runner() as runner:
        db: Database = runner.run(open_database(url))
        vault = runner.run(
            db.write(partial(prepare, keys=("k" * 32,), mode="sandbox", random=SystemRandom()))
        )
        clock = HandClock()
        services = Services(clock, SystemRandom(), Policy(), vault)

        def played(state: State, choices: list[tuple[frozenset[Remedy], Micros]]) -> None:
            def within(tx: Tx) -> None:
                check(state, choices, ctx_of(services, tx), clock)

            runner.run(db.write(within))

        yield played
        runner.run(db.close())


amounts = st.sampled_from((1, 50_00, 100_00, 100_01, 200_00, 300_00, 500_00)) | st.integers(1, 2000_00)
choices_of_days = st.tuples(
    st.frozensets(st.sampled_from(REMEDIES)),
    st.sampled_from((0, 1, HOUR, 24 * HOUR, 30 * DAY)) | st.integers(0, 60 * DAY),
)


@st.composite
def states(draw: st.DrawFn) -> State:
    bills = draw(st.lists(amounts, max_size=2))
    return State(
        orders=tuple(draw(st.lists(st.tuples(amounts, st.integers(0, 40 * 24)), max_size=2))),
        other=draw(st.just(0) | amounts),
        transfers=tuple(draw(st.lists(amounts, max_size=2))),
        notes=tuple(draw(st.lists(amounts, max_size=2))),
        bills=tuple((fen, draw(st.just(0) | st.integers(0, fen))) for fen in bills),
        usage=tuple(draw(st.lists(st.tuples(st.sampled_from(CYCLES), amounts), max_size=2))),
        resources=tuple(draw(st.lists(st.none() | st.integers(0, 30), max_size=2))),
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_what_the_plan_says_comes_true(play: Play, part: int) -> None:
    """Each part generates states of its own."""
    tried = 0

    # Its own number of states, whatever the profile says of other tests.
    @settings(max_examples=EACH, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(states(), choices_of_days)
    def comes_true(state: State, choice: tuple[frozenset[Remedy], Micros]) -> None:
        nonlocal tried
        tried += 1
        play(state, [choice])

    comes_true()
    assert tried >= EACH


def test_it_comes_true_for_every_account_of_a_small_grid(play: Play) -> None:
    """All that can be held and not held, with cash below, at and above it."""
    held = list(product((0, 1), (0, 1), (0, 1), (0, 1), ((), (None,), (5,))))
    every = [(frozenset(one for one, is_in in zip(REMEDIES, ticks, strict=True) if is_in), 0)
             for ticks in product((0, 1), repeat=4)]  # fmt: skip
    for cash, (transfer, note, bill, usage, resources) in product((0, 150_00, 300_00), held):
        state = State(
            orders=((cash, 0),) if cash else (),
            transfers=(100_00,) * transfer,
            notes=(100_00,) * note,
            bills=((100_00, 0),) * bill,
            usage=(("2026-11", 100_00),) * usage,
            resources=resources,
        )
        play(state, every)
