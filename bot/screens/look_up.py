"""A customer's balance explained to support, read-only: no name, a masked number, and a row in the account's log."""

from __future__ import annotations

from bot.screens.costs import balance_receipt
from bot.screens.holds import in_short
from bot.screens.screen import TEXT_MAX, Screen, clip, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.usecases.staff.look_up import LookUpView
from domain.views import Locale

ID_MAX = 64
ITEMS = (8, 3, 0)
"""How many parts of a held amount are named: as many as fit one message."""


def why(view: LookUpView, locale: Locale) -> Screen:
    """The figures and what holds them."""
    voice = Voice(locale, view.balance.at, view.balance.currency)
    texts = (_text(view, voice, most) for most in ITEMS)
    # A tag is never cut: without named parts it always fits.
    text = next((one for one in texts if len(one) <= TEXT_MAX - 100), _text(view, voice, 0))
    return Screen(text, ((voice.go("me"),),))


def _text(view: LookUpView, voice: Voice, most: int) -> str:
    balance = view.balance
    cash, out = voice.money(balance.cash_fen), voice.money(balance.withdrawable_fen)
    return page_of(
        lines_of(
            voice.t("lookup-title", account=clip(view.account, ID_MAX)),
            voice.t(f"lookup-kind-{view.kind}", phone=view.phone_masked),
            voice.t("account-test") if view.is_test else None,
        ),
        voice.t(f"gate-{view.blocked_by}") if view.blocked_by else None,
        voice.t("home-figure", withdrawable=out, cash=cash),
        balance_receipt(balance, voice),
        *(in_short(balance, hold, voice, most) for hold in balance.holds),
        voice.t("costs-none-held") if not balance.holds else None,
        voice.t("lookup-written", ticket=view.ticket),
    )


def how(locale: Locale) -> Safe:
    """How to ask for it."""
    return Voice(locale, 0).t("lookup-how")


def at_the_machine(command: str, locale: Locale) -> Safe:
    """How to type a command at the command line."""
    return Voice(locale, 0).t(f"machine-{command}")
