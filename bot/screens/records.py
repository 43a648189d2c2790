"""Records: an account's withdrawals in pages, newest first."""

from __future__ import annotations

from bot.screens.buttons import ToRecord, ToRecords
from bot.screens.home import about
from bot.screens.payee import masked_of
from bot.screens.screen import Button, Screen, in_rows, lines_of, page_of
from bot.screens.turns import page_line, turn_row
from bot.screens.voice import Voice
from bot.screens.withdrawal import status_word
from bot.texts.catalogue import Safe
from domain.pages import FIRST, Spot
from domain.ports import Micros
from domain.rules.designated import by_documents
from domain.views import Locale, RecordsView, RecordView


def records(view: RecordsView, now: Micros, locale: Locale) -> Screen:
    """One page; each line says when, how much and where it stands."""
    voice = Voice(locale, now)
    title = lines_of(voice.t("records-title"), about(view.account, voice))
    if not view.records:
        return Screen(page_of(title, voice.t("records-empty")), ((voice.go("withdraw"), voice.back("me")),))
    shown = list(enumerate(view.records, 1))
    text = page_of(
        title,
        *(_record_line(index, record, now, voice) for index, record in shown),
        page_line(view.page, voice),
        voice.t("records-hint"),
    )
    first = Spot(view.records[0].id, view.page.number) if view.page.newer is not None else FIRST
    numbers = [
        Button(f"{index}. {Voice(locale, now, record.currency).money(record.amount_fen)}",
               ToRecord(id=record.id, page=first.packed()).pack())
        for index, record in shown
    ]  # fmt: skip
    turn = turn_row(view.page, lambda spot: ToRecords(page=spot), voice)
    return Screen(text, (*in_rows(numbers, 1), *turn, (voice.back("me"),)))


def _record_line(index: int, record: RecordView, now: Micros, voice: Voice) -> str:
    amount = Voice(voice.locale, now, record.currency).money(record.amount_fen)
    return lines_of(
        voice.t("records-line", index=index, date=voice.when(record.submitted_at), amount=amount),
        _status(record, voice),
    )


def _status(record: RecordView, voice: Voice) -> Safe:
    """The status; with the masked payee if the money does not go back the way it came."""
    status = status_word(record.status, voice)
    if by_documents(record.method):
        to = masked_of(record.payee_kind, record.payee_bank, record.payee_number_masked, voice)
        return voice.t("records-status-to", status=status, payee=to)
    return voice.t("records-status", status=status)
