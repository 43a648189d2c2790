"""Groups, old buttons, repeated updates, and errors: answered, and nothing changed."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox.faults import Fault
from domain.actor import Actor
from storage.errors import QueryError, StorageError
from tests.flows.world import CAIWU, MEI, World
from tests.support.sandbox_bot import png

GROUP = -100_200
PATIENCE_S = 10.0


async def test_groups_are_refused_politely_and_see_no_data(world: World) -> None:
    await world.mei()
    world.sandbox.core.add_group(GROUP, "Friends", [MEI.id])
    group = world.person(MEI).in_chat(GROUP)
    for command in ("/balance", "/start", "/withdraw", "/anything"):
        await group.send(command)
        assert "only talk in a private chat" in group.last.text
    assert [button.url for button in group.last.buttons] == [f"https://t.me/{world.sandbox.core.username}"]
    before = len(group.from_bot)
    await group.send("just talking")
    await group.send("120.50")
    await group.send("/balance@another_bot")
    assert len(group.from_bot) == before
    toast = await group.tap_data("g:costs:0", on=group.last)
    assert toast is not None
    assert toast.show_alert
    shown = group.dump()
    assert "1001" not in shown
    assert "200.00" not in shown


async def test_old_and_unknown_buttons_lead_home(world: World) -> None:
    mei = await world.mei()
    await mei.send("/help")
    for data in ("old:button", "d:", "d:confirm:x", "g:nowhere:0", "h:everything", "x" * 64, "r::0:0"):
        toast = await mei.tap_data(data, on=mei.last)
        assert toast is not None, data
        assert "can be withdrawn" in mei.last.text, data
    assert await world.withdrawals() == []


async def test_edited_messages_are_left_alone(world: World) -> None:
    mei = await world.mei()
    message = await mei.send("hello")
    before = len(mei.from_bot)
    await mei.edit(message, "120.50")
    assert len(mei.from_bot) == before


async def test_the_same_update_twice_does_one_thing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    updates, feed = [], world.driver.feed_raw

    async def recorded(update: dict[str, object]) -> None:
        updates.append(update)
        await feed(update)

    monkeypatch.setattr(world.driver, "feed_raw", recorded)
    await mei.tap("Confirm withdrawal")
    (update,) = updates
    card = mei.last
    await feed(update)
    assert mei.now(card) == card
    assert len(await world.withdrawals()) == 1


async def test_a_code_that_nobody_waits_for_is_removed(world: World) -> None:
    mei = await world.mei()
    await mei.send("/help")
    await mei.send("123456")
    assert "123456" not in mei.dump()
    assert "looked like a code" in mei.last.text


async def test_a_card_that_cannot_be_edited_is_sent_anew(world: World) -> None:
    mei = await world.mei()
    await mei.send("/help")
    before = len(mei.from_bot)
    world.sandbox.core.faults.add(
        Fault("editMessageText", error_code=400, description="Bad Request: message can't be edited")
    )
    await mei.tap("Costs")
    assert len(mei.from_bot) == before + 1
    assert "Cash balance" in mei.last.text


async def test_told_to_wait_it_waits_and_shows_the_screen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("bot.chat.show.asyncio.sleep", wait)
    mei = await world.mei()
    world.sandbox.core.faults.add(
        Fault("sendMessage", error_code=429, description="Too Many Requests: retry after 3", retry_after=3)
    )
    await mei.send("/balance")
    assert waited == [3]
    assert "Cash balance" in mei.last.text


class Breaks:
    """Replaces the database's `read` while it is broken."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def __call__(self, *args: object) -> object:
        raise self.error


async def test_a_busy_database_is_said_and_nothing_changed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = await world.mei()
    await mei.send("/help")
    monkeypatch.setattr(world.app.db, "read", Breaks(StorageError("busy")))
    await mei.send("/balance")
    assert "Very busy just now; nothing was changed" in mei.last.text
    toast = await mei.tap("Costs")
    assert toast is not None
    assert toast.show_alert
    assert "nothing was changed" in toast.text


