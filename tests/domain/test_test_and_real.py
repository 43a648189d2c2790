"""Test and real never meet (rules 8): whatever support sends to the desk, customers and billing do not notice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.actor import Actor
from domain.errors import BadEvent, Refusal
from domain.events import parse as e
from domain.usecases.customer.greet import greet
from domain.usecases.customer.link_phone import prove_phone, share_phone
from domain.usecases.operator.apply_events import EventsRefused
from domain.usecases.operator.check_books import check_books, list_old_desk
from domain.usecases.staff.acting import start_session
from domain.usecases.staff.review import review
from domain.usecases.staff.scenarios import FileReport, create_from_file, create_test_account
from storage.database import Database
from storage.queries import Query
from tests.support.reviewing import ANNA, SUPPORT, event, hire, query, waiting
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up, tried

PHONE = MEI.phone or ""
ME = Actor.chat(MEI.id)


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        await made.events([account(), top_up("1000.00")])
        await hire(made, SUPPORT, "Sam", "support")
        yield made
        assert not await made.look(check_books, OPERATOR)


async def send(rig: Rig, *events: dict[str, Any]) -> FileReport:
    text = "\n".join(map(json.dumps, events))
    return await rig.perform(create_from_file, SUPPORT, text)


async def rows(rig: Rig, sql: str) -> list[tuple[Any, ...]]:
    return await rig.db.read(lambda tx: query(tx, sql))


OF_BILLING = [
    account("1002", "+8613800138002"),
    account("1003", "+8613800138003", management_account="1002"),
    top_up("8000.00", "TP-1001-2"),
    top_up("80.00", "TP-1002-1", "1002"),
    event("bill.issued", "b1", bill="BILL-1001-2026-12", amount="900.00", cycle="2026-12"),
    event("bill.paid", "b2", bill="BILL-1001-2026-12", amount="10.00", source="balance"),
    event("refund.posted", "r1", refund="R1", bill="BILL-1001-2026-12", amount="5.00"),
    event("adjustment.posted", "a1", adjustment="A1", amount="9.00", reason="x"),
    event("transfer.made", "t1", transfer="T1", to="1002", amount="7.00"),
    event("transfer.recalled", "t2", transfer="T1", amount="7.00"),
    event("credit_note.raised", "c1", credit_note="C1", order="O1", invoiced="3.00", actual="1.00"),
    event("credit_note.offset", "c2", credit_note="C1", amount="1.00"),
    event("resource.created", "x1", resource="i-1", product="ECS", billing="subscription"),
]


async def test_a_file_takes_no_id_from_billing(rig: Rig) -> None:
    """What billing will send is sent to the desk first, word for word but for ``test``."""
    copies = [
        one | ({"test": True} if one["type"] == "account.opened" else {}) for one in (account(), *OF_BILLING)
    ]
    report = await send(rig, *copies, top_up("1.00", "TP-1001-1"))
    assert report.accounts == ("T:1001", "T:1002", "T:1003")
    await rig.events(OF_BILLING)
    assert (await rows(rig, "SELECT COUNT(*) FROM account WHERE is_test = 0"))[0] == (3,)
    for table, ids in (
        ("event", "id"),
        ("bill", "id"),
        ("top_up", "order_id"),
        ("refund", "id"),
        ("transfer", "id"),
    ):
        found = {str(one) for (one,) in await rows(rig, f"SELECT {ids} FROM {table}")}
        assert {one for one in found if one.startswith("T:")} == {
            f"T:{one}" for one in found if one[:2] != "T:"
        }
    fields = await rows(rig, "SELECT management_account FROM account WHERE id = 'T:1003'")
    assert fields == [("T:1002",)]


async def test_a_file_sent_again_opens_nothing(rig: Rig) -> None:
    await send(rig, account("F", test=True))
    with pytest.raises(EventsRefused) as caught:
        await send(rig, account("F", test=True), top_up("9999999999999.99", "TP-F", "F"))
    assert caught.value.report.refused[0].reason.startswith("account: there is one already")
    funds = "SELECT COUNT(*) FROM fund f JOIN account a ON a.id = f.account WHERE a.is_test = 1"
    assert await rows(rig, funds) == [(0,)]


@pytest.mark.parametrize("name", sorted(e.IDS))
def test_billing_may_not_use_ids_of_the_desk(name: str) -> None:
    example = next(one for one in (*OF_BILLING, account()) if name in one)
    e.parse_event(example)
    with pytest.raises(BadEvent, match=f"^{name}: begins with T:"):
        e.parse_event(example | {name: "T:x"})
    assert e.parse_event(example | {name: "T:x"}, desk=True)


def test_every_id_of_every_event_is_one_that_billing_may_not_begin_with_t() -> None:
    models = [model for model in vars(e).values() if isinstance(model, type) and issubclass(model, e.Event)]
    ids = {
        name
        for model in models
        for name, field in model.model_fields.items()
        if "function _id " in repr((field.annotation, field.metadata))
    }
    assert ids == e.IDS
    with pytest.raises(BadEvent, match=r"^phone: begins with \+999"):
        e.parse_event(account(phone="+99912345678"))
    with pytest.raises(BadEvent, match=r"^phone: begins with \+999"):
        e.parse_event(event("account.updated", "u", phone="+99912345678"))


async def test_a_test_accounts_phone_uses_no_code_of_a_customer_up(rig: Rig) -> None:
    """An account of before, or of billing, with a customer's phone: its codes and its changes are its own."""
    await rig.link()
    await rig.events([account("9001", PHONE, test=True), top_up("500.00", "TP-9001", "9001")])
    await rig.perform(greet, SUPPORT, "en")
    await rig.perform(start_session, SUPPORT, "9001", "why", "T-1")
    for _ in range(12):
        await codes(rig, "9001")
    # Twelve codes of the last hour would be too many for one phone.
    assert (await rig.draft(100_00)).amount_fen == 100_00


