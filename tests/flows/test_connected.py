"""Connected chats, a new phone, and *Not me*, as people meet them in the chat."""

from __future__ import annotations

import pytest

from bot.sandbox.driver import PersonDriver
from bot.screens.buttons import NotMeButton, Prove, Remove
from tests.flows.world import MEI, PARTNER, STRANGER, World

PHONE = MEI.phone or ""


async def both(world: World) -> tuple[PersonDriver, PersonDriver]:
    """Lin Mei and her partner, both linked to 1001."""
    mei = await world.mei()
    partner = await world.link(PARTNER, "1001", PHONE)
    await world.settle()
    return mei, partner


async def new_phone(world: World) -> None:
    await world.events([{
        "id": "new-phone", "type": "account.updated", "at": "2026-11-23T17:00:00+08:00", "account": "1001",
        "phone": STRANGER.phone,
    }])  # fmt: skip
    await world.settle()


async def test_another_chat_is_removed_with_a_code_also_over_a_restart(world: World) -> None:
    mei, partner = await both(world)
    assert "was connected to the chat “Partner”" in mei.last.text
    await mei.tap("Who is connected")
    assert "1. Lin Mei (this chat), since" in mei.last.text
    assert "2. Partner, since" in mei.last.text
    await mei.tap("Remove 2")
    assert "Remove “Partner” from account 1001?" in mei.last.text
    await mei.tap("Send code")
    await world.restart()
    mei, partner = world.person(MEI), world.person(PARTNER)
    code = await world.code(PHONE)
    assert "to remove a chat from account 1001" in mei.sms[0].text
    await mei.send(f"{(int(code) + 1) % 1_000_000:06d}")
    assert "That code does not work" in mei.last.text
    assert "Code to remove a chat" in mei.last.text
    await mei.send("what code?")
    assert "Do you mean one of these?" in mei.last.text
    await mei.send("hm")
    assert "Code to remove a chat" in mei.last.text
    for digit in code:
        await mei.tap(digit)
    assert "Removed: “Partner”" in mei.last.text
    await world.settle()
    assert "This chat was removed from account 1001" in partner.last.text
    await partner.send("/balance")
    assert "First connect" in partner.last.text
    assert code not in mei.dump()


async def test_a_removal_is_stopped_by_cancel(world: World) -> None:
    mei, partner = await both(world)
    await mei.tap("Who is connected")
    await mei.tap("Remove 2")
    await mei.tap("Send code")
    await mei.send("/cancel")
    assert mei.last.text.startswith("Stopped. Nothing was changed.")
    await partner.send("/balance")
    assert "¥200.00" in partner.last.text


@pytest.mark.parametrize("typed", [True, False])
async def test_after_a_phone_change_the_chat_shows_nothing_until_the_new_phone_is_proved(
    world: World, typed: bool
) -> None:
    mei, _ = await both(world)
    await mei.send("/withdraw")
    old = mei.last
    await new_phone(world)
    assert "This chat shows nothing of the account" in mei.last.text
    push = mei.last
    for way in ("/balance", "/records", "/withdraw", "/accounts", "/start"):
        await mei.send(way)
        assert "This chat shows nothing of the account" in mei.last.text
        assert "200" not in mei.last.text
        assert "8099" not in mei.last.text
    await mei.tap("2. ¥200.00", on=old)
    shown = mei.now(old)
    assert shown is not None
    assert "200.00" not in shown.text
    await mei.tap("Prove phone of 1001", on=push)
    code = await world.code(STRANGER.phone or "")
    if typed:
        await mei.send(code)
    else:
        for digit in code:
            await mei.tap(digit)
    assert "Proved: account 1001 is shown here again." in mei.last.text
    assert code not in mei.dump()
    await mei.send("/balance")
    assert "¥200.00" in mei.last.text


async def test_a_suspended_account_is_let_go(world: World) -> None:
    mei, _ = await both(world)
    await new_phone(world)
    await mei.send("/accounts")
    await mei.tap("Forget 1001")
    assert "Forgotten: account 1001" in mei.last.text
    assert "First connect" in mei.last.text


async def test_not_me_asks_once_more_in_a_message_of_its_own(world: World) -> None:
    mei, partner = await both(world)
    push = mei.last
    await mei.tap("Not me")
    assert "Account 1001: was that not you?" in mei.last.text
    assert mei.last.id != push.id
    still = mei.now(push)
    assert still is not None
    assert still.text == push.text
    await mei.tap("No, all is well")
    await partner.send("/balance")
    assert "¥200.00" in partner.last.text
    await mei.tap("Not me", on=push)
    await mei.tap("Yes, it was not me")
    assert "Done. Account 1001 is safe for now." in mei.last.text
    assert "The chat “Partner” is disconnected." in mei.last.text
    await world.settle()
    assert "somebody who is connected to it said “Not me”" in partner.last.text
    await partner.send("/balance")
    assert "First connect" in partner.last.text
    await mei.tap("Not me", on=push)
    assert "You said so for this account already" in mei.last.text


async def test_the_code_card_has_not_me_and_it_ends_the_code(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    await mei.tap("Not me")
    await mei.tap("Yes, it was not me")
    assert "Codes on their way no longer work." in mei.last.text
    assert "disconnected" not in mei.last.text
    await mei.send("/withdraw")
    await mei.tap("Continue")
    await mei.send(code)
    assert "Confirm withdrawal" not in mei.last.labels


async def test_nobody_elses_buttons_do_anything(world: World) -> None:
    """Forged numbers of links and codes of others: each is looked up for the person who taps."""
    mei, partner = await both(world)
    stranger = world.person(STRANGER)
    await stranger.send("/start")
    before = (await world.withdrawals(), mei.last.text, partner.last.text)
    for number in range(1, 6):
        for data in (
            *(NotMeButton(what=what, id=number, sure=sure).pack()
              for what in ("code", "link", "phone") for sure in (0, 1)),
            *(Remove(chat=number, send=send).pack() for send in (0, 1)),
            *(Prove(waiting=number, forget=forget).pack() for forget in (0, 1)),
        ):  # fmt: skip
            await stranger.tap_data(data, on=stranger.last)
            assert "1001" not in stranger.last.text
    await world.settle()
    assert (await world.withdrawals(), mei.last.text, partner.last.text) == before
    for person in (mei, partner):
        await person.send("/balance")
        assert "¥200.00" in person.last.text
