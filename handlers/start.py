"""/start, with a link's token or without, and the code that connects an account, by link or by phone."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.screens import connect, notices
from bot.screens.buttons import LinkCode
from domain.errors import Refusal
from domain.usecases.customer.link_confirm import confirm_link
from domain.usecases.customer.link_open import open_link, resend_link_code
from handlers import connected, phone
from handlers.filters import TypedFor
from handlers.showing import show_home
from handlers.talk import Talk
from handlers.typed_text import code_in, looks_secret


def register(flow: Router) -> None:
    """Commands, the typed code, the button for another one."""
    flow.message.register(start, CommandStart())
    flow.message.register(typed_code, TypedFor("link"))
    flow.callback_query.register(again, LinkCode.filter())


async def start(_: Message, talk: Talk, command: CommandObject) -> None:
    """Begins, or opens a link. The token is one-time, and still removed from the chat."""
    if not command.args:
        await show_home(talk)
        return
    await open_token(talk, command.args)


async def open_token(talk: Talk, token: str) -> None:
    """Opens a link by the text after /start."""
    await talk.remove_typed()
    opened = await talk.perform(open_link, token)
    await talk.show(connect.code_entry(opened, talk.now, talk.locale))


async def typed_code(_: Message, talk: Talk, subject: str) -> None:
    """Takes the code from the security phone and removes it from the chat in every case."""
    if looks_secret(talk.typed):
        await talk.remove_typed()
    code = code_in(talk.typed)
    if code is None:
        await talk.show(connect.code_again(subject, talk.locale).under(notices.code_shape(talk.locale)))
        return
    await entered(talk, subject, code)


async def entered(talk: Talk, subject: str, code: str) -> None:
    """Takes six digits for a link or a shared number, typed or tapped; `subject` as in the state that awaits them."""
    claim = connect.claim_of(subject)
    if claim is not None:
        await phone.entered(talk, claim, code)
        return
    removal, waiting = connect.removal_of(subject), connect.proof_of(subject)
    if removal is not None:
        await connected.removal_entered(talk, removal, code)
        return
    if waiting is not None:
        await connected.proof_entered(talk, waiting, code)
        return
    try:
        linked = await talk.perform(confirm_link, _link_of(subject), code, talk.own_name)
    except Refusal as refusal:
        if refusal.code == "code_wrong":
            await talk.show(connect.code_again(subject, talk.locale).under(talk.refusal(refusal)))
        elif refusal.code == "locked":
            await talk.show(connect.locked(subject, talk.refusal(refusal), talk.locale, talk.support))
        else:
            raise
    else:
        await talk.show(connect.linked([linked.account], talk.locale))


async def again(_: CallbackQuery, talk: Talk, callback_data: LinkCode) -> None:
    """Sends another code for the same link or number."""
    subject = callback_data.link
    claim = connect.claim_of(subject)
    if claim is not None:
        await phone.again(talk, claim)
        return
    removal, waiting = connect.removal_of(subject), connect.proof_of(subject)
    if removal is not None:
        await connected.again_removal(talk, removal)
        return
    if waiting is not None:
        await connected.again_proof(talk, waiting)
        return
    try:
        sent = await talk.perform(resend_link_code, _link_of(subject))
    except Refusal as refusal:
        if refusal.code in ("code_too_soon", "code_too_many"):
            await talk.show(connect.code_again(subject, talk.locale).under(talk.refusal(refusal)))
        elif refusal.code == "locked":
            await talk.show(connect.locked(subject, talk.refusal(refusal), talk.locale, talk.support))
        else:
            raise
    else:
        await talk.show(connect.code_entry(sent, talk.now, talk.locale))


def _link_of(subject: str) -> int:
    """The id of a link; 0, which no link has, for other data of a forged button."""
    return int(subject) if subject.isascii() and subject.isdigit() and len(subject) < 19 else 0
