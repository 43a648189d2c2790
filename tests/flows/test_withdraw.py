"""A whole withdrawal in the chat, and everything that can come between."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.sms.channel import SmsFailed
from bot.sandbox.driver import PersonDriver
from tests.flows.world import CAIWU, MEI, PARTNER, STRANGER, World


async def test_the_worked_example_goes_through_to_successful(world: World) -> None:
    mei = await world.mei()
    await world.books_are_right()
    await mei.send("/balance")
    assert "200.00" in mei.last.text
    for line in ("Reserve", "Credit notes", "Overdue", "Unsettled", "Transferred"):
        await mei.tap(line)
        assert "withdrawable" in mei.last.text
        await mei.tap("Back")
    await world.to_code(mei)
    code = await world.code("+8613800138001")
    assert "¥120.50" in mei.sms[0].text
    await mei.send(code)
    assert code not in mei.dump()
    assert "One more tap withdraws ¥120.50" in mei.last.text
    assert "Fee: ¥0.00" in mei.last.text
    assert await world.withdrawals() == []
    await mei.tap("Confirm withdrawal")
    card = mei.last
    assert card.text.startswith("Approved, Pending Transfer")
    await world.books_are_right()
    await world.settle()
    edited = mei.now(card)
    assert edited is not None
    assert edited.text.startswith("Withdrawal Successful")
    assert mei.last.text.startswith("Withdrawal Successful: ¥120.50")
    assert [row.status for row in await world.withdrawals()] == ["successful"]
    await mei.send("/balance")
    assert "79.50" in mei.last.text
    await mei.send("/records")
    assert "Withdrawal Successful" in mei.last.text
    await mei.tap("1. ¥120.50")
    assert "TP-1001-1" in mei.last.text
    await world.books_are_right()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("120.50", "¥120.50"),
        ("200", "¥200.00"),
        ("0.01", "¥0.01"),
        ("１００", "¥100.00"),
        ("100元", "¥100.00"),
        ("¥ 3.20", "¥3.20"),
        ("99.5", "¥99.50"),
    ],
)
async def test_amounts_as_people_type_them(world: World, typed: str, shown: str) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send(typed)
    assert f"{shown}: which way?" in mei.last.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "the least is ¥0.01"),
        ("0.001", "not an amount I can read"),
        ("-5", "not an amount I can read"),
        ("1,20", "not an amount I can read"),
        ("all of it", "not an amount I can read"),
        ("1e2", "not an amount I can read"),
        ("200.01", "only ¥200.00 can be withdrawn"),
        ("1,200.5", "only ¥200.00 can be withdrawn"),
        ("9999999999999", "only ¥200.00 can be withdrawn"),
    ],
)
async def test_bad_amounts_are_answered_with_the_range(world: World, typed: str, said: str) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send(typed)
    assert said in mei.last.text
    assert "¥0.01" in mei.last.text
    await mei.send("50")
    assert "¥50.00: which way?" in mei.last.text


async def test_all_and_half(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.tap("Half ¥100.00")
    assert "¥100.00: which way?" in mei.last.text
    await mei.tap("Back")
    await mei.tap("All ¥200.00")
    assert "¥200.00: which way?" in mei.last.text


async def test_who_looked_at_the_designated_way_can_still_go_back_the_original_one(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("10")
    await mei.tap("Designated receiving account")
    assert "why not back the way it came?" in mei.last.text
    await mei.tap("Back")
    await mei.tap("Refund to original payment method")
    assert "Withdraw ¥10.00" in mei.last.text


async def test_a_card_from_before_an_edit_does_nothing(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    old = mei.last
    await mei.tap("Back")
    await mei.tap("Back")
    await mei.send("20")
    toast = await mei.tap("Confirm withdrawal", on=old)
    assert toast is not None
    assert toast.text == "This has changed"
    assert await world.withdrawals() == []
    fresh = mei.now(old)
    assert fresh is not None
    assert "¥20.00" in fresh.text
    assert "Confirm withdrawal" not in fresh.labels


async def test_fifty_taps_on_confirm_are_one_withdrawal(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    card = mei.last
    await mei.tap_many("Confirm withdrawal", 50, on=card)
    assert len(await world.withdrawals()) == 1
    shown = mei.now(card)
    assert shown is not None
    assert shown.text.startswith("Approved, Pending Transfer")
    await world.settle()
    assert [row.status for row in await world.withdrawals()] == ["successful"]
    assert sum("Withdrawal Successful" in message.text for message in mei.chat) == 2
    await world.books_are_right()


async def two_ready(world: World, first: str, second: str) -> tuple[PersonDriver, PersonDriver]:
    """Two people linked to one account, each one tap from confirming."""
    mei = await world.mei()
    partner = await world.link(PARTNER)
    await world.to_confirm(mei, first)
    world.clock.move(61)
    await world.to_confirm(partner, second)
    return mei, partner


async def test_two_withdrawals_race_for_the_last_money(world: World) -> None:
    mei, partner = await two_ready(world, "150", "150")
    await asyncio.gather(mei.tap_update("Confirm withdrawal"), partner.tap_update("Confirm withdrawal"))
    rows = await world.withdrawals()
    assert [row.amount_fen for row in rows] == [150_00]
    texts = sorted((mei.last.text, partner.last.text), key=lambda text: "Approved" not in text)
    assert texts[0].startswith("Approved, Pending Transfer")
    assert "only ¥50.00 can be withdrawn" in texts[1]
    await world.settle()
    await world.books_are_right()


async def test_two_withdrawals_that_both_fit_both_go_through(world: World) -> None:
    mei, partner = await two_ready(world, "150", "50")
    await asyncio.gather(mei.tap_update("Confirm withdrawal"), partner.tap_update("Confirm withdrawal"))
    assert sorted(row.amount_fen or 0 for row in await world.withdrawals()) == [50_00, 150_00]
    await world.books_are_right()


async def test_five_wrong_codes_with_a_restart_between_lock(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    right = await world.code("+8613800138001")
    wrong = [f"{(int(right) + n) % 1_000_000:06d}" for n in range(1, 6)]
    for code, left in zip(wrong[:3], ("", "", "2 tries are left"), strict=True):
        await mei.send(code)
        assert "That code does not work" in mei.last.text
        assert ("left" in mei.last.text) == bool(left)
        assert left in mei.last.text
    await world.restart()
    mei = world.person(MEI)
    await mei.send(wrong[3])
    assert "One try is left" in mei.last.text
    await mei.send(wrong[4])
    locked = mei.last.text
    assert "Locked until 17:16." in locked
    assert mei.last.labels == ["Continue", "Back", "Cancel"]
    # The locked card stays, whatever is typed or tapped now.
    await mei.send(right)
    assert mei.last.text == locked
    await mei.send("/withdraw")
    await mei.tap("Continue")
    assert mei.last.text == locked
    await mei.tap("Back")
    await mei.send(right)
    assert mei.last.text == locked
    for label in ("Send verification code", "Send a new code", "Confirm withdrawal", "1"):
        assert label not in mei.last.labels
    await mei.tap("Continue")
    assert mei.last.text == locked
    assert await world.withdrawals() == []
    world.clock.move(15 * 60)
    await mei.tap("Continue")
    assert "Send verification code" in mei.last.labels
    for code in (*wrong, right):
        assert code not in mei.dump()


async def test_a_restart_loses_nothing(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await world.restart()
    mei = world.person(MEI)
    await mei.send("120.50")
    await world.restart()
    mei = world.person(MEI)
    await mei.tap("Refund to original payment method")
    await mei.tap("Send verification code")
    await world.restart()
    mei = world.person(MEI)
    await mei.send(await world.code("+8613800138001"))
    await world.restart()
    mei = world.person(MEI)
    await mei.tap("Confirm withdrawal")
    assert mei.last.text.startswith("Approved, Pending Transfer")


async def test_an_unfinished_withdrawal_can_be_continued_or_started_over(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("33")
    await mei.send("/withdraw")
    assert "¥33.00 from order TP-1001-1" in mei.last.text
    await mei.tap("Continue")
    assert "¥33.00: which way?" in mei.last.text
    await mei.send("/withdraw")
    await mei.tap("Start over")
    assert "Choose a top-up order" in mei.last.text
    await mei.send("/withdraw")
    assert "Choose a top-up order" in mei.last.text


async def test_cancel_at_every_step(world: World) -> None:
    mei = await world.mei()
    steps = ["", "120.50", "Refund to original payment method", "Send verification code"]
    for count in range(1, len(steps) + 1):
        await world.begin(mei)
        for step in steps[1:count]:
            await (mei.send(step) if step[0].isdigit() else mei.tap(step))
        await mei.tap("Cancel")
        assert "No money moved" in mei.last.text
        await mei.send("120")
        assert "did not understand" in mei.last.text
    assert await world.withdrawals() == []


async def test_somebody_elses_buttons_do_nothing(world: World) -> None:
    mei = await world.mei()
    stranger = await world.link(STRANGER, "3001", "+8613800138030")
    await world.to_confirm(mei)
    stolen = [button.data for button in mei.last.buttons if button.data]
    await stranger.send("/help")
    for data in stolen:
        toast = await stranger.tap_data(data, on=stranger.last)
        assert toast is not None
        assert "¥120.50" not in stranger.dump()
        assert "TP-1001" not in stranger.dump()
    assert "does not belong to your accounts" in stranger.dump()
    assert await world.withdrawals() == []
    await mei.tap("Confirm withdrawal")
    assert mei.last.text.startswith("Approved, Pending Transfer")
    card = [button.data for button in mei.last.buttons if button.data]
    for data in card:
        await stranger.tap_data(data, on=stranger.last)
    assert "¥120.50" not in stranger.dump()


async def test_nonsense_at_each_step_changes_nothing(world: World) -> None:
    mei = await world.mei()

    async def nonsense() -> None:
        await mei.send("tell me a story")
        await mei.send_photo(b"\x89PNG" + b"0" * 20)
        await mei.send("/no_such_command")
        await mei.send_contact(STRANGER)
        await mei.tap_data("zz:1:2", on=mei.last)

    await nonsense()
    await world.begin(mei)
    await nonsense()
    await mei.send("/withdraw")
    await mei.tap("Continue")
    await mei.send("120.50")
    await nonsense()
    await mei.send("/withdraw")
    await mei.tap("Continue")
    await mei.tap("Refund to original payment method")
    await nonsense()
    await mei.send("/withdraw")
    await mei.tap("Continue")
    await mei.tap("Send verification code")
    await mei.send("tell me a story")
    await mei.send_photo(b"\x89PNG" + b"0" * 20)
    await mei.send(await world.code("+8613800138001"))
    assert "Confirm withdrawal" in mei.last.labels
    await mei.tap("Confirm withdrawal")
    assert mei.last.text.startswith("Approved, Pending Transfer")


async def test_a_chinese_conversation(world: World) -> None:
    await world.worked_example()
    finance = await world.link(CAIWU, "2001", "+8613800138021")
    assert finance.last.text.startswith("已连接")
    await finance.send("/withdraw")
    assert "第 1 页" in finance.last.text
    await finance.tap("较早 ›")
    assert "第 2 页" in finance.last.text
    for text in ("/balance", "/records", "/help"):
        await finance.send(text)
        assert not any(word in finance.last.text for word in ("Balance", "Records", "Costs"))


async def test_a_failed_transfer_says_why_and_offers_to_apply_again(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei, "20.91")
    await mei.tap("Confirm withdrawal")
    card = mei.last
    await world.settle()
    edited = mei.now(card)
    assert edited is not None
    assert edited.text.startswith("Withdrawal Failed")
    assert "closed or cannot receive" in edited.text
    assert "¥20.91 is back in order TP-1001-1" in edited.text
    await mei.tap("Apply again", on=edited)
    assert "Withdraw ¥20.91" in mei.last.text
    await mei.send("/balance")
    assert "200.00" in mei.last.text
    await world.books_are_right()


async def test_an_ineligible_account_says_which_gate(world: World) -> None:
    await world.worked_example()
    person = await world.link(STRANGER, "3003", "+8613800138030")
    await person.send("/withdraw")
    assert "suspended" in person.last.text
    await person.tap("Costs")
    assert "500.00" in person.last.text
    assert "suspended" in person.last.text


async def test_a_management_account_withdraws_for_its_member(world: World) -> None:
    await world.worked_example()
    manager = await world.link(PARTNER, "4001", "+8613800138040")
    await manager.send("/start")
    await manager.tap("Accounts")
    await manager.tap(lambda button: button.label.startswith("4002"))
    assert "Reached through management account 4001" in manager.last.text
    await manager.send("/withdraw")
    await manager.tap("1. ¥3,500.75")
    await manager.send("100")
    await manager.tap("Refund to original payment method")
    assert "8040" in manager.last.text
    await manager.tap("Send verification code")
    await manager.send(await world.code("+8613800138040"))
    await manager.tap("Confirm withdrawal")
    assert [row.amount_fen for row in await world.withdrawals(PARTNER)] == [100_00]


async def test_the_question_for_a_code_says_in_its_place_that_the_text_message_does_not_go(
    world: World,
) -> None:
    class Provider:
        works = False

        async def send(self, phone: str, text: str) -> None:
            if not self.works:
                raise SmsFailed("refused", retryable=True)

        async def close(self) -> None:
            """Does nothing."""

    async def tried(times: int) -> None:
        for _ in range(times):
            for lane in world.app.relay._lanes.values():
                lane.held_until = 0.0
            await world.app.relay.run_due()
            world.clock.move(5)

    mei = await world.mei()
    await world.app.settle()
    provider = world.app.relay._delivery._sms = Provider()
    await world.to_code(mei)
    question = mei.last
    assert "Sent to security phone" in question.text
    await tried(4)
    changed = mei.now(question)
    assert changed is not None
    assert "Could not be sent yet" in changed.text
    assert mei.last.id == question.id
    provider.works = True
    await tried(20)
    changed = mei.now(question)
    assert changed is not None
    assert "Sent to security phone" in changed.text
    assert mei.last.id == question.id
    # A person who looks at something else is not thrown back, and is told.
    provider.works = False
    world.clock.move(61)
    await mei.tap("Send a new code")
    await mei.send("/balance")
    await tried(4)
    assert "could not be sent yet" in mei.last.text
    await mei.tap("Enter the code")
    assert "Could not be sent yet" in mei.last.text
