"""Faults on order, the log of calls, and the pace that a bot must keep."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile

from bot.sandbox.faults import Fault, Pace
from bot.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import Time
from tests.support.sandbox_bot import LI, WANG

W = WANG.id


async def test_a_refusal_on_order_comes_as_often_as_asked(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.core.faults.add(
        Fault("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7, times=2, skip=1)
    )
    assert await bot.send_message(W, "let through")
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter) as caught:
            await bot.send_message(W, "x")
        assert caught.value.retry_after == 7
    assert await bot.send_message(W, "x")


async def test_a_fault_meant_for_one_chat_leaves_others_alone(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.core.faults.add(Fault("sendmessage", 500, "Internal Server Error", chat_id=LI.id, times=None))
    assert await bot.send_message(W, "x")
    for _ in range(3):
        with pytest.raises(TelegramServerError):
            await bot.send_message(LI.id, "x")
    sandbox.core.faults.clear()
    assert await bot.send_message(LI.id, "x")


@pytest.mark.parametrize(("kind", "arrives"), [("lost", True), ("drop", False)])
async def test_a_broken_connection_before_or_after_the_call(
    bot: Bot, sandbox: Sandbox, kind: Any, arrives: bool
) -> None:
    await bot.get_me()
    sandbox.core.faults.add(Fault("sendMessage", kind=kind))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(W, "marked")
    texts = [message.get("text") for message in sandbox.core.chats[W].messages.values()]
    assert ("marked" in texts) is arrives
    assert await bot.send_message(W, "x")


async def test_the_log_of_calls_knows_no_texts(bot: Bot, sandbox: Sandbox) -> None:
    await bot.send_message(W, "a secret")
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(W, "")
    good, bad = sandbox.core.calls.of("sendMessage", chat_id=W)
    assert (good.ok, bad.ok, bad.error_code, bad.description) == (
        True, False, 400, "Bad Request: message text is empty",
    )  # fmt: skip
    assert "secret" not in repr(sandbox.core.calls.of())


async def test_pace_is_one_a_second_in_a_chat(bot: Bot, sandbox: Sandbox, time: Time) -> None:
    sandbox.core.pace = Pace(time)
    await bot.send_message(W, "first")
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(W, "too soon")
    assert caught.value.retry_after == 1
    await bot.send_message(LI.id, "elsewhere")
    time.now += 1
    await bot.send_message(W, "second")


async def test_pace_is_thirty_a_second_in_all(bot: Bot, sandbox: Sandbox, time: Time) -> None:
    sandbox.core.pace = Pace(time, per_chat_s=0)
    for _ in range(30):
        await bot.send_message(W, "x")
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(LI.id, "x")
    time.now += 1
    await bot.send_message(LI.id, "x")


async def test_the_default_parse_mode_reaches_captions_of_returned_methods(bot: Bot) -> None:
    sent = await bot(SendDocument(chat_id=W, document=BufferedInputFile(b"x", "x"), caption="<u>c</u>"))
    assert [e.type for e in sent.caption_entities or []] == ["underline"]
