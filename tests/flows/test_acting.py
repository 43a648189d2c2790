"""Support acts as a test account, through the real Bot and Dispatcher: the banner everywhere, no customer's data.

The whole customer story is told in the session; what ends a session is tried at the worst moment, at Confirm.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from bot.channels.payouts import Payable, PayoutResult, RoutedPayouts
from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person
from bot.sandbox.view import MessageView
from bot.screens.buttons import account_key
from bot.screens.support_buttons import ActAs
from domain.actor import StaffRole
from domain.ports import Tx
from domain.usecases.staff import AddStaff, RemoveStaff, add_staff, remove_staff
from domain.views import Refused
from storage.queries import Query
from tests.databases import Place
from tests.flows.walks import readable
from tests.flows.world import MEI, OPERATOR, STRANGER, World
from tests.rig import account, top_up

SALLY = Person(301, "Sally", "en", "+8613800138077")
ADMIN = Person(302, "Ada", "en", None)
TEST_PHONE = "+8613800139001"
BANNER = "TEST ACCOUNT 9001 · acting: Sally · "
EXIT = "Exit test 9001"
MINUTE_S = 60


class Desk(World):
    """A world with support, one test account of 9001 and another one, and a real account that is Sally's own."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        for who in (SALLY, ADMIN):
            self.sandbox.core.add_person(who)

    async def hire(self, who: Person, role: StaffRole) -> PersonDriver:
        """Somebody becomes staff and has talked to the bot."""
        assert not isinstance(
            await self.app.perform(add_staff, OPERATOR, AddStaff(who.id, role, who.first_name)), Refused
        )
        person = self.person(who)
        await person.send("/start")
        return person

    async def acting(self, who: Person = SALLY) -> PersonDriver:
        """Support in a session as 9001."""
        person = await self.hire(who, "support")
        await person.send("/as 9001 T-1 the customer sees nothing")
        assert BANNER in person.last.text
        return person

    async def test_code(self, person: PersonDriver) -> str:
        """The newest code, as the session reads it."""
        await self.app.relay.run_due()
        await person.send("/inbox")
        return next(
            word for word in person.last.text.replace(".", " ").split() if word.isdigit() and len(word) == 6
        )

    async def to_confirm_as_test(self, person: PersonDriver) -> None:
        """To *Confirm withdrawal*, as 9001."""
        await person.send("/withdraw")
        await person.tap("1. ¥300.00")
        await person.send("120.50")
        await person.tap("Refund to original payment method")
        await person.tap("Send verification code")
        await person.send(await self.test_code(person))
        assert "Confirm withdrawal" in person.last.labels

    async def written(self, sql: str) -> list[tuple[Any, ...]]:
        """What a statement of the test's own gives."""

        def read(tx: Tx) -> list[tuple[Any, ...]]:
            found: Any = cast("Any", tx)._execute(Query("test", sql, frozenset()), {})
            return [tuple(row) for row in found.rows]

        return await self.app.db.read(read)

    async def moved_money(self) -> bool:
        """Whether anything was ever submitted."""
        found = await self.written("SELECT COUNT(*) FROM withdrawal WHERE submitted_at IS NOT NULL")
        return found != [(0,)]


