"""After the clock was set back: waits and locks that began before last no longer than their own length (rules 6, 7).

Due moments are kept in rows, so an hour's step back would make a payout, a push or a lock last an hour more. Moments
that are far by nature (promises, reserves, drafts, deletions) stay as they were told.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.ports import SECOND
from domain.use_case import use_case
from domain.usecases.time.outbox import KEPT_MOST_S

SLACK_S = 30
"""Steps up to so many seconds make nobody wait long, and may be no steps at all."""


@use_case(Permission.SYSTEM, lock="shorten_waits", audited=False)
def shorten_waits(ctx: Ctx, lease_s: int) -> int:
    """Ends waits beyond the longest of their kind, and bounds leases and locks by their length; returns how many.

    A lease goes on for its own length from now, since its owner may be at work. `lease_s` is the longest lease of a
    payout or a message.
    """
    now, policy = ctx.clock.now(), ctx.policy
    later = now + SLACK_S * SECOND

    def lasts(length_s: int) -> dict[str, int]:
        return {"until": now + length_s * SECOND, "longest": later + length_s * SECOND}

    def ends(longest_s: int) -> dict[str, int]:
        return {"now": now, "later": later, "longest": later + longest_s * SECOND}

    lease = lasts(lease_s)
    asked_again = lasts(max(policy.return_first_ask_s, policy.return_ask_s))
    shortened = {
        "outbox": ctx.tx.run("waits_of_messages", **ends(KEPT_MOST_S))
        + ctx.tx.run("waits_of_leased_messages", **lease),
        "payout": ctx.tx.run("waits_of_approved", **ends(policy.payout_query_most_s)),
        "payout_question": ctx.tx.run("waits_of_leased_payouts", **lease)
        + ctx.tx.run(
            "waits_of_payouts", **ends(policy.payout_query_most_s), first=policy.payout_query_s * SECOND
        ),
        "return": ctx.tx.run("waits_of_returns", **asked_again, later=later, leased=lease["longest"])
        + ctx.tx.run("waits_of_answers", **asked_again),
        "code": ctx.tx.run("waits_of_codes", **lasts(policy.code_ttl_s)),
    }
    for kind, count in shortened.items():
        if count:
            ctx.tx.wake(kind, now)
    locks = (
        ctx.tx.run("waits_of_code_locks", now=now, later=later)
        + ctx.tx.run("waits_of_claims", **lasts(policy.code_lock_s))
        + ctx.tx.run("waits_of_stops", now=now, later=later)
        + ctx.tx.run("waits_of_links", **lasts(policy.link_ttl_s))
    )
    return sum(shortened.values()) + locks
