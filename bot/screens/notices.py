"""Texts for refusals and errors: one for every code of the domain, with the numbers that help.

A notice stands above the screen that shows the present state; nobody is left with an error alone.
"""

from __future__ import annotations

from datetime import date

from bot.screens.screen import Button, Screen, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe, texts_for
from domain.errors import Refusal, Unfit
from domain.ports import Fen, Micros
from domain.rules.designated import MOST_OF_A_KIND
from domain.views import Locale

LEAST_FEN = 1
"""The smallest amount (rules 2: no minimum beyond 0.01)."""


def refusal(refused: Refusal, now: Micros, locale: Locale, currency: str = "CNY") -> Safe:
    """The text of a refusal as HTML; a general one for a code without its own."""
    voice = Voice(locale, now, currency)
    special = _SPECIAL.get(refused.code)
    if special is not None:
        return special(refused, voice)
    key = f"refused-{refused.code}"
    if not voice.texts.has(key):
        key = "refused-unknown"
    return voice.t(key)


def has_text(code: str, locale: Locale) -> bool:
    """Whether a refusal has words of its own in a language."""
    return code in _SPECIAL or Voice(locale, 0).texts.has(f"refused-{code}")


def _number(refused: Refusal, name: str) -> int | None:
    value = refused.param(name)
    return value if isinstance(value, int) else None


def _until(refused: Refusal, voice: Voice) -> Safe:
    return voice.t(f"refused-{refused.code}", until=voice.soon(_number(refused, "until_at") or voice.now))


def _most_until(refused: Refusal, voice: Voice) -> Safe:
    most, until_at = _number(refused, "most"), _number(refused, "until_at") or voice.now
    return voice.t(f"refused-{refused.code}", most=most or 0, until=voice.soon(until_at))


def _connected(refused: Refusal, voice: Voice) -> Safe:
    account = str(refused.param("account") or "")
    return voice.t(f"refused-{refused.code}", most=_number(refused, "most") or 0, account=account)


def _wait(refused: Refusal, voice: Voice) -> Safe:
    return voice.t("refused-code_too_soon", wait=max(1, _number(refused, "wait_s") or 1))


def _amount(refused: Refusal, voice: Voice) -> Safe:
    most = _number(refused, "max_fen")
    if most is None:
        return voice.t("refused-unknown")
    if most < LEAST_FEN:
        return voice.t("refused-amount_none")
    least, shown = voice.money(LEAST_FEN), voice.money(most)
    if refused.code == "amount_unreadable":
        return voice.t("refused-amount_unreadable", least=least, most=shown, example=example(most, voice))
    limit = refused.param("limited_by")
    limit = limit if limit in ("order", "other") else "balance"
    return voice.t(f"refused-amount_too_much-{limit}", least=least, most=shown)


def _too_small(refused: Refusal, voice: Voice) -> Safe:
    return voice.t("refused-amount_too_small", least=voice.money(LEAST_FEN))


def _window(refused: Refusal, voice: Voice) -> Safe:
    ended = refused.param("ended_on")
    if isinstance(ended, date):
        return voice.t("refused-window_closed", ended=voice.day(ended))
    return voice.t("refused-window_closed-plain")


def _gate(refused: Refusal, voice: Voice) -> Safe:
    gate = refused.param("gate")
    if not isinstance(gate, str) or not voice.texts.has(f"gate-{gate}"):
        return voice.t("refused-not_eligible")
    return Safe(page_of(voice.t(f"gate-{gate}"), voice.t(f"gate-{gate}-do")))


def _linked(refused: Refusal, voice: Voice) -> Safe:
    return voice.t("refused-already_linked", account=str(refused.param("account") or ""))


def _note(refused: Refusal, voice: Voice) -> Safe:
    fewest, most = _number(refused, "fewest"), _number(refused, "most")
    if fewest is None or most is None:
        return voice.t("refused-note_needed-plain")
    return voice.t("refused-note_needed", fewest=fewest, most=most)


def _count(refused: Refusal, voice: Voice) -> Safe:
    return voice.t("refused-papers_missing", count=_number(refused, "count") or 1)


def _most(refused: Refusal, voice: Voice) -> Safe:
    return voice.t("refused-too_many_documents", most=_number(refused, "most") or MOST_OF_A_KIND)


def _wrong(refused: Refusal, voice: Voice) -> Safe:
    wrong, left = voice.t("refused-code_wrong"), _number(refused, "left")
    return wrong if left is None else Safe(page_of(wrong, voice.t("tries-left", count=left)))


_SPECIAL = {
    "code_wrong": _wrong,
    "note_needed": _note,
    "papers_missing": _count,
    "too_many_documents": _most,
    "locked": _until,
    "code_too_many": _most_until,
    "not_me_today": _until,
    "link_young": _until,
    "numbers_too_many": _most_until,
    "drafts_too_many": _most_until,
    "documents_too_many_today": _most_until,
    "chats_too_many": _connected,
    "accounts_too_many": _connected,
    "code_too_soon": _wait,
    "amount_unreadable": _amount,
    "amount_too_much": _amount,
    "amount_too_small": _too_small,
    "window_closed": _window,
    "not_eligible": _gate,
    "already_linked": _linked,
}


