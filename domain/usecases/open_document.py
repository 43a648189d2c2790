"""A reviewer opens a paper of a case: every time leaves a row (rules 6)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.conflicts import conflict_of
from domain.designated import DocumentKind
from domain.env import Env
from domain.errors import refused
from domain.ports import Tx
from domain.run import audit, use_case
from domain.usecases.claim import submitted
from domain.views import Refused


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """One of the case's papers."""

    withdrawal: str
    document: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What to fetch from the store, and what it is."""

    id: str
    kind: DocumentKind
    media_type: str
    signed: bool


@use_case(Permission.REVIEW, audited=False)
def open_document(tx: Tx, env: Env, actor: Actor, command: OpenDocument) -> Paper | Refused:
    """Refuses unknown_withdrawal, own_case, paper_gone, and decided: papers are for deciding."""
    found = submitted(tx, command.withdrawal)
    if found is None:
        return refused("unknown_withdrawal")
    if conflict_of(tx, actor.chat_user, found) is not None:
        audit(tx, env, actor, "open_document", found.account, command.document, "own_case")
        return refused("own_case")
    if found.status != "in_review":
        return refused("decided")
    row = tx.one("paper_of", withdrawal=found.id, document=command.document)
    if row is None or row.removed_at is not None or row.deleting_at is not None:
        return refused("paper_gone")
    audit(tx, env, actor, "open_document", found.account, row.id)
    return Paper(row.id, row.kind, row.media_type, bool(row.signed))
