"""The banner above every message while a member of staff acts as a test account, and the way out below it.

Nobody may take a test account for their own, or their own for a test account: so a push of an account that is not the
session's says that too.
"""

from __future__ import annotations

from dataclasses import replace

from bot.screens.screen import Button, ReplyKey, Screen, clip
from bot.screens.support_buttons import Acts
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.acting_sessions import ActingView
from domain.ports import MINUTE, Micros
from domain.views import Locale

EXIT = "/exit"
"""The command; also the label of a key below the chat, which sends its label."""
ID_MAX = 24
NAME_MAX = 20
TOAST_MAX = 200
"""Longest answer to a tap that the Bot API takes."""


def over(screen: Screen, session: ActingView, now: Micros, locale: Locale) -> Screen:
    """A screen of the session: the banner above, Exit below."""
    text = f"{line(session, now, locale)}\n\n{screen.text}"
    if screen.keys:
        return replace(screen, text=text, keys=(*screen.keys, ReplyKey(EXIT)))
    if screen.drops_keys:
        return replace(screen, text=text)
    leaves = Acts(do="exit").pack()
    rows = tuple(row for row in screen.rows if all(button.data != leaves for button in row))
    return replace(screen, text=text, rows=(*rows, (exit_button(session, locale),)))


def line(session: ActingView, now: Micros, locale: Locale) -> Safe:
    """The banner as HTML."""
    return Voice(locale, now).t("banner", **_of(session, now))


def toast(text: str | None, session: ActingView, now: Micros, locale: Locale) -> str:
    """An answer to a tap as plain text under the banner; the banner alone without one."""
    banner = Voice(locale, now).word("banner-toast", **_of(session, now))
    return f"{banner}\n{text}"[:TOAST_MAX] if text else banner[:TOAST_MAX]


def exit_button(session: ActingView, locale: Locale) -> Button:
    """The button that ends the session."""
    account = clip(session.account, 12)
    return Button(Voice(locale, 0).word("banner-exit", account=account), Acts(do="exit").pack())


def of_test(screen: Screen, account: str, locale: Locale) -> Screen:
    """News of a test account for a person who does not act as it now."""
    return screen.under(Voice(locale, 0).t("banner-test", account=clip(account, ID_MAX)))


def of_own(screen: Screen, session: ActingView, locale: Locale) -> Screen:
    """News of another account, during a session."""
    return screen.under(Voice(locale, 0).t("banner-own", account=clip(session.account, ID_MAX)))


def _of(session: ActingView, now: Micros) -> dict[str, str | int]:
    left = max(0, -(-(session.ends_at - now) // MINUTE))
    return {
        "account": clip(session.account, ID_MAX),
        "name": clip(session.staff_name, NAME_MAX),
        "left": left,
    }
