"""Helpers for the flows of staff: showing a case or the queue, and the answer to people who are not staff.

A message that shows a case is noted, so that it is edited when another person decides; a message that stops showing
it is forgotten.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import ParamSpec, TypeVar

from aiogram.exceptions import TelegramAPIError

from bot.screens import case, decision, notices, queue
from bot.screens.screen import Screen
from domain.cases import CaseView, QueueFilter
from domain.errors import Refusal
from domain.usecases.staff.claim import note_case, open_case
from domain.usecases.staff.queue import show_queue
from handlers.showing import show_home, show_lost
from handlers.talk import Talk

P = ParamSpec("P")
R = TypeVar("R")


async def show_the_queue(
    talk: Talk,
    wanted: QueueFilter = "all",
    page: int = 0,
    notice: str | None = None,
    *,
    test: bool = False,
) -> None:
    """Shows a page of the queue, or of that of test accounts; it may replace a case."""
    # Looking leaves a row when a person may not look: it does not count as what this update did.
    try:
        view = await talk.perform_aside(show_queue, wanted, page, test)
    except Refusal:
        await not_staff(talk)
        return
    if talk.message_id is not None:
        await _shows(talk, talk.message_id, None)
    await talk.show(queue.queue(view, talk.locale).under(notice))


async def show_the_case(talk: Talk, withdrawal: str, refused: Refusal | None = None) -> None:
    """Shows the present case, under the refusal if there is one."""
    try:
        view = await talk.perform_aside(open_case, withdrawal)
    except Refusal as refusal:
        if refusal.code == "denied":
            await not_staff(talk)
        else:
            await show_the_queue(talk, notice=decision.refusal(refusal, talk.locale))
        return
    notice = None
    if refused is not None and refused.code != "repeated":
        toast = talk.reply.toast = decision.refusal_toast(refused, talk.locale)
        # The case itself says the rest; above it the same would stand in other words.
        notice = decision.refusal(refused, talk.locale) if view.decided is None or toast is None else None
    await show_it(talk, view, case.case(view, talk.locale).under(notice))


async def show_it(talk: Talk, view: CaseView, screen: Screen) -> None:
    """Shows a screen of a case in a message that is noted as showing it."""
    if talk.message_id is not None:
        # Noted before: the relay may edit it as soon as another person decides.
        await _shows(talk, talk.message_id, view.id)
    shown = await talk.show(screen)
    if shown is not None and shown != talk.message_id:
        await _shows(talk, shown, view.id)


async def _shows(talk: Talk, message_id: int, withdrawal: str | None) -> None:
    """Notes which case a message shows, if the person may see it."""
    with suppress(Refusal):
        await talk.perform_aside(note_case, message_id, withdrawal)


async def show_case_after(talk: Talk, withdrawal: str, refusal: Refusal) -> None:
    """Shows the case as it stands after a refusal."""
    if refusal.code == "denied":
        await not_staff(talk)
    else:
        await show_the_case(talk, withdrawal, refusal)


@asynccontextmanager
async def on_case(talk: Talk, withdrawal: str) -> AsyncIterator[None]:
    """Runs work on a case; shows its refusal above the case as it stands now."""
    try:
        yield
    except Refusal as refusal:
        await show_case_after(talk, withdrawal, refusal)


async def not_staff(talk: Talk) -> None:
    """Answers as to an unknown command or button."""
    if talk.message_id is None:
        await show_lost(talk, "command", notices.nonsense("command", talk.locale))
    else:
        talk.reply.toast = notices.old_toast(talk.locale)
        await show_home(talk)


async def send_file(talk: Talk, data: bytes, name: str, caption: str) -> None:
    """Sends a file that cannot be forwarded, and answers the tap; says so if it cannot be sent now."""
    try:
        await talk.chat.send_file(data, name, Screen(caption), protected=True)
    except TelegramAPIError:
        await talk.answer(notices.busy(talk.locale), alert=True)
        return
    talk.memory.bury()
    await talk.answer()
