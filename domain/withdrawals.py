"""One withdrawal as a row and its life (rules 6): loading, showing, and every step as a compare-and-set.

The use cases decide; here is what they share, so that no status ever changes without its transition row, its
version and the messages that belong to it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from domain.accounts import Reach, account_view, get_account, phone_masked, reach_one
from domain.balance_view import load_balance, load_figures
from domain.calendar import business_day_after, end_of, local_date
from domain.codes import live_code
from domain.env import Env
from domain.errors import BooksBroken, DomainError
from domain.journal import onto_fund, onto_withdrawal, post, reverse
from domain.messages import tell_user
from domain.ports import SECOND, Fen, Micros, Tx
from domain.views import Channel, Method, OrderView, Status, Step, WithdrawalView
from domain.windows import is_open

PAYABLE: tuple[Status, ...] = ("approved", "sending", "unknown")
_TOLD: tuple[Status, ...] = ("in_review", "approved", "successful", "failed", "rejected", "cancelled")
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal's row. Amounts in fen, moments in microseconds UTC."""

    id: str
    account: str
    via_account: str
    chat_user: int
    fund: int
    amount_fen: Fen | None
    method: Method | None
    status: Status
    version: int
    created_at: Micros
    updated_at: Micros
    expires_at: Micros | None
    submitted_at: Micros | None
    approved_at: Micros | None
    promise_at: Micros | None
    sent_at: Micros | None
    ended_at: Micros | None
    flags: tuple[str, ...]
    reason_code: str | None
    reason_text: str | None
    action_at: Micros | None
    action_count: int
    channel_reference: str | None
    late_at: Micros | None

    @property
    def amount(self) -> Fen:
        """The amount, where there must be one."""
        if self.amount_fen is None:
            raise BooksBroken(f"withdrawal {self.id} has no amount")
        return self.amount_fen


def find_withdrawal(tx: Tx, withdrawal: str) -> Withdrawal | None:
    """The row of that id, or None."""
    row = tx.one("withdrawal_by_id", id=withdrawal)
    if row is None:
        return None
    return Withdrawal(**(row._asdict() | {"flags": tuple(json.loads(row.flags))}))


def own_withdrawal(tx: Tx, chat_user: int, withdrawal: str) -> tuple[Withdrawal, Reach]:
    """A withdrawal of an account within reach; a draft only of the person who entered it.

    Asked again at every use. Raises DomainError ``not_yours``.
    """
    found = find_withdrawal(tx, withdrawal)
    reached = None if found is None else reach_one(tx, chat_user, found.account)
    if found is None or reached is None or (found.submitted_at is None and found.chat_user != chat_user):
        raise DomainError("not_yours")
    return found, reached


def own_draft(
    tx: Tx, env: Env, chat_user: int, withdrawal: str, version: int | None
) -> tuple[Withdrawal, Reach]:
    """A live draft of this person at this version. Raises ``not_yours``, or ``stale`` for an older card."""
    found, reached = own_withdrawal(tx, chat_user, withdrawal)
    live = found.status == "draft" and found.expires_at is not None and found.expires_at > env.clock.now()
    if not live or (version is not None and found.version != version):
        raise DomainError("stale")
    return found, reached


def new_id(env: Env) -> str:
    """A short id to read aloud: ``W`` + local date + six random characters. The channel's idempotency key."""
    day = local_date(env.clock.now())
    return f"W{day:%y%m%d}" + "".join(_ALPHABET[env.random.below(len(_ALPHABET))] for _ in range(6))


def save(tx: Tx, env: Env, old: Withdrawal, **changes: Any) -> Withdrawal:
    """A compare-and-set on (status, version). Raises ``stale`` when somebody was faster."""
    new = replace(old, **changes)
    fields = {name: getattr(new, name) for name in new.__slots__}
    for gone in ("account", "chat_user", "version", "created_at", "updated_at"):
        del fields[gone]
    fields["flags"] = json.dumps(list(new.flags))
    changed = tx.run(
        "withdrawal_save", **fields, now=env.clock.now(), old_status=old.status, old_version=old.version
    )
    if changed != 1:
        raise DomainError("stale")
    return replace(new, version=old.version + 1, updated_at=env.clock.now())


