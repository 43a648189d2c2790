"""Stops: while one is live, an account's withdrawals are neither approved nor paid (rules 4 and 6).

A stop comes from a contradiction with the payout channel, from support, or from a customer's *Not me*. The use cases
decide who may end one. Drafts, codes and documents go on; money already with the channel is only asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.context import Ctx
from domain.errors import BooksBroken
from domain.messages import tell_user
from domain.ports import Micros
from domain.withdrawal_row import Withdrawal

StopReason = Literal["contradiction", "support", "not_me"]


@dataclass(frozen=True, slots=True)
class Stop:
    """A live stop. `payees_only`: withdrawals by the original method go on. `until_at` None: until resumed."""

    id: int
    account: str
    why: StopReason
    payees_only: bool
    since_at: Micros
    until_at: Micros | None
    who: str


def begin_stop(
    ctx: Ctx,
    account: str,
    why: StopReason,
    who: str,
    *,
    payees_only: bool = False,
    until_at: Micros | None = None,
) -> int:
    """Stops the account's withdrawals from now on; returns the number of the stop."""
    row = ctx.tx.one(
        "stop_add", account=account, why=why, payees_only=int(payees_only), now=ctx.clock.now(),
        until_at=until_at, who=who,
    )  # fmt: skip
    if row is None:
        raise BooksBroken("no number for a stop")
    _say_so(ctx, account, f"stop{row.id}")
    return int(row.id)


def end_stop(ctx: Ctx, account: str, stop: int, who: str) -> None:
    """Ends a stop. The account's withdrawals go on unless another stop is live."""
    ctx.tx.run("stop_end", id=stop, now=ctx.clock.now(), who=who)
    _say_so(ctx, account, f"end{stop}")


def _say_so(ctx: Ctx, account: str, mark: str) -> None:
    """Asks for edits of the customers' unpaid cards, which say whether they stand still."""
    for row in ctx.tx.all("withdrawals_to_pay", account=account):
        params = {"withdrawal": row.id, "status": row.status, "version": row.version}
        key = f"card:{row.id}:{row.version}:{mark}"
        tell_user(ctx, row.chat_user, key, "withdrawal", params, account=row.account, kind="card")


def live_stops(ctx: Ctx, account: str) -> list[Stop]:
    """Every live stop of the account, oldest first."""
    rows = ctx.tx.all("stops_live", account=account, now=ctx.clock.now())
    return [
        Stop(row.id, row.account, row.why, bool(row.payees_only), row.since_at, row.until_at, row.who)
        for row in rows
    ]


def is_stopped(ctx: Ctx, withdrawal: Withdrawal) -> bool:
    """Whether a live stop holds this withdrawal up, of its account or of the one it is made through."""
    stop = ctx.tx.scalar(
        "is_stopped", account=withdrawal.account, via_account=withdrawal.via_account,
        to_payee=int(withdrawal.by_documents), now=ctx.clock.now(),
    )  # fmt: skip
    return stop is not None
