"""Sending, keyboards, edits and deletions, in the words of the real server, with every limit."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.sandbox.errors import ApiError
from bot.sandbox.params import Params
from bot.sandbox.sandbox import Sandbox
from tests.sandbox.conftest import Time
from tests.support.sandbox_bot import LI, WANG, keyboard, png, refusal

W = WANG.id


# -- sending


async def test_absent_and_blank_texts_are_empty(bot: Bot) -> None:
    with refusal("message text is empty"):
        await bot.send_message(W, "")
    for text in ("  \n", "<b> </b>", "\u200b\u200d", "\u00a0\u3000\ufeff", "\u202e\t"):
        with refusal("text must be non-empty"):
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
    # aiogram's own types would not let this through, so it goes to the core as from another client.
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
