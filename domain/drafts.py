"""Unfinished withdrawals: made or found again, pointed at their money, and edited (rules 6).

A person has one draft for each account. Every edit raises its version and ends a sent code; an edit of what the
signed form says takes the form out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypedDict, Unpack

from domain.accounts import Reach
from domain.codes import end_code
from domain.context import Ctx
from domain.documents import documents_of, take_along, take_out
from domain.dossier import Dossier, dossier_of
from domain.errors import BooksBroken, Refusal
from domain.holding import Limit, limit_of
from domain.payee_rows import find_payee, fits
from domain.ports import DAY, SECOND, Clock, Fen
from domain.rules.designated import DesignatedReason, DocumentKind, Method, needed_for, reasons_for
from domain.withdrawal_row import ON_THE_FORM, Withdrawal, WithdrawalChanges, find_withdrawal, save
from domain.withdrawals import new_id

FORM: DocumentKind = "application_form"
"""The signed form: it names amount, reason and payee, and does not fit the case when one of them changes."""


class CarriedOver(TypedDict):
    """What a draft begins with: the fields of a row that are carried over."""

    fund: int
    amount_fen: Fen | None
    method: Method | None
    reason: DesignatedReason | None
    payee: int | None
    note_sealed: bytes | None


def edit_draft(
    ctx: Ctx, draft: Dossier, *, form_too: bool = False, **changes: Unpack[WithdrawalChanges]
) -> Dossier:
    """The draft with these changes. `form_too`: a change in another row affects the form.

    The form says amount, order, reason, payee and the customer's own words.
    """
    row = draft.row
    end_code(ctx, "withdrawal", row.id, "edited")
    if form_too or any(getattr(row, name) != changes.get(name, getattr(row, name)) for name in ON_THE_FORM):
        draft = leave_out(ctx, draft, [FORM])
    payee = find_payee(ctx.tx, changes["payee"]) if "payee" in changes else draft.payee
    return replace(draft, row=save(ctx, row, **changes), payee=payee)


def leave_out(ctx: Ctx, draft: Dossier, kinds: Iterable[DocumentKind]) -> Dossier:
    """The draft without its documents of these kinds."""
    gone = [row.id for row in draft.documents if row.kind in kinds]
    take_out(ctx, draft.row.id, gone)
    return replace(draft, documents=tuple(row for row in draft.documents if row.id not in gone))


def leave_out_unasked(ctx: Ctx, draft: Dossier, reason: DesignatedReason) -> Dossier:
    """The draft without the documents that the reason does not need, so that nobody is shown them."""
    asked = needed_for(reason, draft.reached.account.kind)
    return leave_out(ctx, draft, {row.kind for row in draft.documents} - set(asked))


def name_payee(ctx: Ctx, draft: Dossier, payee: int | None, *, form_too: bool = False) -> Dossier:
    """The draft with this payee, or with none. One that it had and that no other withdrawal names is forgotten, so
    that a draft leaves one payee at most, however often it is changed.
    """
    named = edit_draft(ctx, draft, form_too=form_too, payee=payee)
    if draft.row.payee is not None and draft.row.payee != payee:
        ctx.tx.run("payee_drop", id=draft.row.payee)
    return named


def is_over(clock: Clock, draft: Withdrawal) -> bool:
    """Whether a draft's time is over, also before the timer has ended it."""
    return draft.status == "draft" and (draft.expires_at is None or draft.expires_at <= clock.now())


def point_draft(
    ctx: Ctx, chat_user: int, reached: Reach, fund: int, method: Method | None, earlier: Withdrawal | None
) -> Dossier:
    """The draft on this fund, filled with the known fields that still fit: those of `earlier`, else its own.

    `method` is `application`, or None for a top-up order, which then keeps its chosen method if that is still open.
    Raises not_eligible, nothing_to_withdraw, drafts_too_many.
    """
    if reached.blocked_by is not None:
        raise Refusal("not_eligible", gate=reached.blocked_by)
    limit = limit_of(ctx, reached.account, fund, method)
    if limit.withdrawable_fen <= 0:
        raise Refusal("nothing_to_withdraw")
    row = _draft(ctx, chat_user, reached, fund)
    known = row if earlier is None else earlier
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
    # The fund of an application only names the oldest of several.
    passed_over = ("fund",) if method == known.method == "application" else ()
    same = all(getattr(known, name) == value for name, value in changes.items() if name not in passed_over)
    retried = row.retried_from if row.fund == fund else None
    end_code(ctx, "withdrawal", row.id, "edited")
    pointed = save(
        ctx, row, **changes, via_account=reached.via.id, expires_at=expires_at,
        retried_from=retried if earlier is None else earlier.id,
    )  # fmt: skip
    ctx.tx.wake("draft", expires_at)
    draft = dossier_of(ctx, pointed, reached, limit)
    if earlier is not None:
        draft = leave_out(ctx, draft, [FORM])
        if reason is not None:
            asked = needed_for(reason, reached.account.kind)
            take_along(ctx, earlier.id, row.id, asked, draft.documents)
            draft = replace(draft, documents=tuple(documents_of(ctx.tx, row.id)))
    if not same:
        draft = leave_out(ctx, draft, [FORM])
    return draft if reason is None else leave_out_unasked(ctx, draft, reason)


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
