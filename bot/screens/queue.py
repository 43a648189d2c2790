"""The reviewers' queue: cases oldest first, each with its age and promise, filters, pages (rules 6)."""

from __future__ import annotations

from bot.screens.screen import Button, ButtonRow, Screen, in_rows, lines_of, page_of
from bot.screens.staff_buttons import Case, ToQueue
from bot.screens.staff_group import age
from bot.screens.voice import Voice
from domain.cases import QUEUE_FILTERS, QueueEntry, QueueView
from domain.views import Locale

PAIRED = 14
"""Longest label that fits beside another one on a phone."""


def queue(view: QueueView, locale: Locale) -> Screen:
    """One page of the queue."""
    voice = Voice(locale, view.at, view.currency)
    chosen = voice.word(f"queue-filter-{view.filter}")
    total = voice.t("queue-total", count=view.total, sum=voice.money(view.sum_fen), filter=chosen)
    first = (
        view.page * len(view.entries) + 1
        if view.page < view.pages - 1
        else view.total - len(view.entries) + 1
    )
    numbered = list(enumerate(view.entries, first))
    text = page_of(
        lines_of(
            voice.t("queue-title-test" if view.test else "queue-title"),
            total if view.entries else voice.t("queue-empty", filter=chosen),
        ),
        *(_case_line(index, one, view, voice) for index, one in numbered),
        voice.t("page", page=view.page + 1, pages=view.pages) if view.pages > 1 else None,
    )
    cases = [
        Button(
            voice.word("queue-open", index=index, amount=voice.money(one.amount_fen)),
            Case(do="open", id=one.id).pack(),
        )
        for index, one in numbered
        if not one.own
    ]
    width = 2 if all(len(one.label) <= PAIRED for one in cases) else 1
    return Screen(
        text,
        (
            *in_rows(cases, width),
            *_turns(view, voice),
            *_filters(view, voice),
            (_other(view, voice), voice.go("me")),
        ),
    )


def _case_line(index: int, one: QueueEntry, view: QueueView, voice: Voice) -> str:
    passed = age(view.at - one.since_at, voice)
    marks = [
        voice.word("queue-mark-own") if one.own else None,
        voice.word("queue-mark-late") if one.late else None,
        voice.word("queue-mark-waiting") if one.waiting else None,
        voice.word("queue-mark-flagged") if one.flagged else None,
        voice.word("queue-mark-test") if one.is_test else None,
        voice.word("queue-mark-mine") if one.mine else None,
        voice.word("queue-mark-claimed", name=one.claimed_by) if one.claimed_by and not one.mine else None,
    ]
    kind = "contradiction" if one.contradicted else "stuck" if one.status != "in_review" else one.method
    promised = one.promise_at is not None and not one.late and one.status == "in_review"
    return lines_of(
        voice.t("queue-line", index=index, amount=voice.money(one.amount_fen), id=one.id),
        voice.t("queue-since", what=voice.word(f"queue-kind-{kind}"), age=passed),
        voice.t("queue-promised", by=voice.last_day(one.promise_at)) if promised and one.promise_at else None,
        voice.t("queue-marks", marks=" · ".join(mark for mark in marks if mark)) if any(marks) else None,
    )


def _turns(view: QueueView, voice: Voice) -> tuple[ButtonRow, ...]:
    turns = []
    if view.page > 0:
        turns.append(
            Button(
                voice.word("queue-before"),
                ToQueue(of=view.filter, page=view.page - 1, test=int(view.test)).pack(),
            )
        )
    if view.page < view.pages - 1:
        turns.append(
            Button(
                voice.word("queue-after"),
                ToQueue(of=view.filter, page=view.page + 1, test=int(view.test)).pack(),
            )
        )
    return (tuple(turns),) if turns else ()


def _filters(view: QueueView, voice: Voice) -> tuple[ButtonRow, ...]:
    buttons = [
        Button(voice.word(f"queue-filter-{name}"), ToQueue(of=name, test=int(view.test)).pack())
        for name in QUEUE_FILTERS
        if name != view.filter
    ]
    return in_rows(buttons, 2)


def _other(view: QueueView, voice: Voice) -> Button:
    """A button to the queue of test accounts' cases, or back."""
    key = "queue-real" if view.test else "queue-test"
    return Button(voice.word(key), ToQueue(test=int(not view.test)).pack())


def home_row(locale: Locale) -> ButtonRow:
    """What reviewers find on Me besides."""
    return (Button(Voice(locale, 0).word("queue-home"), ToQueue().pack()),)
