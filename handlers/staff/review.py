"""/review: the queue, opening a case, claiming it, looking at its documents."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Router
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message

from bot.screens import decision
from bot.screens.staff_buttons import Case, CaseDocument, ToQueue
from bot.screens.staff_group import START_CASE, START_QUEUE
from domain.errors import Refusal
from domain.usecases.staff.claim import claim_case
from domain.usecases.staff.open_document import open_document
from domain.usecases.staff.queue import show_queue
from handlers import start as starting
from handlers.staff import decide
from handlers.staff.common import on_case, send_file, show_case_after, show_the_case, show_the_queue
from handlers.talk import Talk

_ID = re.compile(r"[A-Za-z0-9]{1,20}", re.ASCII)
_ENDING = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def register_first(flow: Router) -> None:
    """Links of the group to a private chat. Comes before the links that connect accounts."""
    flow.message.register(link, FromGroup())


def register(flow: Router) -> None:
    """The command and the buttons of queue and case."""
    flow.message.register(queue, Command("review"))
    flow.callback_query.register(page, ToQueue.filter())
    flow.callback_query.register(case_step, Case.filter())
    flow.callback_query.register(document, CaseDocument.filter())
    decide.register(flow)


class FromGroup(Filter):
    """/start with a parameter of the group's links. Gives `withdrawal`, None for the queue."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Whether the message is one."""
        word, _, parameter = (message.text or "").partition(" ")
        if word != "/start":
            return False
        if parameter == START_QUEUE:
            return {"withdrawal": None}
        withdrawal = parameter.removeprefix(START_CASE)
        found = parameter.startswith(START_CASE) and _ID.fullmatch(withdrawal)
        return {"withdrawal": withdrawal} if found else False


async def link(message: Message, talk: Talk, withdrawal: str | None) -> None:
    """Follows a link of the group. For other people it is a link that does not work."""
    try:
        await talk.perform_aside(show_queue)
    except Refusal:
        await starting.open_token(talk, START_QUEUE if withdrawal is None else f"{START_CASE}{withdrawal}")
    else:
        if withdrawal is None:
            await show_the_queue(talk)
        else:
            await show_the_case(talk, withdrawal)


async def queue(_: Message, talk: Talk) -> None:
    """/review"""
    await show_the_queue(talk)


async def page(_: CallbackQuery, talk: Talk, callback_data: ToQueue) -> None:
    """Shows a page of the queue."""
    at = callback_data
    await show_the_queue(talk, at.of, max(0, at.page), test=bool(at.test))


async def case_step(_: CallbackQuery, talk: Talk, callback_data: Case) -> None:
    """Answers a button of a case."""
    match callback_data.do:
        case "open":
            await show_the_case(talk, callback_data.id)
        case "claim" | "release" as what:
            async with on_case(talk, callback_data.id):
                await talk.perform(claim_case, callback_data.id, release=what == "release")
                await show_the_case(talk, callback_data.id)
        case deciding:
            async with on_case(talk, callback_data.id):
                await decide.decision_step(talk, callback_data, deciding)


async def document(_: CallbackQuery, talk: Talk, callback_data: CaseDocument) -> None:
    """Opens a document, or shows its next verdict."""
    at = callback_data.id
    if callback_data.do != "open":
        async with on_case(talk, at):
            await decide.verdict(talk, at, callback_data.do, callback_data.document)
        return
    try:
        found = await talk.perform(open_document, at, callback_data.document)
    except Refusal as refusal:
        if refusal.code != "repeated":
            await show_case_after(talk, at, refusal)
        return
    data = await talk.documents.get(found.id)
    if data is None:
        await show_case_after(talk, at, Refusal("paper_gone"))
        return
    name = f"{at}-{found.kind}.{_ENDING.get(found.media_type, 'bin')}"
    caption = decision.document_caption(found.kind, at, talk.locale, signed=found.signed)
    # As a file, not as a photo: a photo would be made smaller, and it must be readable.
    await send_file(talk, data, name, caption)