@pytest.fixture
async def desk(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.chdir(tmp_path)
    desk = Desk(place.url)
    await desk.open()
    try:
        await desk.events([
            account(phone="+8613800138077"), top_up("1000.00"),
            account("9001", TEST_PHONE, test=True), top_up("300.00", "TP-9001-1", "9001"),
            account("9002", TEST_PHONE, test=True), top_up("70.00", "TP-9002-1", "9002"),
        ])  # fmt: skip
        yield desk
        await desk.books_are_right()
    finally:
        await desk.close()


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
    await sally.tap("How it adds up")
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
    # News of one's own account comes through, and says whose it is.
    desk.clock.move(25 * MINUTE_S)
    await desk.events([{
        "id": "new-phone", "type": "account.updated", "at": "2026-11-23T17:00:00+08:00", "account": "1001",
        "phone": "+8613800138078",
    }])  # fmt: skip
    await desk.settle()
    assert sally.last.text.startswith("Not about test account 9001")
    await sally.tap(EXIT)
    await sally.send("/balance")
    assert "Account 1001" in sally.last.text


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
        await desk.app.perform(remove_staff, OPERATOR, RemoveStaff(SALLY.id))
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


async def test_a_scenario_reset_and_the_time_machine(desk: Desk) -> None:
    sally = await desk.hire(SALLY, "support")
    await desk.link(MEI, "1001", "+8613800138077")
    await sally.send("/clock")
    assert "not acting" in sally.last.text
    await sally.send("/desk")
    await sally.tap("Reserve counting down")
    made = sally.last
    name = made.labels[0].removeprefix("Act as ")
    assert made.text.startswith("Made: Test Person")
    await sally.tap(made.labels[0])
    await sally.send("T-9")
    await sally.send("try the countdown")
    assert f"TEST ACCOUNT {name}" in sally.last.text
    assert "¥400.00 of ¥500.00" in sally.last.text
    await sally.send("/clock")
    assert "Due next: the reserve becomes free" in sally.last.text
    await sally.tap("24 hours on")
    assert "24 hours ahead" in sally.last.text
    await desk.settle()
    pushes = [one for one in sally.from_bot if "pay-as-you-go reserve is free" in one.text]
    assert len(pushes) == 1
    assert pushes[0].text.startswith(f"◆ TEST ACCOUNT {name} · acting: Sally")
    assert not any("reserve is free" in one.text for one in desk.person(MEI).from_bot)
    await sally.send("/balance")
    assert "¥500.00 of ¥500.00" in sally.last.text
    await sally.send("/clock tomorrow")
    assert "not a date I can read. Nothing was moved." in sally.last.text
    await sally.send("/clock 2020-01-01")
    assert "only goes forward" in sally.last.text
    await sally.send("/clock 2026-12-24")
    assert "it is Dec 24" in sally.last.text
    await sally.send("/as")
    await sally.tap("Start anew")
    await sally.tap("Close it and make a new one")
    assert sally.last.text.startswith("Made anew: Test Person")
    assert name not in sally.last.text
    await sally.send("/balance")
    assert name not in sally.last.text


EVENTS = """
{"id": "f1", "type": "account.opened", "at": "2026-11-01T09:00:00+08:00", "account": "F1", "name": "From a file",
 "kind": "personal", "identity": "F1", "real_name": "verified", "phone": "+999000000001", "test": true}
{"id": "f2", "type": "top_up.paid", "at": "2026-11-02T09:00:00+08:00", "account": "F1", "order": "F1-1",
 "amount": "42.00", "channel": "alipay", "holder": "personal"}
""".replace(",\n ", ", ")


async def test_a_file_of_events_opens_its_own_test_accounts(desk: Desk) -> None:
    sally = await desk.hire(SALLY, "support")
    await sally.send("/desk")
    real = EVENTS + EVENTS.splitlines()[-1].replace('"f2"', '"f3"').replace('"F1"', '"1001"').replace(
        "F1-1", "F1-2"
    )
    await sally.send_document(real.encode(), "events.jsonl")
    assert "Nothing was applied: 1 line is wrong." in sally.last.text
    assert "Line 4: " in sally.last.text
    await sally.send_document(b"\xff\xfe\x00", "events.jsonl")
    assert "cannot read that file" in sally.last.text
    await sally.send_document(EVENTS.encode(), "events.jsonl")
    assert sally.last.text.startswith("2 events applied.")
    await sally.tap("Act as F1")
    await sally.send("T-3")
    await sally.send("as the customer sent it")
    assert "¥42.00 of ¥42.00" in sally.last.text


async def test_looking_up_is_asked_for_masked_and_in_the_customers_log(desk: Desk) -> None:
    mei = await desk.link(MEI, "1001", "+8613800138077")
    sally = await desk.hire(SALLY, "support")
    await sally.send("/why")
    assert "/why 1001" in sally.last.text
    await sally.send("/why 1001")
    await sally.send("T-77")
    await sally.send("the customer asks why")
    shown = sally.last.text
    assert "Account 1001, looked up read-only" in shown
    assert "¥1,000.00 of ¥1,000.00" in shown
    assert "Account 1001 · 1001" not in shown
    assert "13800138077" not in shown
    await sally.send("/why 4711 T-77 the customer asks why")
    assert "no such account" in sally.last.text
    await mei.send("/log")
    assert "Staff looked at how your balance comes about" in mei.last.text
    assert "Ticket T-77" in mei.last.text
    assert "Sally" not in mei.last.text
    await sally.send("/as 9001 T-77 the customer asks why")
    await sally.send("/why 1001")
    assert "Exit first" in sally.last.text


async def test_the_audit_for_admins(desk: Desk) -> None:
    sally = await desk.acting()
    await desk.to_confirm_as_test(sally)
    await sally.send("/exit")
    await sally.send("/why 1001 T-8 a question")
    ada = await desk.hire(ADMIN, "admin")
    await ada.send("/audit account=9001 what=enter_code")
    assert "1 row" in ada.last.text
    assert "as test account 9001" in ada.last.text
    await ada.send("/audit who=301 what=look_up")
    assert "Ticket T-8: a question" in ada.last.text
    await ada.send("/audit colour=red")
    assert "“colour=red” is not part of a filter" in ada.last.text
    await ada.send("/audit")
    newest = ada.last.text
    await ada.tap("Older ›")
    assert ada.last.text != newest
    await ada.tap("CSV file")
    file = ada.last
    assert file.file_name == "audit.csv"
    assert "rows of the audit" in file.text


async def test_cases_of_test_accounts_are_in_a_queue_of_their_own(desk: Desk) -> None:
    await desk.events([
        account("9003", TEST_PHONE, test=True, identity="ID-9001"),
        {"id": "owes", "type": "bill.issued", "at": "2026-11-03T00:00:00+08:00", "account": "9003", "bill": "B-1",
         "amount": "10.00"},
    ])  # fmt: skip
    sally = await desk.acting()
    await desk.to_confirm_as_test(sally)
    await sally.tap("Confirm withdrawal")
    await desk.settle()
    assert "In Review" in sally.last.text
    ada = await desk.hire(ADMIN, "finance")
    await ada.send("/review")
    assert "¥120.50" not in ada.last.text
    await ada.tap("Test queue")
    assert "Test queue: no real money" in ada.last.text
    assert "1. ¥120.50" in ada.last.text
    await ada.tap("Real queue")
    assert "¥120.50" not in ada.last.text


async def test_what_is_asked_of_support_is_asked_again(desk: Desk) -> None:
    sally = await desk.hire(SALLY, "support")
    await sally.send("/why 1001")
    await sally.send_photo(readable())
    assert "Which ticket is it for?" in sally.last.text
    await sally.send("T-5")
    await sally.send_photo(readable())
    assert "Ticket T-5. What for?" in sally.last.text
    await sally.send("well")
    assert "looked up read-only" in sally.last.text


class Untouchable:
    """A provider of the real world, which a test account must never reach."""

    async def send(self, phone: str, text: str) -> None:
        raise AssertionError("a text message to a real phone")

    async def submit(self, order: Payable) -> PayoutResult:
        raise AssertionError("an order to the real channel")

    async def query(self, order: Payable) -> PayoutResult:
        raise AssertionError("a question to the real channel")

    async def close(self) -> None:
        """Nothing is open."""


async def test_a_test_account_reaches_neither_the_real_channel_nor_a_real_phone(desk: Desk) -> None:
    real = Untouchable()
    # The real world in the places of the sandbox's.
    desk.app.relay._delivery._sms = real
    desk.app.payer._channel = RoutedPayouts(real, desk.app.sandbox_payouts)
    sally = await desk.acting()
    await desk.to_confirm_as_test(sally)
    await sally.tap("Confirm withdrawal")
    await desk.settle()
    assert any("Withdrawal Successful" in one.text for one in sally.from_bot)
