"""The end of a withdrawal, told in the chat: why, what next, and that the money is safe. In both languages."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from bot.sandbox.driver import PersonDriver
from bot.sandbox.view import MessageView
from domain.actor import Actor
from domain.errors import Refusal
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from storage.queries import Engine
from tests.flows.world import CAIWU, STRANGER, World
from tests.support.rig import tried

PHONE = "+8613800138001"
HOUR_S = 3600


@pytest.fixture
def engine() -> Engine:
    """SQLite only: the chat does the same on both engines, and other tests cover the databases."""
    return "sqlite"


async def confirmed(world: World, amount: str) -> tuple[PersonDriver, MessageView]:
    """Lin Mei after confirming this amount, and the card that shows it."""
    mei = await world.mei()
    await world.to_confirm(mei, amount)
    await mei.tap("Confirm withdrawal")
    return mei, mei.last


def shown(person: PersonDriver, card: MessageView) -> MessageView:
    now = person.now(card)
    assert now is not None
    return now


@pytest.mark.parametrize(
    ("amount", "why", "following"),
    [
        ("20.91", "closed or cannot receive", "choose a designated receiving account"),
        ("20.92", "does not match", "Have the name put right"),
        ("20.93", "refused the transfer", "Everything that was right is filled in"),
        ("20.89", "original way has ended", "to a designated receiving account"),
        ("20.87", "gave no reason we can name", "Everything that was right is filled in"),
    ],
)
async def test_a_failure_says_why_and_what_next_on_card_and_push(
    world: World, amount: str, why: str, following: str
) -> None:
    mei, card = await confirmed(world, amount)
    await world.settle()
    for message in (shown(mei, card), mei.last):
        assert message.text.startswith("Withdrawal Failed")
        assert why in message.text
        assert following in message.text
        assert "back in order TP-1001-1" in message.text
        assert "Apply again" in message.labels
    assert "daily_quota_used" not in mei.dump()
    await mei.tap("Apply again", on=mei.last)
    assert mei.last.text.startswith(f"Withdraw ¥{amount}")
    await world.books_are_right()


async def test_while_the_outcome_is_unknown_it_is_said_who_is_asked(world: World) -> None:
    mei, card = await confirmed(world, "20.99")
    await world.settle()
    text = shown(mei, card).text
    assert text.startswith("Approved, Pending Transfer")
    assert "We are asking the bank or Alipay" in text
    assert "Your money is safe: it arrives, or it comes back to order TP-1001-1." in text
    world.clock.move(HOUR_S + 60)
    await world.settle()
    text = shown(mei, card).text
    assert text.startswith("Approved, Pending Transfer")
    assert "Later than promised.\nPromised by" in text
    late = [message for message in mei.from_bot if message.text.startswith("Later than promised: ¥20.99")]
    assert len(late) == 1
    world.clock.move(2 * HOUR_S)
    await world.settle()
    assert shown(mei, card).text.startswith("Withdrawal Successful")
    assert "Later than" not in shown(mei, card).text
    assert len([m for m in mei.from_bot if m.text.startswith("Later than promised")]) == 1


async def test_a_return_by_the_bank_after_success(world: World) -> None:
    mei, card = await confirmed(world, "20.97")
    await world.settle()
    assert shown(mei, card).text.startswith("Withdrawal Successful")
    world.clock.move(HOUR_S + 60)
    await world.settle()
    text = shown(mei, card).text
    assert text.startswith("Withdrawal Failed")
    assert "Sent back by the bank" in text
    assert "¥20.97 is in order TP-1001-1 again" in text
    assert "the bank sent ¥20.97 back" in mei.last.text
    assert "Apply again" in mei.last.labels
    await mei.send("/balance")
    assert "200.00" in mei.last.text
    await world.books_are_right()


async def flagged(world: World) -> None:
    """Another account of the same identity owes money."""
    await world.worked_example()
    opened = "2026-01-05T09:00:00+08:00"
    await world.events([
        {"id": "of-owing", "type": "account.opened", "at": opened, "account": "9001", "name": "Lin Mei 2",
         "kind": "personal", "identity": "ID-FLAG", "real_name": "verified", "phone": "+8613800139001"},
        {"id": "of-other", "type": "account.opened", "at": opened, "account": "9002", "name": "Lin Mei 3",
         "kind": "personal", "identity": "ID-FLAG", "real_name": "verified", "phone": "+8613800139002"},
        {"id": "of-bill", "type": "bill.issued", "at": "2026-11-03T00:00:00+08:00", "account": "9001",
         "bill": "B-FLAG", "amount": "10.00"},
        {"id": "of-top", "type": "top_up.paid", "at": "2026-09-10T12:00:00+08:00", "account": "9002",
         "order": "TP-9002-1", "amount": "300.00", "channel": "alipay", "holder": "personal"},
    ])  # fmt: skip


async def in_review(world: World) -> PersonDriver:
    """A person whose withdrawal of 50.00 is reviewed first."""
    await flagged(world)
    finance = await world.link(CAIWU, "9002", "+8613800139002")
    await finance.send("/language")
    await finance.tap("English")
    await finance.send("/withdraw")
    await finance.tap("1. ¥300.00")
    await finance.send("50")
    assert "Somebody looks at it first" in finance.last.text
    await finance.tap("Refund to original payment method")
    assert "(In Review)" in finance.last.text
    await finance.tap("Send verification code")
    await finance.send(await world.code("+8613800139002"))
    await finance.tap("Confirm withdrawal")
    assert finance.last.text.startswith("In Review")
    return finance


async def test_a_flagged_one_is_reviewed_and_says_so_before_and_after(world: World) -> None:
    finance = await in_review(world)
    assert "another account under the same identity has an overdue bill" in finance.last.text
    assert "There by" not in finance.last.text
    assert "hour" not in finance.last.text
    await finance.tap("Cancel this withdrawal")
    assert finance.last.text.startswith("Cancelled")
    assert "¥50.00 is back in order TP-9002-1" in finance.last.text
    await finance.tap("Apply again")
    assert finance.last.text.startswith("Withdraw ¥50.00")
    await world.books_are_right()


async def test_applying_again_keeps_what_is_unfinished(world: World) -> None:
    finance = await in_review(world)
    await finance.tap("Cancel this withdrawal")
    card = finance.last
    await finance.send("/withdraw")
    await finance.tap("1. ¥300.00")
    await finance.send("20")
    unfinished = finance.last.text
    await finance.tap("Apply again", on=card)
    assert finance.last.text.startswith("You have not finished this one yet.")
    assert "¥20.00" in finance.last.text
    await finance.tap("Continue")
    assert finance.last.text == unfinished
    await finance.send("/withdraw")
    await finance.tap("Start over")
    await finance.tap("Apply again", on=card)
    assert finance.last.text.startswith("Withdraw ¥50.00")
    step = finance.last.text
    await finance.tap("Apply again", on=card)
    assert finance.last.text == step, "tapped twice"


async def test_a_card_on_its_way_does_not_bring_back_what_was_cancelled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    finance = await in_review(world)
    relay, comes = world.app.relay, asyncio.Event()
    turn = relay._turn

    def noted(user: int) -> AbstractAsyncContextManager[None]:
        comes.set()
        return turn(user)

    monkeypatch.setattr(relay, "_turn", noted)
    happened: list[dict[str, Any]] = []
    world.sandbox.core.hub.subscribe(happened.append)
    # A tap is being handled while the relay holds the card of the earlier status.
    async with turn(CAIWU.id):
        sending = asyncio.create_task(relay.run_due())
        async with asyncio.timeout(10):
            await comes.wait()
        (waiting,) = await world.withdrawals(CAIWU)
        assert not isinstance(
            await tried(
                world.app.perform(cancel_withdrawal, Actor.chat(CAIWU.id), waiting.id, waiting.version)
            ),
            Refusal,
        )
        assert [event for event in happened if event["type"] != "panels"] == []
    await sending
    shown_since = [event["message"]["text"] for event in happened if event["type"] == "edited"]
    assert shown_since
    assert all(text.startswith("Cancelled") for text in shown_since)
    assert finance.last.text.startswith("Cancelled")


async def test_outcomes_in_chinese(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei, "20.97")
    await mei.tap("Confirm withdrawal")
    card = mei.last
    await mei.send("/language")
    await mei.tap("中文")
    await world.settle()
    assert shown(mei, card).text.startswith("提现成功")
    world.clock.move(HOUR_S + 60)
    await world.settle()
    assert shown(mei, card).text.startswith("提现失败")
    assert "已回到订单 TP-1001-1" in shown(mei, card).text
    assert "银行退回了 ¥20.97" in mei.last.text


async def test_costs_under_a_message_are_those_of_the_account_it_is_about(world: World) -> None:
    """After a look at another account a person was shown the figures of that one."""
    await world.worked_example()
    person = await world.link(STRANGER, "3002", "+8613800138030")
    await world.link(STRANGER, "3001", "+8613800138030")
    world.clock.move(24 * 3600)
    await world.settle()
    pushed = person.last
    assert "reserve is free in account 3002" in pushed.text
    await person.send("/balance")
    assert "3001" in person.last.text
    for _ in range(2):
        await person.tap("Costs", on=pushed)
        assert "· 3002" in person.last.text
        assert "¥400.00 of ¥400.00 can be withdrawn" in person.last.text
    assert person.now(pushed) == pushed
    await person.send("/withdraw")
    assert "· 3002" in person.last.text
    await person.send("/accounts")
    await person.tap("Disconnect")
    await person.tap("3002 Sample Person (second)")
    await person.tap("Disconnect")
    await person.tap("Costs", on=pushed)
    assert "does not belong to your accounts" in person.last.text
