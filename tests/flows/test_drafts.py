"""Unfinished withdrawals: nothing typed is asked for twice, every way out and back works, endings are told once."""

from __future__ import annotations

import pytest

from bot.sandbox.driver import PersonDriver
from bot.sandbox.view import MessageView
from tests.flows.world import MEI, PARTNER, World

PHONE = "+8613800138001"
DAY_S = 24 * 3600


def shown(person: PersonDriver, card: MessageView) -> MessageView:
    """The present state of a message, which must still be there."""
    now = person.now(card)
    assert now is not None
    return now


async def switch(person: PersonDriver, to: str) -> None:
    """Changes the language by the command."""
    await person.send("/language")
    await person.tap(to)


async def test_the_language_changes_at_each_step_and_one_is_still_there(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await switch(mei, "中文")
    assert mei.last.text.startswith("提现多少？")
    await mei.send("120.50")
    await switch(mei, "English")
    assert "¥120.50: which way?" in mei.last.text
    await switch(mei, "中文")
    await mei.tap("原路退回")
    await switch(mei, "English")
    assert mei.last.text.startswith("Withdraw ¥120.50")
    await mei.tap("Send verification code")
    await switch(mei, "中文")
    assert mei.last.text.startswith("¥120.50 的验证码")
    await mei.send(await world.code(PHONE))
    await switch(mei, "English")
    assert mei.last.text.startswith("The code is right.")
    await mei.tap("Confirm withdrawal")
    assert mei.last.text.startswith("Approved, Pending Transfer")
    await switch(mei, "中文")
    assert "可提现" in mei.last.text


async def test_the_language_changes_while_an_account_is_being_connected(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await mei.start(await world.token("1001"))
    await switch(mei, "中文")
    assert "验证码" in mei.last.text or "没收到" in mei.last.text
    await mei.send(await world.code(PHONE))
    assert mei.last.text.startswith("已连接")


async def test_language_and_help_lead_back_to_the_open_question(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    for command in ("/language", "/help"):
        await mei.send(command)
        await mei.tap("Back")
        assert mei.last.text.startswith("Code for ¥120.50")
    await mei.send("/help")
    await mei.send(await world.code(PHONE))
    assert "Confirm withdrawal" in mei.last.labels
    await mei.tap("Cancel")
    await mei.send("/help")
    await mei.tap("Back")
    assert mei.last.text.startswith("Me")


async def test_a_code_typed_while_another_screen_is_open_is_asked_for_once_more(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    await mei.send("/balance")
    await mei.send(code)
    assert code not in mei.dump()
    assert "Type it once more here" in mei.last.text
    await mei.send(code)
    assert "Confirm withdrawal" in mei.last.labels


@pytest.mark.parametrize("word", ["/cancel", "/Cancel", "/stop", "cancel", "取消", "Stop!"])
async def test_people_type_cancel(world: World, word: str) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    await mei.send(word)
    assert mei.last.text.startswith("Stopped. No money moved.")
    await mei.send(code)
    assert "not waiting for one now" in mei.last.text
    await mei.send(word)
    assert "Nothing is unfinished" in mei.last.text


async def test_cancel_asks_first_about_what_is_only_lying_around(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("33")
    await mei.send("/balance")
    await mei.send("/cancel")
    assert "An unfinished withdrawal" in mei.last.text
    await mei.send("/cancel")
    assert "No money moved" in mei.last.text


async def test_cancel_while_an_account_is_being_connected(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await mei.start(await world.token("1001"))
    await mei.send("cancel")
    assert "No account was connected" in mei.last.text


async def test_a_stopped_withdrawal_is_picked_up_with_what_was_entered(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    await mei.tap("Cancel")
    assert "¥120.50 from order TP-1001-1" in mei.last.text
    await mei.tap("Pick it up again")
    assert mei.last.text.startswith("Withdraw ¥120.50")
    world.clock.move(61)
    await mei.tap("Send verification code")
    await mei.send(await world.code(PHONE))
    await mei.tap("Confirm withdrawal")
    assert [row.amount_fen for row in await world.withdrawals()] == [120_50]


async def test_an_expired_one_is_told_once_and_its_old_card_says_so(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("120.50")
    card = mei.last
    world.clock.move(DAY_S)
    await mei.tap("Refund to original payment method", on=card)
    assert "not confirmed in time" in shown(mei, card).text, "also before the timer has ended it"
    await world.settle()
    await world.settle()
    told = [message for message in mei.from_bot if "this withdrawal has ended" in message.text]
    assert len(told) == 1
    assert "¥120.50 from order TP-1001-1" in told[0].text
    await mei.tap("Back", on=card)
    assert "not confirmed in time" in shown(mei, card).text
    await mei.tap("Pick it up again", on=told[0])
    assert "¥120.50: which way?" in mei.last.text
    await mei.tap("Refund to original payment method")
    assert mei.last.text.startswith("Withdraw ¥120.50")


async def test_old_cards_elsewhere_show_the_truth(world: World) -> None:
    """The same person on a tablet: an older card of the draft, then a card of what was submitted meanwhile."""
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("20")
    old = mei.last
    await mei.send("/withdraw")
    await mei.tap("Continue")
    await mei.tap("Back")
    await mei.send("30")
    toast = await mei.tap("Refund to original payment method", on=old)
    assert toast is not None
    assert toast.text == "This has changed"
    assert "¥30.00" in shown(mei, old).text
    await mei.tap("Refund to original payment method")
    await mei.tap("Send verification code")
    await mei.send(await world.code(PHONE))
    await mei.tap("Confirm withdrawal")
    await mei.tap("Refund to original payment method", on=old)
    assert shown(mei, old).text.startswith("Approved, Pending Transfer")


async def test_two_people_on_one_account_have_a_draft_each(world: World) -> None:
    mei, partner = await world.mei(), await world.link(PARTNER)
    await world.begin(mei)
    await mei.send("20")
    await world.begin(partner)
    await partner.send("30")
    await mei.send("/withdraw")
    assert "¥20.00 from order" in mei.last.text
    await partner.send("/withdraw")
    assert "¥30.00 from order" in partner.last.text


async def test_another_order_keeps_the_amount_and_the_way(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("20")
    await mei.tap("Refund to original payment method")
    await mei.tap("Back")
    await mei.tap("Back")
    await mei.tap("Back")
    assert "Choose a top-up order" in mei.last.text
    await mei.tap("2. ¥200.00")
    assert "Now entered: ¥20.00" in mei.last.text
    await mei.send("25")
    assert mei.last.text.startswith("Withdraw ¥25.00")


async def test_what_is_edited_afterwards_does_not_count(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    wrong = await mei.send("abc")
    await mei.edit(wrong, "120.50")
    assert "only once" in mei.last.text
    assert mei.last.text.count("How much?") == 1
    await mei.send("120.50")
    before = len(mei.from_bot)
    await mei.edit(wrong, "something")
    assert len(mei.from_bot) == before


async def test_an_edited_code_is_removed_and_no_try(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    message = await mei.send("is it")
    await mei.edit(message, code)
    assert code not in mei.dump()
    assert "only once" in mei.last.text
    await mei.send(code)
    assert "Confirm withdrawal" in mei.last.labels


async def test_an_album_is_answered_once(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    before = len(mei.from_bot)
    await mei.send_album([b"\x89PNG" + b"0" * 20] * 4, caption="120.50")
    assert len(mei.from_bot) == before + 1
    assert "I cannot use that here" in mei.last.text
    assert "How much?" in mei.last.text


async def test_huge_texts_replies_and_odd_texts_change_nothing(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    for text in ("1" * 9000, "🙂", "<b>5</b>", "'; DROP TABLE", "120.50 " * 500, "-", "¥"):
        await mei.send(text, reply_to=mei.last)
        assert "How much?" in mei.last.text
    await mei.send("50", reply_to=mei.from_bot[0])
    assert "¥50.00: which way?" in mei.last.text
    assert await world.withdrawals() == []


async def test_another_amount_is_taken_where_the_way_and_the_check_are_shown(world: World) -> None:
    """It was "not understood", and the buttons below still meant the earlier amount."""
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("120.50")
    await mei.send("８０元")
    assert mei.last.text.startswith("¥80.00: which way?")
    await mei.send("500")
    assert mei.last.text.startswith("Too much")
    await mei.send("90")
    await mei.tap("Refund to original payment method")
    await mei.send("100000")
    assert "looked like a code" in mei.last.text
    await mei.send("/withdraw")
    await mei.tap("Continue")
    await mei.send("75.25")
    assert mei.last.text.startswith("Withdraw ¥75.25")
    await mei.tap("Send verification code")
    await mei.send(await world.code(PHONE))
    await mei.send("1")
    assert mei.last.text.startswith("The amount stays ¥75.25"), "a right code is not undone by a slip"
    await mei.tap("Confirm withdrawal")
    assert [row.amount_fen for row in await world.withdrawals()] == [75_25]
