"""What time makes of a payout without a result: late for the customer, then a case for staff (rules 5 and 6).

Both are told once. The payout itself goes on: it is asked about as before, and never paid twice.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.errors import BooksBroken
from domain.messages import tell_user
from domain.tx import Tx
from domain.use_case import use_case
from domain.withdrawal_row import Withdrawal, find_withdrawal
from domain.withdrawals import tell_staff_of, undecided_until


@use_case(Permission.SYSTEM, audited=False)
def tell_late(ctx: Ctx, limit: int) -> int:
    """Tells customers and staff of every promise that has passed (rules 5); how many they were."""
    now = ctx.clock.now()
    rows = ctx.tx.all("late_due", now=now, most=limit)
    for row in rows:
        found = _found(ctx.tx, row.id)
        ctx.tx.run("late_mark", id=found.id, now=now)
        params = {"withdrawal": found.id, "status": found.status, "version": found.version}
        who, account = found.chat_user, found.account
        tell_user(
            ctx,
            who,
            f"card:{found.id}:{found.version}:late",
            "withdrawal",
            params,
            account=account,
            kind="card",
        )
        late = {**params, "late": True}
        tell_user(ctx, who, f"late:{found.id}:{found.version}", "withdrawal", late, account=account)
        since_at = found.approved_at or found.submitted_at or now
        tell_staff_of(ctx, found, "late", since_at=since_at, event=f"late:{found.id}:{found.version}")
    return len(rows)


@use_case(Permission.SYSTEM, audited=False)
def tell_stuck(ctx: Ctx, limit: int) -> int:
    """Tells staff of payouts that stayed without a result for days (rules 6); how many were looked at."""
    now = ctx.clock.now()
    rows = ctx.tx.all("stuck_due", now=now, most=limit)
    for row in rows:
        found = _found(ctx.tx, row.id)
        sent_at = found.sent_at or now
        until = undecided_until(ctx.policy, sent_at)
        if now < until:
            # The row was made before it was known how long to wait.
            ctx.tx.run("stuck_next", id=found.id, stuck_at=until)
            ctx.tx.wake("stuck", until)
            continue
        ctx.tx.run("stuck_next", id=found.id, stuck_at=None)
        tell_staff_of(ctx, found, "stuck", since_at=sent_at, event=f"stuck:{found.id}")
    return len(rows)


def _found(tx: Tx, withdrawal: str) -> Withdrawal:
    found = find_withdrawal(tx, withdrawal)
    if found is None:
        raise BooksBroken(f"withdrawal {withdrawal} vanished")
    return found
