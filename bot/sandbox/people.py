"""What the people of the sandbox can do: write, tap, share, send files, reply, forward, block, wipe a chat.

Each action changes the chat as a chat application would and makes the update that the bot receives. An action
that an application does not offer raises PersonError; a forged tap is offered on purpose, because bots must
withstand it.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.sandbox import entities, groups, limits
from bot.sandbox.cleaning import BLANK, clean, unseen
from bot.sandbox.errors import PersonError
from bot.sandbox.files import image_size, media
from bot.sandbox.model import Chat, Json, Person, present
from bot.sandbox.params import Upload

if TYPE_CHECKING:
    from bot.sandbox.core import Core

_START_PARAMETER = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_DEFAULT_PHOTO = (1280, 960)


class People:
    """Every action takes the person's id; `chat_id` is a group, or None for the private chat with the bot."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def chat(self, person_id: int, chat_id: int | None = None) -> Chat:
        """The chat that a person looks at. Raises PersonError when they are not in it."""
        self._core.person(person_id)
        chat = self._core.chats.get(person_id if chat_id is None else chat_id)
        if chat is None or person_id not in chat.members:
            raise PersonError(f"person {person_id} is not in chat {chat_id}")
        return chat

    def message(self, chat: Chat, message_id: int) -> Json:
        """A message that is on the screen. Raises PersonError for any other."""
        try:
            return chat.messages[message_id]
        except KeyError:
            raise PersonError(f"there is no message {message_id} in chat {chat.id}") from None

    # -- writing

    def send_text(
        self, person_id: int, text: str, *, chat_id: int | None = None, reply_to: int | None = None
    ) -> list[Json]:
        """Write. A text over the limit goes out in several messages, as applications do."""
        plain = clean(text).strip(BLANK)
        if unseen(plain):
            raise PersonError("an application does not send an empty message")
        parts = [plain[i : i + limits.TEXT_MAX] for i in range(0, len(plain), limits.TEXT_MAX)]
        sent = []
        for part in parts:
            found = entities.find(part)
            sent.append(self._send(person_id, chat_id, reply_to=reply_to, text=part, entities=found or None))
        return sent

    def start(self, person_id: int, parameter: str = "") -> list[Json]:
        """Press Start, or open a deep link with this parameter. Unblocks the bot as applications do."""
        if len(parameter) > limits.START_PARAMETER_MAX or not _START_PARAMETER.issuperset(parameter):
            raise PersonError("a start parameter is at most 64 of A-Z, a-z, 0-9, _ and -")
        if self.chat(person_id).blocked:
            self.unblock(person_id)
        return self.send_text(person_id, f"/start {parameter}".strip())

    def edit_text(self, person_id: int, message_id: int, text: str, *, chat_id: int | None = None) -> Json:
        """Edit a text message of this person."""
        chat = self.chat(person_id, chat_id)
        message = self.message(chat, message_id)
        if message["from"]["id"] != person_id or "text" not in message:
            raise PersonError("only own text messages can be edited")
        plain = clean(text).strip(BLANK)
        if unseen(plain):
            raise PersonError("an application does not send an empty message")
        message.pop("entities", None)
        message.update(present(text=plain, entities=entities.find(plain) or None))
        self._core.change_message(chat, message)
        if groups.hears(self._core, chat, message):
            self._core.updates.put("edited_message", copy.deepcopy(message))
        return message

    def press_key(self, person_id: int, text: str, *, chat_id: int | None = None) -> list[Json]:
        """Press a key of the reply keyboard by its label. A contact key shares the person's own contact."""
        chat = self.chat(person_id, chat_id)
        keys = [key for row in (chat.keyboard or {}).get("keyboard", []) for key in row]
        key = next((key for key in keys if key["text"] == text), None)
        if key is None:
            raise PersonError(f"no key {text!r}; the keyboard has {[key['text'] for key in keys]}")
        if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = {**chat.keyboard, "hidden": True}
            self._core.save_chat(chat)
        if key.get("request_contact"):
            return [self.share_contact(person_id, chat_id=chat_id)]
        return self.send_text(person_id, text, chat_id=chat_id)

    # -- sharing

    def share_contact(self, person_id: int, *, chat_id: int | None = None, plus: bool = True) -> Json:
        """Share the person's own contact. Real applications send the number with or without the plus sign: `plus`."""
        return self.send_contact(person_id, self._core.person(person_id), chat_id=chat_id, plus=plus)

    def send_contact(
        self, person_id: int, of: Person, *, chat_id: int | None = None, plus: bool = True
    ) -> Json:
        """Send the contact of any person, also one that the sandbox does not know."""
        if not of.phone:
            raise PersonError(f"{of.name} has no telephone number")
        contact = present(
            phone_number=of.phone if plus else of.phone.lstrip("+"),
            first_name=of.first_name,
            last_name=of.last_name,
            user_id=of.id,
        )
        return self._send(person_id, chat_id, contact=contact)

    def send_photo(
        self, person_id: int, data: bytes, *, caption: str = "", chat_id: int | None = None
    ) -> Json:
        """Send a picture. Bytes without a known header count as a picture of usual size."""
        stored = self._core.files.add(
            "photo", Upload("photo.jpg", "image/jpeg", data), image_size(data) or _DEFAULT_PHOTO
        )
        return self._send(person_id, chat_id, **media(stored), **_caption(caption))

    def send_document(
        self,
        person_id: int,
        data: bytes,
        name: str,
        *,
        mime: str = "application/octet-stream",
        caption: str = "",
        chat_id: int | None = None,
    ) -> Json:
        """Send a file as it is."""
        stored = self._core.files.add("document", Upload(name, mime, data))
        return self._send(person_id, chat_id, **media(stored), **_caption(caption))

    def send_album(
        self, person_id: int, photos: Sequence[bytes], *, caption: str = "", chat_id: int | None = None
    ) -> list[Json]:
        """Send 2 to 10 pictures at once; the caption sits on the first."""
        if not limits.ALBUM_MIN <= len(photos) <= limits.ALBUM_MAX:
            raise PersonError("an album has 2 to 10 pictures")
        album = str(self._core.ids.take("album"))
        return [
            self._send(
                person_id,
                chat_id,
                media_group_id=album,
                **media(
                    self._core.files.add(
                        "photo", Upload("photo.jpg", "image/jpeg", data), image_size(data) or _DEFAULT_PHOTO
                    )
                ),
                **_caption(caption if index == 0 else ""),
            )
            for index, data in enumerate(photos)
        ]

    def forward(
        self,
        person_id: int,
        message_id: int,
        *,
        from_chat_id: int | None = None,
        to_chat_id: int | None = None,
        by: int | None = None,
    ) -> Json:
        """Forward a message from a chat of this person; `by` is the person who passes it on to the bot.

        With `by` the message reaches the bot in the other person's chat: a friend forwards what was forwarded to
        them. Callback buttons do not travel.
        """
        source = self.message(self.chat(person_id, from_chat_id), message_id)
        content = {
            key: copy.deepcopy(value)
            for key, value in source.items()
            if key in {"text", "entities", "caption", "caption_entities", "photo", "document", "contact"}
        }
        origin = source.get("forward_origin") or {
            "type": "user",
            "date": source["date"],
            "sender_user": copy.deepcopy(source["from"]),
        }
        return self._send(by or person_id, to_chat_id, forward_origin=origin, **content)

    # -- tapping

    def tap(self, person_id: int, message_id: int, data: str, *, chat_id: int | None = None) -> str:
        """Send callback data for a message and return the id of the callback query.

        Neither the data nor the message need be on the screen: an old screen, a modified application and a
        tap that crossed a deletion look like this to a bot. A message that is gone comes as an inaccessible
        one.
        """
        core = self._core
        chat = self.chat(person_id, chat_id)
        self._check_open(chat)
        self._meet(person_id, chat)
        callback = core.add_callback(person_id, chat.id, message_id)
        message = chat.messages.get(message_id)
        core.updates.put(
            "callback_query",
            {
                "id": callback.id,
                "from": core.person(person_id).user(),
                "message": copy.deepcopy(message)
                if message is not None
                else {"chat": core.chat_object(chat), "message_id": message_id, "date": 0},
                "chat_instance": str(0x5EED << 32 ^ abs(chat.id)),
                "data": data,
            },
        )
        core.hub.tell("tapped", person_id=person_id, chat_id=chat.id, callback_id=callback.id)
        return callback.id

    # -- reading

    def read(self, person_id: int, message_id: int, *, chat_id: int | None = None) -> None:
        """Mark everything up to this message as read. The mark never goes back; the bot is not told."""
        chat = self.chat(person_id, chat_id)
        seen = min(message_id, next(reversed(chat.messages), 0))
        if seen <= chat.read.get(str(person_id), 0):
            return
        chat.read[str(person_id)] = seen
        self._core.save_chat(chat)
        self._core.hub.tell("read", chat_id=chat.id, person_id=person_id, message_id=seen)

    def unread(self, person_id: int, *, chat_id: int | None = None) -> int:
        """The number of messages of others after the last that the person has read."""
        chat = self.chat(person_id, chat_id)
        seen = chat.read.get(str(person_id), 0)
        count = 0
        for message in reversed(chat.messages.values()):
            if message["message_id"] <= seen:
                break
            count += message["from"]["id"] != person_id
        return count

    # -- leaving

    def block(self, person_id: int) -> None:
        """Stop the bot. It learns of it by a my_chat_member update."""
        self._membership(person_id, blocked=True)

    def unblock(self, person_id: int) -> None:
        """Let the bot write again."""
        self._membership(person_id, blocked=False)

    def put_out(self, person_id: int, group_id: int) -> None:
        """Remove the bot from a group. It learns of it by a my_chat_member update."""
        groups.put_out(self._core, self.chat(person_id, group_id), person_id)

    def grow_group(self, person_id: int, group_id: int) -> int:
        """Make a supergroup of a group, as applications do for many reasons, and return its new id."""
        return groups.grow(self._core, self.chat(person_id, group_id), person_id).id

    def delete_message(self, person_id: int, message_id: int, *, chat_id: int | None = None) -> None:
        """Delete a message for both sides. The bot is not told, as on the real server."""
        chat = self.chat(person_id, chat_id)
        self._core.remove_messages(chat, [self.message(chat, message_id)["message_id"]])

    def clear_history(self, person_id: int) -> None:
        """Wipe the private chat for both sides. The bot is not told; its next edit finds no message."""
        chat = self.chat(person_id)
        self._core.remove_messages(chat, list(chat.messages))
        chat.keyboard = None
        self._core.save_chat(chat)
        self._core.hub.tell("keyboard", chat_id=chat.id, keyboard=None)

    def _membership(self, person_id: int, *, blocked: bool) -> None:
        core = self._core
        chat = self.chat(person_id)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        core.save_chat(chat)
        bot = core.bot_user()
        member = {"status": "member", "user": bot}
        kicked = {"status": "kicked", "user": bot, "until_date": 0}
        core.updates.put(
            "my_chat_member",
            {
                "chat": core.chat_object(chat),
                "from": core.person(person_id).user(),
                "date": int(core.clock()),
                "old_chat_member": member if blocked else kicked,
                "new_chat_member": kicked if blocked else member,
            },
        )
        core.hub.tell("blocked", chat_id=chat.id, blocked=blocked)

    def _send(self, person_id: int, chat_id: int | None, reply_to: int | None = None, **content: Any) -> Json:
        core = self._core
        chat = self.chat(person_id, chat_id)
        self._check_open(chat)
        if not chat.started:
            chat.started = True
            core.save_chat(chat)
        if reply_to is not None:
            content["reply_to_message"] = core.quoted(self.message(chat, reply_to))
        message = core.add_message(chat, core.person(person_id).user(), **content)
        if groups.hears(core, chat, message):
            self._meet(person_id, chat)
            core.updates.put("message", copy.deepcopy(message))
        return message

    def _meet(self, person_id: int, chat: Chat) -> None:
        """Let the bot know a person that it has heard in a group. It may still not write to them first."""
        own = self._core.chats[person_id]
        if chat.type != "private" and not own.met:
            own.met = True
            self._core.save_chat(own)

    def _check_open(self, chat: Chat) -> None:
        if chat.grown_to is not None:
            raise PersonError("this group has become a supergroup; write there")
        if chat.blocked:
            raise PersonError("the bot is blocked; unblock it first")
        if chat.bot_left:
            raise PersonError("the bot is not in this group")


def _caption(text: str) -> Json:
    plain = clean(text).strip(BLANK)
    return {} if unseen(plain) else present(caption=plain, caption_entities=entities.find(plain) or None)
