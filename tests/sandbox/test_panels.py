"""Panels that know nothing of the business: faults, the log of calls, people; and panels as JSON."""

from __future__ import annotations

import asyncio
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.sandbox.panel_calls import calls_panel
from bot.sandbox.panel_faults import KINDS, FaultsPanel
from bot.sandbox.panel_people import MOST, people_panel
from bot.sandbox.panels import Panel, PanelButton, PanelInput, PanelRow, PanelSection, PanelTable, PanelView
from bot.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import Time
from tests.support.sandbox_bot import LI, TOKEN, WANG, keyboard

W = WANG.id


@pytest.fixture
def box(sandbox: Sandbox) -> Sandbox:
    """With all three panels; both people have written to the bot."""
    for person in (WANG, LI):
        sandbox.core.people.start(person.id)
    for panel in (
        FaultsPanel(sandbox.core).panel(),
        calls_panel(sandbox.core, UTC),
        people_panel(sandbox.core),
    ):
        sandbox.panels.add(panel)
    return sandbox


async def press(box: Sandbox, panel: str, action: str, value: str = "", person: int = W) -> str | None:
    return await box.panels.act(panel, person, action, value)


async def buttons(box: Sandbox, panel: str, person: int = W) -> dict[str, PanelButton]:
    return {button.action: button for button in (await box.panels.view(panel, person)).all_buttons()}


# -- faults


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("429", TelegramRetryAfter, "retry after 3"),
        ("500", TelegramServerError, "Internal Server Error"),
        ("blocked", TelegramForbiddenError, "bot was blocked by the user"),
        ("deactivated", TelegramForbiddenError, "user is deactivated"),
        ("no chat", TelegramBadRequest, "chat not found"),
        ("lost", TelegramNetworkError, "broken"),
        ("drop", TelegramNetworkError, "broken"),
    ],
)
async def test_a_switched_on_fault_strikes_this_person_once(
    box: Sandbox, direct_bot: Bot, kind: str, error: type[Exception], words: str
) -> None:
    told = await press(box, "faults", kind)
    assert told is not None
    assert told.endswith(f"{WANG.name}, all calls, 1 more.")
    view = await box.panels.view("faults", W)
    assert (view.alert, view.summary, view.rows[0].value) == (True, "1 on", f"{WANG.name}, all calls, 1 more")
    await direct_bot.get_updates()
    await direct_bot.send_message(LI.id, "others are not touched")
    with pytest.raises(error, match=words):
        await direct_bot.send_message(W, "hello")
    arrived = [message.get("text") for message in box.core.chats[W].messages.values()]
    assert ("hello" in arrived) == (kind == "lost")
    assert await direct_bot.send_message(W, "again")
    view = await box.panels.view("faults", W)
    assert (view.alert, view.summary) == (False, "none")


async def test_every_kind_can_be_switched_on_and_all_off(box: Sandbox, direct_bot: Bot) -> None:
    for kind in KINDS:
        assert await press(box, "faults", kind.id)
    assert len(box.core.faults.waiting()) == len(KINDS)
    assert await press(box, "faults", "clear") == "All faults are off."
    assert await direct_bot.send_message(W, "hello")
    with pytest.raises(KeyError):
        await press(box, "faults", "clear")


async def test_who_which_call_and_how_often_are_chosen_by_each_person(box: Sandbox, direct_bot: Bot) -> None:
    await press(box, "faults", "who", "all")
    await press(box, "faults", "method", "answerCallbackQuery")
    await press(box, "faults", "times", "")
    chosen = {a: b.input.value for a, b in (await buttons(box, "faults")).items() if b.input}
    assert chosen == {"who": "all", "method": "answerCallbackQuery", "times": ""}
    theirs = {a: b.input.value for a, b in (await buttons(box, "faults", LI.id)).items() if b.input}
    assert theirs == {"who": "me", "method": "", "times": "1"}
    await press(box, "faults", "500")
    sent = await direct_bot.send_message(LI.id, "not that call", reply_markup=keyboard(("A", "a")))
    for _ in range(3):
        tapped = box.core.people.tap(LI.id, sent.message_id, "a")
        with pytest.raises(TelegramServerError):
            await direct_bot.answer_callback_query(tapped)
    [row] = (await box.panels.view("faults", W)).rows
    assert row.value == "Everybody, answerCallbackQuery, until switched off"
    [off] = [action for action in await buttons(box, "faults") if action.startswith("off:")]
    assert await press(box, "faults", off) == "Off: Server error 500."
    assert await direct_bot.answer_callback_query(tapped)


