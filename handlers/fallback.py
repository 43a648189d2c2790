"""Answers everything else that a person sends: what is wrong, where they are, and a way home. It changes nothing."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.screens import draft, notices
from bot.screens.screen import OF_WITHDRAWAL
from bot.texts.catalogue import Safe
from domain.rules.money import parse_typed
from domain.usecases.customer.show_withdrawal import show_draft, show_withdrawal
from handlers.filters import AnyCommand, Forwarded
from handlers.questions import show_guesses
from handlers.showing import show_home, show_lost, show_step
from handlers.talk import Talk
from handlers.typed_text import code_in, looks_secret, stays_not


def register_first(flow: Router) -> None:
    """Comes before everything else: a forwarded message, even a forwarded link, is not the person's own word."""
    flow.message.register(forwarded, Forwarded())


def register_last(flow: Router) -> None:
    """Comes after everything else."""
    flow.message.register(unknown_command, AnyCommand())
    flow.message.register(anything)
    flow.edited_message.register(edited)
    flow.callback_query.register(old_button)


async def forwarded(message: Message, talk: Talk) -> None:
    """Answers a forwarded message. It counts for nothing, but a code or a card's number in it is removed too."""
    if stays_not(message.text or message.caption):
        await talk.remove_typed()
    await _lost(talk, "forwarded")


async def unknown_command(_: Message, talk: Talk) -> None:
    """Answers a command that does not exist."""
    await _lost(talk, "command")


async def edited(message: Message, talk: Talk) -> None:
    """Says that a typed message is read once. Only while a text is awaited, since old messages are edited too."""
    what = None if talk.awaits is None else talk.awaits.what
    asked = what == "payee_number" or (what in ("code", "link") and looks_secret(message.text or ""))
    if asked or stays_not(message.text or message.caption):
        await talk.remove_typed()
    if what != "link" and what not in OF_WITHDRAWAL - {"step", "paper"}:
        return
    await _lost(talk, "edited")


async def old_button(_: CallbackQuery, talk: Talk) -> None:
    """Answers a tap on a button whose data means nothing now."""
    talk.reply.toast = notices.old_toast(talk.locale)
    await show_home(talk)


async def anything(message: Message, talk: Talk) -> None:
    """Answers whatever no other handler took: questions, nonsense, pictures. Removes a code that is not awaited."""
    words = message.text or message.caption
    album, talk.memory.album = talk.memory.album, message.media_group_id
    if words and code_in(words):
        await _unawaited_code(talk)
    elif stays_not(words):
        # A card number, perhaps mistyped, was sent too early or twice: it does not stay in the chat.
        await talk.remove_typed()
        await _lost(talk, "number")
    elif message.media_group_id is None or message.media_group_id != album:
        # An album comes as one message for each picture, and is answered once.
        if message.text is None:
            await _lost(talk, "file")
        elif not await show_guesses(talk):
            await _lost(talk, "text")


async def _unawaited_code(talk: Talk) -> None:
    """Answers six digits that are not awaited. They are no try; if a code is on its way, it is asked for now."""
    await talk.remove_typed()
    unfinished = await talk.look_or_none(show_draft)
    if unfinished is not None and unfinished.locked_until_at is not None:
        await show_step(talk, unfinished)
    elif unfinished is not None and unfinished.code == "sent":
        await show_step(talk, unfinished, notices.code_once_more(talk.locale))
    else:
        await talk.show(notices.notice_only(notices.code_not_awaited(talk.locale), talk.locale), keep=True)


async def _lost(talk: Talk, kind: str) -> None:
    await show_lost(talk, kind, await _why(talk, kind))


async def _why(talk: Talk, kind: str) -> Safe:
    """What is wrong with the message, given what is asked for."""
    asked = talk.awaits
    if asked is None or kind not in ("text", "file"):
        return notices.nonsense(kind, talk.locale)
    if asked.what == "paper" and kind == "text":
        return notices.nonsense("paper", talk.locale)
    if asked.what == "step" and asked.which == "papers" and kind == "file":
        return notices.nonsense("papers", talk.locale)
    amount_fen = parse_typed(talk.typed)
    if asked.what == "step" and kind == "text" and amount_fen is not None:
        view = await talk.look_or_none(show_withdrawal, asked.subject)
        # A larger number may be anything, such as a telephone number.
        if view is not None and view.status == "draft" and amount_fen <= view.allowed_fen:
            return draft.stays(view, talk.locale)
    return notices.nonsense(kind, talk.locale)
