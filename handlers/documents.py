"""Documents: files as they come, the form to be signed, looking at what is there, taking one out again (rules 5).

An album comes as one message a picture. All of it belongs to the document that was asked for when it began. It has
one answer, which grows. A forwarded file is a file: who scanned it is no matter, a reviewer looks at what it shows.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, get_args

import structlog
from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.chat import bot_api_errors
from bot.chat.show import TooBig, file_of
from bot.screens import documents, withdrawal
from bot.screens.application_form import form_data
from bot.screens.buttons import GetForm, TakeOutDocument, ToDocuments
from bot.screens.notices import unfit
from bot.screens.screen import Awaits, Screen
from domain.errors import Unfit
from domain.rules.designated import MOST_MB, DocumentKind
from domain.usecases.customer.edit_documents import add_document, remove_document
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.views import Refused, WithdrawalView
from handlers.showing import show_now, show_status, show_step
from handlers.talk import Talk

log = structlog.get_logger(__name__)

MOST_BYTES = MOST_MB * 1024**2
ALBUM = "album"
"""In the chat's data: which album is coming in, for which document, and how many of its files were taken or not."""
_KINDS = get_args(DocumentKind)
_PLAIN = ("not_yours", "stale", "repeated")


def first() -> Router:
    """Files where a document is awaited; before what refuses everything that was forwarded."""
    flow = Router(name="files")
    flow.message.register(sent, FileSent())
    return flow


def router() -> Router:
    """The buttons."""
    flow = Router(name="documents")
    flow.callback_query.register(look, ToDocuments.filter())
    flow.callback_query.register(hand_out, GetForm.filter())
    flow.callback_query.register(remove, TakeOutDocument.filter())
    return flow


class FileSent(Filter):
    """A photo or file where a document is awaited, or that belongs to an album of which the first was."""

    async def __call__(
        self, message: Message, state: FSMContext, awaits: Awaits | None = None
    ) -> bool | dict[str, Any]:
        """Gives the handler ``subject`` and ``kind``."""
        if message.photo is None and message.document is None:
            return False
        if message.media_group_id is not None and (awaits is None or awaits.what in ("paper", "step")):
            album = (await state.get_data()).get(ALBUM)
            if album and album["id"] == message.media_group_id:
                return {"subject": album["subject"], "kind": album["kind"]}
        if awaits is None or awaits.what != "paper" or awaits.which not in _KINDS:
            return False
        return {"subject": awaits.subject, "kind": awaits.which}


async def sent(message: Message, talk: Talk, subject: str, kind: DocumentKind) -> None:
    """One file: fetched, cleaned, kept, and written down as a document."""
    view = await talk.look(show_withdrawal, subject)
    if isinstance(view, Refused) or not (view.status == "draft" or withdrawal.wants_documents(view)):
        await show_now(talk, subject, view if isinstance(view, Refused) else None)
        return
    taken = await _take(talk, subject, kind, message)
    if isinstance(taken, Refused) and taken.code in _PLAIN:
        await show_now(talk, subject, taken)
        return
    notice, place = await _answer(talk, message, subject, kind, taken)
    shown = view if isinstance(taken, Refused | str) else taken
    if shown.status == "in_review" and not withdrawal.wants_documents(shown):
        await show_status(talk, shown, notice)
    else:
        await talk.show(_screen(shown, talk).under(notice), place=place)


async def _take(
    talk: Talk, subject: str, kind: DocumentKind, message: Message
) -> WithdrawalView | Refused | str:
    """The withdrawal with the document; a refusal; or in words (HTML) what is wrong with the file."""
    file = file_of(message)
    try:
        data = None if file is None else await talk.chat.fetch(file, MOST_BYTES)
    except TooBig:
        return unfit(Unfit("too_big", most_mb=MOST_MB).refused(), talk.locale)
    if data is None:
        return documents.not_fetched(talk.locale)
    try:
        new = await talk.documents.take(kind, data, str(talk.actor.person))
    except Unfit as error:
        return unfit(error.refused(), talk.locale)
    except OSError as error:
        log.error("a document could not be kept", error=type(error).__name__)
        return documents.not_fetched(talk.locale)
    added = await talk.perform(add_document, subject, kind, new)
    if isinstance(added, Refused):
        with suppress(OSError):
            await talk.documents.drop(new.id)
    return added


