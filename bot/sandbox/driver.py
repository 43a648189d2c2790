"""A driver for tests: people write and tap, and each call returns when the bot has handled it.

The driver carries every update of a person straight into `feed` and waits until it has been handled, so tests need no
polling, no sleeping and no order of their own. Several at once: `asyncio.gather` over the `*_update` calls.

    driver = Driver.for_dispatcher(sandbox.core, dispatcher, bot)
    wang = driver.person(1001)
    await wang.start("token")
    await wang.tap("Withdraw")
    assert "200.00" in wang.last.text
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

from aiogram import Bot, Dispatcher
from aiogram.methods import TelegramMethod
from aiogram.types import Update

from bot.sandbox.core import Core
from bot.sandbox.errors import PersonError
from bot.sandbox.model import Json, Person, Toast
from bot.sandbox.phone import Sms
from bot.sandbox.view import ButtonChoice, MessageView, view

Feed = Callable[[Update], Awaitable[object]]
T = TypeVar("T")


class Driver:
    """Carries updates from the people of a core to `feed`; `bot` is what the updates are bound to."""

    def __init__(self, core: Core, feed: Feed, bot: Bot | None = None) -> None:
        self.core = core
        self._feed = feed
        self._bot = bot

    @classmethod
    def for_dispatcher(cls, core: Core, dispatcher: Dispatcher, bot: Bot, **data: Any) -> Driver:
        """A driver that feeds a dispatcher as polling does: it calls the method that a handler returns.

        `data` goes to the handlers. Unlike with polling, an exception of a handler reaches the test.
        """

        async def feed(update: Update) -> None:
            result = await dispatcher.feed_update(bot, update, **data)
            if isinstance(result, TelegramMethod):
                await bot(result)

        return cls(core, feed, bot)

    def person(self, person_id: int, chat_id: int | None = None) -> PersonDriver:
        """A person whom the core knows, in their private chat or in a group."""
        return PersonDriver(self, self.core.person(person_id), chat_id)

    def add_person(self, person: Person) -> PersonDriver:
        """Add a new person to the core."""
        self.core.add_person(person)
        return self.person(person.id)

    def act(self, action: Callable[[], T]) -> Coroutine[Any, Any, T]:
        """Carry out `action` now. The coroutine feeds the updates that it made, in order, and returns its result."""
        with self.core.updates.capture() as updates:
            result = action()
        return self._deliver(list(updates), result)

    async def _deliver(self, updates: Sequence[Json], result: T) -> T:
        for update in updates:
            await self.feed_raw(update)
        return result

    async def feed_raw(self, update: Json) -> None:
        """Feed one update as JSON. Tests feed the same one twice with it."""
        await self._feed(Update.model_validate(update, context={"bot": self._bot}))

    async def run_pending(self) -> int:
        """Feed the queued updates (made through the core or the page) and return their number."""
        pending = self.core.updates.pending
        for update in pending:
            self.core.updates.confirm(update["update_id"])
            await self.feed_raw(update)
        return len(pending)

    def dump(self, *, html: bool = False, ids: bool = False) -> str:
        """All chats as readable text, for snapshots. Text messages of telephones are never part of it."""
        chats = [chat for chat in self.core.chats.values() if chat.messages]
        return "\n\n".join(dump_chat(self.core, chat.id, html=html, ids=ids) for chat in chats)


def dump_chat(core: Core, chat_id: int, *, html: bool = False, ids: bool = False) -> str:
    """One chat as readable text: who said what, the buttons under it, the keyboard at the end."""
    chat = core.chats[chat_id]
    names = {person.id: person.name for person in core.persons.values()}
    lines = [f"== {chat.title or names.get(chat.id, chat.id)}"]
    for message in chat.messages.values():
        seen = view(message, core.bot_id)
        who = "bot" if seen.from_bot else names.get(seen.sender_id, str(seen.sender_id))
        marks = [f"#{seen.id}"] if ids else []
        marks += ["edited"] if seen.edited else []
        marks += ["reply"] if seen.reply_to else []
        marks += ["forwarded"] if seen.forwarded else []
        marks += ["photo"] if "photo" in message else []
        marks += [f"document {seen.file_name}"] if "document" in message else []
        marks += ["contact"] if seen.contact_phone else []
        lines.append(f"{who}{' (' + ', '.join(marks) + ')' if marks else ''}:")
        lines += [f"  {line}".rstrip() for line in (seen.html if html else seen.text).splitlines()]
        lines += ["  " + " ".join(f"[{button.label}]" for button in row) for row in seen.rows]
    for row in (chat.keyboard or {}).get("keyboard", []):
        lines.append("keyboard: " + " ".join(f"[{key['text']}]" for key in row))
    return "\n".join(lines)


class PersonDriver:
    """One person in one chat. Each call returns when the bot has handled what the person did."""

    def __init__(self, driver: Driver, person: Person, chat_id: int | None = None) -> None:
        self.driver = driver
        self.id = person.id
        self.chat_id = person.id if chat_id is None else chat_id
        self._core = driver.core
        self._people = driver.core.people

    def __repr__(self) -> str:
        return f"PersonDriver(id={self.id}, chat_id={self.chat_id})"

    def in_chat(self, chat_id: int) -> PersonDriver:
        """The same person in a group."""
        return self.driver.person(self.id, chat_id)

    # -- what is on the screen

    @property
    def me(self) -> Person:
        """What the sandbox knows of this person."""
        return self._core.person(self.id)

    @property
    def chat(self) -> list[MessageView]:
        """The visible messages, oldest first."""
        messages = self._people.chat(self.id, self.chat_id).messages.values()
        return [view(message, self._core.bot_id) for message in messages]

    @property
    def from_bot(self) -> list[MessageView]:
        """The visible messages of the bot, oldest first."""
        return [message for message in self.chat if message.from_bot]

    @property
    def last(self) -> MessageView:
        """The newest visible message of the bot. Raises AssertionError when there is none."""
        messages = self.from_bot
        assert messages, "the bot has said nothing yet"
        return messages[-1]

    def now(self, message: MessageView) -> MessageView | None:
        """How this message looks now, or None when it was deleted."""
        found = self._core.chats[message.chat_id].messages.get(message.id)
        return None if found is None else view(found, self._core.bot_id)

    @property
    def keys(self) -> list[str]:
        """The labels of the reply keyboard, row after row."""
        keyboard = self._people.chat(self.id, self.chat_id).keyboard or {}
        return [key["text"] for row in keyboard.get("keyboard", []) for key in row]

    @property
    def toasts(self) -> list[str]:
        """Texts shown in answer to taps, oldest first."""
        return [toast.text for toast in self._core.toasts(self.id)]

    @property
    def alerts(self) -> list[str]:
        """The answers to taps that had to be closed by hand."""
        return [toast.text for toast in self._core.toasts(self.id) if toast.show_alert]

    @property
    def sms(self) -> list[Sms]:
        """Text messages on this person's phone, newest first."""
        return self._core.phone.sms_for(self.me.phone)

    def dump(self, *, html: bool = False, ids: bool = False) -> str:
        """The chat as readable text."""
        return dump_chat(self._core, self.chat_id, html=html, ids=ids)

    # -- what the person does

    def send_update(
        self, text: str, *, reply_to: MessageView | None = None
    ) -> Coroutine[Any, Any, list[Json]]:
        """Write now; the coroutine lets the bot handle it. For many at once."""
        reply = reply_to.id if reply_to else None
        return self.driver.act(
            lambda: self._people.send_text(self.id, text, chat_id=self.chat_id, reply_to=reply)
        )

    async def send(self, text: str, *, reply_to: MessageView | None = None) -> MessageView:
        """Write, and return the message as it was sent."""
        return self._view((await self.send_update(text, reply_to=reply_to))[-1])

    async def start(self, parameter: str = "") -> None:
        """Press Start, or open a deep link."""
        await self.driver.act(lambda: self._people.start(self.id, parameter))

    def tap_update(
        self, choice: ButtonChoice, *, on: MessageView | None = None
    ) -> Coroutine[Any, Any, Toast | None]:
        """Find the button and tap it now; the coroutine lets the bot handle it. For many at once."""
        message, data = self._button(choice, on)
        return self.tap_data_update(data, on=message)

    async def tap(self, choice: ButtonChoice, *, on: MessageView | None = None) -> Toast | None:
        """Tap an inline button: on the newest message that has it, or `on` this one as it was then.

        Returns the bot's answer to the tap, None when it gave none. Raises AssertionError when no message has
        such a button.
        """
        return await self.tap_update(choice, on=on)

    def tap_data_update(self, data: str, *, on: MessageView | int) -> Coroutine[Any, Any, Toast | None]:
        """Send callback data for a message, whether it has such a button or not."""
        message_id = on if isinstance(on, int) else on.id
        tapped = self.driver.act(lambda: self._people.tap(self.id, message_id, data, chat_id=self.chat_id))
        return self._answer(tapped)

    async def tap_data(self, data: str, *, on: MessageView | int) -> Toast | None:
        """Send callback data and wait: for forged data and messages that are gone."""
        return await self.tap_data_update(data, on=on)

    async def tap_many(self, choice: ButtonChoice, times: int, *, on: MessageView | None = None) -> None:
        """Tap the same button `times` times at once. An exception of any handler reaches the test."""
        await asyncio.gather(*[self.tap_update(choice, on=on) for _ in range(times)])

    async def press(self, label: str) -> None:
        """Press a key of the reply keyboard. A contact key shares the person's own contact."""
        await self.driver.act(lambda: self._people.press_key(self.id, label, chat_id=self.chat_id))

    async def share_contact(self, *, plus: bool = True) -> None:
        """Share the person's own contact, with or without the plus sign before the number."""
        await self.driver.act(lambda: self._people.share_contact(self.id, chat_id=self.chat_id, plus=plus))

    async def send_contact(self, of: Person) -> None:
        """Send the contact of another person."""
        await self.driver.act(lambda: self._people.send_contact(self.id, of, chat_id=self.chat_id))

    async def send_photo(self, data: bytes, *, caption: str = "") -> MessageView:
        """Send a picture."""
        act = self.driver.act(
            lambda: self._people.send_photo(self.id, data, caption=caption, chat_id=self.chat_id)
        )
        return self._view(await act)

    async def send_document(
        self, data: bytes, name: str, *, mime: str = "application/octet-stream", caption: str = ""
    ) -> MessageView:
        """Send a file."""
        act = self.driver.act(
            lambda: self._people.send_document(
                self.id, data, name, mime=mime, caption=caption, chat_id=self.chat_id
            )
        )
        return self._view(await act)

    async def send_album(self, photos: Sequence[bytes], *, caption: str = "") -> list[MessageView]:
        """Send 2 to 10 pictures at once."""
        act = self.driver.act(
            lambda: self._people.send_album(self.id, photos, caption=caption, chat_id=self.chat_id)
        )
        return [self._view(message) for message in await act]

    async def forward(self, message: MessageView, *, by: PersonDriver | None = None) -> MessageView:
        """Forward a message back to the bot, or hand it to a friend (`by`) who forwards it to the bot."""
        act = self.driver.act(
            lambda: self._people.forward(
                self.id, message.id, from_chat_id=message.chat_id, by=by.id if by else None
            )
        )
        return self._view(await act)

    async def edit(self, message: MessageView, text: str) -> None:
        """Edit a text message of this person."""
        await self.driver.act(lambda: self._people.edit_text(self.id, message.id, text, chat_id=self.chat_id))

    async def block(self) -> None:
        """Stop the bot."""
        await self.driver.act(lambda: self._people.block(self.id))

    async def unblock(self) -> None:
        """Let the bot write again."""
        await self.driver.act(lambda: self._people.unblock(self.id))

    def clear_history(self) -> None:
        """Wipe the private chat. The bot is not told."""
        self._people.clear_history(self.id)

    # -- inside

    def _view(self, message: Json) -> MessageView:
        return view(message, self._core.bot_id)

    async def _answer(self, tapped: Coroutine[Any, Any, str]) -> Toast | None:
        return self._core.callbacks[await tapped].answer

    def _button(self, choice: ButtonChoice, on: MessageView | None) -> tuple[MessageView, str]:
        candidates = [on] if on is not None else list(reversed(self.chat))
        for message in candidates:
            button = message.find(choice)
            if button is not None:
                if button.data is None:
                    raise PersonError(f"button {button.label!r} is a link, not a tap")
                return message, button.data
        seen = [message.labels for message in candidates if message.labels][:3]
        raise AssertionError(f"no button {choice!r}; newest buttons: {seen}; keyboard (press): {self.keys}")
