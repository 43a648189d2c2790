"""Anything else a person sends: an answer, where they are, and a way home. Nothing is changed."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.screens import draft, notices
from bot.screens.screen import OF_WITHDRAWAL
from bot.texts.catalogue import Safe
from domain.rules.money import parse_typed
from domain.usecases.customer.show_withdrawal import show_draft, show_withdrawal
from handlers.filters import AnyCommand, Forwarded
from handlers.showing import show_home, show_lost, show_step
from handlers.talk import Talk
from handlers.typed_text import code_in, looks_secret, stays_not


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
    flow.edited_message.register(edited)
    flow.callback_query.register(old_button)
    return flow


async def forwarded(message: Message, talk: Talk) -> None:
    """A forwarded message. It counts for nothing, but a code or a card's number does not stay in the chat either."""
    if stays_not(message.text or message.caption):
        await talk.remove_typed()
    await _lost(talk, "forwarded")


async def unknown_command(_: Message, talk: Talk) -> None:
    """A command there is not."""
    await _lost(talk, "command")


async def edited(message: Message, talk: Talk) -> None:
    """What was typed is read once. Only said where something is to be typed, for old messages are edited too."""
    what = None if talk.awaits is None else talk.awaits.what
    asked = what == "payee_number" or (what in ("code", "link") and looks_secret(message.text or ""))
    if asked or stays_not(message.text or message.caption):
        await talk.remove_typed()
    if what != "link" and what not in OF_WITHDRAWAL - {"step", "paper"}:
        return
    await _lost(talk, "edited")


async def old_button(_: CallbackQuery, talk: Talk) -> None:
    """Callback data that means nothing (any more)."""
    talk.reply.toast = notices.old_toast(talk.locale)
    await show_home(talk)


async def anything(message: Message, talk: Talk) -> None:
    """Nonsense and pictures: whatever nobody else took. A code that nobody waits for is removed."""
    words = message.text or message.caption
    album, talk.memory.album = talk.memory.album, message.media_group_id
    if words and code_in(words):
        await _unawaited_code(talk)
    elif stays_not(words):
        # Typed too early, or once too often, and perhaps mistyped: a card's number does not stay in the chat.
        await talk.remove_typed()
        await _lost(talk, "number")
    elif message.media_group_id is None or message.media_group_id != album:
        # An album comes as one message a picture, and is answered once.
        await _lost(talk, "text" if message.text is not None else "file")


async def _unawaited_code(talk: Talk) -> None:
    """Six digits while none are asked for. It is no try; but where a code is on its way, it is asked for now."""
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
    """What is wrong with it, in view of what is asked for."""
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
        # What is more than there is may be anything, such as a telephone number.
        if view is not None and view.status == "draft" and amount_fen <= view.allowed_fen:
            return draft.stays(view, talk.locale)
    return notices.nonsense(kind, talk.locale)
