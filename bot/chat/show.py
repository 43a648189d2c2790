"""How a screen or a file gets into a chat, and a file out of one: one set of options for everybody who shows one.

Nobody else calls the methods of the Bot API that write into a chat.
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
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    PhotoSize,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.chat import bot_api_errors
from bot.screens.screen import Screen

log = structlog.get_logger(__name__)

T = TypeVar("T")

CALL_S = 20
"""Longest wait for the answer to one call."""
FILE_S = 60
"""The same where a file goes along."""
RETRY_AFTER_MOST_S = 5
"""Longest wait the Bot API may ask for before a screen is given up; the next tap shows it."""
AGAIN_S = 0.3
"""Pause before a call is made again whose connection broke."""
TOAST_MAX = 200
"""Longest answer to a tap that the Bot API takes."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""An address in words of others brings no picture of its page into a chat of ours."""


class TooBig(Exception):
    """A file has more bytes than it may."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat of the bot. Every method raises ``TelegramAPIError`` unless it says otherwise.

    ``patient``: somebody waits for it, so a short trouble is borne. What stands in a queue comes again by itself.
    """

    bot: Bot
    id: int
    patient: bool = True

    async def send(self, screen: Screen) -> int:
        """The id of the new message with this screen."""
        sent = await self._call(
            lambda: self.bot.send_message(
                self.id,
                screen.text,
                reply_markup=new_markup(screen),
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                request_timeout=CALL_S,
            )
        )
        return sent.message_id

    async def edit(self, message_id: int, screen: Screen) -> bool:
        """Whether this message shows the screen now; False where it is gone, and a new one has to do."""
        try:
            await self._call(
                lambda: self.bot.edit_message_text(
                    screen.text,
                    chat_id=self.id,
                    message_id=message_id,
                    reply_markup=markup(screen),
                    parse_mode=ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                    request_timeout=CALL_S,
                )
            )
        except TelegramBadRequest as error:
            if bot_api_errors.unchanged(error):
                return True
            if bot_api_errors.message_gone(error):
                return False
            raise
        return True

    async def take_buttons(self, message_id: int | None) -> None:
        """Takes the buttons off a message that was left: it may be on the screen still, and they would look alive.

        Raises nothing, and does nothing without a message.
        """
        if message_id is not None:
            with suppress(TelegramAPIError):
                await self.bot.edit_message_reply_markup(
                    chat_id=self.id, message_id=message_id, request_timeout=CALL_S
                )

    async def send_file(self, data: bytes, name: str, caption: Screen, *, protected: bool = False) -> int:
        """The id of the new message with this file; ``protected``: it cannot be sent on."""
        sent = await self._call(
            lambda: self.bot.send_document(
                self.id,
                BufferedInputFile(data, name),
                caption=caption.text,
                reply_markup=markup(caption),
                parse_mode=ParseMode.HTML,
                protect_content=protected,
                request_timeout=FILE_S,
            )
        )
        return sent.message_id

    async def send_picture(self, data: bytes, name: str, caption: Screen) -> int:
        """The id of the new message with this picture, which cannot be sent on."""
        sent = await self._call(
            lambda: self.bot.send_photo(
                self.id,
                BufferedInputFile(data, name),
                caption=caption.text,
                reply_markup=markup(caption),
                parse_mode=ParseMode.HTML,
                protect_content=True,
                request_timeout=FILE_S,
            )
        )
        return sent.message_id

    async def delete(self, message_id: int) -> None:
        """Deletes a message. ``TelegramBadRequest`` also means that it is gone already."""
        await self.bot.delete_message(self.id, message_id, request_timeout=CALL_S)

    async def _call(self, call: Callable[[], Awaitable[T]]) -> T:
        return await patiently(call) if self.patient else await call()


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Makes a call; once more after the wait the Bot API asks for, if that is short, or a broken connection.

    The first may have been carried out all the same: an edit is then "not modified", a new message comes twice.
    """
    try:
        return await call()
    except TelegramRetryAfter as error:
        if error.retry_after > RETRY_AFTER_MOST_S:
            raise
        await asyncio.sleep(error.retry_after)
    except (TelegramNetworkError, TelegramServerError):
        await asyncio.sleep(AGAIN_S)
    return await call()


async def answer_tap(tap: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Answers a tap, as far as it can be: one that is older than the Bot API remembers cannot. Raises nothing."""
    with suppress(TelegramAPIError):
        await tap.answer(text[:TOAST_MAX] if text else None, show_alert=alert, request_timeout=CALL_S)


def file_of(message: Message) -> Document | PhotoSize | None:
    """The file that a message brings. The last of a photo's sizes is the largest."""
    return message.document or (message.photo[-1] if message.photo else None)


async def fetch(bot: Bot, file: Document | PhotoSize, most_bytes: int) -> bytes | None:
    """What is in a file; None where the Bot API does not give it (now). Raises ``TooBig``."""
    if (file.file_size or 0) > most_bytes:
        raise TooBig
    try:
        into = await patiently(lambda: bot.download(file, BytesIO(), timeout=FILE_S))
    except (TelegramAPIError, OSError, TimeoutError) as error:
        log.warning("a file was not fetched", error=type(error).__name__)
        return None
    data = None if into is None else into.read(most_bytes + 1)
    if data is not None and len(data) > most_bytes:
        raise TooBig
    return data


def markup(screen: Screen) -> InlineKeyboardMarkup | None:
    """The inline keyboard, or None where the screen has no buttons of its own."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=b.label, callback_data=b.data, url=b.url) for b in row]
            for row in screen.rows
        ]
    )


def new_markup(
    screen: Screen,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """The keyboard for a new message, which can also bring keys below the chat or take them away."""
    if screen.drops_keys:
        return ReplyKeyboardRemove()
    if not screen.keys:
        return markup(screen)
    keys = [[KeyboardButton(text=k.label, request_contact=k.shares_contact or None)] for k in screen.keys]
    return ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True, one_time_keyboard=True)
