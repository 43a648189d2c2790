"""/authenticator: the state of one's own, enrolling with a word, and for admins words and resets."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

import segno
from aiogram import Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.screens import second_factor
from bot.screens.screen import Screen
from bot.screens.staff_buttons import Factor
from domain.errors import Refusal
from domain.second_factor import NewSecret
from domain.usecases.staff.members import StaffMember, list_staff
from domain.usecases.staff.second_factor import enter_word, make_word, note_secret, reset_factor, show_factor
from handlers.filters import TypedFor
from handlers.showing import show_home
from handlers.staff.common import not_staff
from handlers.talk import Talk


def register_first(flow: Router) -> None:
    """Comes before every other handler of typed text."""
    flow.message.register(word, TypedFor("word"))


def register(flow: Router) -> None:
    """The command and its buttons."""
    flow.message.register(command, Command("authenticator"))
    flow.callback_query.register(factor_step, Factor.filter())


async def command(_: Message, talk: Talk) -> None:
    """/authenticator"""
    await show_state(talk)


async def show_state(talk: Talk, *, people: bool = False) -> None:
    """Shows one's own authenticator, and colleagues' to an admin who asked for them."""
    try:
        view = await talk.look(show_factor)
    except Refusal:
        await not_staff(talk)
        return
    colleagues = await _colleagues(talk) if people and view.manages else ()
    await talk.show(second_factor.state(view, colleagues, talk.locale, talk.notice))


async def _colleagues(talk: Talk) -> tuple[StaffMember, ...]:
    found = await talk.look_or_none(list_staff) or ()
    return tuple(one for one in found if one.chat_user != talk.actor.person)


async def factor_step(_: CallbackQuery, talk: Talk, callback_data: Factor) -> None:
    """Answers a button of one's own authenticator or of a colleague's."""
    match callback_data.do:
        case "state":
            await show_state(talk)
        case "people":
            await show_state(talk, people=True)
        case "word":
            await _ask_word(talk)
        case "person":
            await _show_person(talk, callback_data.person)
        case "make_word":
            try:
                made = await talk.perform(make_word, callback_data.person)
            except Refusal as refusal:
                await _refused(talk, callback_data.person, refusal)
            else:
                await talk.show(second_factor.word(made, talk.locale))
        case "reset":
            said = Refusal("reset_done")
            try:
                await talk.perform(reset_factor, callback_data.person)
            except Refusal as refusal:
                said = refusal
            await _refused(talk, callback_data.person, said)


async def _show_person(talk: Talk, person: int, notice: str | None = None) -> None:
    try:
        found = await talk.look(list_staff)
    except Refusal:
        await not_staff(talk)
        return
    one = next((one for one in found if one.chat_user == person), None)
    if one is None:
        await show_state(talk, people=True)
    else:
        await talk.show(second_factor.person(one, talk.locale, notice))


async def _refused(talk: Talk, person: int, refused: Refusal) -> None:
    if refused.code == "denied":
        await not_staff(talk)
    else:
        said = None if refused.code == "repeated" else second_factor.refusal(refused, talk.now, talk.locale)
        await _show_person(talk, person, said)


async def _ask_word(talk: Talk) -> None:
    try:
        view = await talk.look(show_factor)
    except Refusal:
        await not_staff(talk)
    else:
        if view.state == "live":
            await talk.show(second_factor.state(view, (), talk.locale))
        else:
            await talk.show(second_factor.ask_word(talk.locale))


async def word(_: Message, talk: Talk, **_data: Any) -> None:
    """Takes the word: shows the secret and asks for the first code. The typed word is always deleted."""
    await talk.remove_typed()
    try:
        made = await talk.perform(enter_word, talk.typed[:40])
    except Refusal as refusal:
        if refusal.code == "denied":
            await not_staff(talk)
        elif refusal.code == "repeated":
            await show_home(talk)
        else:
            notice = second_factor.refusal(refusal, talk.now, talk.locale)
            await talk.show(second_factor.ask_word(talk.locale, notice))
        return
    if not await _show_secret(talk, made):
        talk.notice = second_factor.refusal(Refusal("secret_unsent"), talk.now, talk.locale)
    await show_state(talk)


async def _show_secret(talk: Talk, made: NewSecret) -> bool:
    """Sends the secret as a QR code, and notes the message, which will be deleted."""
    picture = BytesIO()
    segno.make(made.uri, error="m").save(picture, kind="png", scale=8, border=4)
    try:
        caption = Screen(second_factor.secret_caption(made, talk.locale))
        sent = await talk.chat.send_picture(picture.getvalue(), "authenticator.png", caption)
    except TelegramAPIError:
        return False
    talk.memory.bury()
    with suppress(Refusal):
        await talk.perform_aside(note_secret, sent)
    return True
