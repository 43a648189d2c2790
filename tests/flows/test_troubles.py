"""The chat fails: nothing is lost, nothing is done twice, and the person is told."""

from __future__ import annotations

import pytest

from bot.sandbox.driver import PersonDriver
from bot.sandbox.faults import Fault
from bot.sandbox.view import MessageView
from storage.queries import Engine
from tests.flows.world import MEI, World

PHONE = "+8613800138001"
UNEDITABLE = (
    "Bad Request: message can't be edited",
    "Bad Request: there is no text in the message to edit",
    "Bad Request: message to edit not found",
    "Bad Request: MESSAGE_ID_INVALID",
)
GONE = (
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: user is deactivated"),
    (400, "Bad Request: chat not found"),
)


@pytest.fixture
def engine() -> Engine:
    """SQLite only: the chat does the same on both engines, and other tests cover the databases."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeats a broken call at once."""
    monkeypatch.setattr("bot.chat.show.AGAIN_S", 0.0)


def fault(world: World, method: str | None, kind: str = "error", **fields: object) -> Fault:
    return world.sandbox.core.faults.add(Fault(method, kind=kind, **fields))  # type: ignore[arg-type]


def too_many(world: World, method: str, wait_s: int, times: int | None = None) -> Fault:
    described = f"Too Many Requests: retry after {wait_s}"
    return fault(world, method, error_code=429, description=described, retry_after=wait_s, times=times)


async def calm(world: World, *, moved_s: int = 120) -> PersonDriver:
    """Ends the trouble, restarts the process, and sends what waited."""
    world.sandbox.core.faults.clear()
    await world.restart()
    world.clock.move(moved_s)
    await world.settle()
    return world.person(MEI)


def starting(person: PersonDriver, text: str) -> list[MessageView]:
    return [message for message in person.from_bot if message.text.startswith(text)]


@pytest.mark.parametrize("described", UNEDITABLE)
async def test_what_cannot_be_edited_is_sent_anew_and_the_old_buttons_go(
    world: World, described: str
) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("120.50")
    old = mei.last
    fault(world, "editMessageText", error_code=400, description=described)
    await mei.tap("Refund to original payment method")
    assert mei.last.id != old.id
    assert mei.last.text.startswith("Withdraw ¥120.50")
    left = mei.now(old)
    assert left is not None
    assert left.labels == []


