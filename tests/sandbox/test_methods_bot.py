"""Taps, files, the bot's own profile and groups, in the words of the real server."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    InputMediaDocument,
    InputMediaPhoto,
    MenuButtonCommands,
    ReactionTypeEmoji,
)

from bot.sandbox.errors import PersonError
from bot.sandbox.methods_bot import commands_for
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.session import InProcessSession
from tests.sandbox.conftest import Time
from tests.support.sandbox_bot import LI, WANG, keyboard, png, refusal

W = WANG.id


# -- taps


async def test_a_tap_takes_one_answer(bot: Bot, sandbox: Sandbox) -> None:
    core = sandbox.core
    sent = await bot.send_message(W, "x", reply_markup=keyboard(("A", "a")))
    tapped = core.people.tap(W, sent.message_id, "a")
    with refusal("MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(tapped, text="x" * 201)
    assert await bot.answer_callback_query(tapped, text="x" * 200)
    words = "query is too old and response timeout expired or query ID is invalid"
    for query_id in (tapped, "1", "nonsense"):
        with refusal(words):
            await bot.answer_callback_query(query_id)
    assert [toast.text for toast in core.toasts(W)] == ["x" * 200]


async def test_a_tap_grows_too_old_to_answer(bot: Bot, sandbox: Sandbox, time: Time) -> None:
    sent = await bot.send_message(W, "x", reply_markup=keyboard(("A", "a")))
    tapped = sandbox.core.people.tap(W, sent.message_id, "a")
    time.now += 61
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(tapped)


async def test_a_tap_on_a_message_that_is_gone_is_inaccessible(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(W, "x", reply_markup=keyboard(("A", "a")))
    await bot.delete_message(W, sent.message_id)
    sandbox.core.people.tap(W, sent.message_id, "a")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert type(query.message).__name__ == "InaccessibleMessage"
    assert query.chat_instance


# -- files


async def test_files_up_and_down(bot: Bot) -> None:
    content = bytes(range(256)) * 8
    sent = await bot.send_document(W, BufferedInputFile(content, "结算.bin"), caption="<b>c</b>")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("结算.bin", 2048)
    assert sent.caption == "c"
    downloaded = await bot.download(sent.document)
    assert downloaded is not None
    assert downloaded.read() == content
    again = await bot.send_document(LI.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_a_photo_is_a_list_of_sizes(bot: Bot) -> None:
    sent = await bot.send_photo(W, BufferedInputFile(png(300, 200), "a.png"))
    assert [(size.width, size.height) for size in sent.photo or []] == [(90, 60), (300, 200)]


async def test_files_that_are_refused(bot: Bot, sandbox: Sandbox) -> None:
    with refusal("IMAGE_PROCESS_FAILED"):
        await bot.send_photo(W, BufferedInputFile(b"not a picture", "a.png"))
    for reference in ("nonsense", "https://example.com/a.png", "attach://nowhere"):
        with refusal("wrong file identifier/HTTP URL specified"):
            await bot.send_photo(W, reference)
    photo = await bot.send_photo(W, BufferedInputFile(png(), "a.png"))
    with refusal("wrong file identifier/HTTP URL specified"):
        await bot.send_document(W, (photo.photo or [])[0].file_id)
    with refusal("invalid file_id"):
        await bot.get_file("nonsense")
    big = sandbox.core.people.send_document(W, b"x" * (20 * 1024 * 1024 + 1), "big.bin")
    with refusal("file is too big"):
        await bot.get_file(big["document"]["file_id"])


async def test_an_upload_over_the_limit_is_413(bot: Bot) -> None:
    # aiogram's class for 413 counts as a network error, so the test expects its base.
    with pytest.raises(TelegramNetworkError, match="Request Entity Too Large"):
        await bot.send_document(W, BufferedInputFile(b"x" * (50 * 1024 * 1024 + 1), "big.bin"))


async def test_albums(bot: Bot) -> None:
    def photos(count: int) -> list[InputMediaPhoto]:
        return [InputMediaPhoto(media=BufferedInputFile(png(shade=i), "a.png")) for i in range(count)]

    sent = await bot.send_media_group(W, [*photos(3)])
    assert len({message.media_group_id for message in sent}) == 1
    for count in (1, 11):
        with refusal("number of media to send must be between 2 and 10"):
            await bot.send_media_group(W, [*photos(count)])


async def test_a_picture_in_place_of_another(bot: Bot) -> None:
    sent = await bot.send_photo(W, BufferedInputFile(png(shade=1), "a.png"), caption="x")
    where: dict[str, Any] = {"chat_id": W, "message_id": sent.message_id}
    same = InputMediaPhoto(media=BufferedInputFile(png(shade=1), "again.png"), caption="x")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_media(same, **where)
    other = InputMediaDocument(media=BufferedInputFile(b"pdf", "a.pdf"), caption="<i>y</i>")
    edited = await bot.edit_message_media(other, **where)
    assert not isinstance(edited, bool)
    assert (edited.photo, edited.caption) == (None, "y")
    captioned = await bot.edit_message_caption(caption="z", **where)
    assert not isinstance(captioned, bool)
    assert captioned.document is not None


# -- the bot itself


async def test_identity(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (42, True, "withdrawal_sandbox_bot")


async def test_a_wrong_token(sandbox: Sandbox) -> None:
    stranger = Bot("42:wrong", session=InProcessSession(sandbox.core))
    with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
        await stranger.get_me()


class Nonsense(TelegramMethod[bool]):
    """A method that no server knows."""

    __returning__ = bool
    __api_method__ = "doNonsense"


async def test_an_unknown_method(bot: Bot) -> None:
    with pytest.raises(TelegramNotFound, match="Not Found"):
        await bot(Nonsense())


async def test_commands_by_scope_and_language(bot: Bot, sandbox: Sandbox) -> None:
    def named(name: str) -> list[BotCommand]:
        return [BotCommand(command=name, description="d")]

    core = sandbox.core
    await bot.set_my_commands(named("all"))
    await bot.set_my_commands(named("private"), scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(named("zh"), scope=BotCommandScopeAllPrivateChats(), language_code="zh")
    await bot.set_my_commands(named("li"), scope=BotCommandScopeChat(chat_id=LI.id))
    assert [c.command for c in await bot.get_my_commands()] == ["all"]
    assert [c["command"] for c in commands_for(core, core.chats[W], WANG)] == ["zh"]
    assert [c["command"] for c in commands_for(core, core.chats[LI.id], LI)] == ["li"]
    await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=LI.id))
    assert [c["command"] for c in commands_for(core, core.chats[LI.id], LI)] == ["private"]


@pytest.mark.parametrize(
    ("command", "description", "language", "words"),
    [
        ("Upper", "d", "", "BOT_COMMAND_INVALID"),
        ("x" * 33, "d", "", "BOT_COMMAND_INVALID"),
        ("fine", "", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("fine", "d", "zh-hans", "invalid language code specified"),
    ],
)
async def test_commands_that_are_refused(
    bot: Bot, command: str, description: str, language: str, words: str
) -> None:
    with refusal(words):
        await bot.set_my_commands(
            [BotCommand(command=command, description=description)], language_code=language or None
        )


async def test_profile_texts_by_language(bot: Bot) -> None:
    await bot.set_my_name("Withdraw")
    await bot.set_my_description("Prepaid cash")
    await bot.set_my_description("预付现金", language_code="zh")
    await bot.set_my_short_description("Short")
    assert (await bot.get_my_name()).name == "Withdraw"
    assert (await bot.get_my_description()).description == "Prepaid cash"
    assert (await bot.get_my_description(language_code="zh")).description == "预付现金"
    assert (await bot.get_my_short_description(language_code="fr")).short_description == "Short"
    assert (await bot.get_me()).first_name == "Withdraw"


async def test_what_is_left(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(W, "x")
    assert await bot.set_chat_menu_button(chat_id=W, menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button(chat_id=W)).type == "commands"
    assert await bot.pin_chat_message(W, sent.message_id)
    chat = await bot.get_chat(W)
    assert (chat.first_name, chat.username) == ("Wang", "wang")
    assert chat.pinned_message is not None
    assert chat.pinned_message.message_id == sent.message_id
    assert await bot.unpin_chat_message(W)
    assert (await bot.get_chat(W)).pinned_message is None
    assert await bot.set_message_reaction(W, sent.message_id, reaction=[ReactionTypeEmoji(emoji="👍")])
    assert sandbox.core.chats[W].reactions == {str(sent.message_id): ["👍"]}
    assert await bot.send_chat_action(W, "typing")
    assert await bot.close()
    assert await bot.log_out()


# -- groups


async def test_a_group_with_the_bot_in_it(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.core.add_group(-100, "Finance", [WANG.id, LI.id])
    sandbox.core.people.send_text(LI.id, "/hello all", chat_id=-100)
    update = (await bot.get_updates())[-1]
    assert update.message is not None
    assert (update.message.chat.type, update.message.chat.title) == ("group", "Finance")
    assert update.message.from_user is not None
    assert update.message.from_user.id == LI.id
    sent = await bot.send_message(-100, "hi", reply_markup=keyboard(("A", "a")))
    sandbox.core.people.tap(W, sent.message_id, "a", chat_id=-100)
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.from_user.id == W
    assert query.message is not None
    assert query.message.chat.id == -100
    assert await bot.leave_chat(-100)
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the group chat"):
        await bot.send_message(-100, "hi")
    with pytest.raises(PersonError):
        sandbox.core.people.send_text(LI.id, "anybody?", chat_id=-100)
