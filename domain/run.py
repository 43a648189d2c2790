"""How a use case is carried out: permission, once per chat update, an audit row, refusals as values.

A use case is a plain function ``fn(tx, env, actor, command)`` marked with ``@use_case``. ``perform`` binds one
to its arguments and gives the function that the database runs in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.actor import Actor, Permission
from domain.env import Env
from domain.errors import DomainError, refused
from domain.ports import Tx
from domain.staff import is_granted
from domain.views import Refused

C = TypeVar("C")
R = TypeVar("R")
UseCase = Callable[[Tx, Env, Actor, C], R]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a use case requires: a permission; whether it changes anything; whether it leaves an audit row."""

    permission: Permission
    writes: bool
    audited: bool


TERMS: dict[str, Terms] = {}
"""Terms of every use case by name; what is not in here cannot be run."""


def use_case(
    permission: Permission, *, writes: bool = True, audited: bool = True
) -> Callable[[UseCase[C, R]], UseCase[C, R]]:
    """Marks a use case with its terms. Reads are neither audited nor counted as carried out."""

    def mark(fn: UseCase[C, R]) -> UseCase[C, R]:
        TERMS[fn.__name__] = Terms(permission, writes, audited and writes)
        return fn

    return mark


def perform(fn: UseCase[C, R], env: Env, actor: Actor, command: C) -> Callable[[Tx], R | Refused]:
    """The transaction function for one use case.

    The permission is asked for in the same transaction, so a role that was taken away is gone at once. It returns
    the use case's result or a ``Refused``: ``denied`` without the permission (with an audit row),
    ``repeated`` when the chat update was already carried out. A ``DomainError`` passes through: the database
    rolls back, and ``settled`` (around the write) turns it into a ``Refused``.
    """
    terms = TERMS[fn.__name__]

    def run(tx: Tx) -> R | Refused:
        if not is_granted(tx, actor, terms.permission):
            if terms.writes:
                _audit(tx, env, actor, fn.__name__, command, "denied")
            return refused("denied")
        if terms.writes and actor.update_id is not None:
            first = tx.one("update_seen", update_id=actor.update_id, at=env.clock.now())
            if first is None:
                return refused("repeated")
        result = fn(tx, env, actor, command)
        if terms.audited:
            outcome = result.code if isinstance(result, Refused) else "done"
            _audit(tx, env, actor, fn.__name__, command, outcome)
        return result

    return run


def settled(error: DomainError) -> Refused:
    """A refusal raised inside a transaction, as a value for the conversation.

    Broken books stay an error, and so does a refusal of billing events: its report is more than a value holds.
    """
    if error.code in ("books_broken", "wrong_key", "events_refused"):
        raise error
    return error.refused()


def _audit(tx: Tx, env: Env, actor: Actor, name: str, command: Any, outcome: str) -> None:
    account = getattr(command, "account", None)
    subject = getattr(command, "withdrawal", None) or getattr(command, "link", None)
    subject = subject or getattr(command, "claim", None)
    if account is None and isinstance(subject, str):
        account = tx.scalar("withdrawal_account", id=subject)
    audit(tx, env, actor, name, account, None if subject is None else str(subject), outcome)


def audit(
    tx: Tx, env: Env, actor: Actor, what: str, account: str | None, subject: str | None, outcome: str = "done"
) -> None:
    """One audit row: who did what to which account. Use cases that touch several accounts add theirs."""
    tx.run(
        "audit_add",
        at=env.clock.now(),
        who=actor.who,
        acting_as=None,
        use_case=what,
        account=account,
        subject=subject,
        outcome=outcome,
        update_id=actor.update_id,
    )
