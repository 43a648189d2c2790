"""Limits that aiogram leaves to the server: an album is of one kind, a text to copy is short."""

from __future__ import annotations

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
)

from bot.sandbox.sandbox import Sandbox
from tests.support.sandbox_bot import WANG, png


async def test_an_album_is_of_photos_or_of_documents(bot: Bot, sandbox: Sandbox) -> None:
    photo = InputMediaPhoto(media=BufferedInputFile(png(), "a.png"))
    document = InputMediaDocument(media=BufferedInputFile(b"text", "a.txt"))
    before = len(sandbox.core.chats[WANG.id].messages)
    with pytest.raises(TelegramBadRequest, match="document can't be mixed with other media types"):
        await bot.send_media_group(WANG.id, [photo, document])
    assert len(sandbox.core.chats[WANG.id].messages) == before
    assert len(await bot.send_media_group(WANG.id, [document, document])) == 2


@pytest.mark.parametrize(("length", "fine"), [(256, True), (257, False)])
async def test_a_text_to_copy_has_256_letters_at_most(bot: Bot, length: int, fine: bool) -> None:
    button = InlineKeyboardButton(text="Copy", copy_text=CopyTextButton(text="7" * length))
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[button]])
    if fine:
        assert (await bot.send_message(WANG.id, "number", reply_markup=keyboard)).reply_markup is not None
        return
    with pytest.raises(TelegramBadRequest, match="BUTTON_COPY_TEXT_INVALID"):
        await bot.send_message(WANG.id, "number", reply_markup=keyboard)
