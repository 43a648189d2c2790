"""Applications for money that was never topped up: drawn from several funds, and returned into exactly those."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.actor import Actor
from domain.errors import Refusal
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.retry_withdrawal import retry_withdrawal
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.set_note import set_note
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.start_application import start_application
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.review import review
from domain.usecases.time.payouts import PayoutOrder, take_payout
from domain.usecases.time.returns import record_return
from storage.database import Database
from tests.support.by_documents import ME, MOBILE, all_documents, application, pay_to, submit
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up, tried

ANNA, SYSTEM = Actor.operator("anna"), Actor.system("test")


def event(type_: str, id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "type": type_, "at": "2026-11-10T10:00:00+08:00", "account": "1001", **fields}


def adjustment(number: int, amount: str) -> dict[str, Any]:
    return event("adjustment.posted", f"adj-{number}", adjustment=f"A-{number}", amount=amount, reason="x")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        await made.events([account(), top_up("500.00"), *(adjustment(n, "30.00") for n in (1, 2, 3))])
        await made.link()
        yield made
        assert not await made.look(check_books, OPERATOR)


async def funds(rig: Rig) -> list[int]:
    """The remaining fen of the `other` funds, oldest first."""
    rows = await rig.db.read(lambda tx: tx.all("other_funds_next", account="1001", most=9))
    return [row.remaining_fen for row in rows]


async def approved(rig: Rig, withdrawal: str) -> None:
    assert (await rig.perform(review, ANNA, withdrawal, "approve")).status == "approved"


async def test_it_draws_on_the_oldest_funds_and_a_cancel_gives_back_to_each(rig: Rig) -> None:
    view = await submit(rig, await application(rig, 70_00))
    assert (view.status, view.order, view.method, view.reason) == (
        "in_review", None, "application", "application",
    )  # fmt: skip
    assert await funds(rig) == [20_00]
    balance = (await rig.look(show_costs, ME)).balance
    assert (balance.cash_fen, balance.in_withdrawal_fen) == (520_00, 70_00)
    order = (await rig.look(list_orders, ME)).orders[0]
    assert (balance.by_application_fen, order.remaining_fen) == (20_00, 500_00)
    await rig.perform(cancel_withdrawal, ME, view.id, view.version)
    assert await funds(rig) == [30_00, 30_00, 30_00]


async def test_instalments_run_beside_each_other_and_never_take_more_than_there_is(rig: Rig) -> None:
    first = await submit(rig, await application(rig, "half"))
    second = await submit(rig, await application(rig, "all"))
    assert (first.amount_fen, second.amount_fen) == (45_00, 45_00)
    assert await funds(rig) == []
    assert await tried(rig.perform(start_application, ME, "1001")) == Refusal("nothing_to_withdraw")
    for one in (first, second):
        await approved(rig, one.id)
    await rig.settle()
    assert [entry.payments for entry in await rig.ledger.entries()] == [1, 1]
    for one in (first, second):
        assert (await rig.look(show_withdrawal, ME, one.id)).status == "successful"


async def test_held_amounts_limit_it_and_never_the_order(rig: Rig) -> None:
    # Of 590.00 of cash a bill holds 550.00: 40.00 are left to withdraw, of whatever fund.
    await rig.events([event("bill.issued", "bill-1", bill="B-1", amount="550.00")])
    view = await rig.perform(start_application, ME, "1001")
    assert (view.allowed_fen, view.limited_by) == (40_00, "balance")
    refused = await tried(rig.perform(enter_amount, ME, view.id, view.version, amount_fen=40_01))
    assert isinstance(refused, Refusal)
    assert refused.code == "amount_too_much"


async def test_a_return_by_the_bank_goes_back_into_the_same_funds(rig: Rig) -> None:
    view = await submit(rig, await application(rig, 70_00))
    await approved(rig, view.id)
    await rig.settle()
    assert await funds(rig) == [20_00]
    back = await rig.perform(record_return, SYSTEM, view.id, 70_00, "account_closed")
    assert (back.status, back.returned_at is not None) == ("failed", True)
    assert await funds(rig) == [30_00, 30_00, 30_00]


async def test_a_failed_one_gives_back_part_by_part_and_can_be_applied_for_again(rig: Rig) -> None:
    view = await submit(rig, await application(rig, 70_92))
    await approved(rig, view.id)
    await rig.settle()
    failed = await rig.look(show_withdrawal, ME, view.id)
    assert (failed.status, failed.reason_code) == ("failed", "name_mismatch")
    assert await funds(rig) == [30_00, 30_00, 30_00]
    again = await rig.perform(retry_withdrawal, ME, view.id)
    assert (again.order, again.amount_fen, again.note) == (None, 70_92, "A refund in October")
    assert (again.missing, again.retried_from) == ((), view.id)
    assert again.payee is not None
    assert again.payee.complete


async def test_its_words_its_payee_and_its_documents_are_needed(rig: Rig) -> None:
    view = await rig.perform(start_application, ME, "1001")
    assert view.needed == ("application_form", "id_photo")
    view = await rig.perform(enter_amount, ME, view.id, view.version, amount_fen=None, share="all")

    async def lacks() -> str:
        refused = await tried(rig.perform(send_code, ME, view.id, view.version))
        assert isinstance(refused, Refusal)
        return refused.code

    assert await lacks() == "note_needed"
    short = await tried(rig.perform(set_note, ME, view.id, view.version, " a \n b "))
    assert isinstance(short, Refusal)
    assert short.code == "note_needed"
    view = await rig.perform(set_note, ME, view.id, view.version, "  For  the\n\nrefund ")
    assert view.note == "For the\nrefund"
    assert await lacks() == "payee_incomplete"
    view = await pay_to(rig, view, "alipay")
    assert await lacks() == "papers_missing"
    view = await all_documents(rig, view)
    assert (await submit(rig, view)).status == "in_review"


async def test_the_channel_gets_the_payee_and_no_order(rig: Rig) -> None:
    view = await submit(rig, await application(rig, 70_00))
    await approved(rig, view.id)
    order = await rig.perform(take_payout, SYSTEM, 60)
    assert isinstance(order, PayoutOrder)
    assert order.payee is not None
    assert (order.order_id, order.channel, order.method) == (None, None, "application")
    assert (order.payee.kind, order.payee.number, order.payee.name) == ("alipay", MOBILE, "Account 1001")
    assert MOBILE not in repr(order)
    assert "Account 1001" not in repr(order)
