"""Connecting by phone in the chat: what a stranger can learn, and what they cannot do."""

from __future__ import annotations

import asyncio
import re
from functools import partial

import pytest

from bot.sandbox.driver import PersonDriver
from bot.sandbox.model import Person
from tests.flows.phone import SEVERAL, SHARE, accounts, ask
from tests.flows.world import CAIWU, CODE, MEI, PARTNER, STRANGER, World


@pytest.fixture
def several(world: World) -> PersonDriver:
    return world.driver.add_person(SEVERAL)


async def test_a_number_and_a_code_connect(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await mei.send("/start")
    await mei.tap("Use my phone number")
    assert mei.keys == [SHARE, "Cancel"]
    await mei.press(SHARE)
    assert mei.keys == []
    assert "•••\N{NO-BREAK SPACE}8001" in mei.last.text
    code = await world.code(MEI.phone or "")
    assert "accounts of this phone" in mei.sms[0].text
    await mei.send(code)
    assert "Connected: Lin Mei · 1001" in mei.last.text
    shown = mei.dump()
    assert code not in shown
    assert "13800138001" not in shown
    assert "contact" not in shown


async def test_the_keypad_connects_too(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await ask(mei)
    for digit in await world.code(MEI.phone or ""):
        await mei.tap(digit)
    assert "Connected: Lin Mei · 1001" in mei.last.text


async def test_the_number_may_come_without_its_plus_sign_and_without_being_asked_for(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await mei.share_contact(plus=False)
    await mei.send(await world.code(MEI.phone or ""))
    assert "Connected: Lin Mei · 1001" in mei.last.text


async def test_a_strangers_number_looks_the_same_to_the_byte(world: World) -> None:
    """Also too fast, with wrong codes, locked, and again later: only the digits of the number differ."""
    await world.worked_example()
    both = [world.person(MEI), world.person(STRANGER)]

    async def each(text: str) -> None:
        for person in both:
            await person.send(text)

    async def again() -> None:
        for person in both:
            await person.tap("Send a new code")
        await world.app.relay.run_due()

    for person in both:
        await ask(person)
    await again()
    for _ in range(6):
        world.clock.move(61)
        await again()
    told = [person.last.text.replace((person.me.phone or "")[-4:], "1234") for person in both]
    assert told[0] == told[1]
    assert told[0].startswith("Too many codes were asked for")
    for text in ("000001", "000002", "000003", "12345", "hello", "000004", "000005"):
        await each(text)
    for person in both:
        await person.share_contact()
    await each("000000")
    world.clock.move(3600)
    for person in both:
        await ask(person)
    seen = []
    for person in both:
        html = person.dump(html=True).partition("\n")[2].replace(person.me.name, "X")
        assert "locked until" in html
        data = [button.data or "" for message in person.from_bot for button in message.buttons]
        found = re.search(r"k:(p\d+)", " ".join(data))
        assert found is not None
        shown = html.replace((person.me.phone or "")[-4:], "1234")
        seen.append((shown, [one.replace(found[1], "p") for one in data], person.toasts))
    assert seen[0] == seen[1]
    # The hour allows three; the fourth has yet to be delivered.
    assert [len(person.sms) for person in both] == [3, 0]


async def test_a_former_owner_of_the_number_cannot_use_up_the_codes_of_withdrawals(world: World) -> None:
    """Half of a phone's codes are not for linking: a former owner with the number in the chat app asked for all."""
    mei = await world.mei()
    former = world.driver.add_person(Person(121, "Former", "en", MEI.phone))
    await ask(former)
    for _ in range(8):
        world.clock.move(61)
        await former.tap("Send a new code")
        await world.app.relay.run_due()
    before = len(mei.sms)
    await world.to_code(mei, "20")
    await world.app.relay.run_due()
    assert "is your code to withdraw" in mei.sms[0].text
    assert len(mei.sms) == before + 1


async def test_no_code_is_sent_or_told_when_the_phone_had_enough_for_withdrawing(world: World) -> None:
    """A refusal would say that the number is a customer's; the screen is the usual one, and no text message comes."""
    mei = await world.mei()
    await world.to_code(mei, "20")
    await world.app.relay.run_due()
    for _ in range(3):
        world.clock.move(61)
        await mei.tap("Send a new code")
        await world.app.relay.run_due()
    sent = len(mei.sms)
    assert sent == 6, "five codes, and that the account was connected"
    twin = world.driver.add_person(Person(120, "Twin", "en", MEI.phone))
    await ask(twin)
    await world.settle()
    assert "on its way" in twin.last.text
    assert len(mei.sms) == sent


async def test_no_code_is_right_for_a_strangers_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(world.app.services.random), "below", lambda self, n: 123456 % n)
    await world.worked_example()
    stranger, mei = world.person(STRANGER), world.person(MEI)
    await ask(stranger)
    await ask(mei)
    for person in (stranger, mei):
        await person.send("123456")
    assert "That code does not work" in stranger.last.text
    assert "Connected" in mei.last.text


async def test_contacts_of_others_and_forwarded_ones_count_for_nothing(world: World) -> None:
    await world.worked_example()
    mei, stranger = world.person(MEI), world.person(STRANGER)
    await stranger.send_contact(MEI)
    assert "not your own number" in stranger.last.text
    await stranger.send("/start")
    await stranger.tap("Use my phone number")
    await stranger.send_contact(MEI)
    assert "not your own number" in stranger.last.text
    assert stranger.keys == [SHARE, "Cancel"]
    world.sandbox.core.add_group(-500, "Friends", [MEI.id])
    await mei.in_chat(-500).share_contact()
    own = mei.in_chat(-500).chat[-1]
    await mei.forward(own)
    assert "not your own number" in mei.last.text
    await world.settle()
    assert mei.sms == []
    assert "contact" not in stranger.dump() + mei.dump()


@pytest.mark.parametrize("way", ["Cancel", "/cancel", "/help me", "/balance", "13800138001"])
async def test_the_keys_go_when_the_person_does(world: World, way: str) -> None:
    mei = world.person(MEI)
    await mei.send("/start")
    await mei.tap("Use my phone number")
    await mei.send(way)
    if way.isdigit():
        assert "Nothing typed counts here" in mei.last.text
        assert way not in mei.dump()
        return
    if way == "/help me":
        # A look at the help does not leave the step.
        assert mei.keys
        await mei.tap("Back")
        assert "Share my number" in mei.last.text
        await mei.press("Cancel")
    assert mei.keys == []
    assert "No number was shared." in mei.dump()
    assert "First connect" in mei.last.text


async def test_several_accounts_are_chosen_one_by_one_or_together(
    world: World, several: PersonDriver
) -> None:
    await world.worked_example()
    await ask(several)
    await several.send(await world.code(SEVERAL.phone or ""))
    assert "4 accounts use this phone" in several.last.text
    labels = several.last.labels
    assert labels[0] == "Connect all 4"
    old = several.last
    await several.tap(labels[2])
    assert "Connected: " in several.last.text
    assert "3002, connected" in several.last.text
    assert several.last.labels[0] == "Connect all 3"
    toast = await several.tap(labels[0], on=old)
    assert toast is not None
    assert toast.text == "This has changed"
    await several.tap("Connect all 3")
    assert "Connected: 3 accounts" in several.last.text
    assert (await accounts(several)).count("phone •••\xa08030") == 4


async def test_what_can_be_chosen_is_looked_at_again_at_the_tap(world: World, several: PersonDriver) -> None:
    await world.worked_example()
    await ask(several)
    await several.send(await world.code(SEVERAL.phone or ""))
    closed = {"id": "x1", "type": "account.updated", "at": "2026-11-23T17:00:00+08:00", "account": "3001"}
    await world.events([closed | {"standing": "closed"}])
    await several.tap("Connect all 4")
    assert "3 accounts use this phone" in several.last.text
    assert "3001" not in several.last.text
    choice = several.last
    world.clock.move(601)
    await several.tap("Connect all 3")
    assert "This has ended" in several.last.text
    assert "First connect" in await accounts(several)
    await several.tap_data("f:1:nothing", on=choice)
    await several.tap_data("f:999:nothing", on=choice)
    assert "First connect" in several.last.text


async def test_a_phone_change_ends_codes_and_choices(world: World, several: PersonDriver) -> None:
    await world.worked_example()
    await ask(several)
    await several.send(await world.code(SEVERAL.phone or ""))
    changed = {"type": "account.updated", "at": "2026-11-23T17:00:00+08:00", "phone": "+8613800138099"}
    await world.events([changed | {"id": "x1", "account": "3001"}])
    await several.tap("Connect all 4")
    assert "This has ended" in several.last.text
    stranger = world.person(STRANGER)
    await ask(stranger)
    code = await world.code(STRANGER.phone or "")
    await world.events([changed | {"id": "x2", "account": "3001", "phone": "+8613800138098"}])
    await stranger.send(code)
    assert "That code does not work" in stranger.last.text


async def test_five_wrong_codes_lock_the_pair_also_over_codes_and_a_restart(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    await ask(mei)
    right = await world.code(MEI.phone or "")
    wrong = [f"{(int(right) + n) % 1_000_000:06d}" for n in range(1, 6)]
    for code in wrong[:3]:
        await mei.send(code)
    world.clock.move(61)
    await mei.tap("Send a new code")
    await world.restart()
    mei = world.person(MEI)
    right = await world.code(MEI.phone or "")
    for _ in range(2):
        await mei.send(f"{(int(right) + 1) % 1_000_000:06d}")
    assert "locked until" in mei.last.text
    await mei.send(right)
    await ask(mei)
    assert "locked until" in mei.last.text
    # The lock is of the pair: the owner's link still works.
    await mei.start(await world.token("1001"))
    await mei.send(await world.code(MEI.phone or ""))
    assert "Connected" in mei.last.text


async def test_one_chat_user_cannot_try_many_numbers_nor_many_one_number(world: World) -> None:
    await world.worked_example()
    prober = world.driver.add_person(Person(900, "Prober", "en", "+8613900000000"))
    refused = []
    for number in range(5):
        world.clock.move(3600)
        await prober.send_contact(Person(900, "Prober", "en", f"+861390000000{number}"))
        refused.append("Too many tries" in prober.last.text)
    assert refused == [False, False, False, True, True]
    refused = []
    for number in range(5):
        world.clock.move(3600)
        who = world.driver.add_person(Person(910 + number, "Many", "en", MEI.phone))
        await ask(who)
        refused.append("Too many tries" in who.last.text)
    assert refused == [False, False, False, True, True]
    world.clock.move(24 * 3600)
    await ask(who)
    assert "on its way" in who.last.text


async def test_two_chats_at_once_get_one_code(world: World) -> None:
    await world.worked_example()
    mei = world.person(MEI)
    twin = world.driver.add_person(Person(120, "Twin", "en", MEI.phone))
    for person in (mei, twin):
        await person.send("/start")
    share = world.sandbox.core.people.share_contact
    await asyncio.gather(*(world.driver.act(partial(share, person.id)) for person in (mei, twin)))
    await world.settle()
    assert len(mei.sms) == 1
    waiting = [person for person in (mei, twin) if "A new code can be sent in" in person.dump()]
    assert len(waiting) == 1


async def test_test_accounts_and_closed_ones_are_not_found(world: World, several: PersonDriver) -> None:
    await world.worked_example()
    opened = {
        "id": "t1", "type": "account.opened", "at": "2026-01-05T09:00:00+08:00", "account": "t-1", "name": "Test",
        "kind": "personal", "identity": "T", "real_name": "verified", "phone": STRANGER.phone, "test": True,
    }  # fmt: skip
    closing = {"type": "account.updated", "at": "2026-11-23T17:00:00+08:00", "standing": "closed"}
    await world.events([opened, closing | {"id": "c1", "account": "1002"}])
    for who in (STRANGER, PARTNER):
        person = world.person(who)
        await ask(person)
        await world.settle()
        assert person.sms == []
        assert "on its way" in person.last.text


async def test_everything_is_there_in_chinese(world: World) -> None:
    await world.worked_example()
    finance = world.person(CAIWU)
    await finance.send("/start")
    await finance.tap("用我的手机号")
    await finance.press("发送我的手机号")
    await world.app.relay.run_due()
    found = CODE.search(finance.sms[0].text)
    assert found is not None
    await finance.send(found.group())
    assert "已连接" in finance.last.text
    await finance.send("/accounts")
    await finance.tap("断开账号")
    await finance.tap("断开")
    assert "请先连接您的账号" in finance.last.text


async def test_the_number_is_in_no_log(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    await world.worked_example()
    await ask(world.person(MEI))
    await world.settle()
    logged = capsys.readouterr()
    assert "13800138001" not in logged.out + logged.err
