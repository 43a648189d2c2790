"""The payee account: each field typed or tapped, branches searched for, an earlier payee used again (rules 5).

A typed number is removed from the chat in every case. Nothing typed is kept here or in the chat's state.
"""

from __future__ import annotations

import re
from typing import Literal

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.screens import draft, payee
from bot.screens.buttons import PickBank, PickBranch, PickPayee, ToBranches
from bot.screens.screen import Awaited
from domain.draft_steps import is_at_start
from domain.errors import Refusal
from domain.rules.banks import BANKS, suggest_bank
from domain.rules.payee_numbers import PayeeKind
from domain.usecases.customer.enter_payee import enter_payee
from domain.usecases.customer.find_branch import find_branch
from domain.usecases.customer.payees import change_payee, use_payee
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.views import PayeeField, WithdrawalView
from handlers.filters import TypedFor
from handlers.showing import payee_start, show_now, show_step, with_directory
from handlers.talk import Talk
from handlers.typed_text import stays_not

Chosen = Literal[PayeeKind, "name_same", "payee_new"]
_CODE = re.compile(r"\s*(?:\d\s*){12}", re.ASCII)
_TYPED: dict[Awaited, PayeeField] = {
    "payee_number": "number",
    "payee_name": "name",
    "payee_bank": "bank",
    "payee_place": "place",
    "payee_branch_name": "branch",
}
"""The field for a typed text, by what the chat's state awaits."""
_AWAITED = {field: what for what, field in _TYPED.items()}
_GONE = ("not_yours", "stale", "repeated", "reason_not_yours")


def register(flow: Router) -> None:
    """Typed fields and the buttons of banks, branches and earlier payees."""
    for what in _TYPED:
        flow.message.register(typed, TypedFor(what))
    flow.message.register(typed_branch, TypedFor("payee_branch"))
    flow.callback_query.register(use, PickPayee.filter())
    flow.callback_query.register(bank, PickBank.filter())
    flow.callback_query.register(branch, PickBranch.filter())
    flow.callback_query.register(branches, ToBranches.filter())


async def chosen(talk: Talk, choice: Chosen, withdrawal: str, version: int) -> None:
    """Takes a button of the payee that is no field of its own: the kind, the registered name, another payee."""
    if choice == "payee_new":
        await show_step(talk, await talk.perform(change_payee, withdrawal, version))
        return
    view = await _draft(talk, withdrawal)
    if view is None:
        return
    if choice == "name_same":
        await _enter(talk, view, "name", view.account.name, version)
    else:
        await _enter(talk, view, "kind", choice, version)


async def typed(_: Message, talk: Talk, subject: str) -> None:
    """Takes a typed field; it belongs to the present draft."""
    assert talk.awaits is not None
    field = _TYPED[talk.awaits.what]
    if field == "number" or stays_not(talk.typed):
        await talk.remove_typed()
    view = await _draft(talk, subject)
    if view is not None:
        await _enter(talk, view, field, talk.typed, view.version)


async def typed_branch(_: Message, talk: Talk, subject: str) -> None:
    """Takes twelve digits as a bank code and searches for other text, first among branches of the card's bank."""
    view = await _draft(talk, subject)
    if view is None:
        return
    if _CODE.fullmatch(talk.typed):
        await _enter(talk, view, "code", talk.typed, view.version)
    else:
        await _find(talk, view, talk.typed, 0)


async def use(_: CallbackQuery, talk: Talk, callback_data: PickPayee) -> None:
    """Uses an earlier payee."""
    at = callback_data
    await show_step(talk, await talk.perform(use_payee, at.id, at.version, at.payee))


async def bank(_: CallbackQuery, talk: Talk, callback_data: PickBank) -> None:
    """Takes a bank of the table, or the one that the number suggests."""
    view = await _draft(talk, callback_data.id)
    if view is None:
        return
    number = view.payee.number if view.payee is not None else None
    name = None
    if callback_data.bank == -1 and number is not None:
        name = suggest_bank(number)
    elif 0 <= callback_data.bank < len(BANKS):
        name = BANKS[callback_data.bank].name
    if name is None:
        await show_now(talk, view.id, Refusal("stale"))
    else:
        await _enter(talk, view, "bank", name, callback_data.version)


async def branch(_: CallbackQuery, talk: Talk, callback_data: PickBranch) -> None:
    """Takes a found branch, which fills bank, province and city."""
    view = await _draft(talk, callback_data.id)
    if view is not None:
        await _enter(talk, view, "code", callback_data.code, callback_data.version)


async def branches(_: CallbackQuery, talk: Talk, callback_data: ToBranches) -> None:
    """Shows another page of found branches."""
    view = await _draft(talk, callback_data.id)
    if view is not None:
        await _find(talk, view, callback_data.text, max(0, callback_data.page))


async def _draft(talk: Talk, withdrawal: str) -> WithdrawalView | None:
    """The present draft; None after showing what there is instead."""
    view = await talk.look(show_withdrawal, withdrawal)
    if view.status != "draft":
        await show_now(talk, withdrawal)
        return None
    return view


async def _enter(talk: Talk, view: WithdrawalView, field: PayeeField, value: str, version: int) -> None:
    try:
        entered = await talk.perform(enter_payee, view.id, version, field, value)
    except Refusal as refusal:
        if refusal.code in _GONE:
            raise
        what: Awaited | None = "payee_branch" if field == "code" else _AWAITED.get(field)
        asked = draft.asked(view, what, "", talk.locale) if what else draft.card(view, talk.locale)
        screen = await with_directory(talk, view, asked)
        await talk.show(screen.under(talk.refusal(refusal)))
    else:
        await _next(talk, entered, field)


async def _next(talk: Talk, view: WithdrawalView, field: PayeeField) -> None:
    """Shows the next question; without one, the whole payee before the documents."""
    if is_at_start(view.payee):
        await talk.show(await payee_start(talk, view))
    elif field == "place":
        await talk.show(draft.asked(view, "payee_branch_name", "", talk.locale))
    elif view.payee is not None and view.payee.complete:
        await talk.show(draft.step_screen(view, "payee", talk.locale))
    elif view.payee is not None and view.payee.next_field == "branch":
        await talk.show(await with_directory(talk, view, payee.branch(view, talk.locale)))
    else:
        await show_step(talk, view)


async def _find(talk: Talk, view: WithdrawalView, text: str, page: int) -> None:
    of = view.payee.bank if view.payee is not None else None
    found = await talk.look(find_branch, text, of, page)
    others = False
    if found.available and not found.branches and of is not None:
        everywhere = await talk.look(find_branch, text, None, page)
        if everywhere.branches:
            found, others = everywhere, True
    if not found.available:
        screen = payee.branch(view, talk.locale, available=False)
        await talk.show(screen.under(payee.unsearched(view, text, talk.locale)))
    else:
        await talk.show(payee.found(view, found, text, others, talk.locale))
