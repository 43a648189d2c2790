"""Where the real server is stricter than it looks. A sandbox without these checks would hide a bot's fault."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity
from aiohttp import web

from bot.sandbox.errors import ApiError, PersonError
from bot.sandbox.faults import Fault, Pace
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import Time
from tests.support.sandbox_bot import LI, PATIENCE_S, TOKEN, WANG, keyboard, refusal

W = WANG.id
GROUP = -100


class Receiver:
    """A webhook that gives the answers of the test (status and headers), else 200, and keeps the updates."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[Json] = asyncio.Queue()
        self.answers: list[tuple[int, dict[str, str]]] = []

    async def take(self, request: web.Request) -> web.Response:
        status, headers = self.answers.pop(0) if self.answers else (200, {})
        self.came.put_nowait(await request.json())
        return web.Response(status=status, headers=headers)

    async def next(self) -> str:
        """The kind of the next update, with its words."""
        async with asyncio.timeout(PATIENCE_S):
            update = await self.came.get()
        kind = next(name for name in update if name != "update_id")
        return f"{kind} {update[kind].get('text') or update[kind].get('data') or ''}".strip()


@asynccontextmanager
async def receiving(served: Sandbox) -> AsyncIterator[Receiver]:
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        await served.core.call("setWebhook", Params({"url": url}))
        yield receiver
    finally:
        await runner.cleanup()


# -- updates


async def test_messages_taps_and_membership_overtake_one_another(served: Sandbox) -> None:
    people, updates = served.core.people, served.core.updates
    async with receiving(served) as receiver:
        people.start(W)
        assert await receiver.next() == "message /start"
        updates.hold("callback_query")
        people.tap(W, 1, "first")
        people.send_text(W, "words")
        people.block(W)
        assert sorted([await receiver.next(), await receiver.next()]) == ["message words", "my_chat_member"]
        # A tap in a group waits behind those in the private chat: the queue is the person's.
        served.core.add_group(GROUP, "Friends", [W])
        people.tap(W, 1, "second", chat_id=GROUP)
        updates.let_go("callback_query")
        assert [await receiver.next() for _ in range(2)] == ["callback_query first", "callback_query second"]
    assert receiver.came.empty()


