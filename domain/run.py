"""How a use case is carried out: permission, once per chat update, in which session, what it leaves in the audit.

A use case is a plain function ``fn(tx, env, actor, command)`` marked with ``@use_case``. ``perform`` binds one
to its arguments and gives the function that the database runs in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from domain.account_clock import in_account_time
from domain.accounts import reach_linked
from domain.acting import end_session_row, live_session, why_over
from domain.actor import Actor, Permission, Role
from domain.env import Env
from domain.errors import DomainError, refused
from domain.handover import MarkProblem
from domain.ports import Tx
from domain.staff import is_granted
from domain.views import Refused

C = TypeVar("C")
R = TypeVar("R")
UseCase = Callable[[Tx, Env, Actor, C], R]
InSession = Literal["account", "either", "never"]

NOT_STAFF = (Permission.TALK, Permission.OWN_ACCOUNT, Permission.SYSTEM)
"""Permissions that nobody needs to be staff for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a use case requires: a permission; whether it changes anything; whether it leaves an audit row.

    ``acting``: what it does for somebody who acts as a test account. ``account``: it works on that account and is
    refused once the session is over; ``either``: it has to do with no account of the person's; ``never``: refused.
    ``newest``: it takes money out, or gives held money back, and so only on books that are not behind the mark.
    """

    permission: Permission
    writes: bool
    audited: bool
    acting: InSession
    newest: bool = False


TERMS: dict[str, Terms] = {}
"""Terms of every use case by name; what is not in here cannot be run."""


def use_case(
    permission: Permission,
    *,
    writes: bool = True,
    audited: bool = True,
    acting: InSession | None = None,
    newest: bool = False,
) -> Callable[[UseCase[C, R]], UseCase[C, R]]:
    """Marks a use case with its terms. Reads are neither audited nor counted as carried out.

    Without ``acting``: what is for one's own accounts works on the session's, acting itself either way, else never.
    """

    def mark(fn: UseCase[C, R]) -> UseCase[C, R]:
        TERMS[fn.__name__] = Terms(
            permission, writes, audited and writes, acting or _USUAL.get(permission, "never"), newest
        )
        return fn

    return mark


_USUAL: dict[Permission, InSession] = {Permission.OWN_ACCOUNT: "account", Permission.ACT: "either"}


def perform(
    fn: UseCase[C, R], env: Env, actor: Actor, command: C, behind: MarkProblem | None = None
) -> Callable[[Tx], R | Refused]:
    """The transaction function for one use case.

    The permission and the session are asked for in the same transaction, so a role that was taken away is gone at
    once. It returns the use case's result or a ``Refused``: ``denied`` without the permission (with an audit row),
    ``repeated`` when the chat update was already carried out, ``session_over`` and ``acting_now`` as the terms say,
    ``payouts_stopped`` for what needs the newest books when these are ``behind`` (``domain.handover``). A
    ``DomainError`` passes through: the database rolls back, and ``settled`` (around the write) turns it into a
    ``Refused``.
    """
    terms = TERMS[fn.__name__]

    def run(tx: Tx) -> R | Refused:
        here = in_account_time(tx, env)
        if not is_granted(tx, actor, terms.permission):
            if terms.writes:
                _audit(tx, here, actor, fn.__name__, command, "denied")
            return refused("denied")
        if terms.writes and actor.update_id is not None:
            first = tx.one("update_seen", update_id=actor.update_id, at=here.clock.now())
            if first is None:
                return refused("repeated")
        who, refusal = _in_session(tx, here, actor, terms)
        if refusal is not None:
            if terms.writes:
                _audit(tx, here, who, fn.__name__, command, refusal.code)
            return refusal
        if behind is not None and terms.newest:
            _audit(tx, here, who, fn.__name__, command, "payouts_stopped")
            return refused("payouts_stopped", why=behind)
        try:
            result = fn(tx, here, who, command)
        except DomainError as error:
            explained = _explained(tx, who, command, error)
            if explained is error:
                raise
            raise explained from error
        if terms.audited:
            outcome = result.code if isinstance(result, Refused) else "done"
            _audit(tx, here, who, fn.__name__, command, outcome)
        return result

    return run


def settled(error: DomainError) -> Refused:
    """A refusal raised inside a transaction, as a value for the conversation.

    Broken books stay an error, and so does a refusal of billing events: its report is more than a value holds.
    """
    if error.code in ("books_broken", "wrong_key", "events_refused"):
        raise error
    return error.refused()


def _in_session(tx: Tx, env: Env, actor: Actor, terms: Terms) -> tuple[Actor, Refused | None]:
    """The actor with the account they act as; with a refusal where that, or that it is over, stands against it."""
    session = None if actor.chat_user is None else live_session(tx, actor.chat_user)
    if session is None:
        return actor, None
    acting = replace(actor, acting_as=session.account, session=session.id)
    why = why_over(tx, env, session)
    if why is None:
        never = terms.acting == "never"
        return acting, refused("acting_now", account=session.account) if never else None
    if terms.writes:
        end_session_row(tx, env, session, why)
    if terms.acting == "account":
        return acting, refused("session_over", account=session.account, why=why)
    return actor, None


def _explained(tx: Tx, actor: Actor, command: Any, error: DomainError) -> DomainError:
    """The refusal itself, or that it is one's own and one acts as somebody else, or was entered in a session."""
    chat_user = actor.chat_user
    if error.code != "not_yours" or chat_user is None:
        return error
    withdrawal, fund = getattr(command, "withdrawal", None), getattr(command, "fund", None)
    if isinstance(withdrawal, str):
        account = tx.scalar("withdrawal_account", id=withdrawal)
        lost = tx.one("acting_lost_withdrawal", id=withdrawal, chat_user=chat_user)
    elif isinstance(fund, int):
        row = tx.one("fund_by_id", id=fund)
        account = None if row is None else row.account
        lost = tx.one("acting_lost_fund", id=fund, chat_user=chat_user)
    else:
        account, lost = getattr(command, "account", None), None
    if actor.acting_as is not None and any(one.account.id == account for one in reach_linked(tx, chat_user)):
        return DomainError("acting_now", account=actor.acting_as)
    if lost is not None and lost.account != actor.acting_as:
        return DomainError("session_over", account=lost.account, why=lost.ended_why)
    return error


