"""Every refusal in the words of the real server, every limit, the rules of edits, deletes, taps, profile."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDocument, TelegramMethod
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MenuButtonCommands,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.sandbox import Fault, Pace, Sandbox
from bot.sandbox.errors import ApiError, PersonError
from bot.sandbox.methods_bot import commands_for
from bot.sandbox.params import Params
from bot.sandbox.session import InProcessSession
from tests.sandbox.conftest import Time
from tests.sandbox.rig import LI, WANG, keyboard, png

W = WANG.id


def refusal(words: str) -> Any:
    """Expect a 400 with exactly these words."""
    return pytest.raises(TelegramBadRequest, match=f"Bad Request: {words}$")


# -- sending


async def test_absent_and_blank_texts_are_empty(bot: Bot) -> None:
    for text in ("", "  \n", "<b> </b>"):
        with refusal("message text is empty"):
            await bot.send_message(W, text)


async def test_length_counts_utf16_units_after_markup_is_gone(bot: Bot) -> None:
    await bot.send_message(W, f"<b>{'x' * 4096}</b>")
    await bot.send_message(W, "😀" * 2048)
    for text in ("x" * 4097, "😀" * 2048 + "x"):
        with refusal("message is too long"):
            await bot.send_message(W, text)
    sent = await bot.send_message(W, "short")
    with refusal("MESSAGE_TOO_LONG"):
        await bot.edit_message_text("x" * 4097, chat_id=W, message_id=sent.message_id)


async def test_captions_are_shorter(bot: Bot) -> None:
    await bot.send_photo(W, BufferedInputFile(png(), "a.png"), caption="x" * 1024)
    with refusal("message caption is too long"):
        await bot.send_photo(W, BufferedInputFile(png(), "a.png"), caption="x" * 1025)


@pytest.mark.parametrize("chat_id", [999, -5, 77_777])
async def test_a_chat_the_bot_never_met(bot: Bot, chat_id: int) -> None:
    with refusal("chat not found"):
        await bot.send_message(chat_id, "hello")


async def test_a_person_who_never_wrote_cannot_be_written_to(sandbox: Sandbox, direct_bot: Bot) -> None:
    with refusal("chat not found"):
        await direct_bot.send_message(W, "hello")
    sandbox.core.people.start(W)
    assert await direct_bot.send_message(W, "hello")


async def test_a_person_who_blocked_the_bot(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.core.people.block(W)
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(W, "hello")
    sandbox.core.people.unblock(W)
    assert await bot.send_message(W, "hello")
    kinds = [u.my_chat_member.new_chat_member.status for u in await bot.get_updates() if u.my_chat_member]
    assert kinds == ["kicked", "member"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("é <foo>x</foo>", 'can\'t parse entities: Unsupported start tag "foo" at byte offset 3'),
        ("a < b", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        (
            "<b><i>x</b></i>",
            'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("x</b>", 'can\'t parse entities: Unexpected end tag "</b>" at byte offset 1'),
    ],
)
async def test_broken_markup(bot: Bot, source: str, words: str) -> None:
    with refusal(words):
        await bot.send_message(W, source)


async def test_entities_are_counted_in_utf16_units(bot: Bot) -> None:
    sent = await bot.send_message(
        W, ' 😀 <b>Wang <i>&lt;1&gt;</i></b> <a href="https://e.com/?a=1&amp;b">l</a> /start https://x.org.'
    )
    assert sent.text == "😀 Wang <1> l /start https://x.org."
    assert [(e.type, e.offset, e.length) for e in sent.entities or []] == [
        ("bold", 3, 8),
        ("italic", 8, 3),
        ("text_link", 12, 1),
        ("bot_command", 14, 6),
        ("url", 21, 13),
    ]
    assert (sent.entities or [])[2].url == "https://e.com/?a=1&b"


async def test_text_without_parse_mode_is_left_alone(bot: Bot) -> None:
    sent = await bot.send_message(W, "<b>&amp;", parse_mode=None)
    assert (sent.text, sent.entities) == ("<b>&amp;", None)


async def test_code_inside_pre_is_one_entity_with_its_language(bot: Bot) -> None:
    sent = await bot.send_message(W, '<pre><code class="language-python">x</code></pre>')
    assert [(e.type, e.language) for e in sent.entities or []] == [("pre", "python")]


# -- keyboards


@pytest.mark.parametrize(
    ("data", "fits"), [("x" * 64, True), ("x" * 65, False), ("中" * 21, True), ("中" * 22, False)]
)
async def test_callback_data_is_counted_in_bytes(bot: Bot, data: str, fits: bool) -> None:
    if fits:
        await bot.send_message(W, "hello", reply_markup=keyboard(("Go", data)))
        return
    with refusal("BUTTON_DATA_INVALID"):
        await bot.send_message(W, "hello", reply_markup=keyboard(("Go", data)))


async def test_too_many_buttons(bot: Bot) -> None:
    def rows(count: int, width: int) -> InlineKeyboardMarkup:
        buttons = [InlineKeyboardButton(text=f"{i}", callback_data="x") for i in range(count)]
        return InlineKeyboardMarkup(inline_keyboard=[buttons[i : i + width] for i in range(0, count, width)])

    await bot.send_message(W, "hello", reply_markup=rows(100, 8))
    for markup in (rows(101, 8), rows(9, 9)):
        with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
            await bot.send_message(W, "hello", reply_markup=markup)


async def test_a_button_that_does_nothing(bot: Bot) -> None:
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x")]])
    with pytest.raises(TelegramBadRequest, match="Text buttons are unallowed in the inline keyboard"):
        await bot.send_message(W, "hello", reply_markup=markup)


async def test_a_reply_keyboard_is_state_of_the_chat_not_of_the_message(bot: Bot, sandbox: Sandbox) -> None:
    markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="A"), KeyboardButton(text="B")]])
    sent = await bot.send_message(W, "hello", reply_markup=markup)
    assert sent.reply_markup is None
    await bot.send_message(W, "another", reply_markup=keyboard(("x", "x")))
    chat = sandbox.core.chats[W]
    assert chat.keyboard is not None
    assert [[key["text"] for key in row] for row in chat.keyboard["keyboard"]] == [["A", "B"]]
    await bot.send_message(W, "gone", reply_markup=ReplyKeyboardRemove())
    assert sandbox.core.chats[W].keyboard is None
    # aiogram's own types would not let this through, so it goes to the core as another client would send it.
    values = {
        "chat_id": W,
        "message_id": sent.message_id,
        "text": "x",
        "reply_markup": {"keyboard": [["A"]]},
    }
    with pytest.raises(ApiError, match="Bad Request: inline keyboard expected"):
        await sandbox.core.call("editMessageText", Params(values))


async def test_a_forced_reply_is_taken(bot: Bot) -> None:
    assert (await bot.send_message(W, "?", reply_markup=ForceReply())).reply_markup is None


# -- edits, deletes


async def test_not_modified_compares_text_entities_and_keyboard(bot: Bot) -> None:
    sent = await bot.send_message(W, "<b>x</b>", reply_markup=keyboard(("A", "a")))
    same: dict[str, Any] = {"chat_id": W, "message_id": sent.message_id}
    words = (
        "message is not modified: specified new message content and reply markup are exactly the same as a "
        "current content and reply markup of the message"
    )
    with refusal(words):
        await bot.edit_message_text("<strong>x</strong>", reply_markup=keyboard(("A", "a")), **same)
    with refusal(words):
        await bot.edit_message_reply_markup(reply_markup=keyboard(("A", "a")), **same)
    for text, markup in (
        ("<i>x</i>", keyboard(("A", "a"))),
        ("<i>x</i>", keyboard(("A", "b"))),
        ("y", keyboard(("A", "b"))),
    ):
        edited = await bot.edit_message_text(text, reply_markup=markup, **same)
        assert not isinstance(edited, bool)
        assert edited.edit_date is not None


async def test_an_edit_without_a_keyboard_removes_it(bot: Bot) -> None:
    sent = await bot.send_message(W, "x", reply_markup=keyboard(("A", "a")))
    edited = await bot.edit_message_text("y", chat_id=W, message_id=sent.message_id)
    assert not isinstance(edited, bool)
    assert edited.reply_markup is None
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(chat_id=W, message_id=sent.message_id)


async def test_edits_that_find_nothing_to_edit(bot: Bot, sandbox: Sandbox) -> None:
    [own] = sandbox.core.people.send_text(W, "mine")
    photo = await bot.send_photo(W, BufferedInputFile(png(), "a.png"))
    text = await bot.send_message(W, "text")
    with refusal("message to edit not found"):
        await bot.edit_message_text("x", chat_id=W, message_id=9_999)
    with refusal("message can't be edited"):
        await bot.edit_message_text("x", chat_id=W, message_id=own["message_id"])
    with refusal("there is no text in the message to edit"):
        await bot.edit_message_text("x", chat_id=W, message_id=photo.message_id)
    with refusal("there is no caption in the message to edit"):
        await bot.edit_message_caption(caption="x", chat_id=W, message_id=text.message_id)
    sandbox.core.people.clear_history(W)
    with refusal("message to edit not found"):
        await bot.edit_message_text("x", chat_id=W, message_id=text.message_id)


async def test_deleting(bot: Bot, sandbox: Sandbox, time: Time) -> None:
    [own] = sandbox.core.people.send_text(W, "123456")
    assert await bot.delete_message(W, own["message_id"])
    assert own["message_id"] not in sandbox.core.chats[W].messages
    with refusal("message to delete not found"):
        await bot.delete_message(W, own["message_id"])
    ids = [(await bot.send_message(W, "x")).message_id for _ in range(3)]
    assert await bot.delete_messages(W, [*ids, 9_999])
    assert not set(ids) & set(sandbox.core.chats[W].messages)
    old = await bot.send_message(W, "old")
    time.now += 48 * 3600 + 1
    with refusal("message can't be deleted"):
        await bot.delete_message(W, old.message_id)


async def test_replies_and_copies(bot: Bot) -> None:
    first = await bot.send_message(W, "<b>first</b>", reply_markup=keyboard(("A", "a")))
    reply = await first.reply("second")
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "first"
    with refusal("message to be replied not found"):
        await bot.send_message(W, "x", reply_parameters=ReplyParameters(message_id=9_999))
    lenient = ReplyParameters(message_id=9_999, allow_sending_without_reply=True)
    assert (await bot.send_message(W, "x", reply_parameters=lenient)).reply_to_message is None
    copied = await bot.copy_message(LI.id, W, first.message_id)
    assert copied.message_id != first.message_id
    with refusal("message to copy not found"):
        await bot.copy_message(LI.id, W, 9_999)


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
    # aiogram has a class for 413 that counts as a network error, so its base is what to expect.
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
    sandbox.core.people.send_text(LI.id, "hello all", chat_id=-100)
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
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the group chat"):
        await bot.send_message(-100, "hi")
    with pytest.raises(PersonError):
        sandbox.core.people.send_text(LI.id, "anybody?", chat_id=-100)


# -- faults and pace


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
