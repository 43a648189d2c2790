"""*Not me*: the button on every code and security message, the question once more, and what was done (rules 4)."""

from __future__ import annotations

from bot.screens import contact
from bot.screens.buttons import NotMeButton
from bot.screens.connected import who_button
from bot.screens.screen import Button, Screen, clip, harmless, lines_of, page_of
from bot.screens.voice import Voice
from domain.usecases.customer.not_me import NotMeView, NotMeWhat
from domain.views import Locale


def not_me_button(what: NotMeWhat, subject: int, voice: Voice) -> Button:
    """Asks once more in a message of its own; the message of the button stays as it is."""
    return Button(voice.word("not-me"), NotMeButton(what=what, id=subject).pack())


def sure(view: NotMeView, what: NotMeWhat, subject: int, locale: Locale) -> Screen:
    """What would happen, and the question once more."""
    voice = Voice(locale, view.at)
    text = page_of(
        voice.t("not-me-title", account=clip(view.account, 64)),
        lines_of(voice.t("not-me-do"), *_effects(view, voice)),
    )
    yes = Button(voice.word("not-me-yes"), NotMeButton(what=what, id=subject, sure=1).pack())
    return Screen(text, ((yes,), (voice.go("here", "not-me-no"),)))


def done(view: NotMeView, what: NotMeWhat, locale: Locale, support: str | None = None) -> Screen:
    """What was done, and how support is reached."""
    voice = Voice(locale, view.at)
    text = page_of(
        voice.t("not-me-done", account=clip(view.account, 64)),
        lines_of(*_effects(view, voice)),
        lines_of(voice.t("not-me-phone" if what == "phone" else "not-me-next"), contact.line(support, voice)),
    )
    return Screen(text, ((who_button(view.account, voice),), (voice.go("me"),)))


def _effects(view: NotMeView, voice: Voice) -> list[str | None]:
    chat = None
    if view.unlinks and view.chat:
        chat = voice.t("not-me-chat", chat=harmless(view.chat, 30))
    elif view.unlinks:
        chat = voice.t("not-me-chat-unnamed")
    return [
        _dot(voice.t("not-me-codes")),
        _dot(voice.t("not-me-cancels", count=view.withdrawals)) if view.withdrawals else None,
        _dot(chat) if chat else None,
        _dot(voice.t("not-me-stop", until=voice.when(view.until_at))),
        _dot(voice.t("not-me-staff")),
    ]


def _dot(text: str) -> str:
    return f"• {text}"
