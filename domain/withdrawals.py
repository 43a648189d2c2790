"""One withdrawal and its life (rules 6): loading, showing, and every step as a compare-and-set.

The use cases decide; this module has what they share, so that no status changes without its transition row, its
version and its messages.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Literal, Unpack

from domain.account_clock import shown_in_own_time
from domain.accounts import Reach, account_view, get_account, reach_for_message, reach_one
from domain.card_updates import refresh_copies
from domain.code_limits import codes_left
from domain.codes import Ask, code_now
from domain.context import Ctx
from domain.documents import document_view, missing_of
from domain.dossier import Dossier, dossier_of, staff_dossier
from domain.errors import BooksBroken, Refusal
from domain.messages import tell_staff, tell_user
from domain.payee_rows import payee_view
from domain.ports import SECOND, Micros
from domain.reminders import remember_case
from domain.risk import risk_flags
from domain.rules.calendar import business_day_after, end_of, local_date
from domain.rules.channels import CHANNELS, Channel
from domain.rules.designated import needed_for, reasons_for
from domain.rules.policy import Policy
from domain.rules.statuses import STATUSES, Status
from domain.tx import Tx
from domain.views import StaffCase, Step, WithdrawalView
from domain.withdrawal_row import SIGNED, Withdrawal, WithdrawalChanges, find_withdrawal, save

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def own_withdrawal(ctx: Ctx, withdrawal: str) -> tuple[Withdrawal, Reach]:
    """A withdrawal of an account within the actor's reach; a draft only for the person who entered it.

    Asked again at every use. Raises `not_yours`.
    """
    person, found = ctx.actor.person, find_withdrawal(ctx.tx, withdrawal)
    reached = None if found is None else reach_one(ctx.tx, person, found.account)
    if found is None or reached is None or (found.submitted_at is None and found.chat_user != person):
        raise Refusal("not_yours")
    ctx.note.add(account=found.account)
    return found, reached


def own_draft(ctx: Ctx, withdrawal: str, version: int | None) -> Dossier:
    """A live draft of the actor at this version. Raises `not_yours`, or `stale` for an older card."""
    return live_draft(ctx, *own_withdrawal(ctx, withdrawal), version)


def live_draft(ctx: Ctx, found: Withdrawal, reached: Reach, version: int | None) -> Dossier:
    """The draft if it still is one, at this version. Raises `stale`."""
    live = found.status == "draft" and found.expires_at is not None and found.expires_at > ctx.clock.now()
    if not live or (version is not None and found.version != version):
        raise Refusal("stale")
    return dossier_of(ctx, found, reached)


def new_id(ctx: Ctx) -> str:
    """A short id to read aloud: `W` + local date + six random characters. The channel's idempotency key."""
    day = local_date(ctx.clock.now())
    return f"W{day:%y%m%d}" + "".join(_ALPHABET[ctx.random.below(len(_ALPHABET))] for _ in range(6))


def change_status(
    ctx: Ctx, old: Withdrawal, who: str, to: Status, **changes: Unpack[WithdrawalChanges]
) -> Withdrawal:
    """Makes one transition: saves and records it, wakes timers, puts the status card and the messages into the
    outbox.

    Raises what `save` raises.
    """
    if STATUSES[to].phase != "with_channel":
        changes["stuck_at"] = None
    if to != "successful":
        changes["return_ask_at"] = None
    new = save(ctx, old, status=to, **changes)
    ctx.tx.run(
        "transition_add",
        withdrawal=new.id,
        at=ctx.clock.now(),
        from_status=old.status,
        to_status=to,
        version=new.version,
        who=who,
    )
    _wake(ctx.tx, new)
    if to == "in_review":
        since_at = new.submitted_at or ctx.clock.now()
        if remember_case(ctx, new):
            _tell_staff(ctx, new, "review", since_at, f"review:{new.id}:{new.version}")
    if old.status != "draft":
        # Staff have no message about a draft.
        refresh_copies(ctx, new)
    params = {"withdrawal": new.id, "status": to, "version": new.version}
    tell_user(
        ctx,
        new.chat_user,
        f"card:{new.id}:{new.version}",
        "withdrawal",
        params,
        account=new.account,
        kind="card",
    )
    # The answer to the person's own tap is the card; what happens later is pushed.
    if STATUSES[to].is_told and old.status != "draft" and who != f"chat:{new.chat_user}":
        key = f"push:{new.id}:{new.version}"
        tell_user(ctx, new.chat_user, key, "withdrawal", params, account=new.account)
    return new


def _wake(tx: Tx, new: Withdrawal) -> None:
    """Tells the timers when something is due by itself."""
    if new.action_at is not None:
        tx.wake("payout" if new.status == "approved" else "payout_question", new.action_at)
    if new.promise_at is not None and new.late_at is None and STATUSES[new.status].holds_money:
        tx.wake("late", new.promise_at)
    if new.stuck_at is not None:
        tx.wake("stuck", new.stuck_at)
    if new.return_ask_at is not None:
        tx.wake("return", new.return_ask_at)


