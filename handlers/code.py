"""The code of a withdrawal, typed or tapped. A right one is only accepted; *Confirm withdrawal* is another tap."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from bot.screens import notices
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.show_withdrawal import show_withdrawal
from handlers.filters import TypedFor
from handlers.showing import show_step
from handlers.talk import Talk
from handlers.typed_text import code_in, looks_secret


def register(flow: Router) -> None:
    """The handler of the typed code."""
    flow.message.register(typed_code, TypedFor("code"))


async def typed_code(_: Message, talk: Talk, subject: str) -> None:
    """Takes a typed code and removes it from the chat in every case. Anything but six digits is no try."""
    if looks_secret(talk.typed):
        await talk.remove_typed()
    code = code_in(talk.typed)
    if code is None:
        await _not_a_code(talk, subject)
        return
    await entered(talk, subject, code)


async def entered(talk: Talk, subject: str, code: str) -> None:
    """Takes six digits for a withdrawal, typed or tapped."""
    await show_step(talk, await talk.perform(enter_code, subject, code))


async def _not_a_code(talk: Talk, subject: str) -> None:
    view = await talk.look(show_withdrawal, subject)
    await show_step(talk, view, notices.code_shape(talk.locale) if view.code == "sent" else None)
