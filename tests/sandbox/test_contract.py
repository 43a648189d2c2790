"""A real aiogram bot does the same in process, on polling, behind a webhook and by webhook replies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError

from bot.sandbox.core import Core
from bot.sandbox.driver import Driver
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.view import MessageView, view
from tests.sandbox.conftest import Time
from tests.support.sandbox_bot import (
    PATIENCE_S,
    SECRET,
    WANG,
    http_bot,
    make_dispatcher,
    png,
    polling,
    until,
    webhook,
)

Settle = Callable[[Callable[[], bool]], Awaitable[None]]


def said(core: Core) -> list[MessageView]:
    """What the bot said to Wang."""
    seen = [view(message, core.bot_id) for message in core.chats[WANG.id].messages.values()]
    return [message for message in seen if message.from_bot]


@pytest.fixture(params=["in process", "polling", "webhook", "webhook reply"])
async def settle(request: pytest.FixtureRequest, sandbox: Sandbox, direct_bot: Bot) -> AsyncIterator[Settle]:
    """Connects the small bot one way; waits until a condition holds."""
    if request.param == "in process":
        driver = Driver.for_dispatcher(sandbox.core, make_dispatcher(), direct_bot)

        async def feed(condition: Callable[[], bool]) -> None:
            await driver.run_pending()
            assert condition()

        yield feed
        return
    await sandbox.start_http()
    connections = {
        "polling": lambda: polling(sandbox),
        "webhook": lambda: webhook(sandbox),
        "webhook reply": lambda: webhook(sandbox, replies=True),
    }
    async with connections[request.param]():
        yield lambda condition: until(sandbox.core, condition)


async def test_text_becomes_plain_text_with_entities(sandbox: Sandbox, settle: Settle) -> None:
    sandbox.core.people.start(WANG.id, "abc-1")
    await settle(lambda: len(said(sandbox.core)) == 1)
    [message] = said(sandbox.core)
    assert message.text == "Hello abc-1"
    assert message.html == "<b>Hello</b> abc-1"
    assert message.labels == ["Edit", "Alert"]


async def test_a_number_or_a_word_of_json_stays_text(sandbox: Sandbox, settle: Settle) -> None:
    for text in ("123", "true", "null", '{"a": 1}'):
        sandbox.core.people.send_text(WANG.id, text)
    await settle(lambda: len(said(sandbox.core)) == 4)
    assert sorted(message.text for message in said(sandbox.core)) == sorted(
        ["123", "true", "null", '{"a": 1}']
    )


async def test_a_tap_edits_and_toasts(sandbox: Sandbox, settle: Settle) -> None:
    core = sandbox.core
    core.people.start(WANG.id)
    await settle(lambda: len(said(core)) == 1)
    core.people.tap(WANG.id, said(core)[0].id, "edit")
    await settle(lambda: bool(core.toasts(WANG.id)))
    assert said(core)[0].html == "<i>Edited</i>"
    assert said(core)[0].edited
    assert said(core)[0].labels == ["Alert"]
    assert [toast.text for toast in core.toasts(WANG.id)] == ["Saved"]


async def test_a_photo_goes_up_down_and_by_its_id(sandbox: Sandbox, settle: Settle) -> None:
    core, picture = sandbox.core, png(64, 32)
    core.people.send_photo(WANG.id, picture)
    await settle(lambda: len(said(core)) == 4)
    back, again, first, second = said(core)
    assert back.text == f"{len(picture)} bytes"
    assert core.files.content(back.file_id or "") == picture
    assert core.files.content(again.file_id or "") == picture
    assert (first.album, first.html) == (second.album, "<b>10</b>")
    assert first.album is not None


async def test_a_shared_contact_and_somebody_elses(sandbox: Sandbox, settle: Settle) -> None:
    core = sandbox.core
    core.people.send_text(WANG.id, "/keys")
    await settle(lambda: len(said(core)) == 1)
    core.people.press_key(WANG.id, "Share my number")
    await settle(lambda: len(said(core)) == 2)
    core.people.send_contact(WANG.id, core.person(1002), plus=False)
    await settle(lambda: len(said(core)) == 3)
    assert [message.text for message in said(core)[1:]] == [
        "+8613800000001 own=True",
        "8613800000002 own=False",
    ]


async def test_a_method_that_a_handler_returns_is_carried_out(sandbox: Sandbox, settle: Settle) -> None:
    sandbox.core.people.send_text(WANG.id, "/returned")
    await settle(lambda: len(said(sandbox.core)) == 1)
    assert said(sandbox.core)[0].html == "<i>returned</i>"
    assert said(sandbox.core)[0].labels == ["Edit"]


# -- polling


async def test_an_update_is_kept_until_a_later_offset_confirms_it(bot: Bot, sandbox: Sandbox) -> None:
    first, second = await bot.get_updates()
    assert [u.update_id for u in await bot.get_updates()] == [first.update_id, second.update_id]
    assert [u.update_id for u in await bot.get_updates(limit=1)] == [first.update_id]
    assert [u.update_id for u in await bot.get_updates(offset=second.update_id)] == [second.update_id]
    assert [u.update_id for u in await bot.get_updates()] == [second.update_id]
    assert await bot.get_updates(offset=second.update_id + 1) == []


async def test_a_negative_offset_keeps_only_the_last_updates(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.core.people.send_text(WANG.id, "third")
    [last] = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "third"
    assert len(await bot.get_updates()) == 1


async def test_the_list_of_allowed_updates_is_remembered(bot: Bot, sandbox: Sandbox) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["callback_query"])
    await bot.get_updates(offset=10_000)
    sandbox.core.people.send_text(WANG.id, "not wanted")
    sandbox.core.people.tap(WANG.id, 1, "x")
    assert [u.event_type for u in await bot.get_updates()] == ["callback_query"]
    await bot.get_updates(offset=10_000, allowed_updates=["message"])
    sandbox.core.people.send_text(WANG.id, "wanted")
    assert [u.event_type for u in await bot.get_updates()] == ["message"]


async def test_a_waiting_poll_wakes_when_something_comes(bot: Bot, sandbox: Sandbox) -> None:
    await bot.get_updates(offset=10_000)
    waiting = asyncio.create_task(bot.get_updates(timeout=50))
    await _until_polling(sandbox)
    sandbox.core.people.send_text(WANG.id, "hello")
    async with asyncio.timeout(PATIENCE_S):
        [update] = await waiting
    assert update.message is not None
    assert update.message.text == "hello"


async def test_of_two_polls_the_older_gets_the_conflict(bot: Bot, sandbox: Sandbox) -> None:
    await bot.get_updates(offset=10_000)
    older = asyncio.create_task(bot.get_updates(timeout=50))
    await _until_polling(sandbox)
    newer = asyncio.create_task(bot.get_updates(timeout=50))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        async with asyncio.timeout(PATIENCE_S):
            await older
    await _until_polling(sandbox)
    sandbox.core.people.send_text(WANG.id, "hello")
    async with asyncio.timeout(PATIENCE_S):
        assert len(await newer) == 1


async def test_polling_beside_a_webhook_is_a_conflict(bot: Bot, sandbox: Sandbox) -> None:
    await bot.set_webhook("http://127.0.0.1:1/hook")
    with pytest.raises(
        TelegramConflictError, match="can't use getUpdates method while webhook is active; use del"
    ):
        await bot.get_updates()
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


async def _until_polling(sandbox: Sandbox) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await sandbox.core.updates.polling.wait()


# -- webhook


async def test_updates_wait_for_a_webhook_that_knows_the_secret(served: Sandbox, time: Time) -> None:
    async with webhook(served, secret="wrong") as bot:
        served.core.people.send_text(WANG.id, "hello")
        await until(served.core, lambda: served.core.updates.webhook.last_error_message is not None)
        info = await bot.get_webhook_info()
        assert "401" in (info.last_error_message or "")
        assert info.pending_update_count == 1
        assert said(served.core) == []
        time.now += 1
        await bot.set_webhook(info.url, secret_token=SECRET)
        await until(served.core, lambda: len(said(served.core)) == 1)
        assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_a_webhook_reply_is_one_call_of_the_bot(served: Sandbox) -> None:
    async with webhook(served):
        served.core.people.send_text(WANG.id, "/returned")
        await until(served.core, lambda: len(said(served.core)) == 1)
    # The bot itself called nothing but setWebhook: the message came in the answer to the delivery.
    assert [call.method for call in served.core.calls.of()] == ["setWebhook", "sendMessage"]


async def test_updates_of_one_chat_reach_a_webhook_in_order(served: Sandbox) -> None:
    async with webhook(served):
        for number in range(20):
            served.core.people.send_text(WANG.id, f"{number}")
        await until(served.core, lambda: len(said(served.core)) == 20)
    assert [message.text for message in said(served.core)] == [str(number) for number in range(20)]


async def test_a_webhook_outside_this_machine_is_refused(served: Sandbox) -> None:
    bot = http_bot(served)
    with pytest.raises(TelegramBadRequest, match="loopback addresses only"):
        await bot.set_webhook("https://example.com/hook")
    await bot.session.close()
