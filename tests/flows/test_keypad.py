"""Codes tapped on the keypad: counted in the answer, never edited, never stored, the same as typed ones."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.sandbox.driver import PersonDriver
from bot.sandbox.faults import Fault
from domain.actor import Actor
from domain.errors import Refusal
from domain.usecases.customer.show_withdrawal import show_draft
from tests.flows.world import MEI, World
from tests.support.rig import tried

PHONE = "+8613800138001"


async def tap_code(person: PersonDriver, code: str) -> list[str]:
    """Taps the digits one after the other; returns the answers."""
    return [await said_to(person, digit) for digit in code]


def edits(world: World) -> int:
    return len(world.sandbox.core.calls.of("editMessageText"))


async def said_to(person: PersonDriver, key: str) -> str:
    """The answer to a tap on this key."""
    toast = await person.tap(key)
    return toast.text if toast else ""


async def test_six_taps_are_the_same_as_a_typed_code(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    card, before = mei.last, edits(world)
    said = await tap_code(mei, code[:5])
    assert said == ["●○○○○○ 1 of 6", "●●○○○○ 2 of 6", "●●●○○○ 3 of 6", "●●●●○○ 4 of 6", "●●●●●○ 5 of 6"]
    assert mei.now(card) == card
    assert edits(world) == before
    await mei.tap(code[5])
    assert mei.last.text.startswith("The code is right.")
    assert mei.last.id == card.id
    await mei.tap("Confirm withdrawal")
    assert mei.last.text.startswith("Approved, Pending Transfer")


async def test_one_back_and_clear(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    wrong = str((int(code[2]) + 1) % 10)
    await tap_code(mei, code[:2] + wrong)
    assert await said_to(mei, "⌫") == "●●○○○○ 2 of 6"
    assert await said_to(mei, "Clear") == "○○○○○○ 0 of 6"
    assert await said_to(mei, "⌫") == "○○○○○○ 0 of 6"
    await tap_code(mei, code)
    assert "Confirm withdrawal" in mei.last.labels


async def test_all_digits_tapped_at_once_arrive_in_their_order(world: World) -> None:
    """As fast as a thumb: the second is tapped before the first is answered."""
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    card = mei.last
    world.sandbox.core.faults.add(Fault("answerCallbackQuery", kind="slow", delay_s=0.02))
    await asyncio.gather(*[mei.tap_update(digit, on=card) for digit in code])
    assert "Confirm withdrawal" in mei.last.labels


async def test_five_wrong_codes_on_the_keypad_lock(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    right = await world.code(PHONE)
    key = next(button.data or "" for button in mei.last.buttons if button.label == "1")
    for n in range(1, 6):
        await tap_code(mei, f"{(int(right) + n) % 1_000_000:06d}")
        assert ("Locked until" if n == 5 else "That code does not work") in mei.last.text
    locked = mei.last.text
    toast = await mei.tap_data(key, on=mei.last)
    assert toast is not None
    assert mei.last.text == locked, "a key of the card from before changes nothing"
    assert await world.withdrawals() == []


async def test_a_restart_in_the_middle_says_start_again_and_counts_no_try(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    await tap_code(mei, code[:4])
    await world.restart()
    mei = world.person(MEI)
    toast = await mei.tap(code[4])
    assert toast is not None
    assert toast.show_alert
    assert "Start again with the first one" in toast.text
    assert "did not count as a try" in toast.text
    assert await tap_code(mei, code[:1]) == ["●○○○○○ 1 of 6"]
    await tap_code(mei, code[1:])
    assert "Confirm withdrawal" in mei.last.labels


async def test_after_a_full_code_nothing_is_lost_by_a_restart(world: World) -> None:
    """The note of a begun pad goes with the last digit, so a later restart says nothing untrue."""
    mei = await world.mei()
    await world.to_code(mei)
    right = await world.code(PHONE)
    await tap_code(mei, f"{(int(right) + 1) % 1_000_000:06d}")
    await world.restart()
    mei = world.person(MEI)
    assert (await tap_code(mei, right[:1])) == ["●○○○○○ 1 of 6"]


async def test_another_screen_ends_the_digits(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    card = mei.last
    await tap_code(mei, code[:3])
    await mei.send("/balance")
    toast = await mei.tap(code[3], on=card)
    assert toast is not None
    assert "did not count" in toast.text
    for digit in code:
        await mei.tap(digit, on=card)
    shown = mei.now(card)
    assert shown is not None
    assert "Confirm withdrawal" in shown.labels


async def test_a_new_code_begins_with_no_digits(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    old = await world.code(PHONE)
    await tap_code(mei, old[:3])
    world.clock.move(61)
    await mei.tap("Send a new code")
    new = await world.code(PHONE)
    await tap_code(mei, new)
    assert "Confirm withdrawal" in mei.last.labels


async def test_a_tap_that_comes_twice_counts_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taps are not recorded as carried out: their number keeps them apart."""
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    updates, feed = [], world.driver.feed_raw

    async def recorded(update: dict[str, object]) -> None:
        updates.append(update)
        await feed(update)

    monkeypatch.setattr(world.driver, "feed_raw", recorded)
    await tap_code(mei, code[:3])
    for update in list(updates):
        await feed(update)
    await tap_code(mei, code[3:])
    assert "Confirm withdrawal" in mei.last.labels
    for update in list(updates):
        await feed(update)
    assert "Confirm withdrawal" in mei.last.labels


