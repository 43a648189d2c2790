"""Support acts as a test account, through the real Bot and Dispatcher: the banner everywhere, no customer's data.

The session goes through the whole customer story; each event that ends a session comes at the worst moment, at
Confirm.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from bot.channels.payouts.channel import RoutedPayouts
from bot.sandbox.view import MessageView
from bot.screens.buttons import account_key
from bot.screens.support_buttons import ActAs
from domain.usecases.staff.members import remove_staff
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder
from tests.flows.acting import ADMIN, BANNER, EXIT, SALLY, TEST_PHONE, Desk, desk_on
from tests.flows.world import MEI, OPERATOR, STRANGER
from tests.support.databases import Place
from tests.support.rig import account, top_up, tried

MINUTE_S = 60


@pytest.fixture
async def desk(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.chdir(tmp_path)
    async with desk_on(place.url) as desk:
        yield desk


def unmarked(messages: list[MessageView]) -> list[str]:
    """Messages without the banner, or without the way out."""
    return [
        one.text
        for one in messages
        if not one.text.startswith(f"◆ {BANNER}") or not (EXIT in one.labels or not one.labels)
    ]


async def test_the_whole_customer_story_as_a_test_account(desk: Desk) -> None:
    sally = await desk.hire(SALLY, "support")
    await sally.tap("Act as test account")
    assert "Account 9001 · 9001" in sally.last.text
    assert "1001" not in sally.last.text
    await sally.tap(next(label for label in sally.last.labels if "9001" in label))
    await sally.send("see below")
    assert "not a ticket number" in sally.last.text
    await sally.send("T-42")
    await sally.send("a customer cannot withdraw")
    before, told = [one.id for one in sally.from_bot[:-1]], len(sally.toasts)
    assert f"{BANNER}30 min left" in sally.last.text
    assert "¥300.00" in sally.last.text
    await sally.send("/balance")
    await sally.tap("Records")
    await sally.send("/help")
    await sally.send("nonsense")
    await sally.send("/unheard")
    desk.clock.move(7 * MINUTE_S + 1)
    await desk.to_confirm_as_test(sally)
    assert f"{BANNER}23 min left" in sally.last.text
    await sally.tap("Confirm withdrawal")
    await desk.settle()
    await sally.send("/records")
    assert any("Withdrawal Successful" in one.text for one in sally.from_bot)
    session = [one for one in sally.from_bot if one.id not in before]
    assert len(session) > 8
    assert unmarked(session) == []
    assert sally.toasts[told:]
    assert [toast for toast in sally.toasts[told:] if not toast.startswith(BANNER)] == []
    assert desk.sandbox.core.phone.sms_for(TEST_PHONE) == []
    await sally.tap(EXIT)
    assert sally.last.text.startswith("Session ended.")
    rows = await desk.written("SELECT who, acting_as, use_case, outcome FROM audit")
    assert (f"chat:{SALLY.id}", "9001", "confirm_withdrawal", "done") in rows
    await sally.send("/balance")
    assert "TEST ACCOUNT" not in sally.last.text


async def test_a_real_account_is_refused_and_the_try_is_in_the_audit(desk: Desk) -> None:
    sally = await desk.hire(SALLY, "support")
    await sally.send("/as 1001")
    assert "No test account fits “1001”" in sally.last.text
    await sally.tap_data(ActAs(key=account_key("1001")).pack(), on=sally.last)
    assert "type its number" not in sally.last.text.lower()
    await sally.send("/as 1001 T-1 to see what they see")
    assert "Account 1001 is not a test account" in sally.last.text
    rows = await desk.written("SELECT account, outcome FROM audit WHERE use_case = 'start_session'")
    assert rows == [("1001", "not_a_test_account")]
    assert await desk.written("SELECT COUNT(*) FROM acting_session") == [(0,)]


async def test_nobody_else_finds_any_of_it(desk: Desk) -> None:
    await desk.hire(ADMIN, "finance")
    for who in (STRANGER, ADMIN):
        person = desk.person(who)
        await person.start()
        for command in (
            "/as",
            "/as 9001 T-1 because I want",
            "/inbox",
            "/desk",
            "/clock",
            "/why 1001",
            "/audit",
        ):
            await person.send(command)
            assert "9001" not in person.last.text, command
            assert "test account" not in person.last.text.lower() or "not acting" in person.last.text, command
    assert await desk.written("SELECT COUNT(*) FROM acting_session") == [(0,)]


async def test_ones_own_accounts_are_out_of_reach_meanwhile(desk: Desk) -> None:
    sally = await desk.link(SALLY, "1001", "+8613800138077")
    await sally.send("/withdraw")
    await sally.tap("1. ¥1,000.00")
    await sally.send("10.00")
    own = sally.last
    await desk.acting()
    await sally.send("/balance")
    assert "¥300.00" in sally.last.text
    assert "1001" not in sally.last.text
    await sally.tap("Refund to original payment method", on=own)
    shown = sally.now(own)
    assert shown is not None
    assert "1001" not in shown.text
    assert "Exit first" in shown.text
    await sally.start(await desk.token("1001"))
    assert "Exit first" in sally.last.text
    assert unmarked([sally.last]) == []
    # News of the person's own account comes through, and says whose it is.
    desk.clock.move(25 * MINUTE_S)
    await desk.events([{
        "id": "new-phone", "type": "account.updated", "at": "2026-11-23T17:00:00+08:00", "account": "1001",
        "phone": "+8613800138078",
    }])  # fmt: skip
    await desk.settle()
    assert sally.last.text.startswith("Not about test account 9001")
    await sally.tap(EXIT)
    await sally.send("/balance")
    assert "account 1001 was changed" in sally.last.text


@pytest.mark.parametrize("why", ["time", "timer", "role", "closed"])
async def test_a_session_that_is_over_at_confirm_does_nothing(desk: Desk, why: str) -> None:
    sally = await desk.acting()
    await desk.to_confirm_as_test(sally)
    confirm = sally.last
    said = "its time is up"
    if why in ("time", "timer"):
        desk.clock.move(30 * MINUTE_S)
    if why == "timer":
        await desk.settle()
        assert sally.last.text.startswith("◆ TEST ACCOUNT 9001\n\nSession over: its time is up.")
    if why == "role":
        said = "no longer support staff"
        await tried(desk.app.perform(remove_staff, OPERATOR, SALLY.id))
    if why == "closed":
        said = "the test account was closed"
        await desk.events([{
            "id": "close", "type": "account.updated", "at": "2026-11-23T17:00:00+08:00", "account": "9001",
            "standing": "closed",
        }])  # fmt: skip
    await sally.tap("Confirm withdrawal", on=confirm)
    shown = sally.now(confirm)
    assert shown is not None
    assert said in shown.text
    assert "Nothing was done" in shown.text
    assert not await desk.moved_money()
    await sally.send("/balance")
    assert "9001" not in sally.last.text
    assert (await desk.written("SELECT COUNT(*) FROM acting_session WHERE ended_at IS NULL")) == [(0,)]


async def test_a_typed_answer_after_the_end_is_no_answer(desk: Desk) -> None:
    sally = await desk.acting()
    await sally.send("/withdraw")
    await sally.tap("1. ¥300.00")
    desk.clock.move(30 * MINUTE_S)
    await sally.send("120.50")
    assert "Nothing was done" in sally.last.text
    await sally.send("120.50")
    assert "9001" not in sally.last.text
    assert await desk.written("SELECT COUNT(*) FROM withdrawal WHERE amount_fen IS NOT NULL") == [(0,)]


async def test_a_look_after_the_end_says_so_once(desk: Desk) -> None:
    sally = await desk.acting()
    desk.clock.move(30 * MINUTE_S)
    await sally.send("/balance")
    assert "its time is up" in sally.last.text
    await sally.send("/balance")
    assert "its time is up" not in sally.last.text
    assert "TEST ACCOUNT" not in sally.last.text


async def test_a_second_session_ends_the_first(desk: Desk) -> None:
    sally = await desk.acting()
    await desk.to_confirm_as_test(sally)
    confirm = sally.last
    await sally.send("/as 9002 T-2 another look at it")
    assert "TEST ACCOUNT 9002 · acting: Sally" in sally.last.text
    await sally.tap("Confirm withdrawal", on=confirm)
    assert "Nothing was done" in cast("MessageView", sally.now(confirm)).text
    assert not await desk.moved_money()
    rows = await desk.written("SELECT account, ended_why FROM acting_session ORDER BY id")
    assert rows[0] == ("9001", "replaced")


async def test_apologies_in_a_session_are_marked_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sally = await desk.acting()

    def breaks(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as broken:
        broken.setattr("handlers.account.costs.card", breaks)
        await sally.send("/balance")
        assert "Something went wrong" in sally.last.text
        assert unmarked([sally.last]) == []
        await sally.send("/start")
        await sally.tap("Costs")
        assert sally.alerts[-1].startswith(BANNER)
    desk.app.dispatcher["pace"].allow(1, 10)
    await sally.send("/balance")
    await sally.send("/balance")
    assert sally.last.text.startswith(BANNER)
    assert "very fast" in sally.last.text


async def test_the_chinese_banner(desk: Desk) -> None:
    sally = await desk.acting()
    await sally.send("/language")
    await sally.tap("中文")
    assert sally.last.text.startswith("◆ 测试账号 9001 · 操作人：Sally · 剩 30 分钟")
    assert "退出测试 9001" in sally.last.labels


async def test_the_customer_of_a_real_account_sees_no_banner(desk: Desk) -> None:
    await desk.acting()
    await desk.events([account("1005", "+8613800138001"), top_up("10.00", "TP-5", "1005")])
    mei = await desk.link(MEI, "1005")
    await mei.send("/balance")
    assert not any("TEST" in one.text or "Exit" in str(one.labels) for one in mei.from_bot)


class Untouchable:
    """A real provider, which a test account must never reach."""

    async def send(self, phone: str, text: str) -> None:
        raise AssertionError("a text message to a real phone")

    async def submit(self, order: PayoutOrder) -> PayoutAnswer:
        raise AssertionError("an order to the real channel")

    async def query(self, order: PayoutOrder) -> PayoutAnswer:
        raise AssertionError("a question to the real channel")

    async def close(self) -> None:
        """Does nothing."""


async def test_a_test_account_reaches_neither_the_real_channel_nor_a_real_phone(desk: Desk) -> None:
    real = Untouchable()
    # The real providers replace the sandbox's.
    desk.app.relay._delivery._sms = real
    desk.app.payer._channel = RoutedPayouts(lambda _: real, desk.app.sandbox_payouts)
    sally = await desk.acting()
    await desk.to_confirm_as_test(sally)
    await sally.tap("Confirm withdrawal")
    await desk.settle()
    assert any("Withdrawal Successful" in one.text for one in sally.from_bot)
