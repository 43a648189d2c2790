"""An application for money that was never topped up: beginning it, and the customer's own words."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.screens import designated, draft
from bot.screens.buttons import Apply, account_key
from domain.errors import Refusal
from domain.usecases.customer.set_note import set_note
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.start_application import start_application
from handlers.filters import TypedFor
from handlers.showing import costs_of, show_orders, show_step
from handlers.talk import Talk


def register(flow: Router) -> None:
    """The button, and the typed words."""
    flow.callback_query.register(begin, Apply.filter())
    flow.message.register(typed_note, TypedFor("note"))


async def begin(_: CallbackQuery, talk: Talk, callback_data: Apply) -> None:
    """Begins a draft on the account's other money. The digest is looked up among the accounts within reach now."""
    costs = await costs_of(talk)
    if costs is None:
        return
    account = next((one.id for one in costs.accounts if account_key(one.id) == callback_data.key), None)
    if account is None:
        raise Refusal("not_yours")
    try:
        begun = await talk.perform(start_application, account)
    except Refusal as refusal:
        # The orders' page already names the gate.
        silent = refusal.code in ("not_eligible", "repeated")
        await show_orders(talk, notice=None if silent else talk.refusal(refusal))
    else:
        await talk.show(draft.amount(begun, talk.locale))


async def typed_note(_: Message, talk: Talk, subject: str) -> None:
    """Takes the reason for the payout; it belongs to the present draft."""
    view = await talk.look(show_withdrawal, subject)
    try:
        entered = await talk.perform(set_note, subject, view.version, talk.written)
    except Refusal as refusal:
        if refusal.code != "note_needed":
            raise
        await talk.show(designated.note(view, talk.locale).under(talk.refusal(refusal)))
    else:
        await show_step(talk, entered)
