"""The time machine: a test account's own time, and moving it on."""

from __future__ import annotations

from bot.screens.acting import ID_MAX
from bot.screens.screen import Button, ButtonRow, Screen, clip, lines_of, page_of
from bot.screens.staff_group import age
from bot.screens.support_buttons import Acts, Move
from bot.screens.voice import Voice
from domain.usecases.staff.move_clock import ClockView
from domain.views import Locale


def clock(view: ClockView, locale: Locale, notice: str | None = None) -> Screen:
    """The account's own time, what is due next by it, and the ways to move it."""
    voice = Voice(locale, view.real_at)
    ahead = age(view.ahead_us, voice)
    text = page_of(
        voice.t("clock-title", account=clip(view.account, ID_MAX)),
        lines_of(
            voice.t("clock-now", at=voice.when(view.at)),
            voice.t("clock-ahead", ahead=ahead) if view.ahead_us else voice.t("clock-real"),
        ),
        _due(view, voice),
        voice.t("clock-do"),
        voice.t("clock-others"),
    )
    steps = [Button(voice.word("clock-day"), Move(to="day").pack())]
    if view.next_due_at is not None:
        steps.append(Button(voice.word("clock-due"), Move(to="due").pack()))
    ways = (Button(voice.word("inbox"), Acts(do="inbox").pack()), voice.go("me"))
    rows: tuple[ButtonRow, ...] = (tuple(steps), ways)
    return Screen(text, rows).under(notice)


def moved(view: ClockView, locale: Locale) -> str:
    """Notice that the clock was moved."""
    voice = Voice(locale, view.real_at)
    return voice.t("clock-moved", at=voice.when(view.at))


def _due(view: ClockView, voice: Voice) -> str:
    if view.next_due_at is None:
        return voice.t("clock-nothing")
    what = voice.word(f"clock-due-{view.next_due or 'other'}")
    return voice.t("clock-next", what=what, at=voice.when(view.next_due_at))
