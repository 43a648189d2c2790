"""Unfinished withdrawals: made or found again, pointed at their money, and edited (rules 6).

A person has one draft for each account. Every edit raises its version and ends a sent code; an edit of what the
signed form says takes the form out.
"""

from __future__ import annotations

from typing import TypedDict, Unpack

from domain.accounts import Reach
from domain.codes import end_code
from domain.context import Ctx
from domain.documents import take_along, take_out_form, take_out_unasked
from domain.errors import BooksBroken, Refusal
from domain.holding import Limit, limit_of
from domain.payee_rows import find_payee, fits
from domain.ports import DAY, SECOND, Clock, Fen
from domain.rules.designated import DesignatedReason, Method, needed_for, reasons_for
from domain.withdrawal_row import ON_THE_FORM, Withdrawal, WithdrawalChanges, find_withdrawal, save
from domain.withdrawals import new_id


class CarriedOver(TypedDict):
    """What a draft begins with: the fields of a row that are carried over."""

    fund: int
    amount_fen: Fen | None
    method: Method | None
    reason: DesignatedReason | None
    payee: int | None
    note_sealed: bytes | None


def edit_draft(
    ctx: Ctx, draft: Withdrawal, *, form_too: bool = False, **changes: Unpack[WithdrawalChanges]
) -> Withdrawal:
    """The draft with these changes. `form_too`: a change in another row affects the form.

    The form says amount, order, reason, payee and the customer's own words.
    """
    end_code(ctx, "withdrawal", draft.id, "edited")
    if form_too or any(
        getattr(draft, name) != changes.get(name, getattr(draft, name)) for name in ON_THE_FORM
    ):
        take_out_form(ctx, draft.id)
    return save(ctx, draft, **changes)


def name_payee(ctx: Ctx, draft: Withdrawal, payee: int | None, *, form_too: bool = False) -> Withdrawal:
    """The draft with this payee, or with none. One that it had and that no other withdrawal names is forgotten, so
    that a draft leaves one payee at most, however often it is changed.
    """
    named = edit_draft(ctx, draft, form_too=form_too, payee=payee)
    if draft.payee is not None and draft.payee != payee:
        ctx.tx.run("payee_drop", id=draft.payee)
    return named


def is_over(clock: Clock, draft: Withdrawal) -> bool:
    """Whether a draft's time is over, also before the timer has ended it."""
    return draft.status == "draft" and (draft.expires_at is None or draft.expires_at <= clock.now())


def point_draft(
    ctx: Ctx, chat_user: int, reached: Reach, fund: int, method: Method | None, earlier: Withdrawal | None
) -> Withdrawal:
    """The draft on this fund, filled with the known fields that still fit: those of `earlier`, else its own.

    `method` is `application`, or None for a top-up order, which then keeps its chosen method if that is still open.
    Raises not_eligible, nothing_to_withdraw, drafts_too_many.
    """
    if reached.blocked_by is not None:
        raise Refusal("not_eligible", gate=reached.blocked_by)
    limit = limit_of(ctx, reached.account.id, fund, method)
    if limit.withdrawable_fen <= 0:
        raise Refusal("nothing_to_withdraw")
    draft = _draft(ctx, chat_user, reached, fund)
    known = draft if earlier is None else earlier
    # A smaller amount is asked for, not set: an amount is the customer's own word.
    amount_fen = known.amount_fen if (known.amount_fen or 0) <= limit.withdrawable_fen else None
    if method is None:
        method = _method(known, limit)
    reason = _reason(reached, known.reason, method, limit)
    payee = find_payee(ctx.tx, known.payee)
    if payee is not None and reason is not None and not fits(ctx.vault, payee, reached.account, reason):
        payee = None
    expires_at = ctx.clock.now() + ctx.policy.draft_ttl_s * SECOND
    changes: CarriedOver = {
        "fund": fund, "amount_fen": amount_fen, "method": method, "reason": reason,
        "payee": None if payee is None else payee.id, "note_sealed": known.note_sealed,
    }  # fmt: skip
    if earlier is not None:
        take_out_form(ctx, draft.id)
        if reason is not None:
            take_along(ctx, earlier.id, draft.id, needed_for(reason, reached.account.kind))
    # The fund of an application only names the oldest of several.
    passed_over = ("fund",) if method == known.method == "application" else ()
    same = all(getattr(known, name) == value for name, value in changes.items() if name not in passed_over)
    retried = draft.retried_from if draft.fund == fund else None
    end_code(ctx, "withdrawal", draft.id, "edited")
    if not same:
        take_out_form(ctx, draft.id)
    if reason is not None:
        take_out_unasked(ctx, draft.id, needed_for(reason, reached.account.kind))
    pointed = save(
        ctx, draft, **changes, via_account=reached.via.id, expires_at=expires_at,
        retried_from=retried if earlier is None else earlier.id,
    )  # fmt: skip
    ctx.tx.wake("draft", expires_at)
    return pointed


def _method(known: Withdrawal, limit: Limit) -> Method | None:
    if known.method == "application" or limit.order is None:
        return None
    return None if known.method == "original" and not limit.order.original_method else known.method


def _reason(
    reached: Reach, known: DesignatedReason | None, method: Method | None, limit: Limit
) -> DesignatedReason | None:
    if method == "application":
        return "application"
    if method != "designated" or limit.order is None:
        return None
    return reason_for(reached, known, not limit.order.original_method)


def reason_for(
    reached: Reach, known: DesignatedReason | None, window_passed: bool
) -> DesignatedReason | None:
    """The known reason if it is still possible; else the one that the order proves by itself, if any (rules 5)."""
    if known in reasons_for(reached.account.kind, window_passed):
        return known
    return "window_passed" if window_passed else None


def _draft(ctx: Ctx, chat_user: int, reached: Reach, fund: int) -> Withdrawal:
    now = ctx.clock.now()
    account = reached.account.id
    known = ctx.tx.scalar("withdrawal_draft", chat_user=chat_user, account=account)
    found = None if known is None else find_withdrawal(ctx.tx, known)
    if found is not None and is_over(ctx.clock, found):
        # The person is not told: they are beginning another one and see what is open.
        save(ctx, found, status="expired", expires_at=None, ended_at=now)
        end_code(ctx, "withdrawal", found.id, "expired")
        found = None
    for _ in range(8):
        if found is not None:
            return found
        row = ctx.tx.one(
            "withdrawal_add",
            id=new_id(ctx),
            account=account,
            via_account=reached.via.id,
            chat_user=chat_user,
            fund=fund,
            now=now,
            expires_at=now + ctx.policy.draft_ttl_s * SECOND,
            since=now - DAY,
            most=ctx.policy.drafts_a_day,
        )
        if row is None:
            _check_pace(ctx, chat_user, account)
        found = None if row is None else find_withdrawal(ctx.tx, row.id)
    raise BooksBroken("no free withdrawal id")


def _check_pace(ctx: Ctx, chat_user: int, account: str) -> None:
    """Raises drafts_too_many (`most`, `until_at`) when this person has begun as many as a day allows."""
    most = ctx.policy.drafts_a_day
    since = ctx.clock.now() - DAY
    begun = ctx.tx.all("drafts_begun", chat_user=chat_user, account=account, since=since, most=most)
    if len(begun) >= most:
        raise Refusal("drafts_too_many", most=most, until_at=begun[-1].created_at + DAY)