def step(tx: Tx, env: Env, old: Withdrawal, who: str, to: Status, **changes: Any) -> Withdrawal:
    """One transition: saved, written down, timers woken, the status card and a push put into the outbox."""
    new = save(tx, env, old, status=to, **changes)
    tx.run(
        "transition_add",
        withdrawal=new.id,
        at=env.clock.now(),
        from_status=old.status,
        to_status=to,
        version=new.version,
        who=who,
    )
    if new.action_at is not None:
        tx.wake("payout", new.action_at)
    params = {"withdrawal": new.id, "status": to, "version": new.version}
    tell_user(
        tx,
        env,
        new.chat_user,
        f"card:{new.id}:{new.version}",
        "withdrawal",
        params,
        account=new.account,
        kind="card",
    )
    # The answer to the person's own tap is the card; what happens later is pushed.
    if to in _TOLD and old.status != "draft" and who != f"chat:{new.chat_user}":
        key = f"push:{new.id}:{new.version}"
        tell_user(tx, env, new.chat_user, key, "withdrawal", params, account=new.account)
    return new


def promise_at(env: Env, channel: Channel, approved_at: Micros) -> Micros:
    """When the money should be there, counted from approval (rules 5)."""
    if channel == "bank_card":
        return end_of(business_day_after(local_date(approved_at), env.policy.promise_business_days))
    return approved_at + env.policy.promise_s * SECOND


def binding_of(withdrawal: Withdrawal, order: OrderView, reached: Reach) -> str:
    """The text a code confirms: id, version, account, order, amount, method, payee, security phone (rules 7)."""
    return json.dumps(
        [
            withdrawal.id,
            withdrawal.version,
            withdrawal.account,
            order.order_id,
            withdrawal.amount_fen,
            withdrawal.method,
            f"original:{order.channel}",
            reached.via.id,
            reached.via.phone_key.hex(),
        ]
    )


def order_of(tx: Tx, env: Env, withdrawal: Withdrawal) -> OrderView:
    """The top-up order it is paid from, as it stands now."""
    order = load_balance(tx, env, withdrawal.account, env.clock.now(withdrawal.account)).order(
        withdrawal.fund
    )
    if order is None:
        raise BooksBroken(f"withdrawal {withdrawal.id} has no order")
    return order


def risk_flags(tx: Tx, env: Env, reached: Reach, amount_fen: Fen, but: str) -> tuple[str, ...]:
    """Why a person has to look at it first (rules 5). A flag never refuses."""
    account, policy, now = reached.account, env.policy, env.clock.now(reached.account.id)
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
    day = tx.one("withdrawals_recent", account=account.id, since=now - 24 * 3600 * SECOND, but=but)
    if day is None:
        raise BooksBroken("no count of withdrawals")
    if policy.risk_amount_a_day_fen is not None and day.sum_fen + amount_fen > policy.risk_amount_a_day_fen:
        flags.append("amount_a_day")
    if policy.risk_count_a_day is not None and day.number + 1 > policy.risk_count_a_day:
        flags.append("count_a_day")
    return tuple(flags)


def unpayable(tx: Tx, env: Env, withdrawal: Withdrawal, order: OrderView) -> str | None:
    """Why a submitted withdrawal may not be paid now: gates, window, W with this hold put back (rules 6)."""
    for account in {withdrawal.account, withdrawal.via_account}:
        gate = get_account(tx, account).blocked_by
        if gate is not None:
            return f"gate_{gate}"
    now = env.clock.now(withdrawal.account)
    if withdrawal.method == "original" and not is_open(order.window_ends_on, now):
        return "window_closed"
    figures = load_figures(tx, env, withdrawal.account, now).figures
    back = replace(figures, cash_fen=figures.cash_fen + withdrawal.amount)
    return None if back.withdrawable_fen >= withdrawal.amount else "balance_fallen"


