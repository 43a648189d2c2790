"""Screens that several flows lead to: Me, the orders, a withdrawal's present state, the open question."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from bot.screens import (
    acting,
    connect,
    connected,
    documents,
    draft,
    holds,
    home,
    notices,
    orders,
    payee,
    queue,
    scenarios,
    what_if,
    withdrawal,
)
from bot.screens.screen import OF_SUPPORT, OF_WITHDRAWAL, Screen
from bot.texts.catalogue import Safe
from domain.draft_steps import asks_payee
from domain.errors import Refusal
from domain.pages import FIRST, Spot
from domain.rules.balance import HoldReason
from domain.rules.statuses import STATUSES
from domain.usecases.customer.find_branch import find_branch
from domain.usecases.customer.list_orders import list_orders
from domain.usecases.customer.note_number import note_card
from domain.usecases.customer.payees import list_payees
from domain.usecases.customer.prove_link import show_waiting
from domain.usecases.customer.show_costs import show_costs, show_hold
from domain.usecases.customer.show_withdrawal import show_version, show_withdrawal
from domain.usecases.customer.try_out import show_trial
from domain.views import CostsView, WithdrawalView
from handlers.talk import Talk

LOOKS = 5
"""How often a status card is checked again after it was shown; a withdrawal has fewer steps."""


async def costs_of(talk: Talk, notice: str | None = None) -> CostsView | None:
    """The current account's costs; None after telling a person without an account what to do."""
    try:
        return await talk.look(show_costs)
    except Refusal as refusal:
        await _no_account(talk, refusal, notice)
        return None


async def _no_account(talk: Talk, refusal: Refusal, notice: str | None = None) -> None:
    """Says why there is no account to show, and what to do."""
    if refusal.code == "not_linked":
        waits = await talk.look_or_none(show_waiting)
        welcome = connect.welcome(talk.locale, talk.support)
        screen = connected.waiting_only(waits, talk.locale) if waits else welcome
        await talk.show((await _for_staff(talk, screen)).under(notice))
    else:
        await talk.show(notices.notice_only(talk.refusal(refusal), talk.locale))


async def show_home(talk: Talk, notice: str | None = None) -> None:
    """Shows Me, or what to do without an account."""
    view = await costs_of(talk, notice)
    if view is not None:
        screen = await _for_staff(talk, home.home(view, talk.locale))
        await talk.show(screen.under(notice))


async def _for_staff(talk: Talk, screen: Screen) -> Screen:
    """Me with what staff find there besides; while acting, only the test account's."""
    rows, standing = list(screen.rows), await talk.standing()
    if standing.may_review and standing.acting is None:
        rows.append(queue.home_row(talk.locale))
    if standing.may_act:
        rows.append(acting.home_row(talk.locale, acting=standing.acting is not None))
    return replace(screen, rows=tuple(rows))


async def show_orders(talk: Talk, spot: Spot = FIRST, notice: str | None = None) -> None:
    """Shows a page of the top-up orders."""
    try:
        view = await talk.look(list_orders, spot)
    except Refusal as refusal:
        await _no_account(talk, refusal, notice)
    else:
        await talk.show(orders.orders(view, talk.locale).under(notice))


async def show_line(talk: Talk, reason: HoldReason) -> None:
    """Shows why money is held for this reason."""
    try:
        view = await talk.look(show_hold, reason)
    except Refusal as refusal:
        await _no_account(talk, refusal)
    else:
        await talk.show(holds.explanation(view, reason, talk.locale))


async def show_what_if(talk: Talk, ticked: int, day: int) -> None:
    """Shows what ticked steps and another day would give."""
    try:
        view = await talk.look(show_trial)
    except Refusal as refusal:
        await _no_account(talk, refusal)
    else:
        await talk.show(what_if.card(view, ticked, day, talk.locale))


async def show_here(talk: Talk, notice: str | None = None) -> None:
    """Asks the open question again: an unfinished withdrawal or connection; Me without one."""
    asked = talk.awaits
    if asked is None:
        await show_home(talk, notice)
        return
    what, subject = asked.what, asked.subject
    if what == "link" and subject:
        await talk.show(connect.code_again(subject, talk.locale).under(notice))
        return
    if what == "contact":
        await talk.show(connect.ask_contact(talk.locale).under(notice))
        return
    if what in OF_SUPPORT and (await talk.standing()).may_act:
        minutes = talk.app.services.policy.acting_s // 60
        await talk.show(scenarios.asked(asked, minutes, talk.locale, notice))
        return
    if what in OF_WITHDRAWAL:
        view = await talk.look_or_none(show_withdrawal, subject)
        if view is not None and view.status == "draft" and what == "step" and not asked.which:
            await show_step(talk, view, notice)
            return
        if view is not None and view.status == "draft":
            screen = await with_directory(talk, view, draft.asked(view, what, asked.which, talk.locale))
            await talk.show(screen.under(notice))
            return
        if view is not None and withdrawal.wants_documents(view):
            await talk.show(documents.again(view, talk.locale).under(notice))
            return
    await show_home(talk, notice)


