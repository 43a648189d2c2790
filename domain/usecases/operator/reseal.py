"""An operator has everything sealed anew, piece by piece, so that an old part of SECRET_KEY may be taken away."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.ports import Tx
from domain.sealed_fields import SEALED, Resealed, reseal_piece
from domain.use_case import use_case


@dataclass(frozen=True, slots=True)
class Reseal:
    """``field``: which of ``SEALED``; ``after``: the last key of the piece before, None at its beginning."""

    field: int
    after: str | int | None
    most: int


@dataclass(frozen=True, slots=True)
class RetireKeys:
    """Nothing to choose."""


@use_case(Permission.OPERATE, audited=False)
def reseal(tx: Tx, env: Env, actor: Actor, command: Reseal) -> Resealed:
    """One piece of one field; may be interrupted, repeated and run while others write."""
    of = SEALED[command.field]
    return reseal_piece(tx, env, of, of.first if command.after is None else command.after, command.most)


@use_case(Permission.OPERATE)
def retire_keys(tx: Tx, env: Env, actor: Actor, command: RetireKeys) -> int:
    """Nothing is sealed with older parts any more: from now on the start asks for none of them; how many it were."""
    return tx.run("sealing_key_retire", but=env.vault.newest_key)
