"""Shared parts of the screens of an unfinished withdrawal: its voice, its buttons, the way back and the way out.

`domain.draft_steps` decides which step comes next; the module of each step has its text.
"""

from __future__ import annotations

from bot.screens.buttons import Doing, Draft, ToOrders
from bot.screens.screen import Awaits, Button, ButtonRow, clip
from bot.screens.voice import Voice
from bot.texts.catalogue import Safe
from domain.rules.designated import DesignatedReason, DocumentKind
from domain.views import Locale, OrderView, WithdrawalView


def voice_of(view: WithdrawalView, locale: Locale) -> Voice:
    """The voice of its screens."""
    return Voice(locale, view.at, view.currency)


def do(view: WithdrawalView, doing: Doing, label: str) -> Button:
    """A button of a step, as of the row's version."""
    return Button(label, Draft(do=doing, id=view.id, version=view.version).pack())


def at(view: WithdrawalView, step: Doing | None = None) -> Awaits:
    """Awaits no text, but marks where the person is: at `step`, or at the row's step."""
    return Awaits("step", view.id, step or "")


def ways(view: WithdrawalView, back_to: Doing | None, voice: Voice) -> ButtonRow:
    """Back and Cancel. None leads back to where the withdrawal was begun."""
    if back_to is not None:
        back = do(view, back_to, voice.word("back"))
    elif view.method == "application":
        back = voice.back("costs")
    else:
        back = Button(voice.word("back"), ToOrders(page="0").pack())
    return back, do(view, "stop", voice.word("cancel"))


def place(view: WithdrawalView, voice: Voice) -> Safe:
    """Where the money comes from, and returns to if it does not arrive: its order, or the balance."""
    if view.order is None:
        return voice.t("place-balance")
    return voice.t("place-order", order=view.order.order_id)


def window(order: OrderView, voice: Voice) -> Safe | None:
    """Until when an order can go back the way it was paid, or that this is over; None without a window (rules 5)."""
    if order.window_ends_on is None:
        return None
    key = "window-open" if order.original_method else "window-over"
    return voice.t(key, ended=voice.day(order.window_ends_on))


def amount_of(view: WithdrawalView, voice: Voice) -> str:
    """The amount; 0.00 before one is entered."""
    return voice.money(view.amount_fen or 0)


def why(reason: DesignatedReason, voice: Voice) -> Safe:
    """A reason for a designated account, as a part of a sentence."""
    return voice.t(f"because-{reason}")


def listed(kinds: tuple[DocumentKind, ...], voice: Voice) -> str:
    """Documents by name, in one line of plain text."""
    return voice.word("list-join").join(voice.word(f"document-{kind}") for kind in kinds)


def one_line(text: str | None, longest: int) -> str:
    """Text of others, cut; empty for None."""
    return clip(text or "", longest)
