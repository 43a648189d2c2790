"""Connected chats, removing one with a code, proving a new phone, and *Not me* (rules 4).

These codes are typed or tapped at the same place as those that connect an account: `start` passes them on by their
subject.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.screens import connect, not_me
from bot.screens import connected as screens
from bot.screens.buttons import NotMeButton, Prove, Remove, ToConnected, account_key
from domain.errors import Refusal
from domain.usecases.customer.connected import ask_removal, remove_chat, show_connected, show_removal
from domain.usecases.customer.not_me import not_me as say_not_me
from domain.usecases.customer.not_me import show_not_me
from domain.usecases.customer.prove_link import ask_proof, forget_waiting, prove_link
from handlers.showing import costs_of, show_home
from handlers.talk import Talk


def register(flow: Router) -> None:
    """Buttons of the list of chats, and of security messages."""
    flow.callback_query.register(page, ToConnected.filter())
    flow.callback_query.register(remove, Remove.filter())
    flow.callback_query.register(prove, Prove.filter())
    flow.callback_query.register(was_not_me, NotMeButton.filter())


async def page(_: CallbackQuery, talk: Talk, callback_data: ToConnected) -> None:
    """Shows the chats of an account within reach now; of a member account, those of its management account."""
    talk.reply.new = bool(callback_data.new)
    view = await costs_of(talk)
    if view is None:
        return
    chosen = next((one for one in view.accounts if account_key(one.id) == callback_data.key), None)
    account = None if chosen is None else chosen.is_member_of or chosen.id
    shown = None if account is None else await talk.look_or_none(show_connected, account)
    if shown is None:
        raise Refusal("not_yours")
    else:
        await talk.show(screens.connected(shown, talk.locale, callback_data.page))


async def remove(_: CallbackQuery, talk: Talk, callback_data: Remove) -> None:
    """Asks once, then sends the code."""
    if callback_data.send:
        await again_removal(talk, callback_data.chat)
        return
    removal = await talk.look(show_removal, callback_data.chat)
    await talk.show(screens.remove_sure(removal, talk.locale))


async def again_removal(talk: Talk, chat: int) -> None:
    """Sends a code, or another one, to remove a chat."""
    try:
        sent = await talk.perform(ask_removal, chat)
    except Refusal as refusal:
        await _not_sent(talk, connect.subject_of_removal(chat), refusal)
    else:
        head = screens.remove_head(sent, talk.locale)
        await talk.show(connect.entry(connect.subject_of_removal(chat), head, talk.locale, code=sent.code_id))


async def removal_entered(talk: Talk, chat: int, code: str) -> None:
    """Takes six digits to remove a chat, typed or tapped."""
    try:
        done = await talk.perform(remove_chat, chat, code)
    except Refusal as refusal:
        await _not_right(talk, connect.subject_of_removal(chat), refusal)
    else:
        await talk.show(screens.connected(done, talk.locale))


async def prove(_: CallbackQuery, talk: Talk, callback_data: Prove) -> None:
    """Sends a code to the new phone, or lets the account go."""
    if not callback_data.forget:
        talk.reply.new = bool(callback_data.new)
        await again_proof(talk, callback_data.waiting)
        return
    try:
        gone = await talk.perform(forget_waiting, callback_data.waiting)
    except Refusal as refusal:
        await show_home(talk, talk.refusal(refusal))
    else:
        await show_home(talk, screens.forgotten(gone, talk.locale))


async def again_proof(talk: Talk, waiting: int) -> None:
    """Sends a code, or another one, to the new phone."""
    try:
        sent = await talk.perform(ask_proof, waiting)
    except Refusal as refusal:
        await _not_sent(talk, connect.subject_of_proof(waiting), refusal)
    else:
        head = screens.proof_head(sent, talk.now, talk.locale)
        await talk.show(connect.entry(connect.subject_of_proof(waiting), head, talk.locale))


async def proof_entered(talk: Talk, waiting: int, code: str) -> None:
    """Takes six digits from the new phone, typed or tapped."""
    try:
        proved = await talk.perform(prove_link, waiting, code, talk.own_name)
    except Refusal as refusal:
        await _not_right(talk, connect.subject_of_proof(waiting), refusal)
    else:
        await talk.show(screens.proved(proved, talk.locale))


async def was_not_me(_: CallbackQuery, talk: Talk, callback_data: NotMeButton) -> None:
    """Asks once more in a message of its own; then does it."""
    what, subject = callback_data.what, callback_data.id
    if not callback_data.sure:
        talk.reply.new = True
        view = await talk.look(show_not_me, what, subject)
        await talk.show(not_me.sure(view, what, subject, talk.locale), keep=True)
        return
    done = await talk.perform(say_not_me, what, subject)
    await talk.show(not_me.done(done, what, talk.locale, talk.support))


async def _not_sent(talk: Talk, subject: str, refusal: Refusal) -> None:
    if refusal.code in ("code_too_soon", "code_too_many"):
        await talk.show(connect.code_again(subject, talk.locale).under(talk.refusal(refusal)))
    else:
        await _not_right(talk, subject, refusal)


async def _not_right(talk: Talk, subject: str, refusal: Refusal) -> None:
    if refusal.code == "code_wrong":
        await talk.show(connect.code_again(subject, talk.locale).under(talk.refusal(refusal)))
    elif refusal.code == "locked":
        await talk.show(connect.locked(subject, talk.refusal(refusal), talk.locale, talk.support))
    else:
        raise refusal
