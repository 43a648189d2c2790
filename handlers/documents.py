"""Documents: files as they come, the form that is handed out, looking at what is there, removing one (rules 5).

An album comes as one message a picture. All of it belongs to the document that was asked for when it began, and it
has one answer, which grows. A forwarded file is a file: it does not matter who scanned it, since a reviewer looks at
what it shows.
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
from domain.errors import Refusal, Unfit
from domain.rules.designated import MOST_MB, DocumentKind
from domain.usecases.customer.edit_documents import add_document, check_document, remove_document
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.views import WithdrawalView
from handlers.showing import show_now, show_status, show_step
from handlers.talk import Talk

log = structlog.get_logger(__name__)

MOST_BYTES = MOST_MB * 1024**2
ALBUM = "album"
"""Key of the chat's data for the album that is coming in: its document, and how many of its files were taken or not.
"""
_KINDS = get_args(DocumentKind)
_PLAIN = ("not_yours", "stale", "repeated")


def register_first(flow: Router) -> None:
    """Files where a document is awaited. Comes before the refusal of forwarded messages."""
    flow.message.register(sent, FileSent())


def register(flow: Router) -> None:
    """The buttons of documents."""
    flow.callback_query.register(look, ToDocuments.filter())
    flow.callback_query.register(hand_out, GetForm.filter())
    flow.callback_query.register(remove, TakeOutDocument.filter())


class FileSent(Filter):
    """A photo or file where a document is awaited, or one of an album that began there."""

    async def __call__(
        self, message: Message, state: FSMContext, awaits: Awaits | None = None
    ) -> bool | dict[str, Any]:
        """Gives the handler `subject` and `kind`."""
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
    """Fetches, cleans and keeps one file, and records it as a document."""
    view = await talk.look(show_withdrawal, subject)
    if not (view.status == "draft" or withdrawal.wants_documents(view)):
        await show_now(talk, subject)
        return
    taken = await _take(talk, subject, kind, message)
    notice, place = await _answer(talk, message, subject, kind, taken)
    shown = view if isinstance(taken, str) else taken
    if shown.status == "in_review" and not withdrawal.wants_documents(shown):
        await show_status(talk, shown, notice)
    else:
        await talk.show(_screen(shown, talk).under(notice), place=place)


async def _take(talk: Talk, subject: str, kind: DocumentKind, message: Message) -> WithdrawalView | str:
    """The withdrawal with the document; a refusal; or the fault of the file in words (HTML)."""
    try:
        await talk.look(check_document, subject, kind)
    except Refusal as refusal:
        if refusal.code in _PLAIN:
            raise
        return talk.refusal(refusal)
    file = file_of(message)
    try:
        data = None if file is None else await talk.chat.fetch(file, MOST_BYTES)
    except TooBig:
        return unfit(Unfit("too_big", most_mb=MOST_MB), talk.locale)
    if data is None:
        return documents.not_fetched(talk.locale)
    try:
        new = await talk.documents.take(kind, data, str(talk.actor.person))
    except Unfit as error:
        return unfit(error, talk.locale)
    except OSError as error:
        log.error("a document could not be kept", error=type(error).__name__)
        return documents.not_fetched(talk.locale)
    try:
        return await talk.perform(add_document, subject, kind, new)
    except Refusal as refusal:
        with suppress(OSError):
            await talk.documents.drop(new.id)
        if refusal.code in _PLAIN:
            raise
        return talk.refusal(refusal)


async def _answer(
    talk: Talk,
    message: Message,
    subject: str,
    kind: DocumentKind,
    taken: WithdrawalView | str,
) -> tuple[str, int | None]:
    """The words about it, and the message for them: the answer to an album's first picture grows with the others."""
    fits = isinstance(taken, WithdrawalView)
    wrong = taken if isinstance(taken, str) else None
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
    """The checklist; in review, the documents that are asked for again."""
    if view.status == "in_review":
        return documents.again(view, talk.locale)
    return documents.checklist(view, talk.locale)


async def look(_: CallbackQuery, talk: Talk, callback_data: ToDocuments) -> None:
    """Shows the documents of a kind, all of them, or those that are asked for again."""
    talk.reply.new = bool(callback_data.new)
    view = await talk.look(show_withdrawal, callback_data.id)
    if withdrawal.wants_documents(view):
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
    ready = view.status == "draft" and view.payee is not None and view.payee.complete
    if "application_form" not in view.needed or not (withdrawal.wants_documents(view) or ready):
        await show_now(talk, callback_data.id)
        return
    # The number stands in full on the form to be signed, and on no screen.
    to_sign = await talk.look(show_withdrawal, callback_data.id, form=True)
    made = await talk.documents.form(form_data(to_sign))
    if view.status == "in_review":
        screen = documents.again(view, talk.locale)
    else:
        screen = documents.one(view, "application_form", talk.locale)
    if made is None:
        await talk.show(screen.under(documents.no_form(talk.locale)))
        return
    sheet = await talk.marked(Screen(documents.form_caption(to_sign, talk.locale)))
    try:
        await talk.chat.send_file(made, f"{view.id}.pdf", sheet)
    except bot_api_errors.PASSING as error:
        log.warning("the form was not sent", error=type(error).__name__)
        await talk.show(screen.under(documents.not_fetched(talk.locale)))
        return
    left = talk.message_id
    talk.reply.new = True
    await talk.show(screen)
    # Its buttons are shown again below.
    await talk.chat.take_buttons(left)


async def remove(_: CallbackQuery, talk: Talk, callback_data: TakeOutDocument) -> None:
    """Removes a document from a draft."""
    at = callback_data
    removed = await talk.perform(remove_document, at.id, at.version, at.document)
    await talk.show(documents.checklist(removed, talk.locale))
