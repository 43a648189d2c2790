"""Connecting by phone: the shared contact, its code, the choice among several accounts.

The same messages follow for every number; only a right code tells one from another.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.screens import connect, notices
from bot.screens.buttons import Pick, account_key
from domain.errors import Refusal
from domain.usecases.customer.link_phone import (
    PhoneChoice,
    connect_chosen,
    prove_phone,
    resend_phone_code,
    share_phone,
    show_choice,
)
from handlers.filters import TypedFor
from handlers.showing import show_here, show_home
from handlers.talk import Talk
from handlers.typed_text import looks_secret


class HasContact(Filter):
    """Any contact, also another person's."""

    async def __call__(self, message: Message) -> bool:
        """Whether the message has one."""
        return message.contact is not None


def register_first(flow: Router) -> None:
    """Contacts. Comes before the refusal of forwarded messages, so that a forwarded contact is removed too."""
    flow.message.register(contact, HasContact())


def register(flow: Router) -> None:
    """Text that is typed in place of sharing, and the choice."""
    flow.message.register(typed, TypedFor("contact"))
    flow.callback_query.register(pick, Pick.filter())


async def contact(message: Message, talk: Talk) -> None:
    """Begins a connection with the sender's own number; any other contact counts for nothing."""
    await talk.remove_typed()
    shared = message.contact
    if shared is None or shared.user_id != talk.actor.person or message.forward_origin is not None:
        await show_here(talk, connect.foreign(talk.locale))
        return
    try:
        asked = await talk.perform(share_phone, shared.phone_number)
    except Refusal as refusal:
        await talk.drop_keys(connect.received(talk.locale))
        await _not_asked(talk, refusal)
    else:
        await talk.drop_keys(connect.received(talk.locale))
        await talk.show(connect.phone_code_entry(asked, talk.now, talk.locale))


async def typed(_: Message, talk: Talk) -> None:
    """Answers a typed number, which proves nothing and is removed."""
    if looks_secret(talk.typed):
        await talk.remove_typed()
    await show_here(talk, connect.typed_number(talk.locale))


async def again(talk: Talk, claim: int) -> None:
    """Sends another code for the same number."""
    try:
        asked = await talk.perform(resend_phone_code, claim)
    except Refusal as refusal:
        await _not_asked(talk, refusal if refusal.code == "phone_over" else refusal.adding(claim=claim))
    else:
        await talk.show(connect.phone_code_entry(asked, talk.now, talk.locale))


async def entered(talk: Talk, claim: int, code: str) -> None:
    """Takes six digits for a number, typed or tapped."""
    try:
        choice = await talk.perform(prove_phone, claim, code, talk.own_name)
    except Refusal as refusal:
        if refusal.code == "code_wrong":
            subject = connect.subject_of_claim(claim)
            await talk.show(connect.code_again(subject, talk.locale).under(talk.refusal(refusal)))
        elif refusal.code == "locked":
            subject = connect.subject_of_claim(claim)
            await talk.show(connect.locked(subject, talk.refusal(refusal), talk.locale, talk.support))
        else:
            raise
    else:
        await _show_choice(talk, choice)


async def pick(_: CallbackQuery, talk: Talk, callback_data: Pick) -> None:
    """Connects one of the accounts, or all, looked up among those that are offered now."""
    claim, key = callback_data.claim, callback_data.key
    offered = await talk.look(show_choice, claim)
    chosen = tuple(account.id for account in offered.open if account_key(account.id) == key)
    if key == connect.all_key(offered):
        chosen = tuple(account.id for account in offered.open)
    if not chosen:
        talk.reply.toast = notices.stale_toast(talk.locale)
        await _show_choice(talk, offered)
        return
    await _show_choice(talk, await talk.perform(connect_chosen, claim, chosen, talk.own_name))


async def _not_asked(talk: Talk, refusal: Refusal) -> None:
    """Why no code was sent; `claim` stands in the refusal where one that was sent before may still be typed."""
    claim = refusal.param("claim")
    if refusal.code == "repeated":
        await show_here(talk)
    elif isinstance(claim, int) and refusal.code == "locked":
        await talk.show(
            connect.locked(connect.subject_of_claim(claim), talk.refusal(refusal), talk.locale, talk.support)
        )
    elif isinstance(claim, int):
        subject = connect.subject_of_claim(claim)
        await talk.show(connect.code_again(subject, talk.locale).under(talk.refusal(refusal)))
    else:
        raise refusal


async def _show_choice(talk: Talk, choice: PhoneChoice) -> None:
    """Shows what is left to choose below the new connections; the way on when nothing is left."""
    new = [account for account in choice.accounts if account.id in choice.connected]
    if choice.open:
        notice = connect.connected(new, talk.locale) if new else None
        await talk.show(connect.choose(choice, talk.now, talk.locale).under(notice))
    elif new:
        await talk.show(connect.linked(new, talk.locale))
    else:
        await show_home(talk, connect.all_linked(talk.locale))
