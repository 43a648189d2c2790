"""The funds that money would leave, as many as are needed, in the order of consumption (rules 1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from domain.ports import Fen
from domain.rules.consumption import Source
from domain.tx import Tx

if TYPE_CHECKING:
    from domain.tx import FundRow

FIRST = 16
"""The number of funds that are read first; each further reading takes eight times as many."""


def sources(tx: Tx, account: str, amount_fen: Fen, *, received: bool) -> list[Source]:
    """Funds for this amount, or all if they do not suffice; `received`: money from other accounts too."""
    flag = int(received)
    return _enough(amount_fen, lambda most: tx.all("funds_next", account=account, received=flag, most=most))


def other_sources(tx: Tx, account: str, amount_fen: Fen) -> list[Source]:
    """The same of `other` funds alone, which an application draws on."""
    return _enough(amount_fen, lambda most: tx.all("other_funds_next", account=account, most=most))


def _enough(amount_fen: Fen, first: Callable[[int], list[FundRow]]) -> list[Source]:
    most = FIRST
    while True:
        rows = first(most)
        if len(rows) < most or sum(row.remaining_fen for row in rows) >= amount_fen:
            return [Source(row.id, row.kind, row.at, row.remaining_fen) for row in rows]
        most *= 8