async def test_what_a_webhook_refuses_waits_as_long_as_it_asks_and_any_200_is_taken(
    served: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def pause(for_s: float) -> None:
        if for_s:
            pauses.append(for_s)
        await sleep(0)

    monkeypatch.setattr("bot.sandbox.webhook.asyncio.sleep", pause)
    async with receiving(served) as receiver:
        receiver.answers = [
            (503, {"Retry-After": "17"}),
            (500, {"Retry-After": "soon"}),
            (301, {}),
            (204, {}),
        ]
        served.core.people.send_text(W, "hello")
        assert [await receiver.next() for _ in range(4)] == ["message hello"] * 4
        served.core.people.send_text(W, "next")
        assert await receiver.next() == "message next"
    assert pauses == [17, 2, 4]


async def test_taps_are_dropped_after_150_seconds_and_all_else_after_a_day(
    bot: Bot, sandbox: Sandbox, time: Time
) -> None:
    await bot.get_updates(offset=10_000)
    sandbox.core.people.send_text(W, "early")
    sandbox.core.people.tap(W, 1, "too old")
    time.now += 150
    assert [u.event_type for u in await bot.get_updates()] == ["message", "callback_query"]
    time.now += 1
    assert [u.event_type for u in await bot.get_updates()] == ["message"]
    assert (await bot.get_webhook_info()).pending_update_count == 1
    sandbox.core.people.send_text(W, "late")
    time.now += 24 * 3600 - 151
    assert len(await bot.get_updates()) == 2
    time.now += 1
    [left] = await bot.get_updates()
    assert left.message is not None
    assert left.message.text == "late"


async def test_a_webhook_that_is_down_gets_no_tap_that_has_grown_old(
    served: Sandbox, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused = asyncio.Event()

    async def pause(for_s: float) -> None:
        time.now += 151
        paused.set()

    monkeypatch.setattr("bot.sandbox.webhook.asyncio.sleep", pause)
    async with receiving(served) as receiver:
        receiver.answers = [(502, {})]
        served.core.people.tap(W, 1, "gone")
        assert await receiver.next() == "callback_query gone"
        async with asyncio.timeout(PATIENCE_S):
            await paused.wait()
        served.core.people.tap(W, 1, "fresh")
        assert await receiver.next() == "callback_query fresh"


async def test_old_updates_of_a_state_file_of_before_are_still_offered(tmp_path: Any) -> None:
    box = Sandbox(TOKEN, [WANG], state_path=tmp_path / "s.db")
    update = {"update_id": 7, "message": {"message_id": 1, "date": 1, "chat": {"id": W, "type": "private"}}}
    box.core.store.put("update", 7, update)
    await box.stop()
    again = Sandbox(TOKEN, [WANG], state_path=tmp_path / "s.db")
    assert again.core.updates.pending == [update]
    await again.stop()


# -- calls outside chats


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setMyCommands", "getUpdates"])
async def test_trouble_outside_chats_spares_those_in_them(bot: Bot, sandbox: Sandbox, method: str) -> None:
    sandbox.core.faults.add(Fault(method=method, error_code=502, description="Bad Gateway", outside=True))
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "getMe": bot.get_me,
        "deleteWebhook": bot.delete_webhook,
        "setMyCommands": lambda: bot.set_my_commands([BotCommand(command="a", description="b")]),
        "getUpdates": bot.get_updates,
    }
    assert await bot.send_message(W, "goes")
    with pytest.raises(TelegramServerError):
        await calls[method]()
    await calls[method]()
    sandbox.core.faults.add(Fault(kind="drop", outside=True))
    assert await bot.send_message(W, "goes")
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()


async def test_a_webhook_is_set_once_a_second(bot: Bot, time: Time) -> None:
    url = "http://127.0.0.1:9/hook"
    await bot.set_webhook(url)
    await bot.delete_webhook()
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.set_webhook(url)
    assert refused.value.retry_after == 1
    time.now += 1
    await bot.set_webhook(url)


async def test_what_the_bot_says_of_itself_changes_ten_times_a_minute(
    bot: Bot, sandbox: Sandbox, time: Time
) -> None:
    sandbox.core.pace = Pace(time)
    for _ in range(10):
        await bot.set_my_description("x")
    time.now += 20
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.set_my_description("x")
    assert refused.value.retry_after == 40
    await bot.set_my_short_description("x")
    time.now += 40
    await bot.set_my_description("x")


# -- groups


async def heard(bot: Bot) -> list[str]:
    """What the bot was told since the last call."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    messages = [update.message or update.edited_message for update in updates]
    return [message.text or "" if message is not None else "?" for message in messages]


async def test_in_a_group_the_bot_hears_what_is_meant_for_it(bot: Bot, sandbox: Sandbox) -> None:
    assert not (await bot.get_me()).can_read_all_group_messages
    await heard(bot)
    people, name = sandbox.core.people, sandbox.core.username
    sandbox.core.add_group(GROUP, "Finance", [W, LI.id])
    own = await bot.send_message(GROUP, "anything to say?")

    def say(text: str, **how: Any) -> Json:
        [message] = people.send_text(W, text, chat_id=GROUP, **how)
        return message

    others = say("words")
    say("/one and more")
    say(f"/two@{name}")
    say("/three@another_bot")
    say("see /four")
    say(f"see /five@{name.upper()}")
    say("six", reply_to=own.message_id)
    say("seven", reply_to=others["message_id"])
    people.edit_text(W, others["message_id"], "eight", chat_id=GROUP)
    people.send_photo(W, b"x", chat_id=GROUP)
    assert await heard(bot) == ["/one and more", f"/two@{name}", f"see /five@{name.upper()}", "six"]
    sandbox.core.privacy = False
    assert (await bot.get_me()).can_read_all_group_messages
    say("words")
    assert await heard(bot) == ["words"]


async def test_a_group_grows_into_a_supergroup_with_another_id(bot: Bot, sandbox: Sandbox) -> None:
    people = sandbox.core.people
    sandbox.core.add_group(GROUP, "Finance", [W, LI.id])
    card = await bot.send_message(GROUP, "card", reply_markup=keyboard(("A", "a")))
    await heard(bot)
    grown = people.grow_group(W, GROUP)
    first, second = await bot.get_updates()
    assert first.message is not None
    assert (first.message.chat.id, first.message.migrate_to_chat_id) == (GROUP, grown)
    assert second.message is not None
    assert (second.message.chat.id, second.message.migrate_from_chat_id) == (grown, GROUP)
    assert second.message.chat.type == "supergroup"
    for call in (
        bot.send_message(GROUP, "x"),
        bot.edit_message_text("x", chat_id=GROUP, message_id=card.message_id),
        bot.delete_message(GROUP, card.message_id),
        bot.pin_chat_message(GROUP, card.message_id),
    ):
        with pytest.raises(TelegramMigrateToChat) as moved:
            await call
        assert moved.value.migrate_to_chat_id == grown
    assert (await bot.send_message(grown, "here")).chat.title == "Finance"
    with pytest.raises(PersonError, match="has become a supergroup"):
        people.send_text(LI.id, "/late", chat_id=GROUP)
    with pytest.raises(PersonError, match="only once"):
        people.grow_group(W, GROUP)
    people.put_out(LI.id, grown)
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await bot.send_message(grown, "x")
    left = (await bot.get_updates())[-1].my_chat_member
    assert left is not None
    assert (left.chat.id, left.old_chat_member.status, left.new_chat_member.status) == (
        grown, "member", "kicked",
    )  # fmt: skip
    with pytest.raises(PersonError):
        people.put_out(LI.id, grown)


async def test_somebody_met_in_a_group_cannot_be_written_to_first(sandbox: Sandbox, direct_bot: Bot) -> None:
    sandbox.core.add_group(GROUP, "Finance", [W])
    with refusal("chat not found"):
        await direct_bot.send_message(W, "hello")
    sandbox.core.people.send_text(W, "not heard", chat_id=GROUP)
    with refusal("chat not found"):
        await direct_bot.send_message(W, "hello")
    sandbox.core.people.send_text(W, "/heard", chat_id=GROUP)
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await direct_bot.send_message(W, "hello")
    assert (await direct_bot.get_chat(W)).first_name == "Wang"
    sandbox.core.people.start(W)
    assert await direct_bot.send_message(W, "hello")


# -- text


def marks(message: Message) -> list[tuple[str, int, int]]:
    return [(entity.type, entity.offset, entity.length) for entity in message.entities or []]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\tb\x07c", "a b c"),
        ("one\r\ntwo\u2028three", "one\ntwothree"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("A\u030a\u0333 B", "A B"),
        ("\u200f\u200e\u200fx", "\u200c\u200c\u200fx"),
        ("\u3000kept\u3000", "\u3000kept\u3000"),
        ("\u2066kept\u2069", "\u2066kept\u2069"),
    ],
)
async def test_text_is_cleaned_whoever_sends_it(bot: Bot, sandbox: Sandbox, sent: str, kept: str) -> None:
    label = InlineKeyboardButton(text=f" {sent}", callback_data="\tx")
    answer = await bot.send_message(
        W, f"<b>{sent}</b>!", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[label]]), parse_mode="HTML"
    )
    assert answer.text == f"{kept}!"
    assert marks(answer) == [("bold", 0, len(kept))]
    assert answer.reply_markup is not None
    shown = answer.reply_markup.inline_keyboard[0][0]
    assert (shown.text, shown.callback_data) == (kept, "\tx")
    people = sandbox.core.people
    [written] = people.send_text(W, sent)
    assert written["text"] == kept
    assert people.edit_text(W, written["message_id"], f"{sent}!")["text"] == f"{kept}!"
    assert people.send_photo(W, b"x", caption=sent)["caption"] == kept
    with pytest.raises(PersonError):
        people.send_text(W, "\u200b\u202e\t")
    assert "caption" not in people.send_photo(W, b"x", caption="\u200b\t")


async def test_marks_stay_where_they_were_in_a_text_that_is_cleaned(bot: Bot) -> None:
    sent = await bot.send_message(
        W, "\r😀\u2029 bold", entities=[MessageEntity(type="bold", offset=5, length=4)], parse_mode=None
    )
    assert sent.text == "😀 bold"
    assert marks(sent) == [("bold", 3, 4)]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://localhost:8080/x", "Wrong HTTP URL"),
        ("https://nodots/", "Wrong HTTP URL"),
        ("http://", "Wrong HTTP URL"),
        ("javascript:alert(1)", "Unsupported URL protocol"),
        ("http://127.0.0.1/x", None),
        ("http://[::1]/", None),
        ("https://t.me/a_bot?start=x", None),
        ("tg://user?id=1", None),
    ],
)
async def test_links_to_a_machine_without_a_dot_are_refused(bot: Bot, url: str, words: str | None) -> None:
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Open", url=url)]])
    if words is None:
        assert await bot.send_message(W, f'<a href="{url}">Open</a>', reply_markup=markup)
        return
    with pytest.raises(Exception, match=words):
        await bot.send_message(W, "x", reply_markup=markup)
    # In a text the server makes no link of it.
    assert not (await bot.send_message(W, f'<a href="{url}">Open</a>')).entities


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        (
            "setMyCommands",
            {"scope": {"type": "everyone"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ("getMyCommands", {"scope": {}}, "can't parse BotCommandScope: Can't find field \"type\""),
        ("setMyCommands", {"scope": {"type": "chat", "chat_id": 999}}, "chat not found"),
        (
            "setMyCommands",
            {"scope": {"type": "chat"}},
            "can't parse BotCommandScope: Can't find field \"chat_id\"",
        ),
        (
            "deleteMyCommands",
            {"scope": {"type": "chat_member", "chat_id": W, "user_id": 0}},
            "can't parse BotCommandScope: Invalid user_id specified",
        ),
        ("sendChatAction", {"chat_id": W, "action": "dance"}, "wrong parameter action in request"),
        ("sendChatAction", {"chat_id": W}, "wrong parameter action in request"),
        (
            "sendMessage",
            {"chat_id": W, "text": "x", "entities": [{"type": "nope", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
    ],
)
async def test_what_there_is_not_is_refused(
    sandbox: Sandbox, method: str, parameters: dict[str, Any], words: str
) -> None:
    sandbox.core.people.start(W)
    with pytest.raises(ApiError) as refused:
        await sandbox.core.call(method, Params(parameters))
    assert str(refused.value) == f"Bad Request: {words}"


async def test_what_the_server_finds_by_itself_need_not_be_said(bot: Bot) -> None:
    said = [MessageEntity(type="mention", offset=0, length=2), MessageEntity(type="bold", offset=3, length=4)]
    sent = await bot.send_message(W, "no @wang_w", entities=said, parse_mode=None)
    assert marks(sent) == [("mention", 3, 7), ("bold", 3, 4)]


async def test_a_small_picture_is_a_file_of_its_own(bot: Bot, sandbox: Sandbox) -> None:
    sizes = sandbox.core.people.send_photo(W, b"x")["photo"]
    for size in sizes:
        assert (await bot.get_file(size["file_id"])).file_unique_id == size["file_unique_id"]
