"""Everything that can happen to one account happens at the same moment: each thing once, and the books are right."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from functools import partial
from typing import Any, ParamSpec

import pytest

from bot.runtime.runner import Runner
from bot.runtime.vault import prepare
from domain.actor import Actor
from domain.context import Services
from domain.contradictions import PayoutOutcome
from domain.errors import Refusal
from domain.events.parse import parse_event
from domain.ports import HOUR
from domain.tx import Tx
from domain.use_case import UseCase
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.operator.apply_events import ApplyReport, apply_events
from domain.usecases.staff.review import review
from domain.usecases.staff.settle import settle_unknown
from domain.usecases.time.payouts import PayoutOrder, record_payout, take_payout
from domain.usecases.time.returns import record_return
from domain.views import WithdrawalView
from storage.database import Database
from tests.domain.test_any_order import PERSON, POLICY, SYSTEM, KnownCodes, Story
from tests.support.reviewing import event
from tests.support.rig import OPERATOR, HandClock, tried

P = ParamSpec("P")

PARTNER = Actor.chat(8)
OTHER_OPERATOR = Actor.operator("other")


async def ready(world: Runner, who: Actor, fund: int, amount_fen: int) -> WithdrawalView:
    """A draft that lacks only *Confirm*."""
    view = await world.perform(start_withdrawal, who, fund)
    view = await world.perform(enter_amount, who, view.id, view.version, amount_fen)
    view = await world.perform(choose_method, who, view.id, view.version, "original")
    await world.perform(send_code, who, view.id, view.version)
    return await world.perform(enter_code, who, view.id, "123456")


def done(results: list[Any]) -> list[Any]:
    return [one for one in results if one is not None and not isinstance(one, Refusal)]


@pytest.mark.parametrize("seed", range(3))
async def test_everything_at_the_same_moment(db: Database, seed: int) -> None:
    clock, codes = HandClock(), KnownCodes()
    vault = await db.write(partial(prepare, keys=("k" * 32,), mode="sandbox", random=codes))
    world = Runner(db, Services(clock, codes, POLICY, vault))
    story = Story(world, clock)
    await story.begin()

    def link(tx: Tx) -> None:
        tx.run("chat_user_add", id=8, locale="en", created_at=0)
        tx.run("link_add", chat_user=8, account="1001", now=0)

    await db.write(link)
    await story.event(event("bill.issued", "b", bill="B", amount="100.00"))
    await story.by_documents("designate", "1001", "33.33")
    (case,) = story.reviewed
    fund = (await story.orders("1001"))[0].fund
    sent = await ready(world, PERSON, fund, 40_00)
    sent = await world.perform(confirm_withdrawal, PERSON, sent.id, sent.version)
    assert isinstance(await world.perform(take_payout, SYSTEM, 60), PayoutOrder)
    clock.at += HOUR // 10
    mine = await ready(world, PERSON, fund, 200_00)
    partners = await ready(world, PARTNER, fund, 200_00)
    news = [
        parse_event(event("bill.paid", "p", bill="B", amount="100.00", source="balance")),
        parse_event(event("refund.posted", "r", refund="R", bill="B", amount="60.00"), 2),
        parse_event(event("transfer.made", "t", transfer="T", to="1002", amount="50.00"), 3),
        parse_event(event("transfer.recalled", "u", transfer="T", amount="20.00"), 4),
    ]

    async def does(
        name: str, use_case: UseCase[P, Any], who: Actor, /, *args: P.args, **kwargs: P.kwargs
    ) -> tuple[str, Any]:
        return name, await tried(world.perform(use_case, who, *args, **kwargs))

    outcomes: tuple[PayoutOutcome, ...] = ("paid", "failed", "unknown", "paid")
    todo = [
        *(does("mine", confirm_withdrawal, PERSON, mine.id, mine.version) for _ in range(3)),
        *(does("partners", confirm_withdrawal, PARTNER, partners.id, partners.version) for _ in "12"),
        *(does("news", apply_events, OPERATOR, news, skip_bad=True) for _ in "12"),
        does("case", review, OPERATOR, case.id, "approve", version=case.version),
        does("case", review, OTHER_OPERATOR, case.id, "reject", "other", version=case.version),
        *(does("case", cancel_withdrawal, PERSON, case.id, case.version) for _ in "12"),
        *(does("sent", record_payout, SYSTEM, sent.id, outcome) for outcome in outcomes),
        *(does("sent", settle_unknown, who, sent.id, False, "DOC") for who in (OPERATOR, OTHER_OPERATOR)),
        *(does("returned", record_return, SYSTEM, sent.id, 40_00) for _ in "123"),
        *(does("taken", take_payout, SYSTEM, 60) for _ in "1234"),
    ]
    random.Random(seed).shuffle(todo)
    results: dict[str, list[Any]] = {}
    for name, result in await asyncio.gather(*todo):
        results.setdefault(name, []).append(result)

    await story.right()
    assert len(done(results["case"])) == 1
    # There are 226.67 for twice 200.00, and less once the bill or the transfer has taken its part.
    assert len(done(results["mine"])) + len(done(results["partners"])) <= 1
    assert len(done(results["returned"])) <= 1
    reports = [one for one in results["news"] if isinstance(one, ApplyReport)]
    assert 1 <= sum(one.applied for one in reports) <= len(news), "each event once"
    taken = Counter(one.id for one in done(results["taken"]))
    assert set(taken.values()) <= {1}, "one payout is carried by one worker"
    ended = [one.status for one in done(results["sent"]) if one.status in ("successful", "failed")]
    assert len(ended) <= 1
