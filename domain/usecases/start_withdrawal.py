"""Beginning a withdrawal on a top-up order: a draft row, made or pointed at this order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.accounts import Reach, reach_one
from domain.actor import Actor, Permission
from domain.codes import end_code
from domain.env import Env
from domain.errors import BooksBroken, DomainError
from domain.ports import SECOND, Fen, Tx
from domain.run import use_case
from domain.views import Method, WithdrawalView
from domain.withdrawals import Withdrawal, find_withdrawal, new_id, order_of, save, view_of


@dataclass(frozen=True, slots=True)
class StartWithdrawal:
    """``fund``: the order's fund."""

    fund: int


@use_case(Permission.OWN_ACCOUNT)
def start_withdrawal(tx: Tx, env: Env, actor: Actor, command: StartWithdrawal) -> WithdrawalView:
    """A draft that lives 24 h. Raises not_yours, not_eligible, nothing_to_withdraw."""
    return begin(tx, env, actor.person, command.fund)


def begin(
    tx: Tx, env: Env, chat_user: int, fund: int, amount_fen: Fen | None = None, method: Method | None = None
) -> WithdrawalView:
    """The draft on this order, filled in as far as what is known still fits."""
    row = tx.one("fund_by_id", id=fund)
    reached = None if row is None else reach_one(tx, chat_user, row.account)
    if row is None or reached is None or tx.one("top_up_by_fund", fund=fund) is None:
        raise DomainError("not_yours")
    if reached.blocked_by is not None:
        raise DomainError("not_eligible", gate=reached.blocked_by)
    draft = _draft(tx, env, chat_user, reached, fund)
    draft_order = order_of(tx, env, replace(draft, fund=fund))
    if draft_order.withdrawable_fen <= 0:
        raise DomainError("nothing_to_withdraw")
    amount_fen = draft.amount_fen if amount_fen is None else min(amount_fen, draft_order.withdrawable_fen)
    if amount_fen is not None and amount_fen > draft_order.withdrawable_fen:
        amount_fen = None
    if method == "original" and not draft_order.original_method:
        method = None
    end_code(tx, env, "withdrawal", draft.id, "edited")
    expires_at = env.clock.now() + env.policy.draft_ttl_s * SECOND
    changed = save(
        tx, env, draft, fund=fund, via_account=reached.via.id, amount_fen=amount_fen, method=method,
        expires_at=expires_at,
    )  # fmt: skip
    tx.wake("draft", expires_at)
    return view_of(tx, env, changed, reached)


def _draft(tx: Tx, env: Env, chat_user: int, reached: Reach, fund: int) -> Withdrawal:
    now = env.clock.now()
    account = reached.account.id
    known = tx.scalar("withdrawal_draft", chat_user=chat_user, account=account)
    found = None if known is None else find_withdrawal(tx, known)
    if found is not None and found.expires_at is not None and found.expires_at <= now:
        save(tx, env, found, status="expired", expires_at=None, ended_at=now)
        found = None
    for _ in range(8):
        if found is not None:
            return found
        row = tx.one(
            "withdrawal_add",
            id=new_id(env),
            account=account,
            via_account=reached.via.id,
            chat_user=chat_user,
            fund=fund,
            now=now,
            expires_at=now + env.policy.draft_ttl_s * SECOND,
        )
        found = None if row is None else find_withdrawal(tx, row.id)
    raise BooksBroken("no free withdrawal id")