async def codes(rig: Rig, of: str) -> None:
    """A code of an account, as any would be sent."""

    def write(tx: Any) -> None:
        key = rig.services.vault.fingerprint("phone", PHONE)
        end = "UPDATE one_time_code SET ended_at = 1, ended_why = 'used' WHERE ended_at IS NULL"
        tx._execute(Query("test", end, frozenset()), {})
        now = rig.clock.now()
        tx.one("code_add", scope="withdrawal", subject=f"W{of}", account=of, chat_user=SUPPORT.person,
               phone_key=key, binding=b"x", code_key=b"x", now=now, expires_at=now + 1)  # fmt: skip

    await rig.db.write(write)


async def test_a_test_account_that_gets_a_customers_phone_ends_no_claim(rig: Rig) -> None:
    await rig.events([account("9001", "+8613800139001", test=True)])
    await rig.perform(greet, ME, "en")
    await rig.driver.person(MEI.id).send("/start")
    asked = await rig.perform(share_phone, ME, PHONE)
    await rig.events([event("account.updated", "u1", "9001", phone=PHONE)])
    await rig.events([event("account.updated", "u2", "9001", phone="+8613800139002")])
    choice = await rig.perform(prove_phone, ME, asked.claim, await rig.code())
    assert choice.connected == ("1001",)


async def test_a_test_account_keeps_no_reviewer_from_a_customers_case(rig: Rig) -> None:
    """Linked to a test account that has the customer's identity and phone, Anna still decides."""
    await rig.link()
    await hire(rig, ANNA, "Anna", "finance")
    await rig.events([account("9001", PHONE, test=True, identity="ID-1001")])

    def link(tx: Any) -> None:
        tx.run("chat_user_add", id=ANNA.person, locale="en", created_at=0)
        tx.run("link_add", chat_user=ANNA.person, account="9001", now=0)

    await rig.db.write(link)
    view = await waiting(rig)
    result = await tried(rig.perform(review, ANNA, view.id, "reject", "other"))
    assert not isinstance(result, Refusal), result


async def test_accounts_of_before_keep_their_ids_and_are_listed(rig: Rig) -> None:
    made = await rig.perform(create_test_account, SUPPORT, "bare")
    assert made.account.startswith("T:")
    await rig.events([account("TOLD23", "+8613800139001", test=True)])

    def old(tx: Any) -> None:
        tx.run("desk_account_add", account="TOLD23", scenario="bare", who=SUPPORT.who, now=0)

    await rig.db.write(old)
    assert await rig.look(list_old_desk, OPERATOR) == ("TOLD23",)
    await rig.perform(greet, SUPPORT, "en")
    await rig.perform(start_session, SUPPORT, "TOLD23", "why", "T-1")
