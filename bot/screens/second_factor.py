"""The second factor in the chat: asking for a code, the state of one's own, enrolling, and what admins do."""

from __future__ import annotations

from bot.screens.screen import Awaits, Button, ButtonRow, Screen, clip, lines_of, page_of
from bot.screens.staff_buttons import Case, Factor, FactorDoing, ToQueue
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.errors import Refusal
from domain.ports import Micros
from domain.second_factor import NewSecret
from domain.usecases.staff.members import StaffMember
from domain.usecases.staff.second_factor import FactorView, NewWord
from domain.views import Locale

_DEEDS = ("review", "settle_unknown", "make_word", "reset_factor")
NAMED = 20
"""The number of colleagues who are offered with buttons."""


def ask(
    refused: Refusal, resume: str, notice: str | None, now: Micros, currency: str, locale: Locale
) -> Screen:
    """Asks for a code, for looking or for one decision; `resume` is what goes on after it."""
    voice = Voice(locale, now, currency)
    deed, withdrawal = refused.param("deed"), refused.param("withdrawal")
    if deed is None:
        lead = voice.t("factor-ask")
    else:
        what = refused.param("what")
        amount = refused.param("amount_fen")
        lead = voice.t(
            f"factor-ask-{what}" if what in _DEEDS else "factor-ask-other",
            amount=voice.money(amount if isinstance(amount, int) else 0), id=str(withdrawal or ""),
        )  # fmt: skip
    wait_s = refused.param("wait_s")
    wait = voice.t("factor-wait", seconds=wait_s) if isinstance(wait_s, int) and wait_s > 0 else None
    back: ButtonRow = (voice.go("me"),)
    if isinstance(withdrawal, str):
        back = (Button(voice.word("back"), Case(do="open", id=withdrawal).pack()), *back)
    text = page_of(lead, wait)
    return Screen(text, (back,), Awaits("factor", resume, str(deed or ""))).under(notice)


def refusal(refused: Refusal, now: Micros, locale: Locale) -> Safe:
    """Why a code, a word or a reset does not count."""
    voice = Voice(locale, now)
    key = f"factor-refused-{refused.code}"
    until = refused.param("until_at")
    return voice.t(
        key if voice.texts.has(key) else "factor-refused-other",
        left=_whole(refused, "left"), seconds=_whole(refused, "wait_s"),
        until=voice.when(until) if isinstance(until, int) else "",
    )  # fmt: skip


def not_digits(locale: Locale) -> Safe:
    """Answer to a text that is no code."""
    return Voice(locale, 0).t("factor-digits")


def needed(locale: Locale, notice: str | None = None) -> Screen:
    """For staff without an authenticator: how to get one."""
    voice = Voice(locale, 0)
    return Screen(voice.t("factor-none"), (_row(voice, "word"), (voice.go("me"),))).under(notice)


def state(
    view: FactorView, colleagues: tuple[StaffMember, ...], locale: Locale, notice: str | None = None
) -> Screen:
    """One's own authenticator; for an admin also colleagues, each with a button."""
    if view.state == "none":
        return needed(locale, notice)
    voice = Voice(locale, view.at)
    people = {one.chat_user: one for one in colleagues}
    rows: list[ButtonRow] = [
        _row(voice, "person", person, name=clip(one.name, 24)) for person, one in list(people.items())[:NAMED]
    ]
    if view.manages and not colleagues:
        rows.append(_row(voice, "people"))
    awaits = Awaits("factor", "tx|/authenticator") if view.state == "shown" else None
    said = [voice.t(f"factor-state-{view.state}")]
    if view.look_until is not None:
        said.append(voice.t("factor-open", until=voice.soon(view.look_until)))
    if view.locked_until is not None:
        said.append(voice.t("factor-refused-factor_locked", until=voice.when(view.locked_until)))
    elif view.wait_s > 0:
        said.append(voice.t("factor-wait", seconds=view.wait_s))
    lines = [voice.t("factor-person", name=one.name, state=voice.word(_with(one))) for one in people.values()]
    ways: ButtonRow = (Button(voice.word("queue-to"), ToQueue().pack()), voice.go("me"))
    text = page_of(lines_of(*said), lines_of(*lines), voice.t("factor-new-phone"))
    return Screen(text, (*rows, ways), awaits).under(notice)


def person(one: StaffMember, locale: Locale, notice: str | None = None) -> Screen:
    """What an admin may do about a colleague's authenticator."""
    voice = Voice(locale, 0)
    text = page_of(
        voice.t("factor-person", name=one.name, state=voice.word(_with(one))),
        voice.t("factor-may-reset" if one.proved else "factor-may-word"),
    )
    what: FactorDoing = "reset" if one.proved else "make_word"
    return Screen(text, (_row(voice, what, one.chat_user), _row(voice, "people"))).under(notice)


def ask_word(locale: Locale, notice: str | None = None) -> Screen:
    """Asks for the word that an admin handed over."""
    voice = Voice(locale, 0)
    return Screen(voice.t("factor-ask-word"), ((voice.go("me"),),), Awaits("word", "")).under(notice)


def word(made: NewWord, locale: Locale) -> Screen:
    """The word for enrolling, shown to the admin once."""
    voice = Voice(locale, 0)
    spaced = f"{made.word[:5]} {made.word[5:]}"
    text = voice.t("factor-word", word=spaced, name=made.name, until=voice.when(made.expires_at))
    return Screen(text, (_row(voice, "people"),))


def secret_caption(made: NewSecret, locale: Locale) -> Safe:
    """The text under the QR code, for a person who reads it on the phone with the authenticator."""
    return Voice(locale, 0).t("factor-secret", secret=made.secret)


def opened(until_at: Micros, now: Micros, locale: Locale) -> Screen:
    """The code was right, and there is nothing else to show."""
    voice = Voice(locale, now)
    ways: ButtonRow = (Button(voice.word("queue-to"), ToQueue().pack()), voice.go("me"))
    return Screen(voice.t("factor-open", until=voice.soon(until_at)), (ways,))


def _with(one: StaffMember) -> str:
    return "factor-has" if one.proved else "factor-has-none"


def _row(voice: Voice, what: FactorDoing, person_: int = 0, **params: str) -> ButtonRow:
    return (Button(voice.word(f"factor-do-{what}", **params), Factor(do=what, person=person_).pack()),)


def _whole(refused: Refusal, name: str) -> int:
    value = refused.param(name)
    return value if isinstance(value, int) else 0