def example(most_fen: Fen, voice: Voice) -> str:
    """An example amount: half of what is possible, at most 120.50."""
    return voice.number(min(120_50, max(LEAST_FEN, most_fen // 2)))


def stale_toast(locale: Locale) -> str:
    """Answer to a tap on a card of an older version; plain text."""
    return Voice(locale, 0).word("toast-stale")


def old_toast(locale: Locale) -> str:
    """Answer to a tap on a button without a meaning now; plain text."""
    return Voice(locale, 0).word("toast-old")


def later_toast(locale: Locale) -> str:
    """Answer to a tap whose screen could not be shown yet; plain text."""
    return Voice(locale, 0).word("toast-later")


def nothing_to_stop(locale: Locale) -> Safe:
    """/cancel with nothing unfinished."""
    return Voice(locale, 0).t("nothing-to-stop")


def nothing_connected(locale: Locale) -> Safe:
    """/cancel while connecting an account."""
    return Voice(locale, 0).t("nothing-connected")


def stopped(locale: Locale) -> Safe:
    """/cancel while another chat is removed, or a new phone is proved."""
    return Voice(locale, 0).t("stopped")


def nonsense(kind: str, locale: Locale) -> Safe:
    """Answer to what the conversation cannot use.

    `kind` is `text`, `command`, `file`, `forwarded`, `edited`, `number`; another kind for text in place of a
    document, or for a file when all documents are there.
    """
    voice = Voice(locale, 0)
    return voice.t(f"nonsense-{kind}")


def overtaken(locale: Locale) -> Safe:
    """Answer to a message that arrived before the question that it answers."""
    return Voice(locale, 0).t("overtaken")


def code_shape(locale: Locale) -> Safe:
    """Answer to a text that is not a code where one is awaited."""
    return Voice(locale, 0).t("code-shape")


def code_not_awaited(locale: Locale) -> Safe:
    """Answer to a text like a code where none is awaited."""
    return Voice(locale, 0).t("code-not-awaited")


def code_once_more(locale: Locale) -> Safe:
    """Answer to a code typed on another screen: removed, and asked for here."""
    return Voice(locale, 0).t("code-once-more")


def unfinished_first(locale: Locale) -> Safe:
    """Answer to *Apply again* while something else is unfinished, which it would replace."""
    return Voice(locale, 0).t("unfinished-first")


def too_fast(locale: Locale) -> str:
    """Answer to updates that are too fast; plain text, for a message or an alert."""
    return Voice(locale, 0).word("too-fast")


def too_many_waiting(most: int, locale: Locale) -> str:
    """Answer to an update beyond those that are worked on; plain text, for a message or an alert."""
    return Voice(locale, 0).word("too-many-waiting", most=most)


def too_many_today(most: int, until: Micros, now: Micros, locale: Locale) -> str:
    """Answer to an update beyond those of a day; plain text, for a message or an alert."""
    voice = Voice(locale, now)
    return voice.word("too-many-today", most=most, until=voice.when(until))


def busy(locale: Locale) -> str:
    """The database is busy; plain text."""
    return Voice(locale, 0).word("busy")


def failed(reference: str, locale: Locale) -> str:
    """An apology with a reference for support; plain text."""
    return Voice(locale, 0).word("failed", reference=reference)


def mishap(text: str, locale: Locale) -> Screen:
    """An apology with the way home."""
    voice = Voice(locale, 0)
    return Screen(voice.t("said", text=text), ((voice.go("me"),),))


def group_refusal(username: str | None, locale: Locale) -> Screen:
    """The one answer in a group: no customer's data, the way to the private chat."""
    voice = Voice(locale, 0)
    link = Button(voice.word("group-open"), url=f"https://t.me/{username}")
    return Screen(voice.t("group-refused"), ((link,),) if username else ())


def group_toast(locale: Locale) -> str:
    """Answer to a tap in a group; plain text."""
    return Voice(locale, 0).word("group-toast")


def unfit(wrong: Unfit, locale: Locale) -> Safe:
    """The text for an unfit file as HTML; `refused` is the value of `Unfit.refused()`."""
    texts = texts_for(locale)
    key = f"unfit-{wrong.code}"
    params = {name: value for name, value in wrong.params.items() if isinstance(value, str | int)}
    return texts.t(key, **params) if texts.has(key) else texts.t("unfit-broken")


def lost(kind: str, locale: Locale) -> Screen:
    """The same as `notices.nonsense`, as a screen of its own."""
    voice = Voice(locale, 0)
    return Screen(
        page_of(nonsense(kind, locale), voice.t("help-commands")), ((voice.go("me"), voice.go("help")),)
    )


def notice_only(notice: str, locale: Locale) -> Screen:
    """A notice (HTML) above nothing but the way home."""
    voice = Voice(locale, 0)
    return Screen(notice, ((voice.go("me"), voice.go("help")),))
