"""The desk of support: test accounts from scenarios or from a file of events, and resetting one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.screens.acting import ID_MAX, reason, ticket
from bot.screens.buttons import account_key
from bot.screens.screen import Awaits, Button, ButtonRow, Screen, clip, lines_of, page_of
from bot.screens.support_buttons import ActAs, Acts, Scene, ToTests
from bot.screens.voice import NAME_MAX, Voice
from bot.texts.catalogue import Safe
from domain.acting_sessions import ActingView
from domain.events.scenarios import SCENARIOS
from domain.usecases.operator.apply_events import RefusedEvent
from domain.usecases.staff.acting import TestAccountEntry
from domain.usecases.staff.scenarios import FileReport
from domain.views import Locale

LINES_MAX = 10
"""The most lines of a refused file that are named."""
REASON_MAX = 120


def scenes(locale: Locale, notice: str | None = None) -> Screen:
    """The scenarios. A file of events is accepted as well."""
    voice = Voice(locale, 0)
    text = page_of(
        voice.t("desk-title"),
        lines_of(*(voice.t(f"scene-about-{name}") for name in SCENARIOS)),
        voice.t("desk-file"),
    )
    rows: list[ButtonRow] = [
        (Button(voice.word(f"scene-{name}"), Scene(name=name).pack()),) for name in SCENARIOS
    ]
    ways = (Button(voice.word("desk-tests"), ToTests().pack()), voice.go("me"))
    return Screen(text, (*rows, ways), Awaits("scene_file", "")).under(notice)


def made(entry: TestAccountEntry, locale: Locale, *, anew: bool = False) -> Screen:
    """A test account was made, or reset."""
    voice = Voice(locale, 0)
    account = voice.t("account", name=clip(entry.name, NAME_MAX), account=clip(entry.account, ID_MAX))
    text = voice.t(
        "desk-made-anew" if anew else "desk-made",
        account=account,
        amount=voice.money(entry.withdrawable_fen),
    )
    return Screen(text, (_act(entry.account, voice), _ways(voice)))


def from_file(report: FileReport, locale: Locale) -> Screen:
    """A file of events was applied."""
    voice = Voice(locale, 0)
    shown = report.accounts[:LINES_MAX]
    text = lines_of(
        voice.t("desk-file-applied", count=report.applied),
        *(voice.t("desk-file-account", account=clip(one, ID_MAX)) for one in shown),
    )
    return Screen(text, (*(_act(one, voice) for one in shown), _ways(voice)))


def file_refused(wrong: Sequence[RefusedEvent], locale: Locale) -> Screen:
    """Which lines are wrong. Nothing was applied, and the file can be sent again."""
    voice = Voice(locale, 0)
    lines = [
        voice.t("desk-file-line", line=one.line, reason=clip(one.reason, REASON_MAX))
        for one in wrong[:LINES_MAX]
    ]
    more = len(wrong) - LINES_MAX
    text = page_of(
        voice.t("desk-file-refused", count=len(wrong)),
        lines_of(*lines, voice.t("and-more", count=more) if more > 0 else None),
        voice.t("desk-file-rules"),
    )
    return Screen(text, (_ways(voice),), Awaits("scene_file", ""))


def unreadable(locale: Locale) -> Safe:
    """Answer to a file that is not text, too large, or could not be fetched."""
    return Voice(locale, 0).t("desk-file-unreadable")


def reset_sure(view: ActingView, locale: Locale) -> Screen:
    """What a reset does, and the question."""
    voice = Voice(locale, view.at)
    text = page_of(voice.t("reset-sure", account=clip(view.account, ID_MAX)), voice.t("reset-what"))
    yes = Button(voice.word("reset-yes"), Acts(do="reset_sure").pack())
    return Screen(text, ((yes,), (voice.go("me", "back"),)))


def _act(account: str, voice: Voice) -> ButtonRow:
    label = voice.word("desk-act", account=clip(account, 12))
    return (Button(label, ActAs(key=account_key(account)).pack()),)


def _ways(voice: Voice) -> ButtonRow:
    return (
        Button(voice.word("desk"), Acts(do="desk").pack()),
        Button(voice.word("desk-tests"), ToTests().pack()),
    )


def asked(awaits: Awaits, minutes: int, locale: Locale, notice: str | None) -> Screen:
    """The open question of the chat's state for support, asked again."""
    why = awaits.what in ("why_ticket", "why_reason")
    if awaits.what == "scene_file":
        return scenes(locale, notice)
    if awaits.what in ("act_ticket", "why_ticket"):
        return ticket(awaits.subject, locale, notice, why=why)
    return reason(awaits.subject, awaits.which, None if why else minutes, locale, notice)
