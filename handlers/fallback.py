"""Anything else a person sends: an answer, where they are, and a way home. Nothing is changed."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.screens import link, lost, notices
from domain.usecases.show_withdrawal import ShowWithdrawal, show_withdrawal
from domain.views import Refused
from handlers.filters import AnyCommand, Forwarded
from handlers.places import show_home, show_step
from handlers.talk import Talk
from handlers.typed import code_in


def first() -> Router:
    """Before everything else: forwarded messages are nobody's own word, not even a forwarded link."""
    flow = Router(name="forwarded")
    flow.message.register(forwarded, Forwarded())
    return flow


def last() -> Router:
    """After everything else."""
    flow = Router(name="anything else")
    flow.message.register(unknown_command, AnyCommand())
    flow.message.register(anything)
    flow.callback_query.register(old_button)
    return flow


async def forwarded(_: Message, talk: Talk) -> None:
    """A forwarded message."""
    await _lost(talk, "forwarded")


async def unknown_command(_: Message, talk: Talk) -> None:
    """A command there is not."""
    await _lost(talk, "command")


async def anything(message: Message, talk: Talk) -> None:
    """Nonsense, pictures, contacts; a code that nobody waits for is removed."""
    if message.text and code_in(message.text):
        await talk.remove_typed()
        await talk.show(lost.notice_only(notices.code_not_awaited(talk.locale), talk.locale), keep=True)
    elif message.contact:
        await _lost(talk, "contact")
    else:
        await _lost(talk, "text" if message.text else "file")


async def old_button(_: CallbackQuery, talk: Talk) -> None:
    """Callback data that means nothing (any more)."""
    await show_home(talk, toast=notices.old_toast(talk.locale))


async def _lost(talk: Talk, kind: str) -> None:
    """Says so above the question that is open, or with the ways from here."""
    what, _, subject = (talk.raw_state or "").partition(":")
    notice = notices.nonsense(kind, talk.locale)
    if what == "link" and subject.isdigit():
        await talk.show(link.code_again(int(subject), talk.locale).under(notice))
        return
    if what in ("amount", "code"):
        view = await talk.look(show_withdrawal, ShowWithdrawal(subject))
        if not isinstance(view, Refused) and view.status == "draft":
            await show_step(talk, view, notice)
            return
    await talk.show(lost.lost(kind, talk.locale))
