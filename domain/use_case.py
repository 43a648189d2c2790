"""How a use case is carried out: permission, once for each chat update, in which session, what it leaves in the
audit.

A use case is a plain function `fn(ctx, ...)` marked with `@use_case`, which declares what the runner must know of its
arguments. `perform` returns the function that the database runs in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, update_wrapper
from inspect import signature
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeVar

from domain.accounts import find_account, reach_linked
from domain.acting_sessions import end_session_row, live_session, why_over
from domain.actor import Actor, Permission, Role
from domain.audit import AuditNote, id_like
from domain.context import Ctx, Services
from domain.errors import Refusal
from domain.handovers import SeenMark, mark_problem
from domain.ports import HOUR
from domain.second_factor import missing_decision, missing_look
from domain.staff import is_granted, permissions_of, person_of, rests
from domain.tx import Tx

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
InSession = Literal["account", "either", "never"]
Proof = Literal["none", "look", "decide"]
Subject = Literal["withdrawal", "account", "fund", "link", "claim"]
"""What a use case is about: the parameter of this name holds its id."""

PROVED = (Permission.REVIEW, Permission.STAFF, Permission.LOOK_UP, Permission.STOP, Permission.AUDIT)
"""Permissions that staff use on real people and real money."""
NOT_STAFF = (Permission.TALK, Permission.OWN_ACCOUNT, Permission.SYSTEM)
"""Permissions that need no role as staff."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a use case requires: a permission; whether it changes anything; whether it leaves an audit row.

    `acting` says what happens while a person acts as a test account. `account`: it works on that account and is
    refused once the session is over; `either`: it concerns no account of the person; `never`: refused. `proof` is
    what staff must show first (rules 6 and 7): nothing, for what is no secret or is about test accounts; that they
    may look; or that they may decide this. `newest`: it takes money out or gives held money back, so it needs books
    that are not behind the mark. `about`: audit, lock and the explanation of a refusal take the id from the parameter
    of this name. `ticketed`: the parameters `ticket` and `reason` go into the audit row. `step_up`: whether a
    decision takes a code of its own; a pair: only if that parameter has that value. `lock`: the name by which
    PostgreSQL takes turns, if it is no account and no person; `lock_of`: the query that gives this name for the
    arguments. `snapshot`: PostgreSQL need not compare what it read
    with what others wrote meanwhile; only for what takes its account's turn, and decision 0041 has to say why.
    """

    permission: Permission
    writes: bool
    audited: bool
    acting: InSession
    proof: Proof
    newest: bool = False
    about: Subject | None = None
    ticketed: bool = False
    step_up: bool | tuple[str, object] = True
    lock: str | None = None
    lock_of: str | None = None
    snapshot: bool = False

    def parameters(self) -> set[str]:
        """The names of the parameters that these terms mention."""
        named = {"ticket", "reason"} if self.ticketed else set[str]()
        if self.about is not None:
            named.add(self.about)
        if isinstance(self.step_up, tuple):
            named.add(self.step_up[0])
        return named


@dataclass(frozen=True, slots=True)
class Call(Generic[R_co]):
    """A use case with its arguments. It lacks only the context."""

    name: str
    terms: Terms
    arguments: Mapping[str, Any] = field(repr=False)
    run: Callable[[Ctx], R_co] = field(repr=False)

    def about(self, subject: Subject) -> Any:
        """The id of its subject, if it is about this kind of subject."""
        return self.arguments[subject] if self.terms.about == subject else None

    @property
    def steps_up(self) -> bool:
        """Whether this decision takes a code of its own."""
        if isinstance(self.terms.step_up, bool):
            return self.terms.step_up
        parameter, value = self.terms.step_up
        return bool(self.arguments[parameter] == value)


class UseCase(Generic[P, R_co]):
    """A function of the domain with its terms. Calling it checks no terms: use cases share code in this way.

    Raises TypeError if the terms mention a parameter that the function does not have.
    """

    def __init__(self, fn: Callable[Concatenate[Ctx, P], R_co], terms: Terms) -> None:
        self.name = fn.__name__
        self.terms = terms
        self._fn = fn
        self._signature = signature(fn)
        update_wrapper(self, fn)
        missing = terms.parameters() - set(self._signature.parameters)
        if missing:
            raise TypeError(f"{self.name} has no parameter {', '.join(sorted(missing))}")

    def __call__(self, ctx: Ctx, /, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Runs it in the caller's context."""
        return self._fn(ctx, *args, **kwargs)

    def call(self, *args: P.args, **kwargs: P.kwargs) -> Call[R_co]:
        """The use case with its arguments, for `perform`."""
        bound = self._signature.bind(None, *args, **kwargs)
        bound.apply_defaults()
        _, *given = bound.arguments.items()
        return Call(self.name, self.terms, dict(given), lambda ctx: self._fn(ctx, *args, **kwargs))


USE_CASES: dict[str, UseCase[Any, Any]] = {}
"""Every use case by name, for the docs of who may do what."""


