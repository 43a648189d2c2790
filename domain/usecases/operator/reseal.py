"""An operator seals everything again, piece by piece, so that an old part of SECRET_KEY may be taken away."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.sealed_fields import SEALED, Resealed, reseal_piece
from domain.use_case import use_case


@use_case(Permission.OPERATE, lock="reseal", audited=False)
def reseal(ctx: Ctx, field: int, after: str | int | None, most: int) -> Resealed:
    """Seals one piece of one field; may be interrupted, repeated and run while others write.

    `field` is an index of `SEALED`; `after` the last key of the piece before, None at the beginning.
    """
    of = SEALED[field]
    return reseal_piece(ctx, of, of.first if after is None else after, most)


@use_case(Permission.OPERATE, lock="reseal")
def retire_keys(ctx: Ctx) -> int:
    """Records that older parts seal nothing, so that the start asks for none of them; returns their number."""
    return ctx.tx.run("sealing_key_retire", but=ctx.vault.newest_key)
