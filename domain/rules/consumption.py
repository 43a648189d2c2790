"""Which fund pays, and which fund gets money back (rules 1): pure choices, no writing.

Consumption: `transfer` first, then `other`, then `top_up`, each oldest first. Returning: what left last comes back
first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.ports import Fen, Micros

_RANK = {"transfer": 0, "other": 1, "top_up": 2}


@dataclass(frozen=True, slots=True)
class Source:
    """A fund that money could leave. `id` rises in the order of receipt."""

    id: int
    kind: str
    at: Micros
    remaining_fen: Fen


@dataclass(frozen=True, slots=True)
class Drawn:
    """Money that left a fund and may come back. `id` rises in the order of leaving."""

    id: int
    fund: int
    open_fen: Fen


def take(sources: Iterable[Source], amount_fen: Fen) -> list[tuple[int, Fen]] | None:
    """(fund, fen) pairs, each above 0, that together make the amount; None if there is not enough."""
    taken: list[tuple[int, Fen]] = []
    for source in sorted(sources, key=lambda fund: (_RANK[fund.kind], fund.at, fund.id)):
        part = min(source.remaining_fen, amount_fen)
        if part > 0:
            taken.append((source.id, part))
            amount_fen -= part
    return taken if amount_fen == 0 else None


def give_back(drawn: Sequence[Drawn], amount_fen: Fen) -> list[tuple[Drawn, Fen]] | None:
    """(draw, fen) pairs, each above 0, last that left first; None if that much never left."""
    given: list[tuple[Drawn, Fen]] = []
    for draw in sorted(drawn, key=lambda draw: -draw.id):
        part = min(draw.open_fen, amount_fen)
        if part > 0:
            given.append((draw, part))
            amount_fen -= part
    return given if amount_fen == 0 else None