def tell_staff_of(ctx: Ctx, withdrawal: Withdrawal, case: StaffCase, *, since_at: Micros, event: str) -> None:
    """Tells staff of a case and its age, once for each `event`; never of a test account's."""
    if not get_account(ctx.tx, withdrawal.account).is_test:
        _tell_staff(ctx, withdrawal, case, since_at, event)


def _tell_staff(ctx: Ctx, withdrawal: Withdrawal, case: StaffCase, since_at: Micros, event: str) -> None:
    params = {"withdrawal": withdrawal.id, "since_at": since_at}
    tell_staff(ctx, f"staff:{event}", case, params, account=withdrawal.account)


def promise_at(policy: Policy, channel: Channel, approved_at: Micros) -> Micros:
    """When the money should be there, counted from approval (rules 5)."""
    if CHANNELS[channel].promised_by_day:
        return end_of(business_day_after(local_date(approved_at), policy.promise_business_days))
    return approved_at + policy.promise_s * SECOND


def undecided_until(policy: Policy, sent_at: Micros) -> Micros:
    """When staff are told of a payout without a result and may settle it (rules 6)."""
    return end_of(business_day_after(local_date(sent_at), policy.unknown_business_days))


def returns_until(policy: Policy, paid_at: Micros) -> Micros:
    """Until when a return by the bank is expected. A later one is flagged (rules 6)."""
    return end_of(business_day_after(local_date(paid_at), policy.return_business_days))


def promised_at(ctx: Ctx, case: Dossier, approved_at: Micros) -> Micros:
    """The promise after approval; with documents, the one made at submission (rules 5)."""
    if case.row.by_documents:
        return case.row.promise_at or promise_by_documents(ctx, case, approved_at)
    if case.order is None:
        raise BooksBroken(f"withdrawal {case.row.id} has no order")
    ahead = ctx.clock.ahead(case.reached.account.own_clock)
    return promise_at(ctx.policy, case.order.channel, approved_at + ahead) - ahead


def promise_by_documents(ctx: Ctx, case: Dossier, submitted_at: Micros) -> Micros:
    """The end of the promise for a designated withdrawal or an application: whole calendar days (rules 5).

    The days are the account's own; the result is real time, like every due moment.
    """
    ahead = ctx.clock.ahead(case.reached.account.own_clock)
    return end_of(local_date(submitted_at + ahead) + timedelta(days=ctx.policy.designated_by_days)) - ahead


def binding_of(case: Dossier) -> str:
    """The text that a code confirms: id, version, account, order, amount, method, payee, security phone (rules 7).

    Of a payee it has the keyed hashes and the branch, together with the reason and the documents.
    """
    order, via = case.order, case.reached.via
    said: dict[str, object] = {name: getattr(case.row, name) for name in SIGNED}
    said["fund"] = None if order is None else order.order_id
    needed: list[str] = []
    if case.row.by_documents:
        said["payee"] = None if case.payee is None else case.payee.fingerprints
        needed = sorted(row.id for row in case.documents)
    else:
        said["payee"] = None if order is None else f"original:{order.channel}"
        said["reason"] = None
    return json.dumps([*said.values(), needed, via.id, via.phone_key.hex()])


def ask_of(case: Dossier) -> Ask:
    """The request for the code of its draft."""
    return Ask("withdrawal", case.row.id, case.reached.via, case.row.chat_user, binding_of(case))


def view_of(ctx: Ctx, case: Dossier, *, steps: bool = False, in_full: bool = False) -> WithdrawalView:
    """All that the screens of a withdrawal say. `in_full` adds the payee's number, for a reviewer or a form."""
    withdrawal, account, order = case.row, case.reached.account, case.order
    draft, reviewed = withdrawal.status == "draft", withdrawal.status == "in_review"
    shown = account_view(ctx.vault, case.reached, phone=draft or in_full)
    rows = ctx.tx.all("transitions_of", withdrawal=withdrawal.id) if steps else []
    view = WithdrawalView(
        id=withdrawal.id,
        version=withdrawal.version,
        status=withdrawal.status,
        account=shown,
        via_phone_masked=shown.phone_masked,
        order=order,
        amount_fen=withdrawal.amount_fen,
        currency=ctx.policy.currency,
        support=ctx.policy.support,
        method=withdrawal.method,
        at=ctx.clock.now(account.own_clock),
        created_at=withdrawal.created_at,
        submitted_at=withdrawal.submitted_at,
        approved_at=withdrawal.approved_at,
        ended_at=withdrawal.ended_at,
        expires_at=withdrawal.expires_at,
        promise_at=withdrawal.promise_at,
        promise_by_day=withdrawal.by_documents
        or (order is not None and CHANNELS[order.channel].promised_by_day),
        late=withdrawal.late_at is not None,
        flags=withdrawal.flags,
        reason_code=withdrawal.reason_code,
        reason_text=withdrawal.reason_text,
        channel_reference=withdrawal.channel_reference,
        returned_at=withdrawal.returned_at,
        return_reference=withdrawal.return_reference,
        allowed_fen=case.limit.withdrawable_fen,
        limited_by=case.limit.limited_by,
        code="none",
        code_expires_at=None,
        approve_from_at=withdrawal.approve_from_at if reviewed else None,
        may_cancel=may_cancel(ctx.tx, withdrawal),
        steps=tuple(Step(row.at, row.to_status) for row in rows),
        retried_from=withdrawal.retried_from,
        asked_again_at=withdrawal.asked_again_at,
        stopped=case.stopped and STATUSES[withdrawal.status].is_stoppable,
    )
    if draft:
        view = _with_code(ctx, case, view)
    if draft or withdrawal.by_documents:
        view = _with_documents(ctx, case, view, in_full)
    return shown_in_own_time(ctx.tx, view)


