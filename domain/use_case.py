"""How a use case is carried out: permission, once per chat update, in which session, what it leaves in the audit.

A use case is a plain function ``fn(tx, env, actor, command)`` marked with ``@use_case``. ``perform`` binds one
to its arguments and gives the function that the database runs in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from domain.account_clock import in_account_time
from domain.accounts import find_account, reach_linked
from domain.acting_sessions import end_session_row, live_session, why_over
from domain.actor import Actor, Permission, Role
from domain.audit import AuditNote, id_like
from domain.context import Env
from domain.errors import DomainError, refused
from domain.handovers import MarkProblem
from domain.ports import HOUR, Tx
from domain.second_factor import missing_decision, missing_look
from domain.staff import is_granted, permissions_of, person_of, rests
from domain.views import Refused

C = TypeVar("C")
R = TypeVar("R")
UseCase = Callable[[Tx, Env, Actor, C], R]
InSession = Literal["account", "either", "never"]
Proof = Literal["none", "look", "decide"]

PROVED = (Permission.REVIEW, Permission.STAFF, Permission.LOOK_UP, Permission.STOP, Permission.AUDIT)
"""Permissions that staff use about real people and real money."""
NOT_STAFF = (Permission.TALK, Permission.OWN_ACCOUNT, Permission.SYSTEM)
"""Permissions that nobody needs to be staff for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a use case requires: a permission; whether it changes anything; whether it leaves an audit row.

    ``acting``: what it does for somebody who acts as a test account. ``account``: it works on that account and is
    refused once the session is over; ``either``: it has to do with no account of the person's; ``never``: refused.
    ``proof``: what staff show first that they are themselves (rules 6 and 7): nothing, for what is no secret or is
    about test accounts; that they may look; or that they may decide this.
    ``newest``: it takes money out, or gives held money back, and so only on books that are not behind the mark.
    """

    permission: Permission
    writes: bool
    audited: bool
    acting: InSession
    proof: Proof
    newest: bool = False


TERMS: dict[str, Terms] = {}
"""Terms of every use case by name; what is not in here cannot be run."""


def use_case(
    permission: Permission,
    *,
    writes: bool = True,
    audited: bool = True,
    acting: InSession | None = None,
    proof: Proof | None = None,
    newest: bool = False,
) -> Callable[[UseCase[C, R]], UseCase[C, R]]:
    """Marks a use case with its terms. Reads are neither audited nor counted as carried out.

    Without ``acting``: what is for one's own accounts works on the session's, acting itself either way, else never.
    Without ``proof``: what is for staff is proved like a decision, so that none is forgotten.
    """
    shown: Proof = proof or ("decide" if permission in PROVED else "none")

    def mark(fn: UseCase[C, R]) -> UseCase[C, R]:
        TERMS[fn.__name__] = Terms(
            permission,
            writes,
            audited and writes,
            acting or _USUAL.get(permission, "never"),
            shown,
            newest,
        )
        return fn

    return mark


_USUAL: dict[Permission, InSession] = {Permission.OWN_ACCOUNT: "account", Permission.ACT: "either"}


def perform(
    fn: UseCase[C, R], env: Env, asker: Actor, command: C, behind: MarkProblem | None = None
) -> Callable[[Tx], R | Refused]:
    """The transaction function for one use case.

    The permission and the session are asked for in the same transaction, so a role that was taken away is gone at
    once. It returns the use case's result or a ``Refused``: ``denied`` without the permission (with an audit row),
    ``repeated`` when the chat update was already carried out, ``session_over`` and ``acting_now`` as the terms say,
    ``factor_needed``, ``proof_needed`` and ``staff_rests`` where staff did not prove themselves, ``payouts_stopped``
    for what needs the newest books when these are ``behind`` (``domain.handovers``). A ``DomainError`` passes
    through: the database rolls back, and ``settled`` (around the write) turns it into a ``Refused``.
    """
    terms = TERMS[fn.__name__]

    def run(tx: Tx) -> R | Refused:
        here = in_account_time(tx, env)
        actor = person_of(tx, asker)
        if not is_granted(tx, here, actor, terms.permission):
            if terms.writes:
                _audit(tx, here, actor, fn.__name__, command, refused("denied"))
            return refused("denied")
        if terms.writes and actor.update_id is not None:
            first = tx.one("update_seen", update_id=actor.update_id, at=here.clock.now())
            if first is None:
                return refused("repeated")
        who, refusal = _in_session(tx, here, actor, terms)
        if refusal is not None:
            if terms.writes:
                _audit(tx, here, who, fn.__name__, command, refusal)
            return refusal
        unproved = _unproved(tx, here, who, fn.__name__, command)
        if unproved is not None:
            if terms.writes and unproved.code == "staff_rests":
                _audit(tx, here, who, fn.__name__, command, unproved)
            return unproved
        if behind is not None and terms.newest:
            stopped = refused("payouts_stopped", why=behind)
            _audit(tx, here, who, fn.__name__, command, stopped)
            return stopped
        try:
            result = fn(tx, here, who, command)
        except DomainError as error:
            explained = _explained(tx, who, command, error)
            if explained is error:
                raise
            raise explained from error
        if terms.audited:
            _audit(tx, here, who, fn.__name__, command, result if isinstance(result, Refused) else None)
        return result

    return run


def settled(error: DomainError) -> Refused:
    """A refusal raised inside a transaction, as a value for the conversation.

    Broken books stay an error, and so does a refusal of billing events: its report is more than a value holds.
    """
    if error.code in ("books_broken", "wrong_key", "events_refused"):
        raise error
    return error.refused()


def _unproved(tx: Tx, env: Env, actor: Actor, name: str, command: Any) -> Refused | None:
    """What has to be shown first by whoever is granted this as a person of staff, else None.

    In the chat that is the second factor; at the command line the login has shown who it is.
    """
    terms = TERMS[name]
    if terms.proof == "none" or actor.may(terms.permission):
        return None
    resting = rests(tx, env, actor, terms.permission) if terms.proof == "decide" else None
    if resting is not None or actor.role is Role.OPERATOR or actor.chat_user is None:
        return resting
    if terms.proof == "look":
        return missing_look(tx, env, actor.chat_user)
    return missing_decision(tx, env, actor.chat_user, name, command)


def _in_session(tx: Tx, env: Env, actor: Actor, terms: Terms) -> tuple[Actor, Refused | None]:
    """The actor with the account they act as; with a refusal where that, or that it is over, stands against it."""
    chat_user = None if actor.role is Role.OPERATOR else actor.chat_user
    session = None if chat_user is None else live_session(tx, chat_user)
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


def _audit(tx: Tx, env: Env, actor: Actor, name: str, command: Any, refusal: Refused | None) -> None:
    """The row of the use case itself: what it noted, else what the command is about."""
    note = env.note
    subject = getattr(command, "withdrawal", None) or getattr(command, "link", None)
    subject = subject or getattr(command, "claim", None)
    account = getattr(command, "account", None)
    if account is None and isinstance(subject, str):
        account = tx.scalar("withdrawal_account", id=subject)
    if refusal is not None and note.outcome is None:
        note.outcome = refusal.code
        if _is_stranger(tx, actor, refusal, note.account or account):
            what, hour_at = f"{name}: {refusal.code}", env.clock.now() // HOUR * HOUR
            tx.run("denial_count", who=actor.who, hour_at=hour_at, what=what)
            tx.wake("denials", hour_at + HOUR)
            return
    else:
        refusal = None
    ticket = getattr(command, "ticket", None)
    audit(
        tx, env, actor, name, note.account or account or actor.acting_as,
        note.subject or (None if subject is None else str(subject)), note.outcome or "done",
        refused=refusal is not None, note=note, ticket=ticket, reason=None if ticket is None else command.reason,
    )  # fmt: skip


def _is_stranger(tx: Tx, actor: Actor, refusal: Refused, account: str | None) -> bool:
    """Somebody of the chat who is no staff, refused what touches no account: anybody can do that, at any pace."""
    if actor.chat_user is None or actor.acting_as is not None:
        return False
    return (refusal.code == "denied" or account is None) and not permissions_of(tx, actor.chat_user)


def audit(
    tx: Tx,
    env: Env,
    actor: Actor,
    what: str,
    account: str | None,
    subject: str | None,
    outcome: str = "done",
    *,
    refused: bool = False,
    note: AuditNote | None = None,
    ticket: str | None = None,
    reason: str | None = None,
    staff: bool = False,
) -> None:
    """One audit row: who did what to which account, acting as whom. Use cases that touch several accounts add theirs.

    ``note``: amount, version and detail; ``refused``: nothing was done; ``staff``: it concerns staff whoever did it.
    What does not look like an id is left out.
    ``ticket`` and ``reason`` are what a member of staff gave for it; the reason is sealed.
    """
    terms = TERMS.get(what)
    staff = staff or (terms is not None and terms.permission not in NOT_STAFF)
    note = note or AuditNote()
    if actor.login is not None:
        note.add(login=actor.login + (f" (sudo {actor.sudo})" if actor.sudo else ""))
    if account is not None and id_like(account) is None and find_account(tx, account) is None:
        account = None
    tx.run(
        "audit_add",
        at=env.clock.now(),
        who=actor.who,
        acting_as=actor.acting_as,
        use_case=what,
        account=account,
        subject=id_like(subject),
        outcome=outcome,
        update_id=actor.update_id,
        by_staff=int(staff or actor.acting_as is not None or actor.role is Role.OPERATOR),
        session=actor.session,
        ticket=None if ticket is None else ticket[:LONGEST_TICKET],
        reason_sealed=None if reason is None else env.vault.seal(reason[:LONGEST_REASON]),
        refused=int(refused),
        amount_fen=note.amount_fen,
        version=note.version,
        detail=note.detail_json(),
    )


LONGEST_TICKET = 40
LONGEST_REASON = 200
"""Characters of what staff give as ticket and reason; a refused attempt leaves no more than that either."""
