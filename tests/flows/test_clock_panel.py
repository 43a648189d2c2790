"""The clock panel: never back, timers fire as they would, what comes due is named, and a restart keeps it all."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot.app import build
from bot.demo.books import WHO
from bot.demo.panel_words import KINDS, due_words, span, when
from bot.runtime.settings import Settings
from bot.sandbox.panels import PanelView
from domain.operations import NEXT_DUE
from domain.ports import DAY, HOUR, MINUTE, SECOND
from tests.flows.world import MEI, START, STRANGER, World


def due(view: PanelView) -> list[tuple[str, str]]:
    assert view.table is not None
    return [(cells[0], cells[1]) for cells in view.table.rows]


def test_every_kind_of_timer_has_words() -> None:
    assert set(KINDS) == set(NEXT_DUE)
    assert set(WHO) | {"outbox"} == set(NEXT_DUE)
    assert due_words("window_ends", None) == "Window ends"


def test_moments_and_spans_are_short() -> None:
    assert [when(START + days * DAY, START) for days in (0, 1, 2)] == [
        "today 17:00", "tomorrow 17:00", "Wed 25 Nov 17:00",
    ]  # fmt: skip
    assert [span(s) for s in (5 * SECOND, 61 * MINUTE, DAY, 50 * HOUR)] == [
        "5 s",
        "1 h 1 min",
        "1 d",
        "2 d 2 h",
    ]


async def test_the_panel_names_what_is_due_and_goes_there(world: World) -> None:
    await world.worked_example()
    await world.settle()
    view = await world.panel(MEI, "clock")
    assert [(row.label, row.value) for row in view.rows] == [
        ("Now", "Mon 23 Nov 2026 17:00"),
        ("Ahead of real time", "not moved"),
    ]
    # 3002 released its last resource three hours ago, at 14:00.
    assert due(view) == [("tomorrow 14:00", "Reserve of 3002 goes free")]
    world.clock.move(5)
    told = await world.press(MEI, "clock", "next")
    assert told == "Now Tue 24 Nov 14:00. Came due: Reserve of 3002 goes free."
    view = await world.panel(MEI, "clock")
    assert due(view) == []
    assert view.alert
    assert {button.action for button in view.buttons} == {"1h", "24h", "to"}
    with pytest.raises(KeyError):
        await world.press(MEI, "clock", "next")


async def test_drafts_and_codes_end_as_they_would(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    await world.settle()
    [draft] = [
        what.split()[1] for _, what in due(await world.panel(MEI, "clock")) if what.startswith("Draft ")
    ]
    kinds = {what for _, what in due(await world.panel(MEI, "clock"))}
    assert {f"Code for {draft} ends", f"Draft {draft} ends"} <= kinds
    assert f"Code for {draft} ends" in str(await world.press(MEI, "clock", "1h"))
    assert f"Draft {draft} ends" in str(await world.press(MEI, "clock", "24h"))
    assert not any(draft in what for _, what in due(await world.panel(MEI, "clock")))
    await world.books_are_right()


@pytest.mark.parametrize(
    ("value", "notice"),
    [
        ("2026-11-23T16:59", "That has been. The clock never goes back."),
        ("2026-11-23T17:00", "That has been. The clock never goes back."),
        ("2036-12-03T00:00", "That is too far: ten years ahead of real time at most."),
        ("tomorrow", "That is no time. Write it like 2026-12-03 00:00."),
        ("", "That is no time. Write it like 2026-12-03 00:00."),
        ("0001-01-01T00:00", "That has been. The clock never goes back."),
        ("9999-12-31T23:59", "That is too far: ten years ahead of real time at most."),
    ],
)
async def test_a_time_that_cannot_be_gone_to(world: World, value: str, notice: str) -> None:
    assert await world.press(MEI, "clock", "to", value) == notice
    assert world.clock.at == START


async def test_a_chosen_time_is_local_unless_it_says_otherwise(world: World) -> None:
    assert await world.press(MEI, "clock", "to", "2026-11-24T00:30") == "Now Tue 24 Nov 00:30."
    assert await world.press(MEI, "clock", "to", "2026-11-23T17:00:00+00:00") == "Now Tue 24 Nov 01:00."


async def test_a_message_on_its_way_is_not_sent_twice_by_a_moved_clock(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease would end with the move, so the move waits until it has arrived."""
    await world.mei()
    await world.settle()
    await world.press(MEI, "billing", "1001|phone", "Stranger")
    held = world.sandbox.core.faults.hold("sendMessage", MEI.id)
    world.sandbox.core.calls.clear()
    monkeypatch.setattr("bot.demo.panel_clock.PATIENCE_S", 0.2)
    told = await world.press(MEI, "clock", "1h")
    assert held.arrived.is_set(), "nothing was being sent: the test shows nothing"
    assert told == "Work is on its way. Try again in a moment."
    assert world.clock.at - START < HOUR
    held.release()
    monkeypatch.setattr("bot.demo.panel_clock.PATIENCE_S", 10)
    assert str(await world.press(MEI, "clock", "1h")).startswith("Now Mon 23 Nov 18:01.")
    assert len(world.sandbox.core.calls.of("sendMessage", chat_id=MEI.id)) == 1


