"""Takes a typed code of the second factor: proves it, deletes it from the chat, then does what was wanted before."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.screens import second_factor
from bot.screens.screen import Awaits
from bot.screens.staff_buttons import CaseDocument
from domain.errors import Refusal
from domain.ports import Micros
from domain.usecases.staff.second_factor import prove
from handlers.ask_proof import COMMAND, TAPPED
from handlers.filters import is_typed
from handlers.showing import show_home
from handlers.staff import acting, authenticator, review
from handlers.staff.common import not_staff, show_the_case
from handlers.talk import Talk
from handlers.typed_text import code_in


class Typed(Filter):
    """A text that is typed while a code is awaited. Gives `deed` and `resume`."""

    async def __call__(self, message: Message, awaits: Awaits | None = None) -> bool | dict[str, Any]:
        """Whether the message is that, and no command."""
        if awaits is None or awaits.what != "factor" or not is_typed(message):
            return False
        return {"deed": awaits.which, "resume": awaits.subject}


def register_first(flow: Router) -> None:
    """Comes before every other handler of typed text."""
    flow.message.register(ProofFlow().typed, Typed())


class ProofFlow:
    """Proves a typed code. `again` holds the flows of staff, which then do what was wanted."""

    def __init__(self) -> None:
        self._again = Router(name="staff again")
        for register in (review.register_first, review.register, acting.register, authenticator.register):
            register(self._again)

    async def typed(self, message: Message, talk: Talk, deed: str, resume: str, **data: Any) -> None:
        """Takes a code, right or wrong. After a wrong one the whole question follows, so that it says what the code
        is for.
        """
        await talk.remove_typed()
        code = code_in(talk.typed)
        opened: Micros | None = None
        wrong = False
        if code is None:
            talk.notice = second_factor.not_digits(talk.locale)
        else:
            # This is not what the update is for: that is the decision, which is carried out once.
            try:
                opened = await talk.perform_aside(prove, code, deed or None)
            except Refusal as refusal:
                if refusal.code == "denied":
                    await not_staff(talk)
                    return
                wrong = True
                talk.notice = second_factor.refusal(refusal, talk.now, talk.locale)
        talk.resume = resume
        before = talk.shows
        if resume.startswith(TAPPED) and not wrong:
            await self._document(talk, resume.removeprefix(TAPPED))
        handled = await self._go_on(message, resume, {**data, "talk": talk})
        if talk.shows > before:
            return
        if opened is not None and (handled or not resume):
            await talk.show(second_factor.opened(opened, talk.now, talk.locale))
        else:
            await show_home(talk, talk.notice)

    async def _document(self, talk: Talk, button: str) -> None:
        """Sends a document below its case, which stands where the code was asked for."""
        try:
            document = CaseDocument.unpack(button)
        except (TypeError, ValueError):
            return
        if document.do == "open":
            await show_the_case(talk, document.id)

    async def _go_on(self, message: Message, resume: str, data: dict[str, Any]) -> bool:
        if resume.startswith(TAPPED) and message.from_user is not None:
            tap = CallbackQuery(
                id="0", from_user=message.from_user, chat_instance="0", data=resume.removeprefix(TAPPED)
            )
            done = await self._again.propagate_event("callback_query", tap, **data)
        elif resume.startswith(COMMAND):
            again = message.model_copy(update={"text": resume.removeprefix(COMMAND)})
            done = await self._again.propagate_event("message", again, **data)
        else:
            return False
        return done is not UNHANDLED
