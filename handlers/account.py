"""Me and Costs: the balance and what holds it. The accounts: choosing, connecting, disconnecting."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.screens import connect, costs, help, home
from bot.screens.buttons import (
    Disconnect,
    Go,
    Place,
    ToAccount,
    ToAccounts,
    ToCosts,
    ToLine,
    TryOut,
    account_key,
)
from domain.errors import Refusal
from domain.usecases.customer.switch_account import switch_account
from domain.usecases.customer.unlink import show_unlink, unlink_account
from domain.views import CostsView
from handlers.help_language import show_help
from handlers.showing import costs_of, show_here, show_home, show_line, show_what_if
from handlers.talk import Talk
from handlers.withdraw import withdraw


def register(flow: Router) -> None:
    """Buttons and commands for Me, held lines and accounts."""
    flow.message.register(balance, Command("balance"))
    flow.callback_query.register(go, Go.filter())
    flow.callback_query.register(line, ToLine.filter())
    flow.callback_query.register(try_out, TryOut.filter())
    flow.message.register(accounts, Command("accounts"))
    flow.callback_query.register(page, ToAccounts.filter())
    flow.callback_query.register(account, ToAccount.filter())
    flow.callback_query.register(costs_there, ToCosts.filter())
    flow.callback_query.register(disconnect, Disconnect.filter())


async def balance(_: Message, talk: Talk) -> None:
    """/balance"""
    await show_costs_card(talk)


async def show_costs_card(talk: Talk) -> None:
    """Shows the balance card of the current account."""
    view = await costs_of(talk)
    if view is not None:
        await talk.show(costs.card(view, talk.locale))


async def go(_: CallbackQuery, talk: Talk, callback_data: Go) -> None:
    """Goes to a place."""
    talk.reply.new = bool(callback_data.new)
    await go_to(talk, callback_data.to)


async def go_to(talk: Talk, to: Place) -> None:
    """Shows what is at a place."""
    match to:
        case "costs":
            await show_costs_card(talk)
        case "withdraw":
            await withdraw(talk)
        case "sums":
            view = await costs_of(talk)
            if view is not None:
                await talk.show(costs.sums(view, talk.locale))
        case "accounts":
            await show_accounts(talk)
        case "connect":
            await talk.show(connect.connect(talk.locale))
        case "phone":
            await talk.show(connect.ask_contact(talk.locale))
        case "disconnect":
            await which(talk)
        case "language":
            await talk.show(home.language(talk.locale), keep=True)
        case "help":
            await show_help(talk)
        case "questions":
            await talk.show(help.others(talk.locale), keep=True)
        case "here":
            await show_here(talk)
        case "me":
            await show_home(talk)


async def line(_: CallbackQuery, talk: Talk, callback_data: ToLine) -> None:
    """Explains why money is held."""
    await show_line(talk, callback_data.line)


async def try_out(_: CallbackQuery, talk: Talk, callback_data: TryOut) -> None:
    """Counts what ticked steps and another day would give."""
    await show_what_if(talk, callback_data.ticked, callback_data.day)


async def accounts(_: Message, talk: Talk) -> None:
    """/accounts"""
    await show_accounts(talk)


async def page(_: CallbackQuery, talk: Talk, callback_data: ToAccounts) -> None:
    """Shows a page of the accounts."""
    await show_accounts(talk, callback_data.page)


async def show_accounts(talk: Talk, number: int = 0) -> None:
    """Shows a page of the accounts within reach."""
    view = await costs_of(talk)
    if view is not None:
        await talk.show(home.accounts(view, talk.locale, number))


async def which(talk: Talk) -> None:
    """Asks which account to disconnect; with only one linked there is nothing to choose."""
    view = await costs_of(talk)
    if view is None:
        return
    linked = [one for one in view.accounts if one.is_member_of is None]
    if len(linked) == 1:
        await _ask(talk, linked[0].id)
    else:
        await talk.show(home.disconnect_which(view, talk.locale))


async def disconnect(_: CallbackQuery, talk: Talk, callback_data: Disconnect) -> None:
    """Asks once, then disconnects. The digest is looked up among the accounts that are linked now."""
    view = await costs_of(talk)
    if view is None:
        return
    linked = (one.id for one in view.accounts if one.is_member_of is None)
    chosen = next((id_ for id_ in linked if account_key(id_) == callback_data.key), None)
    if chosen is None:
        raise Refusal("not_yours")
    if not callback_data.sure:
        await _ask(talk, chosen)
    else:
        gone = await talk.perform(unlink_account, chosen)
        await show_home(talk, home.disconnected(gone.account, talk.locale))


async def _ask(talk: Talk, account_id: str) -> None:
    parting = await talk.look(show_unlink, account_id)
    await talk.show(home.disconnect_sure(parting, talk.locale))


async def account(_: CallbackQuery, talk: Talk, callback_data: ToAccount) -> None:
    """Switches to another account. The digest is looked up among the accounts within reach now."""
    view = await costs_of(talk)
    if view is not None:
        await talk.show(home.home(await _switched(talk, view, callback_data.key), talk.locale))


async def costs_there(_: CallbackQuery, talk: Talk, callback_data: ToCosts) -> None:
    """Shows the costs of the account that a message was about, which becomes the current one."""
    talk.reply.new = bool(callback_data.new)
    view = await costs_of(talk)
    if view is None:
        return
    here = account_key(view.account.id) == callback_data.key
    there = view if here else await _switched(talk, view, callback_data.key)
    await talk.show(costs.card(there, talk.locale))


async def _switched(talk: Talk, view: CostsView, key: str) -> CostsView:
    """The other account; None after saying why it cannot be looked at."""
    chosen = next((one.id for one in view.accounts if account_key(one.id) == key), None)
    if chosen is None:
        raise Refusal("not_yours")
    return await talk.perform(switch_account, chosen)
