"""A screen with a picture: drawn beside the loop, a message of its own, and no picture over a caption too long."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile

from bot.chat.show import Chat
from bot.pictures import waterfall as drawing
from bot.screens import costs
from bot.screens.screen import CAPTION_MAX, Screen, length_of
from bot.screens.waterfall import Waterfall
from tests.support import samples

SCREEN = costs.sums(samples.costs(), "en")


def chat() -> tuple[Chat, Any]:
    bot = AsyncMock(spec=Bot)
    return Chat(bot, 7), bot


async def test_it_is_drawn_in_another_thread_and_sent_as_a_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_in = []

    def draw(drawn: Waterfall) -> bytes:
        drawn_in.append(threading.current_thread())
        return b"a picture of " + drawn.bars[0].amount.encode()

    monkeypatch.setattr(drawing, "picture", draw)
    into, bot = chat()
    await into.send(SCREEN)
    assert drawn_in != []
    assert drawn_in[0] is not threading.main_thread()
    sent = bot.send_photo.await_args
    file = sent.args[1]
    assert isinstance(file, BufferedInputFile)
    assert (file.data, file.filename) == (b"a picture of 1,000.00", "balance.png")
    assert sent.kwargs["caption"] == SCREEN.text
    assert sent.kwargs["reply_markup"] is not None
    assert sent.kwargs["protect_content"] is False
    bot.assert_not_awaited()


async def test_a_text_never_becomes_a_photo_and_a_new_message_replaces_it() -> None:
    into, bot = chat()
    assert not await into.edit(1, SCREEN)
    assert bot.mock_calls == []


async def test_a_caption_that_is_too_long_stands_without_its_picture() -> None:
    into, bot = chat()
    longest = replace(SCREEN, text=f"<b>{'x' * (CAPTION_MAX - 1)}</b>&amp;")
    assert length_of(longest.text) == CAPTION_MAX
    await into.send(longest)
    bot.send_photo.assert_awaited_once()
    await into.send(replace(longest, text=longest.text + "x"))
    bot.send_photo.assert_awaited_once()
    bot.assert_awaited_once()


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("<b>a</b>", 1), ("&lt;b&gt;", 3), ("余额", 2), ("\N{BANK}", 2), ("a < b", 5)],
)
def test_lengths_are_counted_as_the_server_does(text: str, length: int) -> None:
    assert length_of(text) == length


def test_drawing_takes_less_than_150_ms_of_a_processor() -> None:
    """Of the processor's own time, so that a busy machine changes little; the first one also loads the library."""
    drawn = SCREEN.picture
    assert drawn is not None
    took = []
    for number in range(5):
        begun = time.thread_time()
        drawing.picture(replace(drawn, title=f"How it adds up {number}"))
        took.append(time.thread_time() - begun)
    assert min(took) < 0.15


def test_a_screen_has_no_picture_unless_it_says_so() -> None:
    assert Screen("text").picture is None