async def _answer(
    talk: Talk,
    message: Message,
    subject: str,
    kind: DocumentKind,
    taken: WithdrawalView | Refused | str,
) -> tuple[str, int | None]:
    """What is said of it, and in which message: the rest of an album goes on in the answer to its first picture."""
    fits = isinstance(taken, WithdrawalView)
    wrong = talk.refusal(taken) if isinstance(taken, Refused) else taken if isinstance(taken, str) else None
    if message.media_group_id is None:
        return wrong or documents.taken(1, talk.locale), None
    data = await talk.state.get_data()
    before = data.get(ALBUM)
    if not before or before["id"] != message.media_group_id:
        before = {"id": message.media_group_id, "kind": kind, "subject": subject, "fit": 0, "unfit": 0}
        place = None
    else:
        place = talk.memory.question if talk.memory.question_is_last else None
    album = before | {"fit": before["fit"] + fits, "unfit": before["unfit"] + (not fits)}
    await talk.state.set_data(data | {ALBUM: album})
    if not album["unfit"]:
        return documents.taken(album["fit"], talk.locale), place
    said = documents.mixed(album["fit"], album["unfit"], talk.locale)
    return f"{said}\n{wrong}" if wrong else said, place


def _screen(view: WithdrawalView, talk: Talk) -> Screen:
    """The checklist; in review, what is asked for again."""
    if view.status == "in_review":
        return documents.again(view, talk.locale)
    return documents.checklist(view, talk.locale)


async def look(_: CallbackQuery, talk: Talk, callback_data: ToDocuments) -> None:
    """The documents of a kind, all of them, or those that are asked for again."""
    talk.reply.new = bool(callback_data.new)
    view = await talk.look(show_withdrawal, callback_data.id)
    if isinstance(view, Refused):
        await show_now(talk, callback_data.id, view)
    elif withdrawal.wants_documents(view):
        await talk.show(documents.again(view, talk.locale))
    elif view.status == "draft" and callback_data.kind in view.needed:
        await talk.show(documents.one(view, _kind(callback_data.kind), talk.locale))
    else:
        await show_step(talk, view)


def _kind(name: str) -> DocumentKind:
    kinds: tuple[DocumentKind, ...] = _KINDS
    return next(kind for kind in kinds if kind == name)


async def hand_out(_: CallbackQuery, talk: Talk, callback_data: GetForm) -> None:
    """Sends the form, filled in, and asks for it signed below."""
    view = await talk.look(show_withdrawal, callback_data.id)
    if isinstance(view, Refused) or "application_form" not in view.needed:
        await show_now(talk, callback_data.id, view if isinstance(view, Refused) else None)
        return
    if not (
        withdrawal.wants_documents(view) or (view.status == "draft" and view.payee and view.payee.complete)
    ):
        await show_now(talk, callback_data.id)
        return
    # The number stands in full on the form to be signed, and on no screen any more.
    to_sign = await talk.look(show_withdrawal, callback_data.id, form=True)
    if isinstance(to_sign, Refused):
        await show_now(talk, callback_data.id, to_sign)
        return
    made = await talk.documents.form(form_data(to_sign))
    if view.status == "in_review":
        screen = documents.again(view, talk.locale)
    else:
        screen = documents.one(view, "application_form", talk.locale)
    if made is None:
        await talk.show(screen.under(documents.no_form(talk.locale)))
        return
    sheet = talk.marked(Screen(documents.form_caption(to_sign, talk.locale)))
    try:
        await talk.chat.send_file(made, f"{view.id}.pdf", sheet)
    except bot_api_errors.PASSING as error:
        log.warning("the form was not sent", error=type(error).__name__)
        await talk.show(screen.under(documents.not_fetched(talk.locale)))
        return
    left = talk.message_id
    talk.reply.new = True
    await talk.show(screen)
    # Its buttons are below again.
    await talk.chat.take_buttons(left)


async def remove(_: CallbackQuery, talk: Talk, callback_data: TakeOutDocument) -> None:
    """Takes a document out of a draft."""
    removed = await talk.perform(
        remove_document, callback_data.id, callback_data.version, callback_data.document
    )
    if isinstance(removed, Refused):
        await show_now(talk, callback_data.id, removed)
    else:
        await talk.show(documents.checklist(removed, talk.locale))
