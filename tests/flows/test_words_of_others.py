"""Words of others are only words: invisible characters change nothing, and no address brings a preview along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.sandbox.driver import PersonDriver
from storage.queries import Engine
from tests.flows import walks
from tests.flows.designated import ALIPAY, CLOSED, begun
from tests.flows.walks import CARD, CARD_SHOWN, MOBILE
from tests.flows.world import MEI, World
from tests.support.branch_directory import code_of

WRAPPED = (
    "{}\u200e", "\u200f{}", "\u202d{}\u202c", "\u2066{}\u2069", "{}\u200b", "\ufeff{}", "{}\u2060", "{}\ufe0f",
    "\xad{}", "\ufffc{}", "\xa0{}\xa0", "\u061c{}",
)  # fmt: skip
PHONE = "+8613800138001"


@pytest.fixture
def engine() -> Engine:
    """SQLite only: the chat does the same on both engines, and other tests cover the databases."""
    return "sqlite"


def inside(text: str) -> Iterator[str]:
    """The same text with invisible characters around it, or in its middle."""
    yield from (wrap.format(text) for wrap in WRAPPED)
    yield from (text[:3] + one + text[3:] for one in ("\u200b", "\u200d", "\u2060", "\u202c"))


def clear(person: PersonDriver, *secrets: str) -> None:
    """Asserts that none of these is in the chat, in any wrapping."""
    shown = "".join(one for one in person.dump() if one.isalnum())
    for secret in secrets:
        assert secret not in shown, secret


async def test_amounts_are_read_however_they_were_copied(world: World) -> None:
    mei = await world.mei()
    await world.begin(mei)
    for typed in inside("120.50"):
        await mei.send(typed)
        assert "¥120.50: which way?" in mei.last.text, repr(typed)
        await mei.tap("Back")


async def test_numbers_names_and_codes_are_read_and_do_not_stay(world: World) -> None:
    person = await begun(world)
    await walks.to_payee(person, CLOSED)
    for typed in inside(CARD_SHOWN):
        # Too early: the bot asks for the kind of account.
        await person.send(typed)
        assert "That looked like a card number" in person.last.text, repr(typed)
    await person.tap("Back")
    await person.tap("Back")
    await person.tap("Back")
    await person.send(CARD_SHOWN)
    assert "How much?" in person.last.text
    await person.tap("Continue")
    await person.tap("Designated receiving account")
    await person.tap("Alipay account")
    for typed in inside(MOBILE):
        await person.send(typed)
        assert "In whose name" in person.last.text, repr(typed)
        await person.tap("Back")
    await person.tap("Continue")
    await person.tap("Back")
    await person.tap("Back")
    await person.tap("Bank card")
    for typed in inside(CARD):
        await person.send(typed)
        assert "In whose name" in person.last.text, repr(typed)
        await person.tap("Back")
    await person.tap("Continue")
    await person.send(CARD)
    assert "not a name" in person.last.text
    await person.send("Sample\u200b \u202dPerson\u202c")
    assert "which bank?" in person.last.text
    await person.send("\u200eICBC")
    assert "Which branch of Industrial and Commercial Bank of China?" in person.last.text
    code = code_of("102", "3010", 1)
    await person.send(f"\u202d{code[:3]} {code[3:]}\u202c")
    assert f"Bank code: {code}" in person.last.text
    clear(person, MOBILE)
    # The one place where the payee is shown back in full.
    assert sum(CARD_SHOWN in message.text for message in person.chat) == 1


async def test_a_code_is_taken_in_any_wrapping_and_stays_nowhere(world: World) -> None:
    mei = await world.mei()
    await world.to_code(mei)
    code = await world.code(PHONE)
    await mei.send(f"\u202d{code[:3]}\u200b {code[3:]}\u202c")
    assert "Confirm withdrawal" in mei.last.labels
    clear(mei, code)


async def test_codes_and_cards_that_nobody_asked_for_go_from_the_chat(world: World) -> None:
    mei = await world.mei()
    for secret in ("123456", "6222 0200 0000 0000 000", "6222 0200 0000 0000 001"):
        for typed in inside(secret):
            await mei.send(typed)
    for secret in ("654321", "6222 0200 0000 0000 000"):
        await mei.send(f"\u202e{secret}")
    clear(mei, "123456", "654321", "622202")
    # However it came into the chat.
    sent = await mei.send("hello")
    await mei.edit(sent, "123456\u200b")
    note = await mei.send("that is it")
    await mei.edit(note, "\u202d6222 0200 0000 0000 000\u202c")
    await mei.send_photo(b"no picture", caption="\ufeff6222020000000000000")
    clear(mei, "123456", "622202")


async def test_what_is_forwarded_is_nobodys_word_and_a_code_in_it_does_not_stay(world: World) -> None:
    mei = await world.mei()
    world.sandbox.core.add_group(-1005, "Elsewhere", [MEI.id])
    for text in ("654321\u200b", "\u202d6222 0200 0000 0000 000\u202c"):
        await mei.forward(await mei.in_chat(-1005).send(text))
        assert "forwarded" in mei.last.text
    clear(mei, "654321", "622202")


async def test_a_contact_wrapped_by_an_address_book_connects(world: World) -> None:
    await world.worked_example()
    core = world.sandbox.core
    mei = world.person(MEI)
    core.persons[MEI.id] = replace(MEI, phone=f"\u202d{PHONE}\u202c")
    await mei.share_contact()
    core.persons[MEI.id] = MEI
    await mei.send(await world.code(PHONE))
    assert "Connected: Lin Mei · 1001" in mei.last.text


async def test_no_address_brings_a_preview_of_its_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in an answer nor in what the relay sends or edits: the Bot says so for every message."""
    calls: list[tuple[str, Any]] = []
    core = world.sandbox.core
    call = core.call

    async def noted(name: str, params: Any) -> Any:
        if name in ("sendMessage", "editMessageText"):
            calls.append((name, params.object("link_preview_options")))
        return await call(name, params)

    monkeypatch.setattr(core, "call", noted)
    mei = await world.mei()
    await world.to_confirm(mei)
    await mei.tap("Confirm withdrawal")
    await world.settle()
    await mei.send("https://shop.example.com")
    assert {name for name, _ in calls} == {"sendMessage", "editMessageText"}
    assert [options for _, options in calls if (options or {}).get("is_disabled") is not True] == []


