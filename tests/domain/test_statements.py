"""How many statements each step of a withdrawal executes, pinned: what a step reads twice is seen here.

A number that grows: hand on what was read before (`domain.dossier`), or let the new figure ride in a query that is
executed anyway. Only what can be had in neither way is a reason for a higher number. A number that falls: lower it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.workers.newest_books import open_mark
from domain.actor import Actor
from domain.stops import begin_stop
from domain.use_case import UseCase
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.choose_reason import choose_reason
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.edit_documents import add_document
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.list_records import list_records
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.show_costs import show_costs, show_hold
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.customer.switch_account import switch_account
from domain.usecases.customer.try_out import show_trial
from domain.usecases.time.payouts import take_payout
from domain.views import WithdrawalView
from storage.database import Database
from tests.support.by_documents import all_documents, fund_of, new_document, pay_to
from tests.support.context import ctx_of
from tests.support.reviewing import event
from tests.support.rig import MEI, Rig, account, rig_on, top_up
from tests.support.statements import statements

MOST = 20
"""The goal for a step on a plain account: one linked account, the original method."""
STEPS = {
    # step: on a plain account, to a payee account, on a member account
    "start": (17, 17, 17),
    "amount": (14, 14, 14),
    "method": (14, 13, 14),
    "reason": (None, 13, None),
    "document": (None, 17, None),
    "check": (11, 11, 11),
    "send": (20, 23, 20),
    "code": (15, 15, 15),
    "confirm": (20, 27, 21),
    "card": (7, 10, 7),
    "pay": (14, None, 15),
    "cancel": (20, 26, None),
}
"""`check` and `card` show a draft before its code, and a submitted withdrawal; `pay` is the check before sending."""
PLAIN, PAYEE, MEMBER = range(3)
LOOKS = {"costs": 7, "line": 8, "orders": 8, "what if": 9, "records": 4}
"""The same of what is only looked at, on a plain account."""
MOST_OF_COSTS = 10

Step = Callable[..., Awaitable[Any]]


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as rig:
        member = account("1002", "+8613800138002", management_account="1001")
        await rig.events([account(), member, top_up("500.00"), top_up("500.00", "TP-1002-1", "1002")])
        await rig.link()
        # As in the program: what moves money looks first whether these are the newest books.
        await open_mark(rig, tmp_path / "books.mark")
        yield rig


def counting(rig: Rig, where: int) -> Step:
    """Carries out steps, and says which of them executes another number of statements than the table."""
    updates = count(1)

    async def step(name: str, use_case: UseCase[..., Any], *args: object, actor: Actor | None = None) -> Any:
        run = rig.perform if use_case.terms.writes else rig.look
        with statements() as names:
            done = await run(use_case, actor or Actor.chat(MEI.id, next(updates)), *args)
        assert len(names) == STEPS[name][where], f"{name}: {len(names)} statements: {', '.join(names)}"
        return done

    return step


async def walk(rig: Rig, step: Step, order: str, *, payee: bool = False) -> WithdrawalView:
    """From the beginning to a submitted withdrawal."""
    view = await step("start", start_withdrawal, await fund_of(rig, order))
    view = await step("amount", enter_amount, view.id, view.version, 10_00)
    view = await step("method", choose_method, view.id, view.version, "designated" if payee else "original")
    if payee:
        view = await step("reason", choose_reason, view.id, view.version, "account_closed")
        first, *_ = view.needed
        view = await step("document", add_document, view.id, first, new_document())
        view = await all_documents(rig, await pay_to(rig, view))
    view = await step("check", show_withdrawal, view.id)
    view = await step("send", send_code, view.id, view.version)
    view = await step("code", enter_code, view.id, await rig.code())
    view = await step("confirm", confirm_withdrawal, view.id, view.version, 77)
    shown: WithdrawalView = await step("card", show_withdrawal, view.id)
    return shown


async def paid(rig: Rig, step: Step) -> None:
    order = await step("pay", take_payout, 60, actor=Actor.system("payer"))
    assert order.submit


async def test_a_plain_withdrawal(rig: Rig) -> None:
    step = counting(rig, PLAIN)
    await walk(rig, step, "TP-1001-1")
    await paid(rig, step)


async def test_a_plain_withdrawal_is_cancelled(rig: Rig) -> None:
    view = await rig.draft(10_00)
    await rig.db.write(lambda tx: begin_stop(ctx_of(rig.services, tx), "1001", "support", "chat:7"))
    view = await rig.perform(confirm_withdrawal, Actor.chat(MEI.id), view.id, view.version)
    await counting(rig, PLAIN)("cancel", cancel_withdrawal, view.id, view.version)


async def test_a_withdrawal_to_a_payee_account(rig: Rig) -> None:
    step = counting(rig, PAYEE)
    view = await walk(rig, step, "TP-1001-1", payee=True)
    await step("cancel", cancel_withdrawal, view.id, view.version)


async def test_a_withdrawal_of_a_member_account(rig: Rig) -> None:
    await rig.perform(switch_account, Actor.chat(MEI.id), "1002")
    step = counting(rig, MEMBER)
    await walk(rig, step, "TP-1002-1")
    await paid(rig, step)


def test_no_step_on_a_plain_account_is_above_the_goal() -> None:
    assert [name for name, numbers in STEPS.items() if (numbers[PLAIN] or 0) > MOST] == []


async def test_looking_at_an_account(rig: Rig) -> None:
    created = {"resource": "i-1", "product": "ECS", "billing": "pay_as_you_go"}
    await rig.events([event("resource.created", "r", **created)])
    view = await rig.withdraw(10_00)
    looks: dict[str, tuple[UseCase[..., Any], Any]] = {
        "costs": (show_costs, ()),
        "line": (show_hold, ("reserve",)),
        "orders": (list_orders, ()),
        "what if": (show_trial, ()),
        "records": (list_records, ()),
    }
    found = {}
    for name, (use_case, args) in looks.items():
        with statements() as names:
            await rig.look(use_case, Actor.chat(MEI.id), *args)
        found[name] = names
    assert {name: len(names) for name, names in found.items()} == LOOKS, found
    assert LOOKS["costs"] <= MOST_OF_COSTS
    assert view.status == "approved"
