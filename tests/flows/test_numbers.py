"""A payee's number stands in full where the payee is shown back, and in no message that is left behind."""

from __future__ import annotations

import pytest

from bot.sandbox.driver import PersonDriver
from bot.sandbox.faults import Fault
from storage.queries import Engine
from tests.flows import walks
from tests.flows.designated import ALIPAY, CLOSED, begun
from tests.flows.walks import CARD_SHOWN, MOBILE, NAMES, Case
from tests.flows.world import STRANGER, World

pytestmark = pytest.mark.usefixtures("documents_at_once")


@pytest.fixture
def engine() -> Engine:
    """SQLite only: the chat does the same on both engines, and other tests cover the databases."""
    return "sqlite"


def seen(person: PersonDriver, case: Case = CLOSED) -> int:
    """The number of messages in which the number can be read."""
    number = CARD_SHOWN if case.payee == "bank_card" else MOBILE
    return sum(number in message.text for message in person.from_bot)


@pytest.mark.parametrize("case", [CLOSED, ALIPAY], ids=str)
async def test_the_questions_show_the_end_of_it_and_the_summaries_all_of_it(world: World, case: Case) -> None:
    person = await begun(world, case)
    await walks.to_payee(person, case)
    await person.tap("Alipay account" if case.payee == "alipay" else "Bank card")
    await person.send(MOBILE if case.payee == "alipay" else CARD_SHOWN)
    assert seen(person, case) == 0
    await person.send("Somebody Else")
    await person.send(NAMES["5001"])
    assert "In whose name" not in person.last.text
    if case.payee == "bank_card":
        await person.send("ICBC")
        await person.tap("Type it by hand")
        await person.send("Jiangsu, Nanjing")
        await person.send("Nanjing Xinjiekou Sub-branch")
    assert "¥40.00 goes to" in person.last.text
    assert seen(person, case) == 1
    await walks.send_documents(person, case)
    assert seen(person, case) == 1
    await person.tap("Send verification code")
    assert seen(person, case) == 0
    await person.send(await world.code(walks.PHONE))
    assert "Confirm withdrawal" in person.last.labels
    assert seen(person, case) == 0
    assert ("•••• 0000" if case.payee == "bank_card" else "138 •••• 8008") in person.last.text


async def at_summary(world: World) -> PersonDriver:
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    await walks.enter_payee(person, CLOSED)
    assert seen(person) == 1
    return person


async def test_what_is_left_behind_is_edited_and_its_buttons_still_work(world: World) -> None:
    person = await at_summary(world)
    summary = person.last
    await person.send("/balance")
    assert seen(person) == 0
    left = person.now(summary)
    assert left is not None
    assert "•••• 0000" in left.text
    await person.tap("Name", on=left)
    asked = person.now(left)
    assert asked is not None
    assert "In whose name" in asked.text
    await person.send("/withdraw")
    await person.tap("Continue")
    await person.tap("Back")
    assert "¥40.00 goes to" in person.last.text
    assert seen(person) == 1
    # Typed words: the question below takes over, and the one above loses its buttons.
    summary = person.last
    await person.send("is that right?")
    assert seen(person) == 1
    assert CARD_SHOWN in person.last.text
    left = person.now(summary)
    assert left is not None
    assert CARD_SHOWN not in left.text
    assert left.labels == []


async def test_a_tap_on_another_message_leaves_no_number_behind(world: World) -> None:
    person = await begun(world)
    await person.send("/help")
    elsewhere = person.last
    await walks.to_payee(person, CLOSED)
    await walks.enter_payee(person, CLOSED)
    await person.tap("Costs", on=elsewhere)
    assert seen(person) == 0


async def test_after_a_restart_too(world: World) -> None:
    person = await at_summary(world)
    await world.restart()
    person = world.person(STRANGER)
    await person.send("hello")
    assert CARD_SHOWN in person.last.text
    assert seen(person) == 1


async def test_who_never_comes_back_leaves_none_either(world: World) -> None:
    person = await at_summary(world)
    summary = person.last
    world.clock.move(24 * 3600 + 1)
    await world.settle()
    assert seen(person) == 0
    left = person.now(summary)
    assert left is not None
    assert "Pick it up again" in left.labels


async def test_when_it_cannot_be_edited_now_it_is_edited_later(world: World) -> None:
    person = await at_summary(world)
    summary = person.last.id
    world.sandbox.core.faults.add(
        Fault("editMessageText", 429, "Too Many Requests: retry after 30", retry_after=30, times=1)
    )
    await person.send("/balance")
    assert person.last.text.startswith("Balance")
    assert seen(person) == 1
    world.clock.move(120)
    await world.settle()
    assert seen(person) == 0
    assert any(message.id == summary for message in person.from_bot)


async def test_a_screen_that_could_not_be_shown_follows_without_the_number(world: World) -> None:
    person = await at_summary(world)
    fault = Fault(
        None, 429, "Too Many Requests: retry after 30", retry_after=30, times=None, chat_id=STRANGER.id
    )
    world.sandbox.core.faults.add(fault)
    await person.send("what now?")
    world.sandbox.core.faults.clear()
    world.clock.move(120)
    await world.settle()
    assert seen(person) == 0
    assert person.last.text.startswith("Papers for ¥40.00")
