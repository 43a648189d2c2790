"""The sandbox without any transport: chats, messages, files, taps, updates, faults.

The bot uses `Core.call` (every Bot API method), people use `Core.people`, and `Core.hub` tells what happens. HTTP,
the page, the in-process session and the test driver only carry things to and from here.
"""

from __future__ import annotations

import copy
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from typing import Any

from bot.sandbox import limits
from bot.sandbox.errors import (
    BLOCKED,
    CANNOT_BEGIN,
    CHAT_NOT_FOUND,
    ApiError,
    LostAnswer,
    PersonError,
    bad_request,
    forbidden,
    grew,
    not_found,
    not_in,
)
from bot.sandbox.faults import Call, CallLog, Faults, Pace
from bot.sandbox.files import Files
from bot.sandbox.model import Callback, Chat, Clock, Hub, Ids, Json, Person, Toast, present
from bot.sandbox.params import Params
from bot.sandbox.people import People
from bot.sandbox.phone import Phone
from bot.sandbox.store import Store
from bot.sandbox.updates import Updates

Method = Callable[["Core", Params], Any]
Waiting = Callable[["Core", Params], Awaitable[Any]]

# Filled by the method modules through `method`; the keys are lower case, as the server ignores case.
_METHODS: dict[str, tuple[str, Method]] = {}


def method(function_name: str) -> Callable[[Method], Method]:
    """Register a Bot API method under its name."""

    def register(function: Method) -> Method:
        _METHODS[function_name.lower()] = (function_name, function)
        return function

    return register