async def test_the_keypad_of_a_stopped_withdrawal_does_nothing(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code, card = await world.code(PHONE), mei.last
    await mei.tap("Cancel")
    for digit in code:
        toast = await mei.tap(digit, on=card)
        assert toast is not None
        assert "did not count" in toast.text
    assert "No money moved" in mei.last.text


async def test_forged_keys_are_no_keys(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    card = mei.last
    subject = card.buttons[0].data
    assert subject is not None
    _, _, what, withdrawal = subject.split(":")
    for key in ("10", "", "x", "٣", "-1"):
        toast = await mei.tap_data(f"n:{key}:{what}:{withdrawal}", on=card)
        assert toast is not None, key
        await mei.tap_data(f"d:open:{withdrawal}:0", on=card)
    await mei.tap_data("n:1:link:no_number", on=card)
    await mei.tap_data("n:1:code:W000000000000", on=card)
    unfinished = await tried(world.app.look(show_draft, Actor.chat(MEI.id)))
    assert not isinstance(unfinished, Refusal)
    assert unfinished.code == "sent"


async def test_a_code_is_tapped_faster_than_anything_else_may_be(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    world.app.dispatcher["pace"].allow(0, 10)
    await tap_code(mei, code)
    assert "Confirm withdrawal" in mei.last.labels
    world.app.dispatcher["pace"].allow(0, 10, 0)
    toast = await mei.tap_data("n:1:code:W1", on=mei.last)
    assert toast is not None
    assert "very fast" in toast.text


async def test_no_digit_reaches_the_log_the_state_or_the_chat(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    await tap_code(mei, code[:5])
    state = world.app.dispatcher.fsm.resolve_context(world.app.bot, MEI.id, MEI.id)
    assert state is not None
    kept = f"{await state.get_state()} {await state.get_data()}"
    for said in (kept, mei.dump(), caplog.text, *capsys.readouterr()):
        assert code[:5] not in said
    assert set((await state.get_data()).keys()) == {"pad"}


async def test_an_account_is_connected_with_the_keypad_too(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await mei.start(await world.token("1001"))
    code = await world.code(PHONE)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    await tap_code(mei, wrong)
    assert "That code does not work" in mei.last.text
    await tap_code(mei, code)
    assert "Connected: Lin Mei · 1001" in mei.last.text
