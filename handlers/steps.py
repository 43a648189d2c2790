"""The steps of an unfinished withdrawal: amount, way, code asked for, confirmed, stopped; and /cancel."""

from __future__ import annotations

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.screens import connect, draft, notices
from bot.screens.buttons import Because, Draft, Looking
from bot.screens.screen import OF_WITHDRAWAL, Screen
from domain.draft_steps import asks_payee, may_look_at, takes_amount
from domain.errors import Refusal
from domain.rules.money import parse_typed
from domain.rules.payee_numbers import card_problem
from domain.usecases.customer.cancel_withdrawal import discard_draft
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.choose_reason import choose_reason
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.show_withdrawal import show_draft, show_withdrawal
from domain.views import WithdrawalView
from handlers import payee
from handlers.filters import StopWord, TypedFor
from handlers.showing import (
    payee_start,
    show_home,
    show_now,
    show_orders,
    show_step,
    with_directory,
)
from handlers.talk import Talk
from handlers.typed_text import code_in


def register_stopping(flow: Router) -> None:
    """/cancel and the word for it. Comes before everything that awaits a text."""
    flow.message.register(cancel, Command("cancel", "stop", ignore_case=True))
    flow.message.register(cancel, StopWord())


def register(flow: Router) -> None:
    """Buttons of a draft, and a typed amount, also where none is asked for."""
    flow.message.register(typed_amount, TypedFor("amount"))
    flow.message.register(another_amount, TypedFor("step"))
    flow.callback_query.register(draft_step, Draft.filter())
    flow.callback_query.register(because, Because.filter())


async def because(_: CallbackQuery, talk: Talk, callback_data: Because) -> None:
    """Takes a reason for a designated account; the payee comes next."""
    at = callback_data
    await show_step(talk, await talk.perform(choose_reason, at.id, at.version, at.reason))


async def draft_step(_: CallbackQuery, talk: Talk, callback_data: Draft) -> None:
    """A button of a draft."""
    at, version = callback_data.id, callback_data.version
    match callback_data.do:
        case "all" | "half" as share:
            await show_step(talk, await talk.perform(enter_amount, at, version, None, share, None))
        case "original" | "designated" as method:
            await show_step(talk, await talk.perform(choose_method, at, version, method))
        case "send":
            await show_step(talk, await talk.perform(send_code, at, version))
        case "confirm":
            await _confirm(talk, at, version)
        case "alipay" | "bank_card" | "name_same" | "payee_new" as choice:
            await payee.chosen(talk, choice, at, version)
        case "stop" | "over":
            await _stop(talk, at, over=callback_data.do == "over")
        case looking:
            await _look(talk, at, looking)


async def cancel(_: Message, talk: Talk, command: CommandObject | None = None) -> None:
    """Stops what is open, for /cancel or the word. An unfinished draft that is not on the screen is asked about
    first.

    /stop with an account, from staff, means that account.
    """
    if command and command.command.lower() == "stop" and command.args:
        standing = await talk.standing()
        if standing.may_look_up or standing.may_review:
            raise SkipHandler
    asked = talk.awaits
    if asked is not None and asked.what in OF_WITHDRAWAL:
        await _stop(talk, asked.subject, over=False)
        return
    if asked is not None and asked.what in ("link", "contact"):
        stopped = notices.nothing_connected if connect.connects(asked.subject) else notices.stopped
        await show_home(talk, stopped(talk.locale))
        return
    unfinished = await talk.look_or_none(show_draft)
    if unfinished is None:
        await show_home(talk, notices.nothing_to_stop(talk.locale))
    else:
        await talk.show(draft.resume(unfinished, talk.locale))


async def typed_amount(_: Message, talk: Talk, subject: str) -> None:
    """Takes a typed amount; it belongs to the present draft."""
    await _enter(talk, await talk.look(show_withdrawal, subject))


async def another_amount(_: Message, talk: Talk, subject: str) -> None:
    """Takes another amount where the method is asked for, or everything is shown: the person has changed their mind.

    It does not after a right code, which a number typed by mistake would undo, nor at the questions for a payee,
    where a number may be an account's. Six digits alone may be a code.
    """
    if parse_typed(talk.typed) is None or code_in(talk.typed):
        raise SkipHandler
    view = await talk.look_or_none(show_withdrawal, subject)
    if view is None or not takes_amount(view):
        raise SkipHandler
    await _enter(talk, view)


async def _enter(talk: Talk, view: WithdrawalView) -> None:
    try:
        entered = await talk.perform(enter_amount, view.id, view.version, None, None, talk.typed)
    except Refusal as refusal:
        if not (refusal.code.startswith("amount_") and view.status == "draft"):
            raise
        if card_problem(talk.typed) != "card_unreadable":
            await talk.remove_typed()
        await talk.show(draft.amount(view, talk.locale).under(talk.refusal(refusal)))
    else:
        await show_step(talk, entered)


async def _look(talk: Talk, withdrawal: str, looking: Looking) -> None:
    view = await talk.look(show_withdrawal, withdrawal)
    if view.status != "draft":
        await show_now(talk, withdrawal)
    else:
        await talk.show(await _step(talk, view, looking))


async def _step(talk: Talk, view: WithdrawalView, doing: Looking) -> Screen:
    """One step on the way back; the choice of a payee shows those that were used before."""
    behind = doing in ("amount", "method", "reason", "note")
    if (doing == "payee_start" and may_look_at(view, doing)) or (asks_payee(view) and not behind):
        return await payee_start(talk, view)
    return await with_directory(talk, view, draft.step_screen(view, doing, talk.locale))


async def _confirm(talk: Talk, withdrawal: str, version: int) -> None:
    view = await talk.perform(confirm_withdrawal, withdrawal, version, talk.message_id)
    talk.noted = talk.message_id
    await show_step(talk, view)


async def _stop(talk: Talk, withdrawal: str, *, over: bool) -> None:
    await talk.perform(discard_draft, withdrawal)
    if over:
        await show_orders(talk)
    else:
        await show_now(talk, withdrawal)
