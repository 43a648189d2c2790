"""Middleware that finds the person and the language, and gives every private handler its `talk`.

A person is greeted once in a while, not at every tap: the row exists, and the language is remembered for a few
minutes. `/start` always greets, because people who had blocked the bot come back with it too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject, User

from bot.chat.show import Chat
from bot.documents.service import DocumentService
from bot.runtime.runner import Runner
from bot.screens import acting, acting_banner
from bot.screens.screen import Screen
from bot.texts.languages import locale_of, spoken
from domain.acting_sessions import ActingView
from domain.actor import Actor
from domain.context import Services
from domain.errors import Refusal
from domain.usecases.customer.greet import greet
from domain.usecases.staff.acting import end_session
from domain.views import Locale
from handlers import ask_proof
from handlers.memory import Memory
from handlers.showing import show_refusal
from handlers.talk import NotNow, Talk, name_of


class Identity(BaseMiddleware):
    """Finds who sent an update. `memory` holds the people who were here lately."""

    def __init__(self, app: Runner, documents: DocumentService) -> None:
        self._app = app
        self._documents = documents
        self.memory = Memory()

    @property
    def services(self) -> Services:
        """The program's clock and policy."""
        return self._app.services

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Passes `talk` on, and in the end answers a tap that no handler answered."""
        user: User | None = getattr(event, "from_user", None)
        if user is None or not isinstance(event, Message | CallbackQuery):
            return None
        update_id = data["event_update"].update_id
        starting = isinstance(event, Message) and (event.text or "").startswith("/start")
        talk = Talk(
            app=self._app,
            documents=self._documents,
            chat=Chat(data["bot"], user.id),
            event=event,
            actor=Actor.chat(user.id, update_id),
            locale=await self.language(user, greet_again=starting),
            state=data["state"],
            awaits=data.get("awaits"),
            memory=self.memory.of(user.id),
            written=data.get("written") or "",
        )
        data["talk"] = talk
        try:
            result = await handler(event, data)
        except NotNow as error:
            result = None
            await not_now(talk, error.refusal)
        except Refusal as refusal:
            result = None
            await show_refusal(talk, refusal)
        # Only after a success: a tap takes one answer, and after an error that is the apology.
        await talk.answer()
        return result

    def marked(self, user: User | None, screen: Screen, locale: Locale) -> Screen:
        """An apology under the banner of the session that the person was last in."""
        session = self._session_of(user)
        return (
            screen
            if session is None
            else acting_banner.over(screen, session, self._app.services.clock.now(), locale)
        )

    def marked_toast(self, user: User | None, text: str, locale: Locale) -> str:
        """The same for the answer to a tap."""
        session = self._session_of(user)
        return (
            text
            if session is None
            else acting_banner.toast(text, session, self._app.services.clock.now(), locale)
        )

    def _session_of(self, user: User | None) -> ActingView | None:
        session = self.memory.of(user.id).acting if user else None
        return session if session is not None and session.ends_at > self._app.services.clock.now() else None

    async def language(self, user: User, *, greet_again: bool = False) -> Locale:
        """The person's own choice, else the language of their app."""
        mine = self.memory.of(user.id)
        known = mine.language()
        if known is not None and not greet_again:
            return known
        me, spoken_there = Actor.chat(user.id), spoken(user.language_code)
        own = (await self._app.perform(greet, me, spoken_there, name_of(user))).locale
        locale = locale_of(own or user.language_code)
        mine.speaks(locale)
        return locale

    def guess(self, user: User | None) -> Locale:
        """The language without a question to the database, for apologies."""
        known = self.memory.of(user.id).locale if user else None
        return known or locale_of(user.language_code if user else None)


async def not_now(talk: Talk, refusal: Refusal) -> None:
    """Says that a session is over or forbids this, or asks for a code: nothing was done."""
    talk.reply.new = False
    if refusal.code in ("proof_needed", "factor_needed"):
        await ask_proof.ask(talk, refusal)
        return
    session = (await talk.standing()).acting
    if refusal.code == "acting_now" and session is not None:
        await talk.show(acting.not_while_acting(session, talk.locale))
        return
    talk.acts(None)
    # A look leaves no row, so a session that is over may still be open in its row.
    with suppress(Refusal):
        await talk.app.perform(end_session, Actor.chat(talk.actor.person))
    await talk.show(acting.over(refusal, talk.locale))
