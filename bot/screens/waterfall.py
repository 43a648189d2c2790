"""How the balance adds up, as a picture is drawn of it: what each bar is called and from where to where it goes.

Pure. `bot.pictures.waterfall` draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.screens.voice import Voice
from domain.ports import Fen
from domain.views import BalanceView

BarKind = Literal["all", "taken", "left"]
"""The whole, what is taken from it, and what is left."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, and where it begins and ends (fen)."""

    kind: BarKind
    label: str
    amount: str
    from_fen: Fen
    to_fen: Fen


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From all of the cash down to what can be withdrawn. Two with the same content are the same picture."""

    title: str
    bars: tuple[Bar, ...]


def waterfall(balance: BalanceView, voice: Voice) -> Waterfall | None:
    """The picture of the balance; None where nothing is taken from the cash."""
    bars = [Bar("all", voice.word("line-cash"), voice.number(balance.cash_fen), 0, balance.cash_fen)]
    left_fen = balance.cash_fen
    for key, fen in taken(balance):
        bars.append(
            Bar("taken", voice.word(f"line-{key}"), f"−{voice.number(fen)}", left_fen - fen, left_fen)
        )
        left_fen -= fen
    if len(bars) == 1:
        return None
    left = voice.number(balance.withdrawable_fen)
    bars.append(Bar("left", voice.word("line-withdrawable"), left, 0, balance.withdrawable_fen))
    return Waterfall(voice.word("picture-title", currency=balance.currency), tuple(bars))


def taken(balance: BalanceView) -> list[tuple[str, Fen]]:
    """What is taken from the cash, in the order of the sum: the end of its text's key, and the amount (rules 2)."""
    every = (
        ("transferred", balance.transferred_fen),
        ("reserve", balance.reserve_shown_fen),
        ("frozen", balance.frozen_cash_fen),
    )
    return [(key, fen) for key, fen in every if fen]
