"""When staff are reminded: of a case after some days and then daily, of everything every morning.

Both are columns that a timer looks at. Test accounts' cases remind nobody.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain.accounts import get_account
from domain.context import Ctx
from domain.ports import DAY, Micros
from domain.rules.calendar import LOCAL, to_local, to_micros
from domain.rules.policy import Policy
from domain.tx import Tx
from domain.withdrawal_row import Withdrawal


def remember_case(ctx: Ctx, withdrawal: Withdrawal) -> bool:
    """Sets the first reminder of a new case, and the next summary; False for a test account's, which staff never
    hear of.
    """
    if get_account(ctx.tx, withdrawal.account).is_test:
        ctx.tx.run("remind_set", id=withdrawal.id, remind_at=None)
        return False
    now = ctx.clock.now()
    put_off(ctx.tx, withdrawal.id, now + ctx.policy.remind_days * DAY)
    due_at = next_morning(ctx.policy, now)
    if ctx.tx.run("summary_arm", due_at=due_at):
        ctx.tx.wake("summary", due_at)
    return True


def put_off(tx: Tx, withdrawal: str, at: Micros) -> None:
    """Sets the next reminder of a case."""
    tx.run("remind_set", id=withdrawal, remind_at=at)
    tx.wake("remind", at)


def next_morning(policy: Policy, now: Micros) -> Micros:
    """The next local moment of the daily summary."""
    local = to_local(now)
    day = local.date() if local.hour < policy.summary_hour else local.date() + timedelta(days=1)
    return to_micros(datetime.combine(day, time(policy.summary_hour), LOCAL))
