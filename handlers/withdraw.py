"""Withdraw: the orders, beginning from one of them, coming back to an unfinished one."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.screens import draft
from bot.screens.buttons import Begin, ToOrders
from domain.errors import Refusal
from domain.pages import Spot
from domain.usecases.customer.show_withdrawal import show_draft
from domain.usecases.customer.start_withdrawal import start_withdrawal
from handlers.showing import show_orders
from handlers.talk import Talk


def register(flow: Router) -> None:
    """The command, pages of orders, the beginning."""
    flow.message.register(withdraw_command, Command("withdraw"))
    flow.callback_query.register(page, ToOrders.filter())
    flow.callback_query.register(begin, Begin.filter())


async def withdraw_command(_: Message, talk: Talk) -> None:
    """/withdraw"""
    await withdraw(talk)


async def withdraw(talk: Talk) -> None:
    """Offers an unfinished withdrawal first, else the orders."""
    unfinished = await talk.look_or_none(show_draft)
    if unfinished is None or unfinished.account.blocked_by:
        await show_orders(talk)
    else:
        await talk.show(draft.resume(unfinished, talk.locale))


async def page(_: CallbackQuery, talk: Talk, callback_data: ToOrders) -> None:
    """Shows another page of orders."""
    await show_orders(talk, Spot.unpacked(callback_data.page))


async def begin(_: CallbackQuery, talk: Talk, callback_data: Begin) -> None:
    """Begins a draft on this order; the amount comes next, with what was entered before."""
    try:
        begun = await talk.perform(start_withdrawal, callback_data.fund)
    except Refusal as refusal:
        if refusal.code == "repeated":
            await withdraw(talk)
        else:
            # The orders' page already names the gate.
            notice = None if refusal.code == "not_eligible" else talk.refusal(refusal)
            await show_orders(talk, notice=notice)
    else:
        await talk.show(draft.amount(begun, talk.locale))
