"""Connected accounts in the chat: others are told, one is left, and several are listed and switched."""

from __future__ import annotations

from bot.sandbox.model import Person
from tests.flows.phone import accounts, ask
from tests.flows.world import MEI, World


async def test_others_are_told_of_a_new_chat_and_of_one_less(world: World) -> None:
    mei = await world.mei()
    twin = world.driver.add_person(Person(120, "Twin", "en", MEI.phone))
    await ask(twin)
    await twin.send(await world.code(MEI.phone or ""))
    await world.settle()
    assert "was connected to the chat “Twin”" in mei.last.text
    await twin.send("/accounts")
    await twin.tap("Disconnect")
    await twin.tap("Disconnect")
    assert twin.last.text.startswith("Disconnected: Lin Mei · 1001")
    assert "First connect" in twin.last.text
    await world.settle()
    assert "was disconnected from the chat “Twin”" in mei.last.text
    assert "disconnected" not in twin.last.text


async def test_disconnecting_ends_the_draft_and_leaves_what_is_under_way(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei, "20")
    await mei.tap("Confirm withdrawal")
    card = mei.last
    world.clock.move(61)
    await mei.send("/withdraw")
    await mei.tap("1. ¥180.00")
    await mei.send("30")
    await mei.tap("Refund to original payment method")
    await mei.tap("Send verification code")
    code = await world.code(MEI.phone or "")
    draft = mei.last
    await mei.send("/accounts")
    await mei.tap("Disconnect")
    assert "The unfinished withdrawal ends" in mei.last.text
    assert "One withdrawal under way goes on" in mei.last.text
    await mei.tap("Keep it")
    assert "● Lin Mei · 1001" in mei.last.text
    await mei.tap("Disconnect")
    await mei.tap("Disconnect")
    assert "First connect" in mei.last.text
    await mei.send(code)
    await mei.tap_data(next(b.data or "" for b in draft.buttons if b.label == "Cancel"), on=draft)
    await world.settle()
    left = mei.now(card)
    assert left is not None
    assert "is not shown in this chat any more" in left.text
    assert "Withdrawal Successful" not in mei.dump()
    await world.link(MEI)
    assert [row.status for row in await world.withdrawals()] == ["successful"]
    await mei.send("/withdraw")
    assert "not finished" not in mei.last.text
    await world.books_are_right()


async def test_accounts_are_listed_switched_and_left_one_by_one(world: World) -> None:
    await world.worked_example()
    manager = world.driver.add_person(Person(105, "Sample Manager", "en", "+8613800138040"))
    await world.link(MEI)
    mei = world.person(MEI)
    await manager.share_contact()
    await manager.send(await world.code("+8613800138040"))
    await manager.start(await world.token("1001"))
    await manager.send(await world.code(MEI.phone or ""))
    text = await accounts(manager)
    assert [line[:1] for line in text.splitlines() if "·" in line] == ["○", "↳", "●"]
    assert "13800138040" not in text
    await manager.tap("4002")
    await manager.send("/accounts")
    assert "↳ ●" in manager.last.text
    await manager.tap("Disconnect")
    await manager.tap("4001")
    assert "Its member account goes with it" in manager.last.text
    await manager.tap("Disconnect")
    assert "1001" in manager.last.text
    assert "4002" not in await accounts(manager)
    await manager.tap_data("u:0123456789abcdef01:1", on=manager.last)
    assert "does not belong to your accounts" in manager.last.text
    assert "● Lin Mei · 1001" in await accounts(mei)