def _audit(tx: Tx, env: Env, actor: Actor, name: str, command: Any, outcome: str) -> None:
    account = getattr(command, "account", None)
    subject = getattr(command, "withdrawal", None) or getattr(command, "link", None)
    subject = subject or getattr(command, "claim", None)
    if account is None and isinstance(subject, str):
        account = tx.scalar("withdrawal_account", id=subject)
    ticket = getattr(command, "ticket", None)
    reason = None if ticket is None else command.reason
    audit(
        tx, env, actor, name, account or actor.acting_as, None if subject is None else str(subject), outcome,
        ticket=ticket, reason=reason,
    )  # fmt: skip


def audit(
    tx: Tx,
    env: Env,
    actor: Actor,
    what: str,
    account: str | None,
    subject: str | None,
    outcome: str = "done",
    *,
    ticket: str | None = None,
    reason: str | None = None,
) -> None:
    """One audit row: who did what to which account, acting as whom. Use cases that touch several accounts add theirs.

    ``ticket`` and ``reason`` are what a member of staff gave for it; the reason is sealed.
    """
    terms = TERMS.get(what)
    staff = terms is not None and terms.permission not in NOT_STAFF
    tx.run(
        "audit_add",
        at=env.clock.now(),
        who=actor.who,
        acting_as=actor.acting_as,
        use_case=what,
        account=account,
        subject=subject,
        outcome=outcome,
        update_id=actor.update_id,
        by_staff=int(staff or actor.acting_as is not None or actor.role is Role.OPERATOR),
        session=actor.session,
        ticket=None if ticket is None else ticket[:LONGEST_TICKET],
        reason_sealed=None if reason is None else env.vault.seal(reason[:LONGEST_REASON]),
    )


LONGEST_TICKET = 40
LONGEST_REASON = 200
"""Characters of what staff give as ticket and reason; a refused attempt leaves no more than that either."""
