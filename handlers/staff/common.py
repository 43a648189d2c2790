"""What the flows of staff share: showing a case or the queue, and the answer to whoever is not staff.

A message that shows a case is noted, so that it is edited when somebody else decides; one that shows it no longer is
forgotten.
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
    """A page of the queue, or of that of test accounts; it may stand where a case was."""
    # A look that leaves a row when somebody may not: it does not count as what this update did.
    try:
        view = await talk.perform_aside(show_queue, wanted, page, test)
    except Refusal:
        await not_staff(talk)
        return
    if talk.message_id is not None:
        await _shows(talk, talk.message_id, None)
    await talk.show(queue.queue(view, talk.locale).under(notice))


async def show_the_case(talk: Talk, withdrawal: str, refused: Refusal | None = None) -> None:
    """The case as it stands now, under what was refused."""
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
        # What became of the case says the rest; above it there would be the same in other words.
        notice = decision.refusal(refused, talk.locale) if view.decided is None or toast is None else None
    await show_it(talk, view, case.case(view, talk.locale).under(notice))


async def show_it(talk: Talk, view: CaseView, screen: Screen) -> None:
    """A screen of a case, in a message that is noted as showing it."""
    if talk.message_id is not None:
        # Noted before: the relay may edit it as soon as somebody decides.
        await _shows(talk, talk.message_id, view.id)
    shown = await talk.show(screen)
    if shown is not None and shown != talk.message_id:
        await _shows(talk, shown, view.id)


async def _shows(talk: Talk, message_id: int, withdrawal: str | None) -> None:
    """Notes which case a message shows, as far as that is allowed."""
    with suppress(Refusal):
        await talk.perform_aside(note_case, message_id, withdrawal)


async def show_case_after(talk: Talk, withdrawal: str, refusal: Refusal) -> None:
    """How the case stands after something was refused."""
    if refusal.code == "denied":
        await not_staff(talk)
    else:
        await show_the_case(talk, withdrawal, refusal)


@asynccontextmanager
async def on_case(talk: Talk, withdrawal: str) -> AsyncIterator[None]:
    """Work on a case: what is refused in it is said above the case as it stands now."""
    try:
        yield
    except Refusal as refusal:
        await show_case_after(talk, withdrawal, refusal)


async def not_staff(talk: Talk) -> None:
    """As for a command or a button there is not."""
    if talk.message_id is None:
        await show_lost(talk, "command", notices.nonsense("command", talk.locale))
    else:
        talk.reply.toast = notices.old_toast(talk.locale)
        await show_home(talk)


async def send_file(talk: Talk, data: bytes, name: str, caption: str) -> None:
    """Sends a file that cannot be sent on, and answers the tap; says so where it cannot be sent now."""
    try:
        await talk.chat.send_file(data, name, Screen(caption), protected=True)
    except TelegramAPIError:
        await talk.answer(notices.busy(talk.locale), alert=True)
        return
    talk.memory.bury()
    await talk.answer()
