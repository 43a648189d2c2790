"""What a sandbox keeps over a restart, what it must not keep, and ids that never repeat."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import KeyboardButton, ReplyKeyboardMarkup

from bot.sandbox.methods_bot import commands_for
from bot.sandbox.params import Params
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.session import InProcessSession
from tests.support.sandbox_bot import LI, TOKEN, WANG, keyboard, png


def open_box(path: Path, id_base: int | None = None) -> tuple[Sandbox, Bot]:
    box = Sandbox(TOKEN, [WANG, LI], state_path=path, id_base=id_base)
    return box, Bot(TOKEN, session=InProcessSession(box.core))


def everything_in(folder: Path) -> bytes:
    """The bytes of all files."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_chats_files_keyboards_and_updates_survive(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "sandbox.sqlite"
    box, bot = open_box(path)
    box.core.people.start(WANG.id)
    box.core.people.block(LI.id)
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="A")]])
    await bot.send_message(WANG.id, "first", reply_markup=keys)
    card = await bot.send_message(WANG.id, "card", reply_markup=keyboard(("Go", "go")))
    photo = box.core.people.send_photo(WANG.id, png())
    await bot.pin_chat_message(WANG.id, card.message_id)
    await box.core.call(
        "setMyCommands", Params({"commands": [{"command": "a", "description": "b"}], "language_code": "zh"})
    )
    before = box.core.chats[WANG.id].messages
    # A killed process closes nothing: the second one opens the file beside the first.
    again, bot = open_box(path)
    assert again.core.chats[WANG.id].messages == before
    assert again.core.chats[WANG.id].keyboard is not None
    assert again.core.chats[WANG.id].pinned == [card.message_id]
    assert again.core.chats[LI.id].blocked
    assert commands_for(again.core, again.core.chats[WANG.id], WANG)[0]["command"] == "a"
    assert again.core.files.content(photo["photo"][-1]["file_id"]) == png()
    updates = await bot.get_updates()
    assert [u.event_type for u in updates] == ["message", "my_chat_member", "message"]
    await bot.edit_message_text("edited", chat_id=WANG.id, message_id=card.message_id)
    await box.stop()
    await again.stop()


async def test_confirmed_updates_and_deleted_messages_stay_gone(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    box, bot = open_box(path)
    [message] = box.core.people.send_text(WANG.id, "my code is 482913")
    [update] = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    await bot.delete_message(WANG.id, message["message_id"])
    await box.stop()
    assert b"482913" not in everything_in(tmp_path)
    again, bot = open_box(path)
    assert again.core.chats[WANG.id].messages == {}
    assert await bot.get_updates() == []
    await again.stop()


@pytest.mark.parametrize("id_base", [None, 1])
async def test_ids_rise_over_a_restart(tmp_path: Path, id_base: int | None) -> None:
    path = tmp_path / "sandbox.sqlite"
    highest = {"message": 0, "update": 0, "callback": 0}
    for _ in range(3):
        box, _ = open_box(path, id_base)
        taken = {kind: box.core.ids.take(kind) for kind in highest}
        assert all(taken[kind] > highest[kind] for kind in highest)
        highest = taken
        await box.stop()
    assert highest["message"] < 2**31


async def test_ids_rise_without_a_state_file_too() -> None:
    # Two starts in the same second may share ids, so the bases are compared with the calendar instead.
    box = Sandbox(TOKEN)
    assert box.core.ids.take("message") > 1_000_000
    assert box.core.ids.take("update") > 64 * 1_000_000
    await box.stop()


async def test_text_messages_never_reach_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    box, _ = open_box(path)
    box.core.people.start(WANG.id)
    box.core.phone.deliver_sms(WANG.phone or "", "code 482913")
    await box.stop()
    assert b"482913" not in everything_in(tmp_path)
    assert path.stat().st_mode & 0o077 == 0
    with sqlite3.connect(path) as db:
        kinds = {kind for (kind,) in db.execute("SELECT DISTINCT kind FROM entry")}
    db.close()
    assert "sms" not in kinds


def test_a_token_that_is_none() -> None:
    for token in ("", "abc", "x:y", "42:"):
        with pytest.raises(ValueError, match="looks like"):
            Sandbox(token)
