"""Bot API methods about messages: send, edit, delete, copy, pin, react, answer a tap.

The module registers itself with the core; nothing here is called by name. Every refusal uses the words of the real
server.
"""

from __future__ import annotations

import copy
from typing import Any

from bot.sandbox import entities, errors, limits, markup
from bot.sandbox.cleaning import unseen
from bot.sandbox.core import Core, method
from bot.sandbox.errors import bad_request
from bot.sandbox.files import media
from bot.sandbox.model import Chat, Json, Toast, present
from bot.sandbox.params import Params

_ACTIONS = frozenset(
    (
        *("typing", "choose_sticker", "find_location", "pick_up_location"),
        *(
            "upload_photo",
            "upload_video",
            "upload_voice",
            "upload_audio",
            "upload_document",
            "upload_video_note",
        ),
        *("record_video", "record_voice", "record_audio", "record_video_note"),
    )
)
_COPIED = ("text", "entities", "caption", "caption_entities", "photo", "document", "contact")


def text_of(params: Params, too_long: str = errors.MESSAGE_TOO_LONG) -> Json:
    """The text of a message with its entities. Raises a 400 over the limit."""
    sent = params.text("text")
    if not sent:
        raise bad_request(errors.MESSAGE_TEXT_EMPTY)
    plain, found = entities.parse(sent, params.text("parse_mode"), params.array("entities"))
    if unseen(plain):
        raise bad_request(errors.TEXT_UNSEEN)
    if entities.utf16_len(plain) > limits.TEXT_MAX:
        raise bad_request(too_long)
    return present(text=plain, entities=found or None)


def caption_of(source: Params) -> Json:
    """A caption with its entities, empty when the call has none. Raises a 400 over the limit."""
    plain, found = entities.parse(
        source.text("caption"), source.text("parse_mode"), source.array("caption_entities")
    )
    if entities.utf16_len(plain) > limits.CAPTION_MAX:
        raise bad_request(errors.CAPTION_TOO_LONG)
    return {} if unseen(plain) else present(caption=plain, caption_entities=found or None)


def _reply(core: Core, chat: Chat, params: Params) -> Json:
    wanted = params.object("reply_parameters") or {}
    message_id = Params(wanted).integer("message_id", 0) or params.integer("reply_to_message_id", 0)
    if not message_id:
        return {}
    message = chat.messages.get(message_id)
    if message is None:
        if wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return {}
        raise bad_request(errors.REPLY_NOT_FOUND)
    return {"reply_to_message": core.quoted(message)}


def _send(core: Core, chat: Chat, params: Params, content: Json) -> Json:
    inline, keyboard = markup.split(params.object("reply_markup"))
    reply = _reply(core, chat, params)
    if core.pace is not None:
        core.pace.check(chat.id)
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    message = core.add_message(chat, core.bot_user(), **content, **reply, reply_markup=inline)
    if keyboard is not None:
        chat.keyboard = None if keyboard.get("remove_keyboard") else keyboard
        core.save_chat(chat)
        core.hub.tell("keyboard", chat_id=chat.id, keyboard=chat.keyboard)
    return message


@method("sendMessage")
def send_message(core: Core, params: Params) -> Json:
    chat = core.writable_chat(params)
    return _send(core, chat, params, text_of(params))


@method("sendPhoto")
def send_photo(core: Core, params: Params) -> Json:
    chat = core.writable_chat(params)
    caption = caption_of(params)
    return _send(core, chat, params, {**media(core.files.resolve("photo", params, "photo")), **caption})


@method("sendDocument")
def send_document(core: Core, params: Params) -> Json:
    chat = core.writable_chat(params)
    caption = caption_of(params)
    return _send(core, chat, params, {**media(core.files.resolve("document", params, "document")), **caption})


@method("sendMediaGroup")
def send_media_group(core: Core, params: Params) -> list[Json]:
    chat = core.writable_chat(params)
    items = params.array("media") or []
    if not limits.ALBUM_MIN <= len(items) <= limits.ALBUM_MAX:
        raise bad_request("number of media to send must be between 2 and 10")
    if len({item.get("type") for item in items if isinstance(item, dict)}) > 1:
        raise bad_request(errors.ALBUM_MIXED)
    album = [_input_media(core, params, item) for item in items]
    reply = _reply(core, chat, params)
    if core.pace is not None:
        core.pace.check(chat.id, len(album))
    group_id = str(core.ids.take("album"))
    return [
        core.add_message(chat, core.bot_user(), media_group_id=group_id, **content, **reply)
        for content in album
    ]


def _input_media(core: Core, params: Params, item: Any) -> Json:
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: the sandbox knows photo and document")
    inner = Params(item, params.files)
    stored = core.files.resolve(kind, inner, "media", inner.text("media"))
    return {**media(stored), **caption_of(inner)}


@method("copyMessage")
def copy_message(core: Core, params: Params) -> Json:
    chat = core.writable_chat(params)
    source = core.find_chat(params, "from_chat_id").messages.get(params.integer("message_id"))
    if source is None:
        raise bad_request(errors.COPY_NOT_FOUND)
    content = {key: copy.deepcopy(source[key]) for key in _COPIED if key in source}
    if "caption" in params:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content.update(caption_of(params))
    return {"message_id": _send(core, chat, params, content)["message_id"]}


@method("sendChatAction")
def send_chat_action(core: Core, params: Params) -> bool:
    chat = core.writable_chat(params)
    action = params.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request(errors.WRONG_ACTION)
    core.hub.tell("typing", chat_id=chat.id, action=action)
    return True


# -- edits


