"""What staff read in their group: a withdrawal's number, its amount, how long it has been so, and what to do."""

from __future__ import annotations

from bot.screens.screen import lines_of
from bot.screens.voice import Voice
from bot.texts import Locale
from domain.ports import DAY, HOUR, MINUTE, Micros
from domain.views import StaffNote


def staff_note(note: StaffNote, locale: Locale) -> str:
    """One message to the group of staff."""
    voice = Voice(locale, note.at, note.currency)
    amount, age = voice.money(note.amount_fen), _age(note.at - note.since_at, voice)
    return lines_of(
        voice.t(f"staff-{note.case}", amount=amount, id=note.withdrawal, days=note.days),
        voice.t(f"staff-since-{note.case}", age=age),
        voice.t(f"staff-do-{note.case}", id=note.withdrawal),
    )


def _age(span: Micros, voice: Voice) -> str:
    """A span in the largest unit of which there are two, so that 90 minutes do not become an hour."""
    if span < 2 * HOUR:
        return voice.word("staff-age-minutes", count=max(0, span // MINUTE))
    if span < 2 * DAY:
        return voice.word("staff-age-hours", count=span // HOUR)
    return voice.word("staff-age-days", count=span // DAY)
