"""A screen's buttons as the keyboards of the Bot API."""

from __future__ import annotations

from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.screens.screen import Screen


def to_markup(screen: Screen) -> InlineKeyboardMarkup | None:
    """The inline keyboard, or None where the screen has no buttons of its own."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=b.label, callback_data=b.data, url=b.url) for b in row]
            for row in screen.rows
        ]
    )


def to_new_markup(
    screen: Screen,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """The keyboard for a new message, which can also bring keys below the chat or take them away."""
    if screen.drops_keys:
        return ReplyKeyboardRemove()
    if not screen.keys:
        return to_markup(screen)
    keys = [[KeyboardButton(text=k.label, request_contact=k.shares_contact or None)] for k in screen.keys]
    return ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True, one_time_keyboard=True)
