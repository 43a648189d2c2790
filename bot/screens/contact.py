"""How people reach support: the operator's setting as a line, and as a button where it is a place to open."""

from __future__ import annotations

from bot.screens.screen import Button, ButtonRow
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe


def line(support: str | None, voice: Voice) -> Safe | None:
    """The line that names it; None if no contact is set."""
    return voice.t("support-line", contact=support) if support else None


def rows(support: str | None, voice: Voice) -> tuple[ButtonRow, ...]:
    """A row with the button that opens it; no row for a number or an e-mail address, which no button can open."""
    if support is None or not support.startswith(("@", "https://")):
        return ()
    url = f"https://t.me/{support[1:]}" if support.startswith("@") else support
    return ((Button(voice.word("support-open"), url=url),),)
