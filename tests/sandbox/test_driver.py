"""The driver: what a test can write, see and provoke without waiting for time to pass."""

from __future__ import annotations

import asyncio
import re

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, Message, Update

from bot.sandbox.driver import Driver, PersonDriver
from bot.sandbox.errors import PersonError
from bot.sandbox.model import Person
from bot.sandbox.sandbox import Sandbox
from tests.support.sandbox_bot import LI, WANG, keyboard, png


async def test_a_conversation_reads_like_one(wang: PersonDriver) -> None:
    await wang.start("abc")
    assert wang.last.text == "Hello abc"
    toast = await wang.tap("Edit")
    assert toast is not None
    assert (toast.text, toast.show_alert) == ("Saved", False)
    await wang.tap("Alert")
    assert (wang.toasts, wang.alerts) == (["Saved", "Mind this"], ["Mind this"])
    await wang.send("<x>")
    assert wang.dump() == "\n".join(
        [
            "== Wang",
            "Wang:",
            "  /start abc",
            "bot (edited):",
            "  Edited",
            "  [Alert]",
            "Wang:",
            "  <x>",
            "bot:",
            "  <x>",
        ]
    )
    assert "<i>Edited</i>" in wang.dump(html=True)
    assert "&lt;x&gt;" in wang.dump(html=True)


async def test_buttons_by_label_part_pattern_and_predicate(wang: PersonDriver) -> None:
    await wang.start()
    card = wang.last
    assert card.find("Edit") == card.buttons[0]
    assert card.find("ler") == card.buttons[1]
    assert card.find(re.compile("^A")) == card.buttons[1]
    assert card.find(lambda button: button.data == "edit") == card.buttons[0]
    assert card.find("Withdraw") is None
    with pytest.raises(AssertionError, match="fits several"):
        card.find("t")
    with pytest.raises(
        AssertionError, match=r"no button 'Withdraw'; newest buttons: \[\['Edit', 'Alert'\]\]"
    ):
        await wang.tap("Withdraw")


async def test_a_card_from_before_an_edit_can_still_be_tapped(wang: PersonDriver) -> None:
    await wang.start()
    old = wang.last
    await wang.tap("Edit")
    now = wang.now(old)
    assert now is not None
    assert now.labels == ["Alert"]
    # The bot edits to the same text, and learns it from the sandbox as from the real server.
    with pytest.raises(Exception, match="message is not modified"):
        await wang.tap("Edit", on=old)


async def test_many_taps_at_once_all_arrive(sandbox: Sandbox, direct_bot: Bot) -> None:
    router = Router()
    running = 0
    most = 0

    @router.message()
    async def show(message: Message) -> None:
        await message.answer("card", reply_markup=keyboard(("Confirm", "c")))

    @router.callback_query()
    async def confirm(query: CallbackQuery) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        await query.answer("done")
        running -= 1

    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    wang = Driver.for_dispatcher(sandbox.core, dispatcher, direct_bot).person(WANG.id)
    await wang.send("hello")
    await wang.tap_many("Confirm", 50)
    assert wang.toasts == ["done"] * 50
    assert most > 1


async def test_a_call_can_be_held_while_something_else_happens(sandbox: Sandbox, wang: PersonDriver) -> None:
    held = sandbox.core.faults.hold("sendMessage")
    starting = asyncio.create_task(wang.start())
    await held.arrived.wait()
    assert wang.from_bot == []
    await wang.send("meanwhile")
    assert [message.text for message in wang.from_bot] == ["meanwhile"]
    held.release()
    await starting
    assert wang.last.text == "Hello stranger"


async def test_forged_data_and_messages_of_others(wang: PersonDriver, li: PersonDriver) -> None:
    await wang.start()
    await li.start()
    # Nothing on Li's screen has this message id; the data is known. The bot gets an inaccessible message.
    toast = await li.tap_data("alert", on=wang.last.id)
    assert toast is not None
    assert (li.alerts, wang.alerts) == (["Mind this"], [])


