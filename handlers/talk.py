"""One person's update in hand: who it is, how to run a use case, how to show the outcome.

A screen is shown in the message whose button was tapped, and in a new one where that cannot be edited. The
chat's state holds only which typed text is awaited and for which id; it follows from the screen that was
shown last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramRetryAfter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.screens import notices
from bot.screens.keyboard import to_markup
from bot.screens.screen import Screen
from bot.texts import Locale, Safe
from domain.actor import Actor
from domain.env import Env
from domain.ports import Micros
from domain.run import UseCase
from domain.views import Refused

C = TypeVar("C")
R = TypeVar("R")
T = TypeVar("T")

RETRY_AFTER_MOST_S = 5
"""Longest wait the Bot API may ask for before a screen is given up; the next tap shows it."""
TOAST_MAX = 200


class App(Protocol):
    """What the conversation needs of the application."""

    @property
    def env(self) -> Env:
        """Clock and policy, for screens that speak of now."""

    async def perform(self, use_case: UseCase[C, R], actor: Actor, command: C) -> R | Refused:
        """Carries out a use case in a writing transaction."""

    async def look(self, use_case: UseCase[C, R], actor: Actor, command: C) -> R | Refused:
        """Carries out a use case that only reads."""


@dataclass(slots=True)
class Talk:
    """One update of one person in their private chat."""

    app: App
    bot: Bot
    event: Message | CallbackQuery
    actor: Actor
    locale: Locale
    state: FSMContext
    raw_state: str | None
    answered: bool = False
    noted: int | None = None
    """The message that was noted as a status card on behalf of this update."""

    # -- asking the domain

    async def perform(self, use_case: UseCase[C, R], command: C) -> R | Refused:
        """The one use case this update is for; ``Refused("repeated")`` when it was carried out before."""
        return await self.app.perform(use_case, self.actor, command)

    async def note(self, use_case: UseCase[C, R], command: C) -> R | Refused:
        """A use case on the side, which does not count as what this update did."""
        return await self.app.perform(use_case, Actor.chat(self.actor.person), command)

    async def look(self, use_case: UseCase[C, R], command: C) -> R | Refused:
        """A look."""
        return await self.app.look(use_case, self.actor, command)

    @property
    def now(self) -> Micros:
        """The present."""
        return self.app.env.clock.now()

    def refusal(self, refused: Refused) -> Safe:
        """A refusal in words."""
        return notices.refusal(refused, self.now, self.locale, self.app.env.policy.currency)

    # -- showing

    @property
    def message_id(self) -> int | None:
        """The message whose button was tapped, while it can be edited; None for a typed message."""
        if isinstance(self.event, CallbackQuery) and isinstance(self.event.message, Message):
            return self.event.message.message_id
        return None

    @property
    def typed(self) -> str:
        """The text of the message."""
        return (self.event.text or "") if isinstance(self.event, Message) else ""

    async def show(
        self, screen: Screen, *, new: bool = False, keep: bool = False, toast: str | None = None
    ) -> int:
        """Shows a screen; the id of the message it is in. ``new``: not in place of the tapped message.

        The awaited text is written before the screen is sent, so that a crash between the two never leaves a
        question whose answer is not awaited. ``keep`` leaves what is awaited as it is.
        """
        if not keep:
            awaits = screen.awaits.packed() if screen.awaits else None
            if awaits != self.raw_state:
                await self.state.set_state(awaits)
                self.raw_state = awaits
        await self.answer(toast)
        if self.message_id is not None and not new and await self._edit(self.message_id, screen):
            return self.message_id
        return await self._send(screen)

    async def answer(self, toast: str | None = None, *, alert: bool = False) -> None:
        """Answers the tap, once; nothing for a typed message."""
        if self.answered or not isinstance(self.event, CallbackQuery):
            return
        self.answered = True
        text = toast[:TOAST_MAX] if toast else None
        # A tap older than the Bot API remembers cannot be answered; the screen is what matters.
        with suppress(TelegramAPIError):
            await self.event.answer(text, show_alert=alert)

    async def remove_typed(self) -> None:
        """Deletes the typed message from the chat, as far as the Bot API lets it."""
        if isinstance(self.event, Message):
            with suppress(TelegramAPIError):
                await self.event.delete()

    @property
    def chat_id(self) -> int:
        """The private chat, which has the person's id."""
        return self.actor.person

    async def change(self, message_id: int, screen: Screen) -> None:
        """Shows a screen in a message that is there already; nothing if it cannot be edited."""
        await self._edit(message_id, screen)

    async def _edit(self, message_id: int, screen: Screen) -> bool:
        try:
            await patient(
                lambda: self.bot.edit_message_text(
                    text=screen.text,
                    chat_id=self.chat_id,
                    message_id=message_id,
                    reply_markup=to_markup(screen),
                    parse_mode=ParseMode.HTML,
                )
            )
        except TelegramBadRequest as error:
            return "message is not modified" in error.message.lower()
        return True

    async def _send(self, screen: Screen) -> int:
        sent = await patient(
            lambda: self.bot.send_message(
                self.chat_id, screen.text, reply_markup=to_markup(screen), parse_mode=ParseMode.HTML
            )
        )
        return sent.message_id


async def patient(call: Callable[[], Awaitable[T]]) -> T:
    """Makes a call; once more after the wait the Bot API asks for, if that is short."""
    try:
        return await call()
    except TelegramRetryAfter as error:
        if error.retry_after > RETRY_AFTER_MOST_S:
            raise
        await asyncio.sleep(error.retry_after)
        return await call()
