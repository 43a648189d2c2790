"""Taps on the keypad: the answer to a tap tells the number of digits, and six digits equal a typed code (rules 7).

A tap changes nothing in the database. Only the first digit leaves a note that a pad was begun: it tells, for a tap
after a restart, that earlier digits are lost.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.screens import keypad, notices
from bot.screens.buttons import Key
from bot.screens.keypad import BACK, CLEAR, DIGITS
from bot.screens.screen import Awaits
from domain.usecases.customer.show_withdrawal import show_withdrawal
from handlers import code, start
from handlers.showing import show_home, show_now
from handlers.talk import PAD, Talk


def register(flow: Router) -> None:
    """The keys of the keypad."""
    flow.callback_query.register(tap, Key.filter())


async def tap(_: CallbackQuery, talk: Talk, callback_data: Key) -> None:
    """Takes one key. Other data, and old taps, are no key and no try."""
    key, what, subject = callback_data.key, callback_data.what, callback_data.subject
    pad, update_id = talk.memory.pad, talk.actor.update_id or 0
    if key not in (BACK, CLEAR, *"0123456789"):
        talk.reply.toast = notices.old_toast(talk.locale)
        await show_home(talk)
        return
    if pad.is_past(update_id):
        return
    awaits = Awaits(what, subject)
    if not pad.is_open(awaits) and not await _open(talk, awaits):
        return
    digits = pad.press(update_id, key)
    if len(digits) < DIGITS:
        await talk.answer(keypad.count(len(digits), talk.locale))
        return
    pad.close(update_id)
    await talk.forget_pad()
    await (code if what == "code" else start).entered(talk, subject, digits)


async def _open(talk: Talk, asked: Awaits) -> bool:
    """Begins a pad if this code is awaited; False after saying why the tap did not count."""
    if talk.awaits != asked or not await _is_live(talk, asked):
        talk.reply.toast = keypad.not_counted(talk.locale)
        if asked.what == "code":
            await show_now(talk, asked.subject)
        else:
            await show_home(talk)
        return False
    awaits = asked.packed()
    lost = (await talk.state.get_data()).get(PAD) == awaits
    if lost:
        talk.memory.pad.open(asked, talk.actor.update_id or 0)
        await talk.answer(keypad.begin_again(talk.locale), alert=True)
        return False
    talk.memory.pad.open(asked)
    await talk.state.update_data({PAD: awaits})
    return True


async def _is_live(talk: Talk, asked: Awaits) -> bool:
    """Whether there is a code to enter. For a link only the sixth digit finds that out."""
    if asked.what != "code":
        return True
    view = await talk.look_or_none(show_withdrawal, asked.subject)
    return view is not None and view.status == "draft" and view.code == "sent"
