"""Time's work on the audit (decision 22): its rows are chained, and an hour of a stranger's denials becomes a row.

Both are done in pieces, by one worker at a time, and go on where they were left. Checking the chain is here, too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace

from domain.actor import Permission
from domain.audit import AuditNote
from domain.audit_chain import changed, digests, erased, link, read_personal
from domain.context import Ctx
from domain.ports import HOUR, MINUTE, Micros
from domain.rules.calendar import to_local
from domain.use_case import audit, use_case

UNCHAINED_AFTER: Micros = 5 * MINUTE
"""A row that waits longer for the chain is named by ``check``."""


@dataclass(frozen=True, slots=True)
class ChainPiece:
    """What is wrong in one piece, and where the next one begins; ``done``: there is none.

    ``erased``: personal fields that are gone, with their salts; nothing is wrong with that.
    """

    broken: tuple[str, ...]
    erased: int
    position: int
    hash: bytes
    done: bool


@dataclass(frozen=True, slots=True)
class Unchained:
    """How many rows wait for the chain for too long, and the first of them."""

    count: int
    first: int


@use_case(Permission.SYSTEM, audited=False)
def chain_audit(ctx: Ctx, limit: int) -> int:
    """Puts rows that wait at the end of the chain, oldest first; how many they were."""
    last = ctx.tx.one("chain_last")
    position, before = (0, b"") if last is None else (last.position, last.hash)
    rows = ctx.tx.all("chain_waiting", most=limit)
    for row in rows:
        personal = digests(ctx, row)
        position, before = position + 1, link(ctx.vault, before, position + 1, row, personal)
        ctx.tx.run(
            "chain_add", position=position, audit=row.id, hash=before,
            personal=json.dumps(personal, sort_keys=True, separators=(",", ":")),
        )  # fmt: skip
        ctx.tx.run("chain_waits_no_more", audit=row.id)
    return len(rows)


@use_case(Permission.SYSTEM, audited=False)
def fold_denials(ctx: Ctx, limit: int) -> int:
    """Makes one row of each person's hour that is over; how many they were."""
    now = ctx.clock.now()
    hours: dict[tuple[str, Micros], dict[str, int]] = defaultdict(dict)
    for row in ctx.tx.all("denials_over", before=now - HOUR, most=limit):
        hours[row.who, row.hour_at] |= {
            one.what: one.number for one in ctx.tx.all("denials_of", who=row.who, hour_at=row.hour_at)
        }
    for (who, hour_at), tries in hours.items():
        note = AuditNote()
        note.add(count=sum(tries.values()), tries=tries, hour=f"{to_local(hour_at):%Y-%m-%d %H:%M}")
        audit(
            replace(ctx, actor=replace(ctx.actor, who=who)),
            "denials",
            None,
            None,
            "denied",
            refused=True,
            note=note,
            staff=True,
        )
        ctx.tx.run("denials_drop", who=who, hour_at=hour_at)
    return len(hours)


@use_case(Permission.OPERATE, writes=False)
def check_chain(ctx: Ctx, limit: int, position: int = 0, hash: bytes = b"") -> ChainPiece:
    """One piece of the chain: places that are missing, and rows that are gone, changed, or not in their place.

    The piece behind ``position``, whose hash is ``hash``; at most ``limit`` rows.
    """
    before, broken, gone = hash, [], 0
    rows = ctx.tx.all("chain_piece", after=position, most=limit)
    for row in rows:
        if row.position != position + 1:
            broken.append(f"places {position + 1} to {row.position - 1} of the chain are missing")
        position = row.position
        if row.id is None:
            broken.append(f"row {row.audit} is gone")
        else:
            personal = read_personal(row.personal)
            gone += len(erased(personal))
            wrong = changed(ctx.vault, row, personal)
            if wrong:
                broken.append(f"row {row.id}: {', '.join(wrong)} was changed")
            if link(ctx.vault, before, position, row, personal) != row.hash:
                broken.append(f"row {row.id} was changed, or does not follow the one before it")
        # From here on the chain is measured by what is written, so that one change is one line.
        before = row.hash
    return ChainPiece(tuple(broken), gone, position, before, len(rows) < limit)


@use_case(Permission.OPERATE, writes=False)
def check_unchained(ctx: Ctx) -> Unchained:
    """Rows older than five minutes that are not in the chain."""
    row = ctx.tx.one("chain_late", before=ctx.clock.now() - UNCHAINED_AFTER)
    return Unchained(row.number, row.first or 0)
