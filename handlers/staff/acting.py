"""/as, /exit, /inbox: support chooses a test account, says what for, acts as it, and stops.

Nothing here remembers which account a person acts as: the domain asks its row at every action.
"""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from bot.screens import acting
from bot.screens import scenarios as scenario_screens
from bot.screens.buttons import account_key
from bot.screens.screen import Awaits
from bot.screens.support_buttons import ActAs, Acts, ToTests
from domain.errors import Refusal
from domain.usecases.staff.acting import (
    TestAccountsView,
    end_session,
    list_test_accounts,
    read_inbox,
    start_session,
)
from handlers.filters import is_typed
from handlers.showing import show_home
from handlers.staff import look_up, scenarios
from handlers.staff.common import not_staff
from handlers.talk import Talk


class Said(Filter):
    """A typed ticket number or reason. Gives `what`, the `account`, and the earlier `ticket`."""

    async def __call__(self, message: Message, awaits: Awaits | None = None) -> bool | dict[str, Any]:
        """Whether the message is one, and no command."""
        if awaits is None or awaits.what not in ("act_ticket", "act_reason", "why_ticket", "why_reason"):
            return False
        if not is_typed(message):
            return False
        return {"what": awaits.what, "account": awaits.subject, "ticket": awaits.which}


def register(flow: Router) -> None:
    """The commands, the buttons, and what is typed."""
    flow.message.register(begin, Command("as"))
    flow.message.register(leave, Command("exit"))
    flow.message.register(inbox, Command("inbox"))
    flow.message.register(said, Said())
    flow.callback_query.register(page, ToTests.filter())
    flow.callback_query.register(chosen, ActAs.filter())
    flow.callback_query.register(acting_step, Acts.filter())
    scenarios.register(flow)
    look_up.register(flow)


async def begin(_: Message, talk: Talk, command: CommandObject) -> None:
    """Answers /as: alone, with a search text, or with account, ticket and reason at once."""
    account, ticket, reason = look_up.told(command)
    if reason:
        await start(talk, account, ticket, reason)
    elif (session := (await talk.standing()).acting) is not None and not account:
        await talk.show(acting.tools(session, talk.locale))
    else:
        await show_tests(talk, command.args or "")


async def show_tests(talk: Talk, text: str = "", number: int = 0, notice: str | None = None) -> None:
    """Shows a page of the test accounts."""
    try:
        view = await talk.look(list_test_accounts, text, number)
    except Refusal:
        await not_staff(talk)
    else:
        await talk.show(acting.accounts(view, minutes(talk), talk.locale, notice))


async def page(_: CallbackQuery, talk: Talk, callback_data: ToTests) -> None:
    """Shows another page."""
    await show_tests(talk, callback_data.text, max(0, callback_data.page))


async def chosen(_: CallbackQuery, talk: Talk, callback_data: ActAs) -> None:
    """Takes a test account; the digest is looked up among the present ones."""
    number, pages = 0, 1
    while number < pages:
        try:
            view = await talk.look(list_test_accounts, page=number)
        except Refusal:
            await not_staff(talk)
            return
        account = _of_key(view, callback_data.key)
        if account is not None:
            await talk.show(acting.ticket(account, talk.locale))
            return
        number, pages = number + 1, view.pages
    await show_tests(talk, notice=acting.refusal(Refusal("account_closed"), talk.locale))


def _of_key(view: TestAccountsView, key: str) -> str | None:
    return next((one.account for one in view.entries if account_key(one.account) == key), None)


async def said(_: Message, talk: Talk, what: str, account: str, ticket: str) -> None:
    """Takes the ticket number, then the reason."""
    why = what.startswith("why")
    if what.endswith("ticket"):
        typed = talk.typed.strip()
        if look_up.TICKET.fullmatch(typed):
            await talk.show(acting.reason(account, typed, None if why else minutes(talk), talk.locale))
        else:
            wrong = acting.refusal(Refusal("ticket_needed", most=20), talk.locale)
            await talk.show(acting.ticket(account, talk.locale, wrong, why=why))
    elif len(" ".join(talk.typed.split())) < acting.FEWEST:
        wrong = acting.refusal(Refusal("staff_reason_needed", most=acting.MOST_REASON), talk.locale)
        await talk.show(acting.reason(account, ticket, None if why else minutes(talk), talk.locale, wrong))
    elif why:
        await look_up.look(talk, account, ticket, talk.typed)
    else:
        await start(talk, account, ticket, talk.typed)


async def start(talk: Talk, account: str, ticket: str, reason: str) -> None:
    """Begins the session, or says why not."""
    try:
        view = await talk.perform(start_session, account, reason, ticket)
    except Refusal as refusal:
        if refusal.code == "denied":
            await not_staff(talk)
        elif refusal.code == "staff_reason_needed":
            wrong = acting.refusal(refusal, talk.locale)
            await talk.show(acting.reason(account, ticket, minutes(talk), talk.locale, wrong))
        elif refusal.code == "repeated":
            await show_home(talk)
        else:
            await show_tests(talk, notice=acting.refusal(refusal.adding(account=account[:64]), talk.locale))
    else:
        talk.acts(view)
        await show_home(talk, acting.began(talk.locale))


async def leave(_: Message, talk: Talk) -> None:
    """/exit"""
    await end(talk)


async def end(talk: Talk) -> None:
    """Ends the session. A person without one stays where they are."""
    try:
        view = await talk.perform(end_session)
    except Refusal as refusal:
        talk.acts(None)
        if refusal.code == "no_session" and (await talk.standing()).may_act:
            await talk.show(acting.not_acting(talk.locale))
        else:
            await show_home(talk)
    else:
        talk.acts(None)
        await talk.show(acting.ended(view, talk.locale))


async def inbox(_: Message, talk: Talk) -> None:
    """/inbox"""
    await show_inbox(talk)


async def show_inbox(talk: Talk) -> None:
    """Shows the text messages of the session's account; the open question stays open."""
    try:
        view = await talk.perform(read_inbox)
    except Refusal as refusal:
        await refused(talk, refusal)
    else:
        await talk.show(acting.inbox(view, talk.locale), keep=True)


async def acting_step(_: CallbackQuery, talk: Talk, callback_data: Acts) -> None:
    """Answers a button of a session."""
    match callback_data.do:
        case "exit":
            await end(talk)
        case "inbox":
            await show_inbox(talk)
        case "desk":
            await scenarios.show_scenes(talk)
        case "clock":
            await scenarios.show_machine(talk)
        case "reset" | "reset_sure" as what:
            session = (await talk.standing()).acting
            if session is None:
                await talk.show(acting.not_acting(talk.locale))
            elif what == "reset":
                await talk.show(scenario_screens.reset_sure(session, talk.locale))
            else:
                await scenarios.reset(talk, session.account)


async def refused(talk: Talk, refused: Refusal) -> None:
    """Says why something of a session was refused."""
    await scenarios.refused(talk, refused)


def minutes(talk: Talk) -> int:
    """The length of a session in minutes."""
    return talk.app.services.policy.acting_s // 60
