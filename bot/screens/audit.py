"""Who did what: the audit for admins, and for customers what staff did to their account."""

from __future__ import annotations

from bot.screens.screen import Button, ButtonRow, Screen, clip, lines_of, page_of
from bot.screens.support_buttons import GetAuditFile, ToAudit, ToLog
from bot.screens.turns import page_line, turn_row
from bot.screens.voice import Voice
from domain.usecases.staff.read_log import AuditEntry, AuditView, LogEntry, LogView
from domain.views import Locale

WORDS_MAX = 44
"""Longest filter, in bytes, that a button can carry."""
NAME_MAX = 24
REASON_MAX = 80
DETAIL_MAX = 160


def log(view: LogView, locale: Locale) -> Screen:
    """What staff did to the account."""
    voice = Voice(locale, view.at)
    lines = [_log_entry(one, voice) for one in view.entries]
    text = page_of(
        lines_of(voice.t("log-title"), voice.account(view.account)),
        *lines,
        None if lines else voice.t("log-none"),
        page_line(view.page, voice),
        voice.t("log-about"),
    )
    turn = turn_row(view.page, lambda spot: ToLog(page=spot), voice)
    return Screen(text, (*turn, (voice.go("accounts"), voice.go("me"))))


def _log_entry(one: LogEntry, voice: Voice) -> str:
    key = f"log-what-{one.what}"
    what = voice.word(key) if voice.texts.has(key) else voice.word("log-what-other", what=one.what)
    return lines_of(
        voice.t("log-line", at=voice.when(one.at), by=voice.word(f"log-by-{one.by}"), what=what),
        voice.t("log-subject", id=clip(one.subject, NAME_MAX)) if one.subject else None,
        voice.t("log-ticket", ticket=one.ticket) if one.ticket else None,
    )


def audit(view: AuditView, words: str, locale: Locale, notice: str | None = None) -> Screen:
    """A page of the audit, newest first. `words` is the filter as it was typed."""
    voice = Voice(locale, view.at)
    lines = [_audit_entry(one, voice) for one in view.entries]
    text = page_of(
        lines_of(
            voice.t("audit-title"),
            voice.t("audit-only", words=clip(words, 200)) if words else voice.t("audit-staff"),
        ),
        *lines,
        None if lines else voice.t("audit-none"),
        page_line(view.page, voice),
        voice.t("audit-how"),
    )
    rows: list[ButtonRow] = []
    if len(words.encode()) <= WORDS_MAX:
        rows += turn_row(view.page, lambda spot: ToAudit(page=spot, only=words), voice)
        rows.append((Button(voice.word("audit-file"), GetAuditFile(only=words).pack()),))
    filters = [("audit-denied", "outcome=denied"), ("audit-everybody", "all"), ("audit-staff-only", "")]
    rows.append(
        tuple(Button(voice.word(key), ToAudit(only=only).pack()) for key, only in filters if only != words)
    )
    return Screen(text, (*rows, (voice.go("me"),))).under(notice)


def _audit_entry(one: AuditEntry, voice: Voice) -> str:
    who = voice.t("audit-who", name=clip(one.name, NAME_MAX), who=clip(one.who, NAME_MAX))
    acting = voice.t("audit-as", who=who, account=clip(one.acting_as, NAME_MAX)) if one.acting_as else who
    on = " · ".join(clip(part, NAME_MAX) for part in (one.account, one.subject) if part)
    more = [
        *([] if one.amount_fen is None else [voice.money(one.amount_fen)]),
        *([] if one.version is None else [f"v{one.version}"]),
        *one.detail,
    ]
    return lines_of(
        voice.t("audit-line", at=voice.when(one.at), who=acting),
        voice.t("audit-what", what=one.what, outcome=one.outcome, on=on)
        if on
        else voice.t("audit-what-alone", what=one.what, outcome=one.outcome),
        voice.t("audit-more", words=clip(" · ".join(more), DETAIL_MAX)) if more else None,
        voice.t("audit-why", ticket=one.ticket or "–", reason=clip(one.reason or "–", REASON_MAX))
        if one.ticket or one.reason
        else None,
    )


def caption(rows: int, cut: bool, locale: Locale) -> str:
    """The text under the audit's file."""
    voice = Voice(locale, 0)
    return lines_of(voice.t("audit-caption", count=rows), voice.t("audit-cut") if cut else None)
