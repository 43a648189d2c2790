"""Me and Costs: the balance, what holds it, the choice of account."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.screens import costs, holds, home
from bot.screens.buttons import Go, ToAccount, ToLine, account_key
from domain.usecases.switch_account import SwitchAccount, switch_account
from domain.views import Refused
from handlers.places import costs_of, show_home
from handlers.talk import Talk
from handlers.withdraw import withdraw


def router() -> Router:
    """Places of Me, held lines, accounts."""
    flow = Router(name="account")
    flow.message.register(balance, Command("balance"))
    flow.callback_query.register(go, Go.filter())
    flow.callback_query.register(line, ToLine.filter())
    flow.callback_query.register(account, ToAccount.filter())
    return flow


async def balance(_: Message, talk: Talk) -> None:
    """/balance"""
    await show_costs_card(talk)


async def show_costs_card(talk: Talk, *, new: bool = False) -> None:
    """The balance card of the current account."""
    view = await costs_of(talk, new=new)
    if view is not None:
        await talk.show(costs.card(view, talk.locale), new=new)


async def go(_: CallbackQuery, talk: Talk, callback_data: Go) -> None:
    """A button to a place."""
    new = bool(callback_data.new)
    match callback_data.to:
        case "costs":
            await show_costs_card(talk, new=new)
        case "withdraw":
            await withdraw(talk, new=new)
        case "sums" | "accounts" as place:
            view = await costs_of(talk, new=new)
            if view is not None:
                screen = costs.sums if place == "sums" else home.accounts
                await talk.show(screen(view, talk.locale), new=new)
        case "language":
            await talk.show(home.language(talk.locale), new=new)
        case "help":
            await talk.show(home.help_page(talk.locale), new=new)
        case "me":
            await show_home(talk, new=new)


async def line(_: CallbackQuery, talk: Talk, callback_data: ToLine) -> None:
    """Why money is held."""
    view = await costs_of(talk)
    if view is not None:
        await talk.show(holds.explanation(view, callback_data.line, talk.locale))


async def account(_: CallbackQuery, talk: Talk, callback_data: ToAccount) -> None:
    """Another account: the digest is looked up among those within reach now."""
    view = await costs_of(talk)
    if view is None:
        return
    chosen = next((one.id for one in view.accounts if account_key(one.id) == callback_data.key), None)
    if chosen is None:
        await show_home(talk, talk.refusal(Refused("not_yours")))
        return
    switched = await talk.perform(switch_account, SwitchAccount(chosen))
    if isinstance(switched, Refused):
        await show_home(talk, None if switched.code == "repeated" else talk.refusal(switched))
    else:
        await talk.show(home.home(switched, talk.locale))