def _editable(core: Core, params: Params) -> tuple[Chat, Json]:
    chat = core.joined_chat(params)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request(errors.EDIT_NOT_FOUND)
    if message["from"]["id"] != core.bot_id or "forward_origin" in message:
        raise bad_request(errors.EDIT_FORBIDDEN)
    return chat, message


def _apply(core: Core, chat: Chat, message: Json, params: Params, content: Json | None) -> Json:
    """Replace text or media (None keeps them) and the inline keyboard. Raises a 400 when nothing changes."""
    inline, _ = markup.split(params.object("reply_markup"), inline_only=True)
    fields = (*_COPIED, "reply_markup")
    before = {key: message[key] for key in fields if key in message}
    kept = {key: message[key] for key in _COPIED if key in message} if content is None else content
    after = {**kept, **present(reply_markup=inline)}
    if _essence(before) == _essence(after):
        raise bad_request(errors.NOT_MODIFIED)
    for key in fields:
        message.pop(key, None)
    message.update(after)
    return core.change_message(chat, message)


def _essence(content: Json) -> Json:
    """The content compared for "not modified". The same picture under a new id is the same."""
    document = content.get("document", {}).get("file_unique_id")
    photo = [size["file_unique_id"] for size in content.get("photo", [])]
    return {**content, "document": document, "photo": photo}


@method("editMessageText")
def edit_message_text(core: Core, params: Params) -> Json:
    chat, message = _editable(core, params)
    if "text" not in message:
        raise bad_request(errors.EDIT_NO_TEXT)
    return _apply(core, chat, message, params, text_of(params, errors.EDIT_TOO_LONG))


@method("editMessageCaption")
def edit_message_caption(core: Core, params: Params) -> Json:
    chat, message = _editable(core, params)
    if "photo" not in message and "document" not in message:
        raise bad_request(errors.EDIT_NO_CAPTION)
    content: Json = {key: message[key] for key in ("photo", "document") if key in message}
    return _apply(core, chat, message, params, {**content, **caption_of(params)})


@method("editMessageMedia")
def edit_message_media(core: Core, params: Params) -> Json:
    chat, message = _editable(core, params)
    return _apply(core, chat, message, params, _input_media(core, params, params.object("media")))


@method("editMessageReplyMarkup")
def edit_message_reply_markup(core: Core, params: Params) -> Json:
    chat, message = _editable(core, params)
    return _apply(core, chat, message, params, None)


# -- deletes, pins, reactions


def _check_deletable(core: Core, message: Json) -> None:
    if core.clock() - message["date"] > limits.DELETE_WINDOW_S:
        raise bad_request(errors.DELETE_FORBIDDEN)


@method("deleteMessage")
def delete_message(core: Core, params: Params) -> bool:
    chat = core.joined_chat(params)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request(errors.DELETE_NOT_FOUND)
    _check_deletable(core, message)
    core.remove_messages(chat, [message["message_id"]])
    return True


@method("deleteMessages")
def delete_messages(core: Core, params: Params) -> bool:
    chat = core.joined_chat(params)
    wanted = params.integers("message_ids")
    if not 1 <= len(wanted) <= limits.DELETE_AT_ONCE_MAX:
        raise bad_request("message identifiers must be 1 to 100")
    found = [chat.messages[i] for i in wanted if i in chat.messages]
    for message in found:
        _check_deletable(core, message)
    core.remove_messages(chat, [message["message_id"] for message in found])
    return True


@method("pinChatMessage")
def pin_chat_message(core: Core, params: Params) -> bool:
    chat = core.writable_chat(params)
    message_id = params.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request(errors.PIN_NOT_FOUND)
    chat.pinned = [*(i for i in chat.pinned if i != message_id), message_id]
    return _pins_changed(core, chat)


@method("unpinChatMessage")
def unpin_chat_message(core: Core, params: Params) -> bool:
    chat = core.writable_chat(params)
    message_id = params.integer("message_id", chat.pinned[-1] if chat.pinned else 0)
    chat.pinned = [i for i in chat.pinned if i != message_id]
    return _pins_changed(core, chat)


@method("unpinAllChatMessages")
def unpin_all_chat_messages(core: Core, params: Params) -> bool:
    chat = core.writable_chat(params)
    chat.pinned = []
    return _pins_changed(core, chat)


def _pins_changed(core: Core, chat: Chat) -> bool:
    core.save_chat(chat)
    core.hub.tell("pinned", chat_id=chat.id, message_ids=chat.pinned)
    return True


@method("setMessageReaction")
def set_message_reaction(core: Core, params: Params) -> bool:
    chat = core.writable_chat(params)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request(errors.REACT_NOT_FOUND)
    emoji = [r.get("emoji", "") for r in params.array("reaction") or [] if isinstance(r, dict)]
    chat.reactions[str(message["message_id"])] = emoji
    core.save_chat(chat)
    core.hub.tell("reaction", chat_id=chat.id, message_id=message["message_id"], emoji=emoji)
    return True


@method("answerCallbackQuery")
def answer_callback_query(core: Core, params: Params) -> bool:
    callback = core.callbacks.get(params.text("callback_query_id"))
    text = params.text("text")
    if len(text) > limits.CALLBACK_ANSWER_MAX:
        raise bad_request(errors.EDIT_TOO_LONG)
    expired = callback is not None and core.clock() - callback.at > limits.CALLBACK_TTL_S
    if callback is None or callback.answer is not None or expired:
        raise bad_request(errors.QUERY_TOO_OLD)
    callback.answer = Toast(
        callback_id=callback.id,
        person_id=callback.person_id,
        chat_id=callback.chat_id,
        text=text,
        show_alert=params.flag("show_alert"),
        url=params.text("url") or None,
        at=core.clock(),
    )
    core.add_toast(callback.answer)
    return True
