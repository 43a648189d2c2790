"""Turning the pages of a long list, newest first: the buttons, and the line that says which page it is."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from bot.screens.screen import Button, ButtonRow
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.pages import Page, Spot


def turn_row(page: Page, to: Callable[[str], CallbackData], voice: Voice) -> tuple[ButtonRow, ...]:
    """A row to the pages beside this one; no row where there are none. `to` makes the data of a packed spot."""
    ways: tuple[tuple[str, Spot | None], ...] = (("newer", page.newer), ("older", page.older))
    row = tuple(Button(voice.word(key), to(spot.packed()).pack()) for key, spot in ways if spot is not None)
    return (row,) if row else ()


def page_line(page: Page, voice: Voice) -> Safe | None:
    """Which page this is; None if it is the only one."""
    return None if page.is_all else voice.t("page-number", page=page.number + 1)
