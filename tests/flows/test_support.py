"""The tools of support besides a session: scenarios, events, looking up, the audit, and a queue of test cases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flows.acting import ADMIN, SALLY, TEST_PHONE, Desk, desk_on
from tests.flows.walks import readable
from tests.flows.world import MEI
from tests.support.databases import Place
from tests.support.rig import account


@pytest.fixture
async def desk(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.chdir(tmp_path)
    async with desk_on(place.url) as desk:
        yield desk


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
    await sally.tap("Act as T:F1")
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
    assert ada.last.text.count("as test account 9001") == 1
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


async def test_staff_read_where_an_account_is_stopped_and_a_chat_disconnected(desk: Desk) -> None:
    sally = await desk.hire(SALLY, "support")
    for command in ("stop", "unlink", "resume"):
        await sally.send(f"/{command} 1001 T-7 odd things")
        assert f"main.py {command}" in sally.last.text
    await sally.send("/stop")
    assert "Nothing is unfinished" in sally.last.text
    mei = desk.person(MEI)
    await desk.link(MEI, "1001", "+8613800138077")
    await mei.send("/stop it")
    assert "Nothing is unfinished" in mei.last.text
    await mei.send("/unlink 1001")
    assert "do not know that command" in mei.last.text
