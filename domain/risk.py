"""What stands between a withdrawal and its money: flags, how many reviewers it takes, and what forbids paying.

A flag never refuses (rules 5). What forbids paying is asked again right before it is paid (rules 6).
"""

from __future__ import annotations

from dataclasses import replace

from domain.account_clock import own_time, real_time
from domain.accounts import Account, Reach, get_account
from domain.balance_view import load_figures
from domain.context import Ctx
from domain.errors import BooksBroken
from domain.holding import limit_of
from domain.payee_rows import differs_now, get_payee
from domain.ports import DAY, SECOND, Fen
from domain.rules.channels import is_open
from domain.stops import stop_of
from domain.withdrawal_row import Withdrawal


def risk_flags(ctx: Ctx, reached: Reach, amount_fen: Fen, but: str) -> tuple[str, ...]:
    """Why a person has to look at it first (rules 5). A flag never refuses."""
    account, policy, now = reached.account, ctx.policy, ctx.clock.now(reached.account.id)
    # A test account's days are its own; its rows, like all others, hold real time.
    since = real_time(ctx.tx, account.id, now - DAY)
    flags = []
    if ctx.tx.all(
        "overdue_elsewhere",
        identity_key=account.identity_key,
        account=account.id,
        is_test=int(account.is_test),
    ):
        flags.append("overdue_elsewhere")
    changed = reached.via.phone_changed_at
    watched_s = policy.risk_phone_changed_s
    if watched_s is not None and changed is not None and now - changed < watched_s * SECOND:
        flags.append("phone_changed")
    day = ctx.tx.one("withdrawals_recent", account=account.id, since=since, but=but)
    if day is None:
        raise BooksBroken("no count of withdrawals")
    if policy.risk_amount_a_day_fen is not None and day.sum_fen + amount_fen >= policy.risk_amount_a_day_fen:
        flags.append("amount_a_day")
    if policy.risk_count_a_day is not None and day.number + 1 >= policy.risk_count_a_day:
        flags.append("count_a_day")
    return tuple(flags)


def payee_flags(ctx: Ctx, withdrawal: Withdrawal, account: Account) -> tuple[str, ...]:
    """What a reviewer has to look at in a payee.

    ``new_payee``: this account never paid it before; ``payee_changed``: but it did pay another one.
    ``name_differs``: from the registered name; ``branch_by_hand``: the branch is not from the directory.
    """
    payee, flags = get_payee(ctx.tx, withdrawal.payee), []
    paid = {row.number_key for row in ctx.tx.all("payees_paid", account=account.id)}
    if payee.number_key not in paid:
        flags.append("new_payee")
        if paid:
            flags.append("payee_changed")
    if differs_now(ctx.vault, payee, account):
        flags.append("name_differs")
    if payee.by_hand:
        flags.append("branch_by_hand")
    return tuple(flags)


def reviewers_needed(ctx: Ctx, withdrawal: Withdrawal) -> int:
    """Two from the threshold: this one, with what else its identity, or anybody to its payee, withdrew (rules 6).

    The days are those before it was submitted, by the account's own clock, and all since: what waits longer for its
    review counts no less.
    """
    account, submitted_at = get_account(ctx.tx, withdrawal.account), withdrawal.submitted_at
    from_at = ctx.clock.now(account.id)
    if submitted_at is not None:
        from_at = min(from_at, own_time(ctx.tx, account.id, submitted_at))
    payee = None if withdrawal.payee is None else get_payee(ctx.tx, withdrawal.payee)
    sum_fen = ctx.tx.scalar(
        "withdrawals_beside",
        identity_key=account.identity_key,
        number_key=None if payee is None else payee.number_key,
        is_test=int(account.is_test),
        since=real_time(ctx.tx, account.id, from_at - ctx.policy.second_review_days * DAY),
        but=withdrawal.id,
    )
    return 2 if sum_fen + withdrawal.amount >= ctx.policy.second_review_fen else 1


def unpayable(ctx: Ctx, withdrawal: Withdrawal) -> str | None:
    """Why a submitted withdrawal may not be paid now: gates, stops, a young link, window, W with this hold put back.

    Rules 4 and 6.

    A window bears on the original method only; money that goes elsewhere needs none.
    """
    for account in {withdrawal.account, withdrawal.via_account}:
        gate = get_account(ctx.tx, account).blocked_by
        if gate is not None:
            return f"gate_{gate}"
    if stop_of(ctx, withdrawal) is not None:
        return "stopped"
    if withdrawal.approve_from_at is not None and withdrawal.approve_from_at > ctx.clock.now():
        return "link_young"
    now = ctx.clock.now(withdrawal.account)
    if withdrawal.method == "original":
        order = limit_of(ctx, withdrawal.account, withdrawal.fund, withdrawal.method).order
        if order is None or not is_open(order.window_ends_on, now):
            return "window_closed"
    figures = load_figures(ctx, withdrawal.account, now).figures
    back = replace(figures, cash_fen=figures.cash_fen + withdrawal.amount)
    return None if back.withdrawable_fen >= withdrawal.amount else "balance_fallen"
