"""Connecting an account: what to do without a link, the code entry, the welcome after it."""

from __future__ import annotations

from typing import Protocol

from bot.screens.buttons import LinkCode
from bot.screens.screen import Awaits, Button, Screen, lines_of, page_of
from bot.screens.voice import Voice
from bot.texts import Locale
from domain.ports import Micros
from domain.views import AccountView


class Attempt(Protocol):
    """What is shown of a begun connection."""

    @property
    def id(self) -> int:
        """The attempt's id."""

    @property
    def account_masked(self) -> str:
        """The account, masked."""

    @property
    def phone_masked(self) -> str:
        """The security phone, masked."""

    @property
    def code_expires_at(self) -> Micros:
        """How long the code is good."""


def welcome(locale: Locale) -> Screen:
    """For somebody without an account: how to connect one."""
    voice = Voice(locale, 0)
    text = page_of(voice.t("welcome-title"), voice.t("welcome-do"), voice.t("welcome-safe"))
    return Screen(text, ((voice.go("help"), voice.go("language")),))


def code_entry(attempt: Attempt, now: Micros, locale: Locale) -> Screen:
    """The code is on its way; type it."""
    voice = Voice(locale, now)
    sent = voice.t("link-sent", phone=attempt.phone_masked, until=voice.soon(attempt.code_expires_at))
    text = page_of(
        voice.t("link-title", account=attempt.account_masked),
        sent,
        lines_of(voice.t("link-hint"), voice.t("link-delete")),
    )
    return Screen(text, _code_rows(attempt.id, voice), Awaits("link", str(attempt.id)))


def code_again(link: int, locale: Locale) -> Screen:
    """After a code that did not work: try again or ask for another."""
    voice = Voice(locale, 0)
    text = lines_of(voice.t("link-hint"), voice.t("link-delete"))
    return Screen(text, _code_rows(link, voice), Awaits("link", str(link)))


def linked(account: AccountView, locale: Locale) -> Screen:
    """It worked."""
    voice = Voice(locale, 0)
    title = voice.t("linked-title", name=account.name[:40], account=account.id)
    return Screen(page_of(title, voice.t("linked-next")), ((voice.go("costs"), voice.go("me")),))


def _code_rows(link: int, voice: Voice) -> tuple[tuple[Button, ...], ...]:
    again = Button(voice.word("link-again"), LinkCode(link=link).pack())
    return ((again,), (voice.go("me", "cancel"),))
