"""/why for support, /log for customers, /audit for admins: looking without changing, all of it recorded."""

from __future__ import annotations

import re

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.screens import acting, audit, notices
from bot.screens import look_up as look_up_screens
from bot.screens.support_buttons import GetAuditFile, ToAudit, ToLog
from domain.errors import Refusal
from domain.pages import FIRST, Spot
from domain.usecases.staff.look_up import look_up
from domain.usecases.staff.read_log import AuditFilter, audit_csv, parse_filter, show_audit, show_log
from domain.usecases.staff.second_factor import begin_looking
from handlers.showing import show_home
from handlers.staff.common import not_staff, send_file
from handlers.talk import NotNow, Talk

TICKET = re.compile(r"[\w#-]{1,20}")


def register(flow: Router) -> None:
    """Commands and pages."""
    flow.message.register(ask_why, Command("why"))
    flow.message.register(at_the_machine, Command("stop", "resume", "unlink"))
    flow.message.register(log, Command("log"))
    flow.message.register(read_audit, Command("audit"))
    flow.callback_query.register(log_page, ToLog.filter())
    flow.callback_query.register(audit_page, ToAudit.filter())
    flow.callback_query.register(audit_file, GetAuditFile.filter())


async def ask_why(_: Message, talk: Talk, command: CommandObject) -> None:
    """Answers /why ACCOUNT, also with ticket and reason at once; asks for what is missing."""
    standing = await talk.standing()
    if not standing.may_look_up:
        await not_staff(talk)
        return
    if standing.acting is not None:
        raise NotNow(Refusal("acting_now", account=standing.acting.account))
    await talk.look_or_none(begin_looking)
    account, ticket, reason = told(command)
    if not account or len(account) > 64:
        await talk.show(notices.notice_only(look_up_screens.how(talk.locale), talk.locale))
    elif reason:
        await look(talk, account, ticket, reason)
    else:
        await talk.show(acting.ticket(account, talk.locale, why=True))


async def at_the_machine(_: Message, talk: Talk, command: CommandObject) -> None:
    """Tells staff that this is done at the command line; for others there is no such command."""
    standing = await talk.standing()
    if not (standing.may_look_up or standing.may_review):
        raise SkipHandler
    await talk.show(
        notices.notice_only(look_up_screens.at_the_machine(command.command, talk.locale), talk.locale)
    )


def told(command: CommandObject) -> tuple[str, str, str]:
    """Account, ticket and reason typed after a command; without a ticket there is no reason either."""
    account, _, rest = (command.args or "").strip().partition(" ")
    ticket, _, reason = rest.strip().partition(" ")
    return (account, ticket, reason.strip()) if TICKET.fullmatch(ticket) else (account, "", "")


async def look(talk: Talk, account: str, ticket: str, reason: str) -> None:
    """Looks a balance up, which is recorded."""
    try:
        view = await talk.perform(look_up, account, reason, ticket)
    except Refusal as refusal:
        if refusal.code == "denied":
            await not_staff(talk)
        elif refusal.code == "repeated":
            await show_home(talk)
        elif refusal.code == "staff_reason_needed":
            wrong = acting.refusal(refusal, talk.locale)
            await talk.show(acting.reason(account, ticket, None, talk.locale, wrong))
        else:
            await talk.show(notices.notice_only(acting.refusal(refusal, talk.locale), talk.locale))
    else:
        await talk.show(look_up_screens.why(view, talk.locale))


async def log(_: Message, talk: Talk) -> None:
    """/log"""
    await show_log_page(talk)


async def log_page(_: CallbackQuery, talk: Talk, callback_data: ToLog) -> None:
    """Shows another page of the log."""
    await show_log_page(talk, Spot.unpacked(callback_data.page))


async def show_log_page(talk: Talk, spot: Spot = FIRST) -> None:
    """Shows a page of what staff did to the account; Me to a person without one."""
    try:
        view = await talk.look(show_log, spot)
    except Refusal:
        await show_home(talk)
    else:
        await talk.show(audit.log(view, talk.locale))


async def read_audit(_: Message, talk: Talk, command: CommandObject) -> None:
    """Answers /audit, with filters."""
    await _show_audit(talk, " ".join((command.args or "").split()), FIRST)


async def audit_page(_: CallbackQuery, talk: Talk, callback_data: ToAudit) -> None:
    """Shows another page, or another filter."""
    await _show_audit(talk, callback_data.only, Spot.unpacked(callback_data.page))


async def _show_audit(talk: Talk, words: str, spot: Spot) -> None:
    only, notice = _filter(talk, words)
    # Looking leaves a row of its own, so it does not count as what this update did.
    try:
        view = await talk.perform_aside(show_audit, only, spot)
    except Refusal:
        await not_staff(talk)
    else:
        await talk.show(audit.audit(view, "" if notice else words, talk.locale, notice))


def _filter(talk: Talk, words: str) -> tuple[AuditFilter, str | None]:
    try:
        return parse_filter(words), None
    except Refusal as refusal:
        return AuditFilter(), acting.refusal(refusal, talk.locale)


async def audit_file(_: CallbackQuery, talk: Talk, callback_data: GetAuditFile) -> None:
    """Sends the audit as a file."""
    only, _wrong = _filter(talk, callback_data.only)
    try:
        made = await talk.perform(audit_csv, only)
    except Refusal as refusal:
        if refusal.code != "repeated":
            await not_staff(talk)
        return
    caption = audit.caption(made.rows, made.cut, talk.locale)
    await send_file(talk, made.text.encode("utf-8"), "audit.csv", caption)
