"""Deletes documents whose day has come (rules 5 say which documents, the policy how long).

The file is deleted between the two use cases. A crash there leaves a marked row that comes up again; deleting a
missing file is harmless.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.ports import Micros
from domain.use_case import audit, use_case


@use_case(Permission.SYSTEM, lock="documents", audited=False)
def begin_deleting(ctx: Ctx, limit: int) -> tuple[str, ...]:
    """The documents to delete now. From here on nothing takes them along or keeps them longer."""
    now = ctx.clock.now()
    due = tuple(row.id for row in ctx.tx.all("documents_due", now=now, most=limit))
    for document in due:
        ctx.tx.run("document_deleting", id=document, now=now)
    return due


@use_case(Permission.SYSTEM, lock="documents", audited=False)
def end_deleting(ctx: Ctx, documents: tuple[str, ...]) -> int:
    """Records that they are gone: each gets its audit row, once; returns how many."""
    count = 0
    for document in documents:
        gone = ctx.tx.one("document_deleted", id=document, now=ctx.clock.now())
        if gone is not None:
            audit(ctx, "document_deleted", gone.account, document)
            count += 1
    return count


@use_case(Permission.SYSTEM, writes=False)
def newest_document(ctx: Ctx) -> Micros:
    """When the newest document of the books was uploaded; 0 without any."""
    return int(ctx.tx.scalar("document_newest"))


@use_case(Permission.SYSTEM, writes=False)
def known_documents(ctx: Ctx, documents: tuple[str, ...]) -> frozenset[str]:
    """Those of them that have a row and are not deleted by it."""
    return frozenset(id_ for id_ in documents if ctx.tx.scalar("document_known", id=id_) is not None)
