"""What staff read in their group: a withdrawal's number, its amount, its age, and what to do.

The message follows its withdrawal: who reads it, who approved, and in the end who decided. Its button leads to the
reader's private chat with the bot, which shows the case to reviewers only.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.screens.screen import Button, ButtonRow, Screen, clip, lines_of, page_of
from bot.screens.voice import Voice
from domain.outgoing import StaffSummary
from domain.ports import DAY, HOUR, MINUTE, Micros
from domain.views import Locale, Signed, StaffNote

START_CASE = "case_"
START_QUEUE = "review"
"""Parameters of the links from the group to a private chat."""
_OPENED = ("review", "papers", "reminder", "stuck", "contradiction")


def staff_note(note: StaffNote, username: str | None, locale: Locale) -> Screen:
    """One message to the group of staff."""
    voice = Voice(locale, note.at, note.currency)
    amount, passed = voice.money(note.amount_fen), age(note.at - note.since_at, voice)
    if note.decided is not None:
        return Screen(
            lines_of(
                voice.t("staff-decided", amount=amount, id=note.withdrawal), decision(note.decided, voice)
            )
        )
    button: tuple[ButtonRow, ...] = ()
    if note.case in _OPENED:
        button = _open("staff-open", f"{START_CASE}{note.withdrawal}", username, voice)
    what = voice.word(f"contradiction-{note.contradiction}") if note.contradiction else ""
    text = lines_of(
        voice.t(f"staff-{note.case}", amount=amount, id=note.withdrawal, days=note.days, what=what),
        voice.t(f"staff-since-{note.case}", age=passed),
        voice.t("staff-claimed", name=note.claimed_by) if note.claimed_by else None,
        *(signature(one, voice) for one in note.signed),
        _what_to_do(note, bool(button), voice),
    )
    return Screen(text, button)


def _what_to_do(note: StaffNote, opens: bool, voice: Voice) -> str | None:
    """The next step: with a button that leads to it in words or not at all; else its command."""
    if not opens:
        return voice.t(f"staff-do-{note.case}", id=note.withdrawal)
    return voice.t(f"staff-do-{note.case}-open") if note.case in ("stuck", "contradiction") else None


def staff_summary(summary: StaffSummary, username: str | None, locale: Locale) -> Screen:
    """The day's summary."""
    voice = Voice(locale, summary.at, summary.currency)
    oldest = summary.oldest_at
    waiting = (
        voice.t("staff-summary-none")
        if oldest is None
        else lines_of(
            voice.t("staff-summary-waiting", count=summary.number, sum=voice.money(summary.sum_fen)),
            voice.t("staff-summary-oldest", age=age(summary.at - oldest, voice)),
        )
    )
    decided = voice.t(
        "staff-summary-decided",
        approved=summary.approved,
        rejected=summary.rejected,
        cancelled=summary.cancelled,
    )
    text = page_of(voice.t("staff-summary-title"), waiting, decided)
    return Screen(text, _open("staff-open-queue", START_QUEUE, username, voice))


def _not_me(params: Mapping[str, object], voice: Voice) -> Screen:
    """A customer said *Not me*: the account's number, and what was done by itself."""
    count, unlinked = params.get("count"), params.get("unlinked")
    return Screen(
        lines_of(
            voice.t("staff-not-me", account=clip(str(params.get("account") or ""), 64)),
            voice.t(
                "staff-not-me-done",
                count=count if isinstance(count, int) else 0,
                chats=unlinked if isinstance(unlinked, int) else 0,
            ),
            voice.t("staff-not-me-do"),
        )
    )


def staff_news(params: Mapping[str, object], locale: Locale) -> Screen:
    """A customer's *Not me*; or a change among staff, in the group and to each admin.

    `from_at` is when the change begins to count.
    """
    voice = Voice(locale, 0)
    what, from_at = params.get("what"), params.get("from_at")
    if what == "not_me":
        return _not_me(params, voice)
    role = params.get("role")
    said = {
        "name": clip(str(params.get("name")), 40), "person": str(params.get("person")),
        "by": clip(str(params.get("by")), 80), "login": str(params.get("login") or ""),
        "role": voice.word(f"staff-role-{role or 'every'}"),
    }  # fmt: skip
    key = f"staff-news-{what}"
    later = voice.t("staff-news-later", at=voice.when(from_at)) if isinstance(from_at, int) else None
    return Screen(lines_of(voice.t(key if voice.texts.has(key) else "staff-news-other", **said), later))


def staff_texts(params: Mapping[str, object], locale: Locale) -> Screen:
    """Text messages fail, or go out again."""
    voice = Voice(locale, 0)
    since, at = params.get("since_at"), params.get("at")
    since_at, at = since if isinstance(since, int) else 0, at if isinstance(at, int) else 0
    if params.get("what") == "again":
        return Screen(voice.t("staff-texts-again", age=age(at - since_at, voice)))
    return Screen(voice.t("staff-texts-failing", at=voice.when(since_at)))


def group_answer(username: str | None, locale: Locale) -> Screen:
    """Answer to a member of staff who asks for the queue in a group: it is shown in private."""
    voice = Voice(locale, 0)
    return Screen(voice.t("staff-in-private"), _open("staff-open-queue", START_QUEUE, username, voice))


def age(span: Micros, voice: Voice) -> str:
    """A duration in the largest unit that it has two of, so that 90 minutes do not become an hour."""
    if span < 2 * HOUR:
        return voice.word("staff-age-minutes", count=max(0, span // MINUTE))
    if span < 2 * DAY:
        return voice.word("staff-age-hours", count=span // HOUR)
    return voice.word("staff-age-days", count=span // DAY)


def decision(decided: Signed, voice: Voice) -> str:
    """Who decided what, and when; the customer is not named."""
    key = f"staff-decided-{decided.what}"
    if not voice.texts.has(key):
        key = "staff-decided-other"
    who = decided.name or voice.word("staff-the-customer")
    return voice.t(key, name=who, at=voice.when(decided.at))


def signature(signed: Signed, voice: Voice) -> str:
    """One of the two people who must agree."""
    return voice.t(f"staff-signed-{signed.what}", name=signed.name, at=voice.when(signed.at))


def _open(key: str, start: str, username: str | None, voice: Voice) -> tuple[ButtonRow, ...]:
    if not username:
        return ()
    return ((Button(voice.word(key), url=f"https://t.me/{username}?start={start}"),),)
