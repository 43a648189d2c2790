"""Why the money goes to a designated account: the tap on a reason."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.screens.buttons import Because
from domain.usecases.customer.choose_reason import ChooseReason, choose_reason
from handlers.showing import after
from handlers.talk import Talk


def router() -> Router:
    """The reasons."""
    flow = Router(name="designated")
    flow.callback_query.register(because, Because.filter())
    return flow


async def because(_: CallbackQuery, talk: Talk, callback_data: Because) -> None:
    """A reason; the payee comes next."""
    command = ChooseReason(callback_data.id, callback_data.version, callback_data.reason)
    await after(talk, callback_data.id, await talk.perform(choose_reason, command))