class Core:
    """One bot and the people it talks to."""

    def __init__(
        self,
        token: str,
        persons: Iterable[Person] = (),
        *,
        clock: Clock = time.time,
        store: Store | None = None,
        pace: Pace | None = None,
        id_base: int | None = None,
        username: str = "withdrawal_sandbox_bot",
        name: str = "Withdrawals",
        zone: str | None = None,
        privacy: bool = True,
    ) -> None:
        head, _, tail = token.partition(":")
        if not head.isdigit() or not tail:
            raise ValueError("a bot token looks like 123:abc")
        self.token = token
        self.clock = clock
        self.store = store or Store()
        self.pace = pace
        self.bot_id = int(head)
        self.username = username
        self.hub = Hub()
        self.ids = Ids(self.store, id_base)
        self.updates = Updates(self.store, self.ids, clock)
        self.updates.on_taken(self._taken)
        self.files = Files(self.store)
        self.faults = Faults()
        self.calls = CallLog()
        self.phone = Phone(self.hub, clock)
        self.persons: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self._toasts: dict[int, deque[Toast]] = {}
        self.profile: dict[str, Any] = dict(self.store.all("profile"))
        self.zone = zone
        # In groups the bot hears only what is meant for it, as every bot does unless its owner says otherwise.
        self.privacy = privacy
        self.webhook_set_at = float("-inf")
        self.name = str(self.profile.get("name/") or name)
        self.people = People(self)
        self._load()
        for person in persons:
            self._put_person(person)

    def _load(self) -> None:
        for _, person in self.store.all("person"):
            self.persons[person["id"]] = Person(**person)
        for _, state in self.store.all("chat"):
            self.chats[state["id"]] = Chat(**state)
        for _, message in self.store.all("message"):
            chat = self.chats.get(message["chat"]["id"])
            if chat is not None:
                chat.messages[message["message_id"]] = message
        for chat in self.chats.values():
            chat.messages = dict(sorted(chat.messages.items()))

    # -- people and chats

    def add_person(self, person: Person) -> Person:
        """Add a person, kept over a restart, or replace what is known of them.

        Raises ValueError for an id that is not positive or is the bot's.
        """
        self._put_person(person)
        self.store.put("person", person.id, asdict(person))
        return person

    def _put_person(self, person: Person) -> None:
        if person.id <= 0 or person.id == self.bot_id:
            raise ValueError(f"a person needs a positive id that is not the bot's: {person.id}")
        self.persons[person.id] = person
        if person.id not in self.chats:
            self.save_chat(Chat(person.id, members=[person.id]))
        self.hub.tell("persons")

    def add_group(self, group_id: int, title: str, members: Iterable[int]) -> Chat:
        """Add a group with the bot in it. Group ids are negative."""
        if group_id >= 0:
            raise ValueError(f"a group id is negative: {group_id}")
        known = self.chats.get(group_id)
        chat = known or Chat(group_id, type="group", started=True)
        chat.title, chat.members, chat.bot_left, chat.bot_kicked = title, list(members), False, False
        self.save_chat(chat)
        self.hub.tell("persons")
        return chat

    def person(self, person_id: int) -> Person:
        """A known person. Raises PersonError for an unknown id."""
        try:
            return self.persons[person_id]
        except KeyError:
            raise PersonError(f"no person {person_id}") from None

    def bot_user(self) -> Json:
        """The bot as the Bot API's User."""
        return {"id": self.bot_id, "is_bot": True, "first_name": self.name, "username": self.username}

    def chat_object(self, chat: Chat) -> Json:
        """A chat as the Bot API's Chat."""
        if chat.type != "private":
            return present(id=chat.id, type=chat.type, title=chat.title)
        user = self.persons[chat.id].user() if chat.id in self.persons else {"first_name": "?"}
        return present(
            id=chat.id,
            type="private",
            first_name=user["first_name"],
            last_name=user.get("last_name"),
            username=user.get("username"),
        )

    def find_chat(self, params: Params, name: str = "chat_id") -> Chat:
        """The chat that a call names. Raises a 400 when the bot has not met it."""
        value = params.raw(name)
        if value is None or value == "":
            raise bad_request("chat_id is empty")
        try:
            chat = self.chats.get(int(value))
        except (TypeError, ValueError, OverflowError):
            chat = None
        if chat is None or not (chat.started or chat.met):
            raise bad_request(CHAT_NOT_FOUND)
        return chat

    def joined_chat(self, params: Params) -> Chat:
        """The same, with the bot in it.

        Raises a 403 when it is not, and a 400 with the new id when the group has grown.
        """
        chat = self.find_chat(params)
        if chat.grown_to is not None:
            raise grew(chat.grown_to)
        if chat.bot_left:
            raise not_in(chat.type, kicked=chat.bot_kicked)
        return chat

    def writable_chat(self, params: Params) -> Chat:
        """The same, with a person who has started the bot and has not blocked it. Raises a 403 otherwise."""
        chat = self.joined_chat(params)
        if chat.blocked:
            raise forbidden(BLOCKED)
        if not chat.started:
            raise forbidden(CANNOT_BEGIN)
        return chat

    def save_chat(self, chat: Chat) -> None:
        """Write a changed chat to the store."""
        self.chats[chat.id] = chat
        self.store.put("chat", chat.id, chat.state())

    # -- messages

    def add_message(self, chat: Chat, sender: Json, **content: Any) -> Json:
        """Add a message to a chat and tell the page."""
        message: Json = {
            "message_id": self.ids.take("message"),
            "from": sender,
            "chat": self.chat_object(chat),
            "date": int(self.clock()),
            **{key: value for key, value in content.items() if value is not None},
        }
        chat.messages[message["message_id"]] = message
        self.store.put("message", f"{chat.id}:{message['message_id']}", message)
        while len(chat.messages) > limits.CHAT_MESSAGES_KEPT:
            self._drop(chat, next(iter(chat.messages)))
        self.hub.tell("message", chat_id=chat.id, message=message)
        return message

    def change_message(self, chat: Chat, message: Json, *, edited: bool = True) -> Json:
        """Keep an edited message and tell the page."""
        if edited:
            message["edit_date"] = int(self.clock())
        chat.messages[message["message_id"]] = message
        self.store.put("message", f"{chat.id}:{message['message_id']}", message)
        self.hub.tell("edited", chat_id=chat.id, message=message)
        return message

    def remove_messages(self, chat: Chat, message_ids: Iterable[int]) -> None:
        """Remove messages for everyone and tell the page."""
        gone = [message_id for message_id in message_ids if message_id in chat.messages]
        for message_id in gone:
            self._drop(chat, message_id)
        if gone:
            self.hub.tell("deleted", chat_id=chat.id, message_ids=gone)

    def _drop(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.store.delete("message", f"{chat.id}:{message_id}")
        if message_id in chat.pinned or str(message_id) in chat.reactions:
            chat.pinned = [pinned for pinned in chat.pinned if pinned != message_id]
            chat.reactions.pop(str(message_id), None)
            self.save_chat(chat)

    def quoted(self, message: Json) -> Json:
        """A message as another one quotes it: without the message that it quotes itself."""
        return {key: copy.deepcopy(value) for key, value in message.items() if key != "reply_to_message"}

    def _taken(self, update: Json) -> None:
        message = update.get("message")
        if message is not None:
            self.hub.tell("taken", chat_id=message["chat"]["id"], message_id=message["message_id"])

    def waiting(self, chat: Chat) -> list[int]:
        """Ids of the messages in this chat that the bot has not taken yet."""
        messages = (update["message"] for update in self.updates.pending if "message" in update)
        return [message["message_id"] for message in messages if message["chat"]["id"] == chat.id]

    # -- taps

    def add_callback(self, person_id: int, chat_id: int, message_id: int) -> Callback:
        """Keep a tap that waits for its answer. The oldest are forgotten."""
        callback = Callback(str(self.ids.take("callback")), person_id, chat_id, message_id, self.clock())
        self.callbacks[callback.id] = callback
        while len(self.callbacks) > limits.CALLBACKS_KEPT:
            del self.callbacks[next(iter(self.callbacks))]
        return callback

    def add_toast(self, toast: Toast) -> None:
        """Show the answer to a tap to the person."""
        self._toasts.setdefault(toast.person_id, deque(maxlen=limits.TOASTS_KEPT)).append(toast)
        self.hub.tell(
            "toast",
            person_id=toast.person_id,
            chat_id=toast.chat_id,
            callback_id=toast.callback_id,
            text=toast.text,
            show_alert=toast.show_alert,
        )

    def toasts(self, person_id: int) -> list[Toast]:
        """The answers to a person's taps, oldest first, without the silent ones."""
        return [toast for toast in self._toasts.get(person_id, ()) if toast.text]

    # -- the bot's side

    async def call(self, method_name: str, params: Params) -> Any:
        """Execute one Bot API method and return its result as JSON.

        Raises ApiError for every refusal and LostAnswer when a fault breaks the connection. Results are
        copies: what the bot does with them changes nothing here.
        """
        name, function = _METHODS.get(method_name.lower(), (method_name, None))
        chat_id = self._reached(params)
        error: ApiError | None = None
        lost = False
        began = time.perf_counter()
        try:
            fault = self.faults.strike(name, chat_id)
            if fault is not None:
                await fault.before()
            if function is None:
                raise not_found()
            if self.pace is not None:
                self.pace.check_profile(name)
            result = function(self, params)
            if isinstance(result, Awaitable):
                result = await result
            if fault is not None:
                fault.after()
            return copy.deepcopy(result)
        except ApiError as refusal:
            error = refusal
            raise
        except LostAnswer:
            lost = True
            raise
        finally:
            if name != "getUpdates" or error is not None:
                self._log(name, chat_id, error, lost, time.perf_counter() - began)

    def _reached(self, params: Params) -> int | None:
        """The chat that a call is about. For the answer to a tap, the chat of the tap."""
        callback = self.callbacks.get(str(params.raw("callback_query_id")))
        return _chat_id(params) if callback is None else callback.chat_id

    def _log(self, name: str, chat_id: int | None, error: ApiError | None, lost: bool, took_s: float) -> None:
        call = Call(
            method=name,
            chat_id=chat_id,
            ok=error is None and not lost,
            error_code=error.error_code if error else None,
            description=error.description if error else "connection broken" if lost else None,
            at=self.clock(),
            took_ms=round(took_s * 1000),
        )
        self.calls.add(call)
        self.hub.tell("call", method=name, chat_id=chat_id, ok=call.ok, error_code=call.error_code)

    def close(self) -> None:
        """End a poll in progress, let held calls go, release the state file."""
        self.faults.clear()
        self.updates.stop()
        self.store.close()


def _chat_id(params: Params) -> int | None:
    try:
        return int(params.raw("chat_id"))
    except (TypeError, ValueError, OverflowError):
        return None