def may_cancel(tx: Tx, found: Withdrawal) -> bool:
    """Whether the customer may still cancel it: until the first approval (rules 6)."""
    return found.status == "in_review" and not tx.scalar(
        "approvals_count", withdrawal=found.id, what="approve"
    )


def _with_code(ctx: Ctx, case: Dossier, view: WithdrawalView) -> WithdrawalView:
    """Adds what a draft has besides: its promise if approved now, its code, a lock, and the codes left if few."""
    live, locked = code_now(ctx, ask_of(case))
    left = codes_left(ctx, case.reached.via, case.row.chat_user)
    until = None if locked is None else locked.param("until_at")
    code: Literal["none", "sent", "accepted"] = "none"
    if live is not None:
        code = "accepted" if live.accepted else "sent"
    return replace(
        view,
        promise_at=_promise_if_approved(ctx, case, view.at),
        code=code,
        code_id=None if live is None else live.id,
        code_expires_at=None if live is None else live.expires_at,
        code_trouble="" if live is None else live.trouble,
        locked_until_at=until if isinstance(until, int) else None,
        codes_left=left.left if left.left <= ctx.policy.codes_told else None,
        next_code_at=left.next_at,
    )


def _promise_if_approved(ctx: Ctx, case: Dossier, now: Micros) -> Micros | None:
    if case.row.by_documents:
        return end_of(local_date(now) + timedelta(days=ctx.policy.designated_by_days))
    if case.order is None or case.stopped:
        return None
    flagged = risk_flags(ctx, case.reached, case.row.amount_fen or 0, case.row.id)
    return None if flagged else promise_at(ctx.policy, case.order.channel, now)


def _with_documents(ctx: Ctx, case: Dossier, view: WithdrawalView, in_full: bool) -> WithdrawalView:
    """Adds the fields of a designated withdrawal or an application, which a draft may become."""
    withdrawal, payee, rows = case.row, case.payee, case.documents
    kind, reason = case.reached.account.kind, withdrawal.reason
    needed = () if reason is None else needed_for(reason, kind)
    order = {asked: place for place, asked in enumerate(needed)}
    typed_it = payee is not None and payee.created_by == f"chat:{withdrawal.chat_user}"
    number = in_full or (typed_it and withdrawal.status == "draft")
    day = local_date(withdrawal.submitted_at or view.at)
    policy = ctx.policy
    return replace(
        view,
        reason=reason,
        reasons=() if view.order is None else reasons_for(kind, not view.order.original_method),
        note=None if withdrawal.note_sealed is None else ctx.vault.open(withdrawal.note_sealed),
        payee=None if payee is None else payee_view(ctx.vault, payee, in_full=number),
        needed=needed,
        # Files of one document stand together, in the order of arrival.
        documents=tuple(map(document_view, sorted(rows, key=lambda row: order.get(row.kind, len(order))))),
        missing=missing_of(needed, rows),
        promise_from_on=day + timedelta(days=policy.designated_from_days),
        promise_by_on=day + timedelta(days=policy.designated_by_days),
        document_days=policy.document_days,
    )


def view_for_message(ctx: Ctx, withdrawal: str, chat_user: int) -> WithdrawalView | None:
    """The view for a push or card to this person; None when it is out of their reach."""
    found = find_withdrawal(ctx.tx, withdrawal)
    reached = None if found is None else reach_for_message(ctx.tx, chat_user, found.account)
    if found is None or reached is None or (found.submitted_at is None and found.chat_user != chat_user):
        return None
    return view_of(ctx, dossier_of(ctx, found, reached), steps=True)


def staff_view(ctx: Ctx, withdrawal: Withdrawal) -> WithdrawalView:
    """The view for a person who is not linked to the account: reached the way it was entered."""
    return view_of(ctx, staff_dossier(ctx, withdrawal), steps=True)
