"""Costs in the chat: how to get more, *What if*, how it adds up with its picture, orders with their windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person
from domain.ports import DAY, SECOND
from tests.flows.acting import BANNER, desk_on
from tests.flows.world import CAIWU, MEI, World
from tests.support.databases import Place
from tests.support.rig import account, top_up

MANAGER = Person(105, "Sample Manager", "en", "+8613800138040")


async def costs_of(person: PersonDriver) -> str:
    await person.send("/balance")
    return person.last.text


async def test_what_the_plan_says_is_what_happens(world: World) -> None:
    mei = await world.mei()
    text = await costs_of(mei)
    assert "At most ¥500.00 of ¥1,000.00 can be withdrawn here" in text
    assert "Not needed, gives nothing more: Overdue, Unsettled." in text
    offset = {"id": "x1", "type": "credit_note.offset", "at": "2026-11-23T17:10:00+08:00", "account": "1001"}
    released = {**offset, "id": "x2", "type": "resource.released", "resource": "i-web-1"}
    await world.events([released, {**offset, "credit_note": "CN-1", "amount": "200.00"}])
    text = await costs_of(mei)
    assert "¥400.00 of ¥1,000.00 can be withdrawn." in text
    assert "1. Wait for the reserve, free Nov 24, 17:10: +¥100.00, makes ¥500.00." in text
    world.clock.move(DAY // SECOND + 600)
    text = await costs_of(mei)
    assert "¥500.00 of ¥1,000.00 can be withdrawn." in text
    assert "More is not possible here: the other ¥500.00 was transferred in." in text
    assert "What if" not in mei.last.labels


async def test_what_if_ticks_steps_and_days_and_changes_nothing(world: World) -> None:
    mei = await world.mei()
    before = await costs_of(mei)
    card = mei.last
    await mei.tap("What if")
    assert "¥500.00 of ¥1,000.00 could be withdrawn: +¥300.00." in mei.last.text
    await mei.tap("✓ Credit notes")
    assert "¥300.00 of ¥1,000.00 could be withdrawn: +¥100.00." in mei.last.text
    await mei.tap("Overdue")
    assert "New money: ¥200.00." in mei.last.text
    await mei.tap("Dec 3")
    assert "by the end of Dec 3: +¥300.00." in mei.last.text
    assert "✓ Dec 3" in mei.last.labels
    # The same message all the time, and the same tap again changes nothing in it.
    assert mei.last.id == card.id
    await mei.tap("✓ Dec 3")
    await mei.tap("Back")
    assert mei.last.id == card.id
    assert mei.last.text == before
    await world.books_are_right()


async def test_how_it_adds_up_is_a_picture_with_the_sums_below(world: World) -> None:
    mei = await world.mei()
    await costs_of(mei)
    card = mei.last
    await mei.tap("How it adds up")
    shown = mei.last
    assert shown.file_id is not None
    assert "¥800.00 together is not withdrawable" in shown.text
    assert shown.labels == ["Back"]
    stored = world.sandbox.core.files.get(shown.file_id)
    assert stored is not None
    assert (stored.kind, stored.name, stored.width) == ("photo", "balance.png", 1000)
    # The card that was left has no buttons, and the way back is a new one: a picture cannot become a text.
    left = mei.now(card)
    assert left is not None
    assert left.labels == []
    await mei.tap("Back")
    assert "How to get more" in mei.last.text
    assert mei.last.id > shown.id
    gone = mei.now(shown)
    assert gone is not None
    assert gone.labels == []


async def test_a_picture_in_chinese(world: World) -> None:
    await world.worked_example()
    caiwu = await world.link(CAIWU, "1001")
    await caiwu.send("/language")
    await caiwu.tap("中文")
    await caiwu.send("/balance")
    assert "如何提取更多" in caiwu.last.text
    assert "无需处理（处理也不会更多）：欠费金额、未结清金额。" in caiwu.last.text
    await caiwu.tap("金额怎么算")
    assert "合计 ¥800.00 暂不可提现，其余 ¥200.00 可提现" in caiwu.last.text
    assert caiwu.last.file_id is not None


async def test_old_buttons_lead_to_how_things_stand_now(world: World) -> None:
    mei = await world.mei()
    await costs_of(mei)
    old = mei.last
    await mei.tap("What if")
    trial = mei.last
    released = {"id": "x1", "type": "resource.released", "at": "2026-11-22T10:00:00+08:00", "account": "1001"}
    offset = {**released, "id": "x2", "type": "credit_note.offset", "credit_note": "CN-1", "amount": "200.00"}
    await world.events([{**released, "resource": "i-web-1"}, offset])
    await mei.tap("✓ Reserve", on=trial)
    assert "More is not possible here" in mei.last.text
    assert mei.last.labels == ["Back"]
    await mei.tap("Reserve", on=old)
    assert "nothing is held for this now" in mei.last.text
    # Of an order's old reason nothing is left; a forged day or tick is no more than a day or tick.
    await mei.tap_data("y:1:0", on=mei.last)
    assert "can be withdrawn" in mei.last.text
    for data in ("wi:-1:-1", f"wi:{2**63}:{2**63}", "wi:x:0"):
        await mei.tap_data(data, on=mei.last)
        assert mei.last.text


async def test_a_manager_sees_the_plan_of_a_member(world: World) -> None:
    await world.worked_example()
    await world.events([
        {"id": "x1", "type": "bill.issued", "at": "2026-11-20T10:00:00+08:00", "account": "4002", "bill": "B-4002",
         "amount": "500.75"},
    ])  # fmt: skip
    world.sandbox.core.add_person(MANAGER)
    manager = await world.link(MANAGER, "4001", MANAGER.phone or "")
    await manager.send("/accounts")
    await manager.tap("4002")
    text = await costs_of(manager)
    assert "Reached through management account 4001." in text
    assert "1. Pay overdue bills with ¥500.75 of new money: +¥500.75, makes ¥3,500.75." in text


async def test_the_order_list_says_until_when_and_that_orders_share_what_is_free(world: World) -> None:
    mei = await world.mei()
    await mei.send("/withdraw")
    text = mei.last.text
    assert "Either one, or parts of both." in text
    assert "1. Nov 11 · Bank of China · up to ¥200.00\nBack the way it came until Dec 11." in text
    await mei.tap("1. ¥200.00")
    assert "Back the way it came until Dec 11." in mei.last.text
    await mei.send("100")
    assert "Back the way it came until Dec 11." in mei.last.text
    await mei.tap("Refund to original payment method")
    assert "Back the way it came until Dec 11." in mei.last.text


async def test_where_nothing_is_free_the_orders_lead_to_how_to_get_more(world: World) -> None:
    await world.worked_example()
    await world.events([
        account("5001", "+8613800138001"),
        top_up("100.00", "TP-5001", "5001"),
        {"id": "b1", "type": "bill.issued", "at": "2026-11-20T10:00:00+08:00", "account": "5001", "bill": "B-5001",
         "amount": "300.00"},
    ])  # fmt: skip
    mei = await world.link(MEI, "5001")
    await mei.send("/withdraw")
    assert "¥100.00 left, none of it free" in mei.last.text
    assert mei.last.labels == ["How to get more", "Back"]
    await mei.tap("How to get more")
    assert "1. Pay overdue bills with ¥300.00 of new money: +¥100.00, makes ¥100.00." in mei.last.text


async def test_a_test_account_with_its_own_clock_has_its_own_dates(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reserve of 9001 counts on the account's own clock, and the picture carries the banner of the session."""
    monkeypatch.chdir(tmp_path)
    async with desk_on(place.url) as desk:
        created = {
            "id": "r1",
            "type": "resource.created",
            "at": "2026-11-20T10:00:00+08:00",
            "account": "9001",
        }
        released = {**created, "id": "r2", "type": "resource.released", "at": "2026-11-23T16:00:00+08:00"}
        await desk.events([
            {**created, "resource": "i-1", "product": "ECS", "billing": "pay_as_you_go"},
            {**released, "resource": "i-1"},
        ])  # fmt: skip
        sally = await desk.acting()
        assert "1. Wait for the reserve, free Nov 24, 16:00: +¥100.00, makes ¥300.00." in await costs_of(
            sally
        )
        await sally.tap("How it adds up")
        assert BANNER in sally.last.text
        assert "¥100.00 is the reserve and not withdrawable. The other ¥200.00 is." in sally.last.text
        assert sally.last.file_id is not None
        await sally.send("/clock 2026-11-24")
        assert "free Nov 24, 16:00" in await costs_of(sally)
        await sally.send("/clock 2026-11-25")
        text = await costs_of(sally)
        assert "¥300.00 of ¥300.00 can be withdrawn." in text
        assert "Nothing is held." in text
