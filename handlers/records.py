"""Records: the list, the details, cancelling what is in review, applying again."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.screens import draft, notices, withdrawal
from bot.screens import records as screens
from bot.screens.buttons import Again, CancelIt, ToRecord, ToRecords
from domain.draft_steps import to_mend
from domain.errors import Refusal
from domain.pages import FIRST, Spot
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.list_records import list_records
from domain.usecases.customer.retry_withdrawal import retry_withdrawal
from domain.usecases.customer.show_withdrawal import show_draft, show_withdrawal
from domain.views import WithdrawalView
from handlers.showing import show_here, show_home, show_now, show_orders, show_status, show_step
from handlers.talk import Talk


def register(flow: Router) -> None:
    """The command and the buttons of records and status cards."""
    flow.message.register(records_command, Command("records"))
    flow.callback_query.register(page, ToRecords.filter())
    flow.callback_query.register(details, ToRecord.filter())
    flow.callback_query.register(cancel, CancelIt.filter())
    flow.callback_query.register(again, Again.filter())


async def records_command(_: Message, talk: Talk) -> None:
    """/records"""
    await show_records(talk)


async def page(_: CallbackQuery, talk: Talk, callback_data: ToRecords) -> None:
    """Shows a page of the list."""
    talk.reply.new = bool(callback_data.new)
    await show_records(talk, Spot.unpacked(callback_data.page))


async def show_records(talk: Talk, spot: Spot = FIRST) -> None:
    """Shows a page of the current account's withdrawals."""
    try:
        view = await talk.look(list_records, spot)
    except Refusal as refusal:
        if refusal.code == "not_linked":
            await show_home(talk)
        else:
            await talk.show(notices.notice_only(talk.refusal(refusal), talk.locale))
    else:
        await talk.show(screens.records(view, talk.now, talk.locale))


async def details(_: CallbackQuery, talk: Talk, callback_data: ToRecord) -> None:
    """Shows one withdrawal, with the way back to its page."""
    talk.reply.new = bool(callback_data.new)
    view = await talk.look(show_withdrawal, callback_data.id)
    if view.submitted_at is None:
        await show_step(talk, view)
    else:
        await talk.show(withdrawal.details(view, Spot.unpacked(callback_data.page).packed(), talk.locale))


async def cancel(_: CallbackQuery, talk: Talk, callback_data: CancelIt) -> None:
    """Cancels a withdrawal that nobody has approved yet."""
    await show_status(talk, await talk.perform(cancel_withdrawal, callback_data.id, callback_data.version))


async def _goes_on(talk: Talk, earlier: WithdrawalView) -> bool:
    """Shows an unfinished withdrawal instead, if there is one: a new draft would replace it with all that was
    entered.
    """
    unfinished = await talk.look_or_none(show_draft)
    if unfinished is None or unfinished.account.id != earlier.account.id:
        return False
    if unfinished.retried_from == earlier.id:
        await show_step(talk, unfinished)
        return True
    if unfinished.id == earlier.id or unfinished.amount_fen is None:
        return False
    await talk.show(draft.resume(unfinished, talk.locale).under(notices.unfinished_first(talk.locale)))
    return True


async def again(_: CallbackQuery, talk: Talk, callback_data: Again) -> None:
    """Begins a new draft with the right fields of the old one; a status card stays where it is."""
    talk.reply.new = bool(callback_data.new)
    earlier = await talk.look_or_none(show_withdrawal, callback_data.id)
    if earlier is not None and await _goes_on(talk, earlier):
        return
    try:
        begun = await talk.perform(retry_withdrawal, callback_data.id)
    except Refusal as refusal:
        if refusal.code == "repeated":
            await show_here(talk)
        elif refusal.code in ("stale", "not_yours"):
            await show_now(talk, callback_data.id, refusal)
        else:
            # The order has nothing left, or the account may not withdraw: another order may do.
            await show_orders(talk, notice=talk.refusal(refusal))
    else:
        mend = None if earlier is None else to_mend(earlier, begun)
        if mend is None:
            await show_step(talk, begun)
        else:
            await talk.show(draft.step_screen(begun, mend, talk.locale))
