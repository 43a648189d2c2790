"""Help and language."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.screens import acting, help, home
from bot.screens.buttons import Speak
from domain.errors import Refusal
from domain.usecases.customer.greet import set_language
from domain.views import Locale
from handlers.showing import show_here
from handlers.talk import Talk


def register(flow: Router) -> None:
    """/help, /language and the choice of language."""
    flow.message.register(help_, Command("help"))
    flow.message.register(language, Command("language"))
    flow.callback_query.register(speak, Speak.filter())


async def help_(_: Message, talk: Talk) -> None:
    """/help"""
    await show_help(talk)


async def language(_: Message, talk: Talk) -> None:
    """/language"""
    await talk.show(home.language(talk.locale), keep=True)


async def speak(_: CallbackQuery, talk: Talk, callback_data: Speak) -> None:
    """Changes the language."""
    await change_language(talk, callback_data.locale)


async def change_language(talk: Talk, locale: Locale) -> None:
    """Changes the language and goes back to the open question."""
    try:
        await talk.perform(set_language, locale)
    except Refusal as refusal:
        if refusal.code != "repeated":
            await show_here(talk, talk.refusal(refusal))
            return
    talk.locale = locale
    talk.memory.speaks(locale)
    await show_here(talk)


async def show_help(talk: Talk) -> None:
    """Shows the questions, and to staff what they can do here."""
    screen = help.page(talk.locale, talk.support)
    standing = await talk.standing()
    if standing.roles:
        screen = acting.help_for(screen, standing, talk.locale)
    await talk.show(screen, keep=True)
