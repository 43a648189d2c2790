"""Documents whose day has come: which they are, and that they are gone (rules 5 say which, the policy how long).

The document itself is removed between the two. A crash there leaves a row that is marked and comes up again; removing
what is gone already is harmless.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.context import Env
from domain.ports import Micros, Tx
from domain.use_case import audit, use_case


@dataclass(frozen=True, slots=True)
class BeginDeleting:
    """At most this many documents at once."""

    limit: int


@dataclass(frozen=True, slots=True)
class EndDeleting:
    """The documents, by id, that are not in the store any more."""

    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownDocuments:
    """The documents, by id, that are in the store."""

    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewestDocument:
    """Nothing to choose."""


@use_case(Permission.SYSTEM, audited=False)
def begin_deleting(tx: Tx, env: Env, actor: Actor, command: BeginDeleting) -> tuple[str, ...]:
    """The documents that are to be removed now; from here on nothing takes them along or keeps them longer."""
    now = env.clock.now()
    due = tuple(row.id for row in tx.all("documents_due", now=now, most=command.limit))
    for document in due:
        tx.run("document_deleting", id=document, now=now)
    return due


@use_case(Permission.SYSTEM, audited=False)
def end_deleting(tx: Tx, env: Env, actor: Actor, command: EndDeleting) -> int:
    """They are gone: each gets its audit row, once; how many those were."""
    count = 0
    for document in command.documents:
        gone = tx.one("document_deleted", id=document, now=env.clock.now())
        if gone is not None:
            audit(tx, env, actor, "document_deleted", gone.account, document)
            count += 1
    return count


@use_case(Permission.SYSTEM, writes=False)
def newest_document(tx: Tx, env: Env, actor: Actor, command: NewestDocument) -> Micros:
    """When the newest document that the books know was uploaded; 0 if they know none."""
    return int(tx.scalar("document_newest"))


@use_case(Permission.SYSTEM, writes=False)
def known_documents(tx: Tx, env: Env, actor: Actor, command: KnownDocuments) -> frozenset[str]:
    """Those of them that have a row and are not gone by it."""
    return frozenset(id_ for id_ in command.documents if tx.scalar("document_known", id=id_) is not None)
