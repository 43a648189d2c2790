"""What stands between a withdrawal and its money: flags, how many reviewers it takes, and what forbids paying.

A flag never refuses (rules 5). What forbids paying is asked again right before it is paid (rules 6).
"""

from __future__ import annotations

from dataclasses import replace

from domain.account_clock import real_time
from domain.accounts import Account, Reach, get_account
from domain.balance_view import load_figures
from domain.drawing import limit_of
from domain.env import Env
from domain.errors import BooksBroken
from domain.payee_rows import differs_now, get_payee
from domain.ports import DAY, SECOND, Fen, Tx
from domain.windows import is_open
from domain.withdrawal_row import Withdrawal


def risk_flags(tx: Tx, env: Env, reached: Reach, amount_fen: Fen, but: str) -> tuple[str, ...]:
    """Why a person has to look at it first (rules 5). A flag never refuses."""
    account, policy, now = reached.account, env.policy, env.clock.now(reached.account.id)
    # A test account's days are its own; its rows, like all others, hold real time.
    since = real_time(tx, account.id, now - DAY)
    flags = []
    if tx.all(
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
    day = tx.one("withdrawals_recent", account=account.id, since=since, but=but)
    if day is None:
        raise BooksBroken("no count of withdrawals")
    if policy.risk_amount_a_day_fen is not None and day.sum_fen + amount_fen > policy.risk_amount_a_day_fen:
        flags.append("amount_a_day")
    if policy.risk_count_a_day is not None and day.number + 1 > policy.risk_count_a_day:
        flags.append("count_a_day")
    return tuple(flags)


def payee_flags(tx: Tx, env: Env, withdrawal: Withdrawal, account: Account) -> tuple[str, ...]:
    """What a reviewer has to look at in a payee.

    ``new_payee``: this account never paid it before; ``payee_changed``: but it did pay another one.
    ``name_differs``: from the registered name; ``branch_by_hand``: the branch is not from the directory.
    """
    payee, flags = get_payee(tx, withdrawal.payee), []
    paid = {bytes(row.number_key) for row in tx.all("payees_paid", account=account.id)}
    if payee.number_key not in paid:
        flags.append("new_payee")
        if paid:
            flags.append("payee_changed")
    if differs_now(env, payee, account):
        flags.append("name_differs")
    if payee.by_hand:
        flags.append("branch_by_hand")
    return tuple(flags)


def reviewers_needed(tx: Tx, env: Env, withdrawal: Withdrawal) -> int:
    """Two from the threshold, which the account's or the payee's withdrawals of the last days can reach (rules 6)."""
    now = env.clock.now(withdrawal.account)
    since = real_time(tx, withdrawal.account, now - env.policy.second_review_days * DAY)
    recent = tx.one("withdrawals_recent", account=withdrawal.account, since=since, but=withdrawal.id)
    if recent is None:
        raise BooksBroken("no count of withdrawals")
    sum_fen = recent.sum_fen
    if withdrawal.payee is not None:
        sum_fen = max(
            sum_fen,
            tx.scalar(
                "payee_recent",
                number_key=get_payee(tx, withdrawal.payee).number_key,
                is_test=int(get_account(tx, withdrawal.account).is_test),
                since=since,
                but=withdrawal.id,
            ),
        )
    return 2 if sum_fen + withdrawal.amount >= env.policy.second_review_fen else 1


def unpayable(tx: Tx, env: Env, withdrawal: Withdrawal) -> str | None:
    """Why a submitted withdrawal may not be paid now: gates, window, W with this hold put back (rules 6).

    A window bears on the original method only; money that goes elsewhere needs none.
    """
    for account in {withdrawal.account, withdrawal.via_account}:
        gate = get_account(tx, account).blocked_by
        if gate is not None:
            return f"gate_{gate}"
    now = env.clock.now(withdrawal.account)
    if withdrawal.method == "original":
        order = limit_of(tx, env, withdrawal.account, withdrawal.fund, withdrawal.method).order
        if order is None or not is_open(order.window_ends_on, now):
            return "window_closed"
    figures = load_figures(tx, env, withdrawal.account, now).figures
    back = replace(figures, cash_fen=figures.cash_fen + withdrawal.amount)
    return None if back.withdrawable_fen >= withdrawal.amount else "balance_fallen"
