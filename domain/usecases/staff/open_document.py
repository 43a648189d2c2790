"""A reviewer opens a document of a case: every time leaves a row (rules 6)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.audit import Detail, id_like
from domain.conflicts import conflict_of
from domain.context import Ctx
from domain.documents import documents_of
from domain.errors import Refusal
from domain.rules.designated import DocumentKind
from domain.tx import Tx
from domain.use_case import use_case
from domain.usecases.staff.claim import submitted
from domain.withdrawal_row import Withdrawal


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """What to fetch from the store, and what it is."""

    id: str
    kind: DocumentKind
    media_type: str
    signed: bool


@use_case(Permission.REVIEW, about="withdrawal", proof="look")
def open_document(ctx: Ctx, withdrawal: str, document: str) -> OpenedDocument:
    """Refuses unknown_withdrawal, own_case, paper_gone, and decided: documents are for deciding."""
    found = submitted(ctx.tx, withdrawal)
    if found is None:
        raise Refusal("unknown_withdrawal", keep=True)
    ctx.note.withdrawal(found, document=id_like(document) or "?")
    if conflict_of(ctx.tx, ctx.actor.chat_user, found) is not None:
        raise Refusal("own_case", keep=True)
    if found.status != "in_review":
        raise Refusal("decided", keep=True)
    row = ctx.tx.one("document_of", withdrawal=found.id, document=document)
    if row is None or row.removed_at is not None or row.deleting_at is not None:
        raise Refusal("paper_gone", keep=True)
    ctx.note.add("opened")
    return OpenedDocument(row.id, row.kind, row.media_type, bool(row.signed))


def opened_documents(tx: Tx, actor: Actor, found: Withdrawal) -> Detail:
    """For the audit: which of a case's documents this person has opened, and how many there are."""
    there = [row.id for row in documents_of(tx, found.id)]
    opened = set()
    for row in tx.all("opened_documents", who=actor.who, account=found.account):
        # A row from before version 13 of the books names the document alone.
        opened.add(row.subject if row.detail is None else json.loads(row.detail).get("document"))
    return {"papers": [document for document in there if document in opened], "papers_in_all": len(there)}
