"""The steps of a decision: the prepared decision is a row, and a second tap carries it out."""

from __future__ import annotations

import hashlib
from typing import Any, get_args

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.chat.show import TooBig, file_of
from bot.screens import case, decision
from bot.screens.screen import Awaits
from bot.screens.staff_buttons import Case, CaseReason, Deciding
from domain.cases import CaseView, Preparing
from domain.errors import Refusal
from domain.rules.designated import MOST_MB
from domain.usecases.staff.ask_again import ask_again
from domain.usecases.staff.claim import open_case
from domain.usecases.staff.prepare import prepare
from domain.usecases.staff.resolve import resolve_contradiction
from domain.usecases.staff.review import review
from domain.usecases.staff.settle import settle_unknown
from handlers.staff.common import on_case, show_it, show_the_case
from handlers.talk import Talk

MOST_BYTES = MOST_MB * 1024**2


class Words(Filter):
    """A message where words or a document are awaited for a case. Gives `subject` and `what`."""

    async def __call__(self, message: Message, awaits: Awaits | None = None) -> bool | dict[str, Any]:
        """Whether the message is one, and no command."""
        if awaits is None or awaits.what != "case" or awaits.which not in get_args(Preparing):
            return False
        return (
            False
            if (message.text or "").startswith("/")
            else {"subject": awaits.subject, "what": awaits.which}
        )


def register(flow: Router) -> None:
    """The reason's buttons, and typed words."""
    flow.message.register(typed, Words())
    flow.callback_query.register(reason, CaseReason.filter())


async def decision_step(talk: Talk, at: Case, do: Deciding) -> None:
    """Answers a button on the way to a decision."""
    match do:
        case "approve":
            view = await _open(talk, at)
            screen = decision.approve if view.detail is not None and view.detail.may_approve else case.case
            await show_it(talk, view, screen(view, talk.locale))
        case "approve_sure":
            await talk.perform(review, at.id, "approve", version=at.version)
            await show_the_case(talk, at.id)
        case "reject" | "again" | "paid" | "failed" | "book" | "give_back" | "nothing" | "write_off" as what:
            await _open(talk, at)
            await _begin(talk, at.id, what)
        case "words" | "papers" | "ready":
            await _prepared(talk, await _open(talk, at), do)
        case "sure":
            await _carry_out(talk, at)


async def reason(_: CallbackQuery, talk: Talk, callback_data: CaseReason) -> None:
    """Takes the reason of a rejection; documents come next if there are any."""
    async with on_case(talk, callback_data.id):
        view = await _prepare(talk, callback_data.id, "reject", code=callback_data.code)
        if view is not None and view.detail is not None:
            screen = decision.verdicts if view.detail.view.documents else decision.words
            await show_it(talk, view, screen(view, talk.locale))


async def verdict(talk: Talk, withdrawal: str, what: Preparing, document: str) -> None:
    """Takes the next verdict on a document."""
    view = await _prepare(talk, withdrawal, what, document=document)
    if view is not None:
        await show_it(talk, view, decision.verdicts(view, talk.locale))


async def typed(message: Message, talk: Talk, subject: str, what: Preparing) -> None:
    """Takes words for the customer, or the channel's document: its reference, or a file whose digest is kept."""
    text = message.text
    if text is None and what not in ("reject", "again"):
        text = await _reference(message, talk)
    async with on_case(talk, subject):
        if not text:
            await _ask_for_words(talk, subject, Refusal("no_text"))
            return
        try:
            view = await _prepare(talk, subject, what, text=text)
        except Refusal as refusal:
            if refusal.code != "words_too_long":
                raise
            await _ask_for_words(talk, subject, refusal)
            return
        if view is not None:
            await show_it(talk, view, decision.sure(view, talk.locale))


async def _ask_for_words(talk: Talk, withdrawal: str, refusal: Refusal) -> None:
    view = await talk.perform_aside(open_case, withdrawal)
    if view.detail is None or view.detail.prepared is None:
        await show_the_case(talk, withdrawal)
        return
    notice = decision.refusal(refusal, talk.locale)
    await show_it(talk, view, decision.words(view, talk.locale).under(notice))


async def _begin(talk: Talk, withdrawal: str, what: Preparing) -> None:
    view = await _prepare(talk, withdrawal, what)
    if view is None:
        return
    screen = {"reject": decision.reasons, "again": decision.verdicts}.get(what, decision.words)
    await show_it(talk, view, screen(view, talk.locale))


async def _open(talk: Talk, at: Case) -> CaseView:
    """The case, if the card showed its present version; else shows the case as it is now."""
    view = await talk.perform_aside(open_case, at.id)
    if view.detail is None or view.version != at.version:
        raise Refusal("stale" if view.decided is None else "decided")
    return view


async def _prepare(
    talk: Talk,
    withdrawal: str,
    what: Preparing,
    *,
    code: str | None = None,
    document: str | None = None,
    text: str | None = None,
) -> CaseView | None:
    """The case with what was prepared; None, after showing the case, if this person cannot decide it now."""
    view = await talk.perform(prepare, withdrawal, what, code, document, text)
    if view.detail is None:
        await show_it(talk, view, case.case(view, talk.locale))
        return None
    return view


async def _prepared(talk: Talk, view: CaseView, do: str) -> None:
    made = view.detail.prepared if view.detail is not None else None
    if made is None:
        await show_it(talk, view, case.case(view, talk.locale))
        return
    if do == "ready" and made.text:
        cleared = await _prepare(talk, view.id, made.what, text="")
        if cleared is None:
            return
        view = cleared
    screen = {"words": decision.words, "papers": decision.verdicts}.get(do, decision.sure)
    await show_it(talk, view, screen(view, talk.locale))


async def _carry_out(talk: Talk, at: Case) -> None:
    view = await _open(talk, at)
    made = None if view.detail is None else view.detail.prepared
    if made is None:
        await show_the_case(talk, at.id)
        return
    if made.what == "reject":
        await talk.perform(review, at.id, "reject", made.code, made.text, at.version, made.faults)
    elif made.what == "again":
        await talk.perform(ask_again, at.id, at.version, made.faults, made.text)
    elif made.what == "paid" or made.what == "failed":
        await talk.perform(settle_unknown, at.id, made.what == "paid", made.text or "", at.version)
    else:
        shown = int(made.code) if made.code else None
        await talk.perform(resolve_contradiction, at.id, made.what, made.text or "", shown)
    await show_the_case(talk, at.id)


async def _reference(message: Message, talk: Talk) -> str | None:
    """The reference of a sent file: its name and the digest of its bytes; None without a usable file."""
    file = file_of(message)
    try:
        data = None if file is None else await talk.chat.fetch(file, MOST_BYTES)
    except TooBig:
        return None
    if data is None:
        return None
    name = getattr(file, "file_name", None) or "photo.jpg"
    return decision.file_reference(name, hashlib.sha256(data).hexdigest())
