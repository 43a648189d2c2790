"""*Not me*: a person sees a code, a new chat or a new phone that they did not cause (rules 4).

It ends live codes, cancels what a customer may cancel, unlinks the chat that asked for the code or was connected,
stops withdrawals to payees for a day, and tells staff. It never unlinks the chat that pressed, and works once a day
for each chat and account, so that the person with the phone connects again and has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from domain.accounts import get_account
from domain.actor import Permission
from domain.codes import end_codes_of_account
from domain.context import Ctx
from domain.errors import Refusal
from domain.links import Link, end_link, find_link, live_link, name_of_link
from domain.messages import tell_group
from domain.phone_claims import end_claims_on
from domain.ports import DAY, Micros
from domain.staff_news import STAFF_NEWS
from domain.stops import begin_stop
from domain.tx import Tx
from domain.use_case import audit, use_case
from domain.usecases.customer.cancel_withdrawal import take_back
from domain.withdrawal_row import find_withdrawal
from domain.withdrawals import may_cancel

NotMeWhat = Literal["code", "link", "phone"]
STOPPED: Micros = DAY
REMOVED_MAY: Micros = DAY
"""For this long after its removal a chat may still say *Not me*, once."""
SUSPENDED_MAY: Micros = 3 * DAY
"""For this long after a phone change a chat suspended by it may say it, once."""


@dataclass(frozen=True, slots=True)
class NotMeView:
    """What it would do, or has done. `chat` is the one that goes, or None; its name may be unknown.

    `withdrawals` is the number of cancelled ones. Until `until_at` nothing goes to a payee.
    """

    account: str
    unlinks: bool
    chat: str | None = field(repr=False)
    withdrawals: int
    until_at: Micros
    at: Micros


@dataclass(frozen=True, slots=True)
class _Case:
    account: str
    culprit: Link | None


@use_case(Permission.TALK, writes=False)
def show_not_me(ctx: Ctx, what: NotMeWhat, subject: int) -> NotMeView:
    """What it would do. Refuses not_me_over, not_me_today (`until_at`).

    `subject` is the id of a code, of the new link, or of this chat's own link for a new phone.
    """
    case = _case(ctx, what, subject)
    return _view(ctx, case, len(_cancellable(ctx.tx, case.account)))


@use_case(Permission.TALK, lock_of="not_me_account")
def not_me(ctx: Ctx, what: NotMeWhat, subject: int) -> NotMeView:
    """Does it, with the `subject` of `show_not_me`. Refuses not_me_over, not_me_today (`until_at`)."""
    case = _case(ctx, what, subject)
    now, account = ctx.clock.now(), get_account(ctx.tx, case.account)
    ctx.tx.run(
        "not_me_add", chat_user=ctx.actor.person, account=account.id, what=what, subject=subject, now=now
    )
    end_codes_of_account(ctx, account.id, "edited")
    if not account.is_test:
        end_claims_on(ctx, account.phone_key)
    through = ctx.tx.all("withdrawals_through", account=account.id)
    stopped = {account.id, *(row.account for row in through)}
    cancelled = _cancellable(ctx.tx, account.id)
    for id_ in cancelled:
        found = find_withdrawal(ctx.tx, id_)
        if found is not None:
            take_back(ctx, found, ctx.actor.who)
    if case.culprit is not None:
        end_link(ctx, case.culprit, "not_me")
    for id_ in sorted(stopped):
        begin_stop(ctx, id_, "not_me", ctx.actor.who, payees_only=True, until_at=now + STOPPED)
    audit(ctx, "not_me", account.id, None if case.culprit is None else str(case.culprit.id))
    if not account.is_test:
        told = {
            "what": "not_me", "account": account.id, "count": len(cancelled),
            "unlinked": int(case.culprit is not None),
        }  # fmt: skip
        tell_group(ctx, f"not_me:{account.id}:{ctx.actor.person}:{now}", STAFF_NEWS, told)
    return _view(ctx, case, len(cancelled))


def _case(ctx: Ctx, what: NotMeWhat, subject: int) -> _Case:
    """What it is about, if this person may say it."""
    case = _about(ctx, what, subject)
    if case is None:
        raise Refusal("not_me_over", keep=True)
    since = ctx.clock.now() - DAY
    last = ctx.tx.scalar("not_me_last", chat_user=ctx.actor.person, account=case.account, since=since)
    if last is not None:
        raise Refusal("not_me_today", keep=True, until_at=last + DAY)
    return case


def _about(ctx: Ctx, what: NotMeWhat, subject: int) -> _Case | None:
    if what == "code":
        code = ctx.tx.one("code_asked", id=subject)
        if code is None or code.account is None:
            return None
        culprit = None if code.chat_user is None else live_link(ctx.tx, code.chat_user, code.account)
        account, at = code.account, code.created_at
    else:
        link = find_link(ctx.tx, subject)
        if link is None:
            return None
        culprit = link if what == "link" and link.unlinked_at is None else None
        account, at = link.account, link.linked_at
    if not _may(ctx, what, subject, account, at):
        return None
    mine = culprit is not None and culprit.chat_user == ctx.actor.person
    return _Case(account, None if mine else culprit)


def _may(ctx: Ctx, what: NotMeWhat, subject: int, account: str, at: Micros) -> bool:
    """Whether this person may: linked, or removed lately by a code or *Not me*, or waiting for a new phone.

    A person whom staff removed, or who left, may not: what they would end is not theirs.
    """
    now = ctx.clock.now()
    own = live_link(ctx.tx, ctx.actor.person, account)
    if what == "phone":
        if own is None or own.id != subject:
            return False
        since = own.suspended_at
        return (
            since is not None
            and now - since < SUSPENDED_MAY
            and ctx.tx.scalar("not_me_last", chat_user=ctx.actor.person, account=account, since=since - 1)
            is None
        )
    if own is not None:
        return own.is_good
    gone = ctx.tx.one(
        "link_removed", chat_user=ctx.actor.person, account=account, since=max(at, now - REMOVED_MAY)
    )
    return gone is not None


def _cancellable(tx: Tx, account: str) -> list[str]:
    """Withdrawals of the account, and those entered through it, that a customer may cancel."""
    found = []
    for row in tx.all("withdrawals_through", account=account):
        withdrawal = find_withdrawal(tx, row.id)
        if withdrawal is not None and may_cancel(tx, withdrawal):
            found.append(withdrawal.id)
    return found


def _view(ctx: Ctx, case: _Case, withdrawals: int) -> NotMeView:
    now, culprit = ctx.clock.now(), case.culprit
    name = name_of_link(ctx.vault, culprit)
    return NotMeView(case.account, culprit is not None, name, withdrawals, now + STOPPED, now)