async def test_a_restart_keeps_clock_and_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through HTTP, as the page does it, with the program's own clock."""
    monkeypatch.chdir(tmp_path)
    settings = Settings(_env_file=None, database_url=SecretStr("sqlite:///var/bot.db"), http_port=0)
    moved = 0
    for start in (1, 2):
        app = await build(settings)
        try:
            await app.start()
            assert app.sandbox is not None
            box = app.sandbox
            async with aiohttp.ClientSession(box.url, headers={"X-Sandbox-Key": box.page_key}) as page:
                panels = await (await page.get("/api/panels", params={"person": MEI.id})).json()
                ids = [panel["id"] for panel in panels]
                assert ids == ["links", "billing", "clock", "payouts", "faults", "calls", "people"]
                clock = panels[2]
                if start == 1:
                    assert (clock["alert"], clock["rows"][1]["value"]) == (False, "not moved")
                    body = {"person": MEI.id, "action": "next", "value": ""}
                    async with page.post("/api/panels/clock", json=body) as answer:
                        told = (await answer.json())["notice"]
                    assert "Reserve of 3002 goes free" in told
                    body = {"person": MEI.id, "action": "zh-hans", "value": "王小姐, +8613800139001"}
                    async with page.post("/api/panels/people", json=body) as answer:
                        assert "王小姐" in (await answer.json())["notice"]
                    moved = app.services.clock.now() - box_now()
                    assert moved > 20 * HOUR
                else:
                    assert clock["alert"]
                    assert abs(app.services.clock.now() - box_now() - moved) < 10 * SECOND
                    assert box.core.person(108).phone == "+8613800139001"
                    assert box.core.chats[108].id == 108
        finally:
            await app.stop()


def box_now() -> int:
    import time

    return time.time_ns() // 1000


async def test_nothing_of_it_is_there_for_a_live_run(settings_live: Settings) -> None:
    app = await build(settings_live)
    try:
        assert app.sandbox is None
        assert not hasattr(app.services.clock, "advance")
    finally:
        await app.stop()


@pytest.fixture
def settings_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(
        _env_file=None,
        database_url=SecretStr("sqlite:///var/live.db"),
        bot_token=SecretStr("123456:TEST-token-for-tests-only"),
        secret_key=SecretStr("k" * 32),
        sms_url=SecretStr("json://127.0.0.1:9/{phone}"),
        payout_url="https://pay.example",
        payout_secret=SecretStr("whsec_c2VjcmV0LW9mLXRoZS1nYXRld2F5LWluLXRlc3Rz"),
    )


async def test_two_presses_at_once_move_twice_and_never_race(world: World) -> None:
    await asyncio.gather(*[world.press(STRANGER, "clock", "1h") for _ in range(2)])
    assert world.clock.at == START + 2 * HOUR
