"""A screen's buttons as the inline keyboard of the Bot API."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.screens.screen import Screen


def to_markup(screen: Screen) -> InlineKeyboardMarkup | None:
    """The inline keyboard, or None where the screen has no buttons."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=b.label, callback_data=b.data, url=b.url) for b in row]
            for row in screen.rows
        ]
    )
