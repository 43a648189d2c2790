"""What time ends: unfinished withdrawals, unused codes, and the memory of updates long carried out."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.codes import end_code
from domain.context import Env
from domain.documents import set_days
from domain.messages import drop_code, tell_user
from domain.payee_rows import hide_all_of
from domain.ports import DAY, Tx
from domain.use_case import use_case

REMEMBERED_DAYS = 7
"""The chat app offers an update again for a day at most."""


@dataclass(frozen=True, slots=True)
class ExpireDrafts:
    """At most this many drafts at once."""

    limit: int


@dataclass(frozen=True, slots=True)
class ExpireCodes:
    """At most this many codes at once."""

    limit: int


@dataclass(frozen=True, slots=True)
class ForgetUpdates:
    """At most this many updates at once."""

    limit: int


@use_case(Permission.SYSTEM, audited=False)
def expire_drafts(tx: Tx, env: Env, actor: Actor, command: ExpireDrafts) -> int:
    """Ends drafts that were left alone too long, with their codes, and says so; how many they were."""
    now = env.clock.now()
    rows = tx.all("drafts_due", now=now, most=command.limit)
    for row in rows:
        tx.run("draft_expire", id=row.id, now=now)
        tx.run("draft_expire_step", id=row.id, now=now, version=row.version + 1, who=actor.who)
        end_code(tx, env, "withdrawal", row.id, "expired")
        set_days(tx, env, row.id)
        hide_all_of(tx, env, row.id, row.account)
        params = {"withdrawal": row.id, "account": row.account}
        tell_user(tx, env, row.chat_user, f"draft:{row.id}", "draft_expired", params, account=row.account)
    return len(rows)


@use_case(Permission.SYSTEM, audited=False)
def expire_codes(tx: Tx, env: Env, actor: Actor, command: ExpireCodes) -> int:
    """Ends codes whose time is over and erases those not delivered yet; how many they were (rules 7)."""
    now = env.clock.now()
    rows = tx.all("codes_due", now=now, most=command.limit)
    for row in rows:
        tx.run("code_end", id=row.id, now=now, why="expired")
        drop_code(tx, env, row.id, "expired")
    return len(rows)


@use_case(Permission.SYSTEM, audited=False)
def forget_updates(tx: Tx, env: Env, actor: Actor, command: ForgetUpdates) -> int:
    """Forgets updates carried out over a week ago; how many they were."""
    before = env.clock.now() - REMEMBERED_DAYS * DAY
    return tx.run("updates_forget", before=before, most=command.limit)
