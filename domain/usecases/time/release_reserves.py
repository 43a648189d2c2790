"""Telling people that a reserve has become free (rules 3). The balance itself needs no release: it asks the time."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.balance_view import load_figures
from domain.context import Env
from domain.messages import tell_linked
from domain.ports import Tx
from domain.use_case import use_case


@dataclass(frozen=True, slots=True)
class ReleaseReserves:
    """At most this many accounts at once."""

    limit: int


@use_case(Permission.SYSTEM, audited=False)
def release_reserves(tx: Tx, env: Env, actor: Actor, command: ReleaseReserves) -> int:
    """Tells the people of every account whose reserve is due; how many due accounts were dealt with."""
    now = env.clock.now()
    rows = tx.all("accounts_reserve_due", now=now, most=command.limit)
    for row in rows:
        tx.run("account_set_reserve_due", id=row.id, due_at=None)
        if load_figures(tx, env, row.id, env.clock.now(row.id)).active_resources:
            continue
        params = {"account": row.id, "amount_fen": env.policy.reserve_fen}
        tell_linked(tx, env, row.id, f"reserve:{row.id}:{row.reserve_due_at}", "reserve_free", params)
    next_at = tx.scalar("reserve_next_due")
    if next_at is not None:
        tx.wake("reserve", next_at)
    return len(rows)
