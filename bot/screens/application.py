"""An application for money that was never topped up: what it is, and why it should be paid out (rules 5).

Amount, payee, papers, code and review are the same as for a designated account.
"""

from __future__ import annotations

from bot.screens.buttons import Apply, account_key
from bot.screens.draft_parts import amount_of, do, voice_of, ways
from bot.screens.screen import Awaits, Button, Row, Screen, page_of
from bot.screens.voice import Voice
from bot.texts.catalogue import Locale, Safe
from domain.rules.characters import as_drawn
from domain.rules.designated import FEWEST_NOTE, LONGEST_NOTE
from domain.views import CostsView, WithdrawalView


def offer(view: CostsView, voice: Voice) -> tuple[Safe, Row] | None:
    """A line and a button, only where an application could pay something now (rules 2)."""
    fen = view.balance.by_application_fen
    if fen <= 0 or view.account.blocked_by is not None:
        return None
    amount = voice.money(fen)
    button = Button(
        voice.word("application-button", amount=amount), Apply(key=account_key(view.account.id)).pack()
    )
    return voice.t("application-offer", amount=amount), (button,)


def note(view: WithdrawalView, locale: Locale) -> Screen:
    """The customer's own words."""
    voice = voice_of(view, locale)
    text = page_of(
        voice.t("note-title", amount=amount_of(view, voice)),
        voice.t("note-type", fewest=FEWEST_NOTE, most=LONGEST_NOTE),
        voice.t("note-now", note=as_drawn(view.note)) if view.note else None,
    )
    go_on: tuple[Row, ...] = ((do(view, "payee", voice.word("continue")),),) if view.note else ()
    return Screen(text, (*go_on, ways(view, "amount", voice)), Awaits("note", view.id))
