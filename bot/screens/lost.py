"""For everything the conversation cannot use: what happened, what to send instead, the way home."""

from __future__ import annotations

from bot.screens.notices import nonsense
from bot.screens.screen import Screen, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Locale


def lost(kind: str, locale: Locale) -> Screen:
    """``kind`` as in ``notices.nonsense``."""
    voice = Voice(locale, 0)
    return Screen(
        page_of(nonsense(kind, locale), voice.t("help-commands")), ((voice.go("me"), voice.go("help")),)
    )


def notice_only(notice: str, locale: Locale) -> Screen:
    """A notice (HTML) with nothing to show under it but the way home."""
    voice = Voice(locale, 0)
    return Screen(notice, ((voice.go("me"), voice.go("help")),))
