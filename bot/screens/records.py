"""Records: an account's withdrawals in pages, newest first."""

from __future__ import annotations

from bot.screens.buttons import ToRecord, ToRecords
from bot.screens.home import about
from bot.screens.screen import Button, Screen, in_rows, lines_of, page_of
from bot.screens.voice import Voice
from bot.screens.withdrawal import destination, status_word
from bot.texts.catalogue import Safe
from domain.ports import Micros
from domain.rules.designated import by_documents
from domain.views import Locale, RecordsView, WithdrawalView


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
        voice.t("page", page=view.page + 1, pages=view.pages) if view.pages > 1 else None,
        voice.t("records-hint"),
    )
    numbers = [
        Button(f"{index}. {Voice(locale, now, record.currency).money(record.amount_fen or 0)}",
               ToRecord(id=record.id, page=view.page).pack())
        for index, record in shown
    ]  # fmt: skip
    turn = []
    if view.page > 0:
        turn.append(Button(voice.word("newer"), ToRecords(page=view.page - 1).pack()))
    if view.page < view.pages - 1:
        turn.append(Button(voice.word("older"), ToRecords(page=view.page + 1).pack()))
    return Screen(text, (*in_rows(numbers, 1), *((tuple(turn),) if turn else ()), (voice.back("me"),)))


def _record_line(index: int, record: WithdrawalView, now: Micros, voice: Voice) -> str:
    amount = Voice(voice.locale, now, record.currency).money(record.amount_fen or 0)
    at = record.submitted_at if record.submitted_at is not None else record.created_at
    return lines_of(
        voice.t("records-line", index=index, date=voice.when(at), amount=amount),
        _status(record, voice),
    )


def _status(record: WithdrawalView, voice: Voice) -> Safe:
    """The status; with the masked payee if the money does not go back the way it came."""
    status = status_word(record.status, voice)
    if by_documents(record.method):
        return voice.t("records-status-to", status=status, payee=destination(record, voice))
    return voice.t("records-status", status=status)
