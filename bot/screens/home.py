"""Me: the account at a glance and the ways from here; the choice of account; language; help."""

from __future__ import annotations

from bot.screens.buttons import Speak, ToAccount, ToRecords, account_key
from bot.screens.screen import Button, Screen, clip, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts import LOCALES, Locale
from domain.views import AccountView, CostsView

ACCOUNTS_MAX = 40
"""Most accounts offered as buttons; a keyboard holds at most 100."""


def about(account: AccountView, voice: Voice) -> str:
    """An account in one or two lines, for the head of a screen."""
    manager = account.is_member_of
    return lines_of(
        voice.account(account),
        voice.t("account-member", manager=manager) if manager else None,
        voice.t("account-test") if account.is_test else None,
    )


def gate_notice(account: AccountView, voice: Voice) -> str | None:
    """Which gate fails and what to do (rules 4), or None for an account that may withdraw."""
    gate = account.blocked_by
    if gate is None:
        return None
    via = account.is_member_of
    return page_of(
        voice.t(f"gate-{gate}"),
        voice.t(f"gate-{gate}-do"),
        voice.t("gate-via", manager=via, account=account.id) if via else None,
    )


def home(view: CostsView, locale: Locale) -> Screen:
    """Me."""
    balance = view.balance
    voice = Voice(locale, balance.at, balance.currency)
    figure = voice.t(
        "home-figure", withdrawable=voice.money(balance.withdrawable_fen), cash=voice.money(balance.cash_fen)
    )
    text = page_of(
        lines_of(voice.t("home-title"), about(view.account, voice)),
        gate_notice(view.account, voice) or figure,
        voice.t("home-draft") if view.draft else None,
    )
    rows = [
        (voice.go("costs"), voice.go("withdraw")),
        (Button(voice.word("records"), ToRecords(page=0).pack()), voice.go("language")),
        (voice.go("help"), voice.go("accounts")) if len(view.accounts) > 1 else (voice.go("help"),),
    ]
    return Screen(text, tuple(rows))


def accounts(view: CostsView, locale: Locale) -> Screen:
    """The choice among the accounts within reach."""
    voice = Voice(locale, view.balance.at)
    others = [account for account in view.accounts if account.id != view.account.id]
    text = page_of(
        voice.t("accounts-title"),
        voice.t("accounts-which", account=voice.account(view.account))
        if others
        else voice.t("accounts-only"),
        voice.t("and-more", count=len(others) - ACCOUNTS_MAX) if len(others) > ACCOUNTS_MAX else None,
    )
    rows = [
        (Button(clip(f"{other.id} {other.name}", 26), ToAccount(key=account_key(other.id)).pack()),)
        for other in others[:ACCOUNTS_MAX]
    ]
    return Screen(text, (*rows, (voice.back("me"),)))


def language(locale: Locale) -> Screen:
    """The choice of language, each named in itself."""
    voice = Voice(locale, 0)
    choices = tuple(Button(voice.word(f"language-{code}"), Speak(locale=code).pack()) for code in LOCALES)
    return Screen(page_of(voice.t("language-title"), voice.t("language-now")), (choices, (voice.back("me"),)))


def help_page(locale: Locale) -> Screen:
    """What this chat does."""
    voice = Voice(locale, 0)
    text = page_of(
        voice.t("help-title"),
        lines_of(voice.t("help-costs"), voice.t("help-withdraw"), voice.t("help-records")),
        voice.t("help-commands"),
        lines_of(voice.t("help-wrong-account"), voice.t("help-code")),
    )
    return Screen(text, ((voice.go("me"), voice.go("costs")),))


def commands(locale: Locale) -> tuple[tuple[str, str], ...]:
    """The commands and what they do, for the Bot API's menu."""
    voice = Voice(locale, 0)
    names = ("start", "balance", "withdraw", "records", "language", "help")
    return tuple((name, voice.word(f"command-{name}")) for name in names)