async def test_contacts_keys_and_forwards(wang: PersonDriver, li: PersonDriver) -> None:
    await wang.send("/keys")
    assert wang.keys == ["Share my number", "Plain"]
    await wang.press("Share my number")
    assert wang.last.text == "+8613800000001 own=True"
    await wang.share_contact(plus=False)
    assert wang.last.text == "8613800000001 own=True"
    await wang.send_contact(LI)
    assert wang.last.text == "+8613800000002 own=False"
    await wang.press("Plain")
    assert wang.last.text == "Plain"
    with pytest.raises(PersonError, match="no key 'Gone'"):
        await wang.press("Gone")
    own = await wang.send("/start token")
    passed_on = await wang.forward(own, by=li)
    assert (passed_on.forwarded, passed_on.sender_id, passed_on.chat_id) == (True, LI.id, LI.id)
    assert li.last.text == "Hello token"


async def test_files_of_a_person(wang: PersonDriver) -> None:
    await wang.send_photo(png(40, 30), caption="hi")
    assert [m.text for m in wang.from_bot][:2] == [f"{len(png(40, 30))} bytes", "again"]
    sent = await wang.send_document(b"%PDF", "a.pdf", mime="application/pdf")
    assert sent.file_name == "a.pdf"
    album = await wang.send_album([png(), png(shade=3)])
    assert album[0].album == album[1].album is not None


async def test_replies_and_edits_of_a_person(sandbox: Sandbox, wang: PersonDriver) -> None:
    await wang.start()
    own = await wang.send("answer", reply_to=wang.last)
    assert own.reply_to == wang.from_bot[0].id
    await wang.edit(own, "corrected")
    now = wang.now(own)
    assert now is not None
    assert (now.text, now.edited) == ("corrected", True)


async def test_blocking_and_coming_back_by_start(wang: PersonDriver) -> None:
    await wang.start()
    await wang.block()
    with pytest.raises(PersonError, match="blocked"):
        await wang.send("hello")
    await wang.start()
    assert wang.last.text == "Hello stranger"


async def test_a_start_parameter_has_its_alphabet_and_length(wang: PersonDriver) -> None:
    await wang.start("aZ0_-" + "x" * 59)
    for parameter in ("x" * 65, "a b", "ü"):
        with pytest.raises(PersonError):
            await wang.start(parameter)


async def test_a_long_text_goes_out_in_parts(wang: PersonDriver) -> None:
    await wang.send("x" * 5000)
    assert [len(message.text) for message in wang.chat if not message.from_bot] == [4096, 904]


async def test_a_group_with_the_driver(driver: Driver, sandbox: Sandbox) -> None:
    sandbox.core.add_group(-7, "Finance", [WANG.id])
    wang = driver.person(WANG.id, -7)
    await wang.send("/start")
    await wang.tap("Alert")
    assert wang.alerts == ["Mind this"]
    assert driver.person(WANG.id).chat == []
    with pytest.raises(PersonError):
        await driver.person(LI.id, -7).send("let me in")


async def test_text_messages_are_on_the_phone_and_nowhere_else(sandbox: Sandbox, wang: PersonDriver) -> None:
    await wang.start()
    sandbox.core.phone.deliver_sms("+8613800000001", "code 111111", at=5.0)
    sandbox.core.phone.deliver_sms("+8613800000001", "code 482913", at=6.0)
    assert [(sms.text, sms.at) for sms in wang.sms] == [("code 482913", 6.0), ("code 111111", 5.0)]
    assert "482913" not in repr(wang.sms)
    assert "482913" not in wang.driver.dump()


async def test_the_same_update_can_come_twice(sandbox: Sandbox, direct_bot: Bot) -> None:
    seen: list[int] = []

    async def feed(update: Update) -> None:
        seen.append(update.update_id)

    driver = Driver(sandbox.core, feed, direct_bot)
    sandbox.core.people.send_text(WANG.id, "hello")
    [update] = sandbox.core.updates.pending
    assert await driver.run_pending() == 1
    await driver.feed_raw(update)
    assert seen == [update["update_id"]] * 2
    assert await driver.run_pending() == 0


async def test_what_the_driver_feeds_is_not_queued(sandbox: Sandbox, wang: PersonDriver) -> None:
    await wang.start()
    assert sandbox.core.updates.pending == []


async def test_somebody_new(driver: Driver) -> None:
    chen = driver.add_person(Person(2001, "Chen"))
    await chen.start()
    assert chen.last.text == "Hello stranger"
    with pytest.raises(PersonError, match="no telephone number"):
        await chen.share_contact()