def use_case(
    permission: Permission,
    *,
    about: Subject | None = None,
    ticketed: bool = False,
    writes: bool = True,
    audited: bool = True,
    acting: InSession | None = None,
    proof: Proof | None = None,
    newest: bool = False,
    step_up: bool | tuple[str, object] = True,
    lock: str | None = None,
    lock_of: str | None = None,
    snapshot: bool = False,
) -> Callable[[Callable[Concatenate[Ctx, P], R]], UseCase[P, R]]:
    """Marks a use case with its terms. Reads are neither audited nor counted as carried out.

    Default of `acting`: use cases for one's own accounts work on the session's account, those of acting itself run
    either way, all others never. Default of `proof`: staff prove it like a decision, so that none is forgotten.
    """
    terms = Terms(
        permission,
        writes,
        audited and writes,
        acting or _USUAL.get(permission, "never"),
        proof or ("decide" if permission in PROVED else "none"),
        newest,
        about,
        ticketed,
        step_up,
        lock,
        lock_of,
        snapshot,
    )

    def mark(fn: Callable[Concatenate[Ctx, P], R]) -> UseCase[P, R]:
        marked = USE_CASES[fn.__name__] = UseCase(fn, terms)
        return marked

    return mark


_USUAL: dict[Permission, InSession] = {Permission.OWN_ACCOUNT: "account", Permission.ACT: "either"}


def perform(
    call: Call[R], services: Services, asker: Actor, seen: SeenMark | None = None
) -> Callable[[Tx], R | Refusal]:
    """The transaction function for one use case. It returns a refusal that keeps its trace, so that this commits.

    It checks permission and session in the same transaction, so a role that was taken away is gone at once. Refuses
    `denied` without the permission (with an audit row), `repeated` when the chat update was already carried out,
    `session_over` and `acting_now` as the terms say, `factor_needed`, `proof_needed` and `staff_rests` when staff did
    not prove themselves, `payouts_stopped` for what needs the newest books when these are behind the mark `seen`
    (`domain.handovers`). A refusal that keeps nothing passes through, and the database rolls back.
    """
    return partial(_run, call=call, services=services, asker=asker, seen=seen)


def _run(tx: Tx, call: Call[R], services: Services, asker: Actor, seen: SeenMark | None) -> R | Refusal:
    terms = call.terms
    ctx = services.within(tx, person_of(tx, asker))
    ctx, stopped = _admitted(ctx, call, seen)
    if stopped is not None:
        return stopped
    try:
        result = call.run(ctx)
    except Refusal as refusal:
        if not refusal.keep:
            explained = _explained(ctx, call, refusal)
            if explained is refusal:
                raise
            raise explained from refusal
        if terms.audited:
            _audit(ctx, call, refusal)
        return refusal
    if terms.audited:
        _audit(ctx, call, None)
    return result


def _admitted(ctx: Ctx, call: Call[Any], seen: SeenMark | None) -> tuple[Ctx, Refusal | None]:
    """The context with the account they act as, and a refusal from before the use case looks at anything."""
    terms = call.terms
    if not is_granted(ctx, terms.permission):
        return ctx, _noted(ctx, call, Refusal("denied", keep=True))
    if terms.writes and ctx.actor.update_id is not None:
        first = ctx.tx.one("update_seen", update_id=ctx.actor.update_id, at=ctx.clock.now())
        if first is None:
            return ctx, Refusal("repeated", keep=True)
    ctx, over = _in_session(ctx, terms)
    if over is not None:
        return ctx, _noted(ctx, call, over)
    unproved = _unproved(ctx, call)
    if unproved is not None:
        return ctx, _noted(ctx, call, unproved) if unproved.code == "staff_rests" else unproved
    behind = mark_problem(ctx.tx, seen) if seen is not None and terms.newest else None
    if behind is not None:
        return ctx, _noted(ctx, call, Refusal("payouts_stopped", keep=True, why=behind))
    return ctx, None


def _noted(ctx: Ctx, call: Call[Any], refusal: Refusal) -> Refusal:
    """The refusal, with its audit row if the use case changes anything."""
    if call.terms.writes:
        _audit(ctx, call, refusal)
    return refusal


def _unproved(ctx: Ctx, call: Call[Any]) -> Refusal | None:
    """The proof that a person of staff still has to show, as a refusal, else None.

    In the chat that is the second factor; at the command line the login has proved who it is.
    """
    terms, actor = call.terms, ctx.actor
    if terms.proof == "none" or actor.may(terms.permission):
        return None
    resting = rests(ctx, terms.permission) if terms.proof == "decide" else None
    if resting is not None or actor.role is Role.OPERATOR or actor.chat_user is None:
        return resting
    if terms.proof == "look":
        return missing_look(ctx, actor.chat_user)
    return missing_decision(
        ctx, actor.chat_user, call.name, call.arguments, call.about("withdrawal"), step_up=call.steps_up
    )