async def test_a_note_keeps_its_words_and_its_emoji(world: World) -> None:
    await walks.accounts(world)
    person = await walks.linked(world, walks.PERSONAL)
    await person.send("/balance")
    await person.tap("Other money ¥80.00")
    await person.tap("Half ¥40.00")
    await person.send("\u2060\xad\u2060\u061c")
    assert "Why should ¥40.00 be paid out?" in person.last.text
    await person.send("\u200b\u200bwhy\u200b\u200b")
    assert "Write 4 to 500 characters" in person.last.text
    family = "👨\u200d👩\u200d👧"
    await person.send(f"For my family {family} \u202etxet")
    await person.tap("Back")
    assert f"Now: For my family {family} txet" in person.last.text


async def test_any_registered_name_can_receive_by_its_button_and_typed(world: World) -> None:
    """Rare, of the private area, with invisible characters, of 88 and of 200 characters: never a dead end."""
    person = await begun(world, ALIPAY)
    await walks.to_payee(person, ALIPAY)
    await person.tap("Alipay account")
    await person.send(MOBILE)
    company = "Sample International Trading and Technology Services (Shanghai) Company Limited by Shares"
    names = (
        "王\U0003158e",
        "李\U0002ebf0",
        "张\ue863",
        "Sample Person\u200e",
        company,
        "👨" * 200,
        "王\uf9d3",
    )
    for number, name in enumerate(names):
        await world.events([
            {"id": f"name{number}", "type": "account.updated", "at": "2026-11-20T09:00:00+08:00", "account": "5001",
             "name": name},
        ])  # fmt: skip
        for typed in (None, name, name.replace("\ue863", "䶮")):
            assert "In whose name" in person.last.text
            if typed is None:
                await person.tap(person.last.labels[0])
            else:
                await person.send(typed)
            assert "¥40.00 goes to" in person.last.text, (name, typed)
            assert "Not the registered name" not in person.last.text
            await person.tap("Name")