async def test_edits_that_fail_are_about_edits_whatever_is_chosen(box: Sandbox, direct_bot: Bot) -> None:
    sent = await direct_bot.send_message(W, "x")
    await press(box, "faults", "method", "sendMessage")
    await press(box, "faults", "too old")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await direct_bot.edit_message_text("y", chat_id=W, message_id=sent.message_id)


async def test_blocking_is_a_switch_and_is_kept(box: Sandbox, direct_bot: Bot) -> None:
    assert (await buttons(box, "faults"))["block"].pressed is False
    await press(box, "faults", "block")
    assert (await buttons(box, "faults"))["block"].pressed is True
    with pytest.raises(TelegramForbiddenError):
        await direct_bot.send_message(W, "hello")
    assert box.core.chats[W].state()["blocked"]
    await press(box, "faults", "block")
    assert await direct_bot.send_message(W, "hello")


async def test_a_nonsense_choice_falls_back(box: Sandbox) -> None:
    await press(box, "faults", "times", "-5")
    await press(box, "faults", "method", "getUpdates")
    told = await press(box, "faults", "500")
    assert told is not None
    assert told.endswith("all calls, 1 more.")


# -- calls


async def test_the_log_shows_calls_and_never_what_was_said(box: Sandbox, direct_bot: Bot, time: Time) -> None:
    time.now = 1_790_000_000.0
    await direct_bot.send_message(W, "a secret 482913")
    await direct_bot.send_message(LI.id, "hello")
    sent = await direct_bot.send_message(W, "x", reply_markup=keyboard(("A", "a")))
    await direct_bot.answer_callback_query(box.core.people.tap(W, sent.message_id, "a"), text="toast 99")
    with pytest.raises(TelegramBadRequest):
        await direct_bot.send_message(W, "")
    table = (await box.panels.view("calls", W)).table
    assert table is not None
    assert [row[:4] for row in table.rows] == [
        ("14:13:20", "sendMessage", WANG.name, "400 Bad Request: message text is empty"),
        ("14:13:20", "answerCallbackQuery", WANG.name, "ok"),
        ("14:13:20", "sendMessage", WANG.name, "ok"),
        ("14:13:20", "sendMessage", WANG.name, "ok"),
    ]
    everything = str(await box.panels.views(W))
    assert not any(word in everything for word in ("482913", "toast 99", TOKEN, TOKEN.partition(":")[2]))
    await press(box, "calls", "show", "failed")
    assert await shown(box) == [(WANG.name, "400 Bad Request: message text is empty")]
    await press(box, "calls", "show", "all")
    assert len(await shown(box)) == 5
    await press(box, "calls", "show", "nonsense")
    assert len(await shown(box)) == 5
    assert (await box.panels.view("calls", LI.id)).summary == "1"
    await press(box, "calls", "clear")
    assert await shown(box) == []


async def shown(box: Sandbox) -> list[tuple[str, str]]:
    table = (await box.panels.view("calls", W)).table
    assert table is not None
    return [(row[2], row[3]) for row in table.rows]


async def test_a_lost_answer_is_not_ok_and_a_long_log_is_cut(box: Sandbox, direct_bot: Bot) -> None:
    await press(box, "faults", "lost")
    with pytest.raises(TelegramNetworkError):
        await direct_bot.send_message(W, "hello")
    assert await shown(box) == [(WANG.name, "connection broken")]
    for number in range(40):
        await direct_bot.send_message(W, f"{number}")
    view = await box.panels.view("calls", W)
    assert [row.label for row in view.rows] == ["41 calls, 1 refused or lost, the last 30 are shown."]


