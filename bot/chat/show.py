"""How a screen or a file gets into a chat, and a file out of one, with one set of options for all callers.

Only this module calls the methods of the Bot API that write into a chat.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import TypeVar

import structlog
from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    Document,
    InlineKeyboardMarkup,
    Message,
    PhotoSize,
)

from bot.chat import bot_api_errors
from bot.chat.calls import AnswerTap, EditScreen, Json, SendScreen
from bot.screens.screen import CAPTION_MAX, Button, Screen, length_of
from bot.screens.waterfall import Waterfall

log = structlog.get_logger(__name__)

T = TypeVar("T")

CALL_S = 20
"""Longest wait for the answer to one call, in seconds."""
FILE_S = 60
"""The same for a call with a file."""
RETRY_AFTER_MOST_S = 5
"""Longest wait that the Bot API may ask for before a screen is given up; the next tap shows it."""
AGAIN_S = 0.3
"""Seconds before a call with a broken connection is repeated."""
TOAST_MAX = 200
"""Longest answer to a tap that the Bot API takes."""
PICTURE_NAME = "balance.png"
"""The name of a drawn picture's file says nothing of whose it is."""
NO_PREVIEW: Json = {"is_disabled": True}
"""An address in words of others brings no preview of its page into our chats."""


class TooBig(Exception):
    """A file is larger than allowed."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat of the bot. Every method raises TelegramAPIError unless it says otherwise.

    `patient` is for a person who waits: a short trouble is waited out. A queued message comes again by itself.
    """

    bot: Bot
    id: int
    patient: bool = True

    async def send(self, screen: Screen) -> int:
        """Sends a screen and returns the id of its message. A caption that is too long stands without its picture."""
        if screen.picture is not None and length_of(screen.text) <= CAPTION_MAX:
            return await self._send_drawn(screen, screen.picture)
        call = SendScreen(
            chat_id=self.id,
            text=screen.text,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=new_markup(screen),
        )
        sent = await self._call(lambda: self.bot(call, request_timeout=CALL_S))
        return sent.message_id

    async def edit(self, message_id: int, screen: Screen) -> bool:
        """Shows the screen in this message. Returns False when the message is gone and a new one must replace it.

        A picture always comes in a new one.
        """
        if screen.picture is not None:
            return False
        call = EditScreen(
            chat_id=self.id,
            message_id=message_id,
            text=screen.text,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=markup(screen),
        )
        try:
            await self._call(lambda: self.bot(call, request_timeout=CALL_S))
        except TelegramBadRequest as error:
            if bot_api_errors.unchanged(error):
                return True
            if bot_api_errors.message_gone(error):
                return False
            raise
        return True

    async def take_buttons(self, message_id: int | None) -> None:
        """Removes the buttons of a message that was left: it may still be on the screen, and they would look alive.

        Raises nothing, and does nothing without a message.
        """
        if message_id is not None:
            with suppress(TelegramAPIError):
                await self.bot.edit_message_reply_markup(
                    chat_id=self.id, message_id=message_id, request_timeout=CALL_S
                )

    async def send_file(self, data: bytes, name: str, caption: Screen, *, protected: bool = False) -> int:
        """Sends a file and returns the id of its message. If `protected`, it cannot be forwarded."""
        sent = await self._call(
            lambda: self.bot.send_document(
                self.id,
                BufferedInputFile(data, name),
                caption=caption.text,
                reply_markup=_model(caption),
                parse_mode=ParseMode.HTML,
                protect_content=protected,
                request_timeout=FILE_S,
            )
        )
        return sent.message_id

    async def _send_drawn(self, screen: Screen, drawn: Waterfall) -> int:
        # Drawn while others are answered. The library of pictures is needed only here.
        from bot.pictures.waterfall import picture

        data = await asyncio.to_thread(picture, drawn)
        return await self._send_photo(data, PICTURE_NAME, screen, protected=False)

    async def send_picture(self, data: bytes, name: str, caption: Screen) -> int:
        """Sends a picture that cannot be forwarded, and returns the id of its message."""
        return await self._send_photo(data, name, caption, protected=True)

    async def _send_photo(self, data: bytes, name: str, caption: Screen, *, protected: bool) -> int:
        sent = await self._call(
            lambda: self.bot.send_photo(
                self.id,
                BufferedInputFile(data, name),
                caption=caption.text,
                reply_markup=_model(caption),
                parse_mode=ParseMode.HTML,
                protect_content=protected,
                request_timeout=FILE_S,
            )
        )
        return sent.message_id

    async def delete(self, message_id: int) -> None:
        """Deletes a message. TelegramBadRequest also means that it is already gone."""
        await self.bot.delete_message(self.id, message_id, request_timeout=CALL_S)

    async def fetch(self, file: Document | PhotoSize, most_bytes: int) -> bytes | None:
        """What is in a file; None where the Bot API does not give it (now). Raises `TooBig`."""
        if (file.file_size or 0) > most_bytes:
            raise TooBig
        try:
            into = await self._call(lambda: self.bot.download(file, BytesIO(), timeout=FILE_S))
        except (TelegramAPIError, OSError, TimeoutError) as error:
            log.warning("a file was not fetched", error=type(error).__name__)
            return None
        data = None if into is None else into.read(most_bytes + 1)
        if data is not None and len(data) > most_bytes:
            raise TooBig
        return data

    async def _call(self, call: Callable[[], Awaitable[T]]) -> T:
        """Makes a call; once more after the wait the Bot API asks for, if that is short, or a broken connection.

        The first may have been carried out all the same: an edit is then "not modified", a new message comes twice.
        """
        try:
            return await call()
        except TelegramRetryAfter as error:
            if not self.patient or error.retry_after > RETRY_AFTER_MOST_S:
                raise
            await asyncio.sleep(error.retry_after)
        except (TelegramNetworkError, TelegramServerError):
            if not self.patient:
                raise
            await asyncio.sleep(AGAIN_S)
        return await call()


async def answer_tap(tap: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Answers a tap, unless it is older than the Bot API remembers. Raises nothing."""
    call = AnswerTap(
        callback_query_id=tap.id, text=text[:TOAST_MAX] if text else None, show_alert=alert or None
    )
    assert tap.bot is not None
    with suppress(TelegramAPIError):
        await tap.bot(call, request_timeout=CALL_S)


def file_of(message: Message) -> Document | PhotoSize | None:
    """The file of a message. The last of a photo's sizes is the largest."""
    return message.document or (message.photo[-1] if message.photo else None)


def markup(screen: Screen) -> Json | None:
    """The inline keyboard, or None for a screen without buttons of its own."""
    if not screen.rows:
        return None
    return {"inline_keyboard": [[_button(button) for button in row] for row in screen.rows]}


def _button(button: Button) -> Json:
    shown = {"text": button.label, "callback_data": button.data, "url": button.url}
    return {name: value for name, value in shown.items() if value is not None}


def _model(screen: Screen) -> InlineKeyboardMarkup | None:
    found = markup(screen)
    return None if found is None else InlineKeyboardMarkup.model_validate(found)


def new_markup(screen: Screen) -> Json | None:
    """The keyboard for a new message, which can also bring keys below the chat or remove them."""
    if screen.drops_keys:
        return {"remove_keyboard": True}
    if not screen.keys:
        return markup(screen)
    keys = [
        [{"text": key.label, **({"request_contact": True} if key.shares_contact else {})}]
        for key in screen.keys
    ]
    return {"keyboard": keys, "resize_keyboard": True, "one_time_keyboard": True}