async def test_a_status_card_that_cannot_be_edited_moves_to_a_new_message(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    await mei.tap("Confirm withdrawal")
    old = mei.last
    fault(world, "editMessageText", error_code=400, description=UNEDITABLE[1])
    await world.settle()
    left = mei.now(old)
    assert left is not None
    assert left.labels == []
    assert len([message for message in mei.from_bot if "Check the receiving account" in message.text]) == 1


async def test_a_message_that_the_person_deleted(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    card = mei.last
    mei.clear_history()
    await mei.tap("Confirm withdrawal", on=card)
    assert mei.last.text.startswith("Approved, Pending Transfer")
    mei.clear_history()
    await world.settle()
    assert any(message.text.startswith("Withdrawal Successful") for message in mei.from_bot)
    assert [row.status for row in await world.withdrawals()] == ["successful"]


async def test_a_tap_too_old_to_answer_still_does_what_it_says(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    described = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    fault(world, "answerCallbackQuery", error_code=400, description=described, times=None)
    await mei.tap("Confirm withdrawal")
    assert mei.last.text.startswith("Approved, Pending Transfer")


async def test_an_edit_whose_answer_is_lost_is_made_once(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    before = len(mei.from_bot)
    fault(world, "editMessageText", "lost")
    await mei.tap("Confirm withdrawal")
    assert len(mei.from_bot) == before
    assert mei.last.text.startswith("Approved, Pending Transfer")
    assert len(await world.withdrawals()) == 1


async def test_a_message_whose_answer_is_lost_comes_twice_at_most_and_both_work(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    fault(world, "sendMessage", "lost")
    await mei.send("120.50")
    cards = starting(mei, "¥120.50: which way?")
    assert len(cards) == 2
    await mei.tap("Refund to original payment method", on=cards[0])
    await mei.tap("Refund to original payment method", on=cards[1])
    assert mei.last.text.startswith("Withdraw ¥120.50")


@pytest.mark.parametrize(("kind", "engine"), [("drop", "sqlite"), ("error", "postgresql")])
async def test_a_screen_that_cannot_be_shown_follows_when_the_chat_is_back(world: World, kind: str) -> None:
    """A typed amount is stored though nothing could be said; the next step comes by itself."""
    mei = await world.mei()
    await world.begin(mei)
    fault(world, None, kind, times=None, chat_id=MEI.id)
    await mei.send("120.50")
    assert not starting(mei, "¥120.50")
    mei = await calm(world)
    assert len(starting(mei, "¥120.50: which way?")) == 1
    await mei.tap("Refund to original payment method")
    assert mei.last.text.startswith("Withdraw ¥120.50")


async def test_a_long_429_in_the_middle_says_so_and_the_screen_follows(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("120.50")
    too_many(world, "editMessageText", 30)
    toast = await mei.tap("Refund to original payment method")
    assert toast is not None
    assert toast.show_alert
    assert "nothing is lost" in toast.text
    assert "which way" in mei.last.text
    mei = await calm(world)
    assert mei.last.text.startswith("Withdraw ¥120.50")
    await mei.tap("Send verification code")
    assert mei.last.text.startswith("Code for ¥120.50")


async def test_five_tries_in_a_long_429_bring_one_screen_and_not_five(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    await mei.send("120.50")
    too_many(world, "editMessageText", 30)
    for _ in range(5):
        await mei.tap("Refund to original payment method")
    mei = await calm(world)
    assert len(starting(mei, "Withdraw ¥120.50")) == 1
    await mei.tap("Send verification code")
    assert mei.last.text.startswith("Code for ¥120.50")


async def test_a_429_after_confirming_loses_no_card(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    card = mei.last
    too_many(world, "editMessageText", 60)
    await mei.tap("Confirm withdrawal", on=card)
    await mei.tap("Confirm withdrawal", on=card)
    assert len(await world.withdrawals()) == 1
    mei = await calm(world)
    shown = mei.now(card)
    assert shown is not None
    assert shown.text.startswith("Withdrawal Successful")
    assert len(starting(mei, "Withdrawal Successful: ¥120.50")) == 1
    await world.books_are_right()


async def test_another_place_that_could_not_be_shown_leads_on(world: World) -> None:
    mei = await world.mei()
    too_many(world, "sendMessage", 30)
    await mei.send("/balance")
    mei = await calm(world)
    assert "Nothing is lost" in mei.last.text
    await mei.tap("Continue")
    assert mei.last.text.startswith("Me")


@pytest.mark.parametrize(("code", "described"), GONE)
async def test_a_chat_that_is_gone_in_the_middle_keeps_what_is_to_be_told(
    world: World, code: int, described: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    fault(world, None, error_code=code, description=described, times=None, chat_id=MEI.id)
    await mei.tap("Confirm withdrawal")
    await world.settle()
    assert [row.status for row in await world.withdrawals()] == ["successful"]
    assert "update failed" not in "".join(capsys.readouterr())
    world.sandbox.core.faults.clear()
    before = len(mei.from_bot)
    world.clock.move(600)
    await world.settle()
    assert len(mei.from_bot) == before, "nobody is pestered who cannot be reached"
    await world.restart()
    mei = world.person(MEI)
    await mei.send("/start")
    await world.settle()
    assert len(starting(mei, "Withdrawal Successful: ¥120.50")) == 1


async def test_the_apology_reaches_somebody_who_tapped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tap takes one answer: it must not be used before the screen is there."""
    mei = await world.mei()
    await mei.send("/help")
    fault(world, "editMessageText", error_code=400, description="Bad Request: can't parse entities")
    fault(world, "sendMessage", error_code=400, description="Bad Request: can't parse entities")
    toast = await mei.tap("Costs")
    assert toast is not None
    assert toast.show_alert
    assert "Reference: " in toast.text


async def test_a_typed_code_turns_the_question_into_the_next_step(world: World) -> None:
    """The code is removed, so the question is the last message; a second card with a keypad would look alive."""
    mei = await world.mei()
    await world.to_code(mei)
    question, before = mei.last, len(mei.from_bot)
    await mei.send(await world.code(PHONE))
    assert len(mei.from_bot) == before
    assert mei.last.id == question.id
    assert "Confirm withdrawal" in mei.last.labels


async def test_a_typed_amount_leaves_no_buttons_behind(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    for typed in ("nonsense", "120.50"):
        question = mei.last
        await mei.send(typed)
        assert mei.last.id != question.id
        left = mei.now(question)
        assert left is not None
        assert left.labels == []
    await mei.send("/balance")
    question = mei.last
    await mei.send("hello")
    left = mei.now(question)
    assert left is not None
    assert left.labels != []
