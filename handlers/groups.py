"""Groups: one polite refusal, the way to the private chat, and never a customer's data."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.chat.show import Chat, answer_tap
from bot.runtime.runner import Runner
from bot.screens import notices
from bot.screens.staff_group import group_answer
from bot.texts.languages import locale_of
from domain.actor import Actor
from domain.errors import Refusal
from domain.usecases.staff.queue import show_queue
from handlers.filters import AnyCommand


def router(app: Runner) -> Router:
    """Commands and taps outside private chats; everything else there is not for the bot."""
    flow = Router(name="groups")

    async def review(message: Message, bot: Bot) -> None:
        """/review: staff get the way to the queue, others what every command gets."""
        if message.from_user is None:
            await command(message, bot)
            return
        try:
            await app.perform(show_queue, Actor.chat(message.from_user.id))
        except Refusal:
            await command(message, bot)
            return
        me = await bot.me()
        locale = locale_of(message.from_user.language_code)
        screen = group_answer(me.username, locale)
        await Chat(bot, message.chat.id).send(screen)

    flow.message.register(review, Command("review"))
    flow.message.register(command, AnyCommand())
    flow.callback_query.register(tap)
    return flow


async def command(message: Message, bot: Bot) -> None:
    """A command in a group, unless it is for another bot."""
    me = await bot.me()
    word = (message.text or "").split(maxsplit=1)[0]
    _, at, name = word.partition("@")
    if at and name.lower() != (me.username or "").lower():
        return
    locale = locale_of(message.from_user.language_code if message.from_user else None)
    screen = notices.group_refusal(me.username, locale)
    await Chat(bot, message.chat.id).send(screen)


async def tap(query: CallbackQuery) -> None:
    """A tap in a group; one that is too old to be answered is nobody's mishap."""
    await answer_tap(query, notices.group_toast(locale_of(query.from_user.language_code)), alert=True)