# -- people


async def test_somebody_added_by_hand_stays_over_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    box = Sandbox(TOKEN, [WANG, LI], state_path=path)
    box.panels.add(people_panel(box.core))
    await press(box, "people", "zh-hans", "  王 小姐,  +8613800139001 ")
    await press(box, "people", "en", "No Phone")
    added = [person for person in box.core.persons.values() if person.id > max(W, LI.id)]
    assert [(p.first_name, p.language_code, p.phone) for p in added] == [
        ("王 小姐", "zh-hans", "+8613800139001"),
        ("No Phone", "en", None),
    ]
    box.core.people.start(added[0].id)
    await box.stop()
    again = Sandbox(TOKEN, [WANG, LI], state_path=path)
    assert [again.core.persons[person.id] for person in added] == added
    assert again.core.chats[added[0].id].messages
    await again.stop()


@pytest.mark.parametrize(
    "value", ["", "   ", "+8613800139001", "x" * 65, "Somebody +123", "Somebody + 123456"]
)
async def test_a_person_without_a_name_or_with_half_a_phone_is_not_added(box: Sandbox, value: str) -> None:
    before = len(box.core.persons)
    assert await press(box, "people", "en", value)
    assert len(box.core.persons) == before


async def test_the_list_of_people_ends_somewhere(box: Sandbox) -> None:
    for number in range(MOST):
        await press(box, "people", "en", f"Person {number}")
    assert len(box.core.persons) == MOST


# -- how panels travel


async def test_a_panel_as_json_has_every_key(sandbox: Sandbox) -> None:
    async def view(person: int) -> PanelView:
        asked = PanelInput("Which", "choice", "a", [("a", "A")], immediate=True)
        return PanelView(
            rows=[PanelRow("Only a sentence")],
            buttons=[PanelButton("old", "Old", "Text")],
            table=PanelTable(("One",), [("1",)]),
            sections=[PanelSection("Part", buttons=[PanelButton("new", "New", input=asked, pressed=True)])],
            summary="short",
            alert=True,
        )

    done: list[tuple[str, str]] = []

    async def act(person: int, action: str, value: str) -> str | None:
        done.append((action, value))
        return None

    sandbox.panels.add(Panel("p", "P", view, act))
    plain: dict[str, Any] = {"hint": None, "tone": "plain", "confirm": None}
    text = {"label": "Text", "kind": "text", "value": "", "options": [], "immediate": False}
    choice = {"label": "Which", "kind": "choice", "value": "a", "options": [{"value": "a", "label": "A"}]}
    new = {"action": "new", "label": "New", "input_label": "Which", "pressed": True, **plain}
    assert await sandbox.panels.views(W) == [
        {
            "id": "p", "title": "P", "summary": "short", "alert": True,
            "rows": [{"label": "Only a sentence", "value": "", "ends_s": None}],
            "table": {"columns": ("One",), "rows": [("1",)], "empty": "Nothing yet"},
            "buttons": [
                {"action": "old", "label": "Old", "input_label": "Text", "input": text, "pressed": None, **plain}
            ],
            "sections": [
                {"title": "Part", "rows": [], "table": None,
                 "buttons": [{**new, "input": {**choice, "immediate": True}}]},
            ],
        }
    ]  # fmt: skip
    await sandbox.panels.act("p", W, "new", "a")
    assert done == [("new", "a")]


async def test_the_page_is_told_to_look_again_after_calls_but_not_at_each(
    box: Sandbox, direct_bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.panels._REST_S", 0.05)
    heard, told = 0, asyncio.Event()

    def listen(event: dict[str, Any]) -> None:
        nonlocal heard
        if event["type"] == "panels":
            heard += 1
            told.set()

    box.core.hub.subscribe(listen)
    for _ in range(20):
        await direct_bot.send_message(W, "x")
    assert heard == 0
    async with asyncio.timeout(5):
        await told.wait()
    assert heard == 1
