"""The checks between a withdrawal and its money: flags, the number of reviewers, and what forbids paying.

A flag never refuses (rules 5). What forbids paying is checked again right before the payment (rules 6).
"""

from __future__ import annotations

from dataclasses import replace

from domain.account_clock import own_time, real_time
from domain.accounts import Reach, get_account
from domain.context import Ctx
from domain.dossier import Dossier
from domain.errors import BooksBroken
from domain.payee_rows import differs_now, get_payee
from domain.ports import DAY, SECOND, Fen
from domain.withdrawal_row import Withdrawal


def risk_flags(ctx: Ctx, reached: Reach, amount_fen: Fen, but: str) -> tuple[str, ...]:
    """Why a person must review it first (rules 5). A flag never refuses."""
    account, policy = reached.account, ctx.policy
    now = ctx.clock.now(account.own_clock)
    flags = []
    if ctx.tx.scalar(
        "overdue_elsewhere_is",
        identity_key=account.identity_key,
        account=account.id,
        is_test=int(account.is_test),
    ):
        flags.append("overdue_elsewhere")
    changed = reached.via.phone_changed_at
    watched_s = policy.risk_phone_changed_s
    if watched_s is not None and changed is not None and now - changed < watched_s * SECOND:
        flags.append("phone_changed")
    most_fen, most = policy.risk_amount_a_day_fen, policy.risk_count_a_day
    if most_fen is None and most is None:
        return tuple(flags)
    # A test account's days are its own; its rows, like all others, hold real time.
    since = real_time(ctx.tx, account.id, now - DAY)
    day = ctx.tx.one("withdrawals_recent", account=account.id, since=since, but=but)
    if most_fen is not None and day.sum_fen + amount_fen >= most_fen:
        flags.append("amount_a_day")
    if most is not None and day.number + 1 >= most:
        flags.append("count_a_day")
    return tuple(flags)


def payee_flags(ctx: Ctx, case: Dossier) -> tuple[str, ...]:
    """What a reviewer must look at in its payee.

    `new_payee`: this account never paid it before; `payee_changed`: it did pay another one. `name_differs`: from the
    registered name; `branch_by_hand`: the branch is not from the directory.
    """
    payee, account, flags = case.payee, case.reached.account, []
    if payee is None:
        raise BooksBroken(f"withdrawal {case.row.id} has no payee")
    paid = ctx.tx.one("payees_paid", account=account.id, number_key=payee.number_key)
    if not paid.this_one:
        flags.append("new_payee")
        if paid.others:
            flags.append("payee_changed")
    if differs_now(ctx.vault, payee, account):
        flags.append("name_differs")
    if payee.by_hand:
        flags.append("branch_by_hand")
    return tuple(flags)


def reviewers_needed(ctx: Ctx, withdrawal: Withdrawal) -> int:
    """Two from the threshold on: the sum of this one and what its identity, or anyone to its payee, withdrew (rules
    6).

    The days before its submission count, by the account's own clock, and all days since: a long wait for review makes
    the sum no smaller.
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


def unpayable(ctx: Ctx, case: Dossier) -> str | None:
    """Why a submitted withdrawal may not be paid now: gates, stops, a young link, window, W with this hold put back.

    Rules 4 and 6. A window concerns the original method only.
    """
    row, gate = case.row, case.reached.blocked_by
    if gate is not None:
        return f"gate_{gate}"
    if case.stopped:
        return "stopped"
    if row.approve_from_at is not None and row.approve_from_at > ctx.clock.now():
        return "link_young"
    if row.method == "original" and not (case.order is not None and case.order.original_method):
        return "window_closed"
    figures = case.limit.books.figures
    back = replace(figures, cash_fen=figures.cash_fen + row.amount)
    return None if back.withdrawable_fen >= row.amount else "balance_fallen"