def _in_session(ctx: Ctx, terms: Terms) -> tuple[Ctx, Refusal | None]:
    """The context with the account they act as, and a refusal if the terms or the end of the session forbid it."""
    actor = ctx.actor
    chat_user = None if actor.role is Role.OPERATOR else actor.chat_user
    session = None if chat_user is None else live_session(ctx.tx, chat_user)
    if session is None:
        return ctx, None
    acting = replace(ctx, actor=replace(actor, acting_as=session.account, session=session.id))
    why = why_over(ctx, session)
    if why is None:
        never = terms.acting == "never"
        return acting, Refusal("acting_now", keep=True, account=session.account) if never else None
    if terms.writes:
        end_session_row(ctx, session, why)
    if terms.acting == "account":
        return acting, Refusal("session_over", keep=True, account=session.account, why=why)
    return ctx, None


def _explained(ctx: Ctx, call: Call[Any], error: Refusal) -> Refusal:
    """The refusal itself, or a clearer one: the person acts as another account, or entered it in a session."""
    tx, actor, chat_user = ctx.tx, ctx.actor, ctx.actor.chat_user
    if error.code != "not_yours" or chat_user is None:
        return error
    withdrawal, fund, lost = call.about("withdrawal"), call.about("fund"), None
    if withdrawal is not None:
        account = tx.scalar("withdrawal_account", id=withdrawal)
        lost = tx.one("acting_lost_withdrawal", id=withdrawal, chat_user=chat_user)
    elif fund is not None:
        row = tx.one("fund_by_id", id=fund)
        account = None if row is None else row.account
        lost = tx.one("acting_lost_fund", id=fund, chat_user=chat_user)
    else:
        account = call.about("account")
    if actor.acting_as is not None and any(one.account.id == account for one in reach_linked(tx, chat_user)):
        return Refusal("acting_now", account=actor.acting_as)
    if lost is not None and lost.account != actor.acting_as:
        return Refusal("session_over", account=lost.account, why=lost.ended_why)
    return error


def _audit(ctx: Ctx, call: Call[Any], refusal: Refusal | None) -> None:
    """Writes the use case's own row: its note, else what it is about."""
    note, actor = ctx.note, ctx.actor
    withdrawal, account = call.about("withdrawal"), call.about("account")
    subject = withdrawal or call.about("link") or call.about("claim")
    if withdrawal and note.account is None:
        account = ctx.tx.scalar("withdrawal_account", id=withdrawal)
    if refusal is not None and note.outcome is None:
        note.outcome = refusal.code
        if _is_stranger(ctx, refusal, note.account or account):
            what, hour_at = f"{call.name}: {refusal.code}", ctx.clock.now() // HOUR * HOUR
            ctx.tx.run("denial_count", who=actor.who, hour_at=hour_at, what=what)
            ctx.tx.wake("denials", hour_at + HOUR)
            return
    else:
        refusal = None
    ticketed = call.terms.ticketed
    audit(
        ctx, call.name, note.account or account or actor.acting_as,
        note.subject or (None if subject is None else str(subject)), note.outcome or "done",
        refused=refusal is not None, note=note, ticket=call.arguments["ticket"] if ticketed else None,
        reason=call.arguments["reason"] if ticketed else None,
    )  # fmt: skip


def _is_stranger(ctx: Ctx, refusal: Refusal, account: str | None) -> bool:
    """Whether this is a person without a role, refused on no account of theirs: anyone can do that, at any pace."""
    if ctx.actor.chat_user is None or ctx.actor.acting_as is not None:
        return False
    return (refusal.code == "denied" or account is None) and not permissions_of(ctx.tx, ctx.actor.chat_user)


def audit(
    ctx: Ctx,
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
    """Writes one audit row: who did what to which account, acting as whom. Use cases that touch several accounts add
    theirs.

    `note` has amount, version and detail; `refused`: nothing was done; `staff`: it concerns staff, whatever the
    actor. A text that does not look like an id is left out. `ticket` and `reason` are what a member of staff gave;
    the reason is sealed.
    """
    tx, actor = ctx.tx, ctx.actor
    known = USE_CASES.get(what)
    staff = staff or (known is not None and known.terms.permission not in NOT_STAFF)
    note = note or AuditNote()
    if actor.login is not None:
        note.add(login=actor.login + (f" (sudo {actor.sudo})" if actor.sudo else ""))
    if account is not None and id_like(account) is None and find_account(tx, account) is None:
        account = None
    tx.run(
        "audit_add",
        at=ctx.clock.now(),
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
        reason_sealed=None if reason is None else ctx.vault.seal(reason[:LONGEST_REASON]),
        refused=int(refused),
        amount_fen=note.amount_fen,
        version=note.version,
        detail=note.detail_json(),
    )


LONGEST_TICKET = 40
LONGEST_REASON = 200
"""The most characters of a ticket and a reason that staff give; a refused attempt leaves no more than that either."""