async def show_now(
    talk: Talk,
    withdrawal_id: str,
    refusal: Refusal | None = None,
) -> None:
    """Shows a withdrawal's present state, under the refusal of what was wanted: never a dead end."""
    try:
        view = await talk.look(show_withdrawal, withdrawal_id)
    except Refusal as unknown:
        await show_home(talk, talk.refusal(unknown))
        return
    code = None if refusal is None else refusal.code
    if code == "stale" and talk.message_id is not None:
        # Only the answer to the tap says it: after a double tap on Confirm the card itself is right.
        talk.reply.toast = notices.stale_toast(talk.locale)
        await show_step(talk, view)
        return
    # What the card itself says is not repeated above it.
    said = code == "repeated" or (code == "locked" and view.locked_until_at is not None)
    notice = None if refusal is None or said else talk.refusal(refusal)
    await show_step(talk, view, notice)


async def show_refusal(talk: Talk, refusal: Refusal) -> None:
    """Shows the withdrawal as it stands now, or Me, under a refusal that a handler treats like any other."""
    heard, about = talk.refused or (None, None)
    if heard is refusal and about is not None:
        await show_now(talk, about, refusal)
    else:
        await show_home(talk, None if refusal.code == "repeated" else talk.refusal(refusal))


async def show_lost(talk: Talk, kind: str, why: Safe) -> None:
    """Says what was sent in the wrong place, above the open question, or with the ways from here.

    A stranger's only way is connecting. `kind` is one of `notices.lost`'s.
    """
    talk.lost = True
    if talk.awaits is not None:
        await show_here(talk, why)
        return
    try:
        await talk.look(show_costs)
    except Refusal as refusal:
        if refusal.code == "not_linked":
            await show_home(talk, why)
            return
    await talk.show(notices.lost(kind, talk.locale))


async def show_step(
    talk: Talk,
    view: WithdrawalView,
    notice: str | None = None,
) -> None:
    """Shows the step of a draft, or the status card of a submitted withdrawal."""
    if STATUSES[view.status].phase in ("entered", "dropped"):
        screen = await _draft_screen(talk, view)
        await talk.show(screen.under(notice))
    else:
        await show_status(talk, view, notice)


async def _draft_screen(talk: Talk, view: WithdrawalView) -> Screen:
    """The step of a draft; at the choice of a payee, with those that were used before."""
    if not asks_payee(view):
        return await with_directory(talk, view, draft.card(view, talk.locale))
    return await payee_start(talk, view)


async def with_directory(talk: Talk, view: WithdrawalView, screen: Screen) -> Screen:
    """The same screen; for a branch without a directory, the question without the search."""
    if screen.awaits is None or screen.awaits.what != "payee_branch":
        return screen
    page = await talk.look_or_none(find_branch, "")
    if page is None or page.available:
        return screen
    return payee.branch(view, talk.locale, available=False)


async def payee_start(talk: Talk, view: WithdrawalView) -> Screen:
    """The choice of a payee, with those that were used before."""
    used = await talk.look_or_none(list_payees, view.id)
    return payee.start(view, used or (), talk.locale)


async def show_status(
    talk: Talk,
    view: WithdrawalView,
    notice: str | None = None,
) -> None:
    """Shows the status card in a message that is edited from now on as the withdrawal moves.

    The withdrawal may have moved on while the card was on its way, and the relay's edit may have come first. So the
    row is read again after each showing: whatever is shown last is true.
    """
    if talk.message_id is not None and not talk.reply.new:
        await note_shown(talk, view.id, talk.message_id)
    shown = await talk.show(withdrawal.status_card(view, talk.locale).under(notice))
    if shown is None:
        # It could not be shown now. The relay does, because the outbox has the card of every step.
        return
    await note_shown(talk, view.id, shown)
    for _ in range(LOOKS):
        version = await talk.look_or_none(show_version, view.id)
        fresh = None if version in (None, view.version) else await talk.look_or_none(show_withdrawal, view.id)
        if fresh is None:
            return
        view = fresh
        await talk.change(shown, withdrawal.status_card(view, talk.locale).under(notice))


async def note_shown(talk: Talk, withdrawal_id: str, message_id: int) -> None:
    """Notes the message that shows a withdrawal's status, once for each message."""
    if talk.noted != message_id:
        talk.noted = message_id
        with suppress(Refusal):
            await talk.perform_aside(note_card, withdrawal_id, message_id)
