"""Billing events on both databases (rules 1, 3 and 8): what is impossible is refused and changes nothing, and where
money goes and comes back to, to the fen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.balance_view import load_balance, load_figures
from domain.errors import BadEvent
from domain.events.parse import parse_event
from domain.ports import DAY, HOUR, Micros
from domain.rules.calendar import LOCAL, to_micros
from domain.usecases.operator.apply_events import ApplyReport, apply_events
from domain.usecases.operator.check_books import check_books
from storage.database import Database
from tests.support.context import ctx_of
from tests.support.reviewing import event, query
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up

TABLES = (
    "account", "event", "fund", "top_up", "adjustment", "transfer", "bill", "cycle_usage", "credit_note", "resource",
    "draw", "journal", "posting", "outbox",
)  # fmt: skip

WORLD = [
    account(),
    account("1002", "+8613800138002", management_account="1001"),
    account("1003", "+8613800138003"),
    account("9001", "+8613800139001", test=True),
    top_up("100.00", "TP-OLD", at="2026-09-01T12:00:00+08:00"),
    top_up("100.00", "TP-NEW", at="2026-10-01T12:00:00+08:00"),
    top_up("500.00", "TP-1002", "1002"),
    event("adjustment.posted", "a", adjustment="A", amount="50.00", reason="x"),
    event("transfer.made", "t", "1002", transfer="T", to="1001", amount="40.00"),
    event("bill.issued", "b", bill="B", amount="500.00", cycle="2026-10"),
    event("bill.paid", "p", bill="B", amount="60.00", source="balance"),
    event("credit_note.raised", "c", credit_note="C", order="O", invoiced="20.00", actual="5.00"),
    event("resource.created", "r", resource="R", product="ECS", billing="pay_as_you_go"),
]

IMPOSSIBLE: dict[str, tuple[dict[str, Any], str]] = {
    "an id with other content": (
        event("bill.issued", "b", bill="B", amount="500.01", cycle="2026-10"), "id: was used"),
    "no account": (event("usage.accrued", "x", "1009", cycle="2026-11", amount="1.00"), "account: is unknown"),
    "an account opened twice": (account(id="again"), "account: is open already"),
    "a manager that is nobody": (account("1004", management_account="1009"), "management_account: is unknown"),
    "a manager of itself": (account("1004", management_account="1004"), "management_account: must be another"),
    "a manager that is a member": (account("1004", management_account="1002"), "is a member account itself"),
    "a member that manages": (
        event("account.updated", "x", management_account="1003"), "this account manages others"),
    "a test account's manager": (account("1004", management_account="9001"), "cannot belong together"),
    "an order of another account": (top_up("1.00", "TP-OLD", "1002", id="x"), "order: was used"),
    "an adjustment again": (
        event("adjustment.posted", "x", "1002", adjustment="A", amount="1.00", reason="x"), "adjustment: was used"),
    "a refund of another's bill": (
        event("refund.posted", "x", "1002", refund="R", bill="B", amount="1.00"), "no such bill"),
    "a refund beyond what was paid": (
        event("refund.posted", "x", refund="R", bill="B", amount="60.01"), "is more than was taken"),
    "a transfer again": (event("transfer.made", "x", transfer="T", to="1002", amount="1.00"), "transfer: was used"),
    "a transfer to nobody": (event("transfer.made", "x", transfer="U", to="1009", amount="1.00"), "to: is unknown"),
    "a transfer to oneself": (
        event("transfer.made", "x", transfer="U", to="1001", amount="1.00"), "to: must be another"),
    "a transfer to a test account": (
        event("transfer.made", "x", transfer="U", to="9001", amount="1.00"), "cannot send each other"),
    "a transfer of more than one's own": (
        event("transfer.made", "x", transfer="U", to="1002", amount="230.01"), "more than the account's own cash"),
    "a recall by the receiver": (
        event("transfer.recalled", "x", transfer="T", amount="1.00"), "this account sent no such transfer"),
    "a recall of what was spent": (
        event("transfer.recalled", "x", "1002", transfer="T", amount="0.01"), "than the receiver still has"),
    "a resource twice": (
        event("resource.created", "x", resource="R", product="ECS", billing="subscription"), "is active already"),
    "a resource of another account": (event("resource.released", "x", "1002", resource="R"), "is not active"),
    "a bill again": (event("bill.issued", "x", "1002", bill="B", amount="1.00"), "bill: was used"),
    "a second bill of a cycle": (
        event("bill.issued", "x", bill="B2", amount="1.00", cycle="2026-10"), "cycle: has a bill already"),
    "a payment beyond the bill": (
        event("bill.paid", "x", bill="B", amount="440.01", source="external"), "more than is open of the bill"),
    "a payment beyond the cash": (
        event("bill.paid", "x", bill="B", amount="230.01", source="balance"), "more than the account's cash"),
    "a payment of another's bill": (
        event("bill.paid", "x", "1002", bill="B", amount="1.00", source="balance"), "no such bill"),
    "a credit note again": (
        event("credit_note.raised", "x", "1002", credit_note="C", order="O", invoiced="2.00", actual="0"),
        "credit_note: was used"),
    "an offset beyond the note": (
        event("credit_note.offset", "x", credit_note="C", amount="15.01"), "more than is open of the credit note"),
    "an offset of another's note": (
        event("credit_note.offset", "x", "1002", credit_note="C", amount="1.00"), "no such credit note"),
}  # fmt: skip


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        await made.events(WORLD)
        yield made
        assert not await made.look(check_books, OPERATOR)


async def applied(rig: Rig, *events: dict[str, Any]) -> ApplyReport:
    parsed = [parse_event(one, line) for line, one in enumerate(events, 1)]
    return await rig.perform(apply_events, OPERATOR, parsed, skip_bad=True)


async def everything(rig: Rig) -> list[Any]:
    def ask(tx: Any) -> list[Any]:
        return [sorted(map(repr, query(tx, f"SELECT * FROM {table}"))) for table in TABLES]

    return await rig.db.read(ask)


async def remaining(rig: Rig, of: str = "1001") -> dict[str, int]:
    """What is left of each fund by its order, adjustment or transfer, in fen."""
    sql = (
        "SELECT COALESCE(t.order_id, a.id, r.id), f.remaining_fen FROM fund f LEFT JOIN top_up t ON t.fund = f.id "
        "LEFT JOIN adjustment a ON a.fund = f.id LEFT JOIN transfer r ON r.fund = f.id "
        f"WHERE f.account = '{of}'"
    )
    return dict(await rig.db.read(lambda tx: query(tx, sql)))


async def test_what_is_impossible_is_refused_and_changes_nothing(rig: Rig) -> None:
    before = await everything(rig)
    for what, (one, reason) in IMPOSSIBLE.items():
        (bad,) = (await applied(rig, one)).refused
        assert reason in bad.reason, what
    assert await everything(rig) == before
    # The last that is possible is taken: one fen less of each.
    for one in (
        event("refund.posted", "1", refund="R", bill="B", amount="60.00"),
        event("transfer.recalled", "2", "1002", transfer="T", amount="40.00"),
        event("transfer.made", "3", transfer="U", to="1002", amount="250.00"),
        event("bill.paid", "4", bill="B", amount="440.00", source="external"),
        event("credit_note.offset", "5", credit_note="C", amount="15.00"),
        event("resource.released", "6", resource="R"),
        event("resource.created", "7", resource="R", product="ECS", billing="subscription"),
    ):
        assert (await applied(rig, one)).applied == 1, one
    assert (await applied(rig, *WORLD)).repeated == len(WORLD)


@pytest.mark.parametrize(
    "one",
    [
        event("credit_note.raised", "x", credit_note="D", order="O", invoiced="5.00", actual="5.00"),
        top_up("1.00", "TP-X", channel="online_banking"),
        account("1004", "8613800138001"),
        account("1004", "+12345"),
        account("1004", identity=" "),
        event("account.updated", "x", test=True),
        event("transfer.made", "x", transfer="U", to="1002", amount="-1.00"),
        event("transfer.made", "x", transfer="U", to="1002", amount="0"),
        event("transfer.made", "x", transfer="U", to="1002", amount="1.001"),
        event("usage.accrued", "x", cycle="2026-11", amount="12345678901234.00"),
        event("bill.issued", "x", bill="a\nb", amount="1.00"),
        event("bill.issued", "", bill="X", amount="1.00"),
    ],
)  # fmt: skip
def test_what_is_malformed_is_no_event(one: dict[str, Any]) -> None:
    with pytest.raises(BadEvent):
        parse_event(one)


async def test_money_leaves_and_comes_back_in_the_order_of_the_rules(rig: Rig) -> None:
    # 60.00 were paid: all of the transfer, then of the adjustment.
    assert await remaining(rig) == {"TP-OLD": 100_00, "TP-NEW": 100_00, "A": 30_00, "T": 0}
    await rig.events([event("bill.paid", "p2", bill="B", amount="140.00", source="balance")])
    assert await remaining(rig) == {"TP-OLD": 0, "TP-NEW": 90_00, "A": 0, "T": 0}
    # What left last comes back first, over both payments of the bill.
    await rig.events([event("refund.posted", "r1", refund="R1", bill="B", amount="115.00")])
    assert await remaining(rig) == {"TP-OLD": 100_00, "TP-NEW": 100_00, "A": 5_00, "T": 0}
    await rig.events([event("refund.posted", "r2", refund="R2", bill="B", amount="65.00")])
    assert await remaining(rig) == {"TP-OLD": 100_00, "TP-NEW": 100_00, "A": 50_00, "T": 20_00}
    # A transfer leaves one's own funds alone, and a recall fills them again from behind.
    await rig.events([event("transfer.made", "t2", transfer="U", to="1003", amount="160.00")])
    assert await remaining(rig) == {"TP-OLD": 0, "TP-NEW": 90_00, "A": 0, "T": 20_00}
    await rig.events([event("transfer.recalled", "u2", transfer="U", amount="60.00")])
    assert await remaining(rig) == {"TP-OLD": 50_00, "TP-NEW": 100_00, "A": 0, "T": 20_00}
    assert await remaining(rig, "1003") == {"U": 100_00}


async def test_a_bill_settles_its_cycle_and_no_other(rig: Rig) -> None:
    async def held() -> tuple[int, int]:
        view = await rig.db.read(lambda tx: load_balance(ctx_of(rig.services, tx), "1001", rig.clock.now()))
        return view.unsettled_fen, view.overdue_fen

    await rig.events([
        event("usage.accrued", "u1", cycle="2026-11", amount="5.00"),
        event("usage.accrued", "u2", cycle="2026-11", amount="2.50"),
        event("usage.accrued", "u3", cycle="2026-12", amount="1.00"),
    ])  # fmt: skip
    assert await held() == (8_50, 440_00)
    await rig.events([event("bill.issued", "i1", bill="PREPAID", amount="10.00")])
    assert await held() == (8_50, 450_00)
    await rig.events([event("bill.issued", "i2", bill="NOV", amount="7.00", cycle="2026-11")])
    assert await held() == (1_00, 457_00)


def local(day: int, hour: int) -> Micros:
    return to_micros(datetime(2026, 11, day, hour, tzinfo=LOCAL))


async def test_the_reserve_is_free_a_day_after_the_last_release(rig: Rig) -> None:
    """Rules 3: A 10:00, B 15:00, free 15:00 the next day; a new resource at 20:00, and nothing counts down."""

    def at(kind: str, id_: str, resource: str, day: int, hour: int, **more: Any) -> dict[str, Any]:
        return event(kind, id_, "1003", resource=resource, **more) | {
            "at": f"2026-11-{day}T{hour:02}:00:00+08:00"
        }

    async def reserve(moment: Micros) -> tuple[int, Micros | None]:
        books = await rig.db.read(lambda tx: load_figures(ctx_of(rig.services, tx), "1003", moment))
        return books.figures.reserve_fen, books.reserve_free_at

    async def told() -> int:
        await rig.settle()
        sql = "SELECT COUNT(*) FROM outbox WHERE template = 'reserve_free' AND account = '1003'"
        return int((await rig.db.read(lambda tx: query(tx, sql)))[0][0])

    def link(tx: Any) -> None:
        tx.run("chat_user_add", id=7, locale="en", created_at=0)
        tx.run("link_add", chat_user=7, account="1003", now=0)

    await rig.db.write(link)
    payg = {"product": "ECS", "billing": "pay_as_you_go"}
    assert await reserve(local(20, 9)) == (0, None), "there never was one"
    await rig.events([at("resource.created", "c0", "S", 20, 8, product="ECS", billing="subscription")])
    assert await reserve(local(20, 9)) == (0, None), "other kinds of billing do not count"
    await rig.events([at("resource.created", f"c{name}", name, 20, 9, **payg) for name in "AB"])
    assert await reserve(local(20, 9)) == (100_00, None)
    # Received out of order: the greatest of the releases counts.
    rig.clock.at = local(20, 15)
    await rig.events([at("resource.released", "rb", "B", 20, 15), at("resource.released", "ra", "A", 20, 10)])
    free_at = local(21, 15)
    assert await reserve(free_at - 1) == (100_00, free_at)
    assert await reserve(free_at) == (0, None)
    await rig.events([at("resource.created", "cn", "N", 20, 20, **payg)])
    assert await reserve(free_at) == (100_00, None)
    rig.clock.at = free_at + HOUR
    assert await told() == 0, "the countdown was cancelled"
    await rig.events([at("resource.released", "rn", "N", 21, 16), at("resource.released", "rs", "S", 22, 16)])
    rig.clock.at = local(22, 16) - 1
    assert await told() == 0
    rig.clock.at = local(22, 16) + 3 * DAY
    assert await told() == 1, "also when nobody was there at that minute"
    assert await told() == 1
    assert await reserve(rig.clock.at) == (0, None)