async def test_what_can_never_be_stored_is_a_mishap_and_not_busy(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mei = await world.mei()
    monkeypatch.setattr(
        world.app.db, "read", Breaks(QueryError("an integer parameter needs more than 64 bits"))
    )
    await mei.send("/balance")
    assert "Reference: " in mei.last.text
    assert "busy" not in mei.last.text


async def test_a_mishap_is_apologised_for_with_a_reference(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mei = await world.mei()
    monkeypatch.setattr(world.app.db, "read", Breaks(RuntimeError("secret 123456")))
    await mei.send("/balance")
    assert "Reference: " in mei.last.text
    reference = mei.last.text.rsplit(maxsplit=1)[-1]
    logged = capsys.readouterr()
    assert reference in logged.out + logged.err
    assert "123456" not in logged.out + logged.err


async def test_too_fast_is_answered_once(world: World) -> None:
    mei = await world.mei()
    world.app.dispatcher["pace"].allow(0, 10)
    before = len(mei.from_bot)
    for _ in range(5):
        await mei.send("/help")
    assert [message.text for message in mei.from_bot[before:]] == [
        "That was very fast. Wait a few seconds; nothing was changed."
    ]


async def test_a_tap_in_a_group_that_is_too_old_to_be_answered_is_no_mishap(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.sandbox.core.add_group(GROUP, "Friends", [MEI.id])
    group = world.person(MEI).in_chat(GROUP)
    await group.send("/balance")
    old = "query is too old and response timeout expired or query ID is invalid"
    world.sandbox.core.faults.add(Fault("answerCallbackQuery", 400, f"Bad Request: {old}", times=None))
    await group.tap_data("g:costs:0", on=group.last)
    logged = capsys.readouterr()
    assert "update failed" not in logged.out + logged.err


async def test_two_albums_are_not_too_fast_and_a_flood_of_pictures_is(world: World) -> None:
    mei = await world.mei()
    world.app.dispatcher["pace"].allow(5, 10)
    for _ in range(2):
        await mei.send_album([png()] * 10)
    assert "fast" not in mei.dump()
    for _ in range(2):
        await mei.send_album([png()] * 10)
    assert mei.dump().count("fast") == 1


async def test_who_is_too_fast_is_sent_away_at_once_and_makes_no_line(world: World) -> None:
    """A hundred updates waited for each other, and with polling everyone else waited behind them."""
    mei = await world.mei()
    world.app.dispatcher["pace"].allow(2, 10)
    held = world.sandbox.core.faults.hold("sendMessage", MEI.id)
    served = asyncio.create_task(mei.send("/balance"))
    await held.arrived.wait()
    many = [asyncio.create_task(mei.send("/balance")) for _ in range(100)]
    async with asyncio.timeout(PATIENCE_S):
        while sum(task.done() for task in many) < 99:
            await asyncio.wait(
                [task for task in many if not task.done()], return_when=asyncio.FIRST_COMPLETED
            )
    assert not served.done()
    held.release()
    await asyncio.gather(served, *many)


async def test_somebody_who_comes_back_gets_what_was_kept(world: World) -> None:
    mei = await world.mei()
    await world.to_confirm(mei)
    await mei.tap("Confirm withdrawal")
    await mei.block()
    await world.settle()
    await mei.unblock()
    await mei.send("/start")
    await world.settle()
    assert any(message.text.startswith("Withdrawal Successful: ¥120.50") for message in mei.from_bot)


async def test_each_person_is_spoken_to_in_their_language(world: World) -> None:
    finance = world.person(CAIWU)
    await finance.send("/start")
    assert "请先连接您的账号" in finance.last.text
    await finance.send("/language")
    await finance.tap("English")
    assert "First connect" in finance.last.text
    await world.restart()
    finance = world.person(CAIWU)
    await finance.send("/start")
    assert "First connect" in finance.last.text


async def test_commands_are_registered_in_both_languages(world: World) -> None:
    from aiogram.types import BotCommandScopeAllPrivateChats

    from handlers.dispatcher import set_up

    await set_up(world.app.bot)
    scope = BotCommandScopeAllPrivateChats()
    english = await world.app.bot.get_my_commands(scope=scope)
    chinese = await world.app.bot.get_my_commands(scope=scope, language_code="zh")
    names = ["start", "balance", "withdraw", "records", "accounts", "log", "language", "help"]
    assert [command.command for command in english] == names
    assert [command.command for command in chinese] == names
    assert english[1].description != chinese[1].description
    # The bot's purpose stands in the chat before it begins; it is sent again only after a change.
    assert "为什么" in (await world.app.bot.get_my_description(language_code="zh")).description
    assert "why" in (await world.app.bot.get_my_description()).description
    calls = world.sandbox.core.calls
    calls.clear()
    await set_up(world.app.bot)
    assert not calls.of("setMyDescription", "setMyShortDescription")


async def test_a_greeting_does_not_count_as_what_the_update_did(world: World) -> None:
    """`/start TOKEN` greets and opens the link with one update."""
    await world.worked_example()
    mei = world.person(MEI)
    await mei.start(await world.token("1001"))
    assert "Connect account" in mei.last.text
    assert Actor.chat(MEI.id).update_id is None


async def test_a_stranger_who_says_hello_is_shown_how_to_connect(world: World) -> None:
    """The answer was a list of commands that do nothing without an account."""
    await world.worked_example()
    mei = world.person(MEI)
    await mei.send("hello")
    assert mei.last.text.startswith("I did not understand")
    assert "Use my phone number" in mei.last.labels