def hold_money(tx: Tx, env: Env, withdrawal: Withdrawal) -> None:
    """The amount leaves its fund into *in withdrawal*."""
    lines = [
        onto_fund(withdrawal.fund, -withdrawal.amount),
        onto_withdrawal(withdrawal.id, withdrawal.amount),
    ]
    post(tx, env, "withdrawal", withdrawal.id, env.clock.now(), lines)


def release_money(tx: Tx, env: Env, withdrawal: Withdrawal) -> None:
    """The hold is released, once: the money is back in the same fund."""
    journal = tx.one("journal_of", kind="withdrawal", reference=withdrawal.id)
    if journal is None:
        raise BooksBroken(f"withdrawal {withdrawal.id} holds nothing")
    reverse(tx, env, "withdrawal_released", withdrawal.id, env.clock.now(), journal.id)


def view_of(
    tx: Tx, env: Env, withdrawal: Withdrawal, reached: Reach, *, steps: bool = False
) -> WithdrawalView:
    """Everything the screens of a withdrawal say."""
    now = env.clock.now(withdrawal.account)
    order = order_of(tx, env, withdrawal)
    promised = withdrawal.promise_at
    if withdrawal.status == "draft":
        flagged = risk_flags(tx, env, reached, withdrawal.amount_fen or 0, withdrawal.id)
        promised = None if flagged else promise_at(env, order.channel, now)
    code: Literal["none", "sent", "accepted"] = "none"
    live = None
    if withdrawal.status == "draft" and withdrawal.method is not None and withdrawal.amount_fen is not None:
        live = live_code(tx, env, "withdrawal", withdrawal.id, binding_of(withdrawal, order, reached))
    if live is not None:
        code = "sent" if live.accepted_at is None else "accepted"
    approvals = tx.scalar("approvals_count", withdrawal=withdrawal.id, what="approve")
    rows = tx.all("transitions_of", withdrawal=withdrawal.id) if steps else []
    return WithdrawalView(
        id=withdrawal.id,
        version=withdrawal.version,
        status=withdrawal.status,
        account=account_view(env, reached),
        via_phone_masked=phone_masked(env, reached.via),
        order=order,
        amount_fen=withdrawal.amount_fen,
        currency=env.policy.currency,
        method=withdrawal.method,
        at=now,
        created_at=withdrawal.created_at,
        submitted_at=withdrawal.submitted_at,
        approved_at=withdrawal.approved_at,
        ended_at=withdrawal.ended_at,
        expires_at=withdrawal.expires_at,
        promise_at=promised,
        promise_by_day=order.channel == "bank_card",
        late=withdrawal.late_at is not None,
        flags=withdrawal.flags,
        reason_code=withdrawal.reason_code,
        reason_text=withdrawal.reason_text,
        channel_reference=withdrawal.channel_reference,
        allowed_fen=order.withdrawable_fen,
        limited_by=order.limited_by,
        code=code,
        code_expires_at=None if live is None else live.expires_at,
        may_cancel=withdrawal.status == "in_review" and approvals == 0,
        steps=tuple(Step(row.at, row.to_status) for row in rows),
    )


def view_for_message(tx: Tx, env: Env, withdrawal: str, chat_user: int) -> WithdrawalView | None:
    """The view for a push or card to this person; None when it is out of their reach by now."""
    try:
        found, reached = own_withdrawal(tx, chat_user, withdrawal)
    except DomainError:
        return None
    return view_of(tx, env, found, reached, steps=True)


def staff_view(tx: Tx, env: Env, withdrawal: Withdrawal) -> WithdrawalView:
    """The view for somebody who is not linked to the account: reached the way it was entered."""
    reached = Reach(get_account(tx, withdrawal.account), get_account(tx, withdrawal.via_account))
    return view_of(tx, env, withdrawal, reached, steps=True)


def days_ago(now: Micros, days: int) -> Micros:
    """The moment that many days before."""
    return now - int(timedelta(days=days).total_seconds()) * SECOND
