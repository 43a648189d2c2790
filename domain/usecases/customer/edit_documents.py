"""Documents of a withdrawal: added and removed while it is a draft, replaced when staff ask for one again (rules 5).

A document is cleaned and stored before its row is written here. `expire_documents` deletes it on its day.
"""

from __future__ import annotations

from dataclasses import replace

from domain.accounts import Reach
from domain.actor import Permission
from domain.card_updates import refresh_copies
from domain.context import Ctx
from domain.documents import add_document_row, check_room, documents_of, missing_of, take_out
from domain.dossier import dossier_of
from domain.drafts import edit_draft
from domain.errors import Refusal
from domain.rules.designated import DocumentKind, needed_for
from domain.use_case import use_case
from domain.views import NewDocument, WithdrawalView
from domain.withdrawal_row import Withdrawal, save
from domain.withdrawals import live_draft, own_draft, own_withdrawal, tell_staff_of, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal", writes=False)
def check_document(ctx: Ctx, withdrawal: str, kind: DocumentKind) -> None:
    """Says before a file is fetched and cleaned whether it would be one too many. Raises not_yours,
    too_many_documents (`most`), documents_too_many_today (`most`, `until_at`).
    """
    found, _ = own_withdrawal(ctx, withdrawal)
    there = documents_of(ctx.tx, found.id)
    check_room(ctx, found.account, kind, there, replaces=found.status == "in_review")


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def add_document(ctx: Ctx, withdrawal: str, kind: DocumentKind, document: NewDocument) -> WithdrawalView:
    """Adds a stored document to a draft, or in review one that was asked for again; several pages may come one by
    one.

    Raises not_yours, stale, document_not_asked, too_many_documents (`most`), documents_too_many_today (`most`,
    `until_at`).
    """
    found, reached = own_withdrawal(ctx, withdrawal)
    if found.status == "in_review":
        return _again(ctx, found, reached, kind, document)
    draft = live_draft(ctx, found, reached, None)
    row = draft.row
    if not row.by_documents or row.reason is None:
        raise Refusal("stale")
    if kind not in needed_for(row.reason, reached.account.kind):
        raise Refusal("document_not_asked")
    add_document_row(ctx, row.id, row.account, kind, document, draft.documents)
    draft = replace(edit_draft(ctx, draft), documents=tuple(documents_of(ctx.tx, row.id)))
    return view_of(ctx, draft)


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def remove_document(ctx: Ctx, withdrawal: str, version: int, document: str) -> WithdrawalView:
    """Removes one of the view's documents from a draft; it is deleted within a day. Raises not_yours, stale."""
    draft = own_draft(ctx, withdrawal, version)
    if take_out(ctx, draft.row.id, [document]) == 0:
        raise Refusal("stale")
    left = tuple(row for row in draft.documents if row.id != document)
    return view_of(ctx, edit_draft(ctx, replace(draft, documents=left)))


def _again(
    ctx: Ctx, found: Withdrawal, reached: Reach, kind: DocumentKind, document: NewDocument
) -> WithdrawalView:
    """Adds a document in place of refused ones. It needs no code: the money's destination stays, and a reviewer
    looks.
    """
    if found.reason is None:
        raise Refusal("stale")
    rows = ctx.tx.all("documents_of", withdrawal=found.id)
    if not any(row.kind == kind and row.verdict == "refused" for row in rows):
        raise Refusal("document_not_asked")
    refused = [row.id for row in rows if row.kind == kind and row.verdict == "refused"]
    take_out(ctx, found.id, refused)
    add_document_row(ctx, found.id, found.account, kind, document, documents_of(ctx.tx, found.id))
    missing = missing_of(needed_for(found.reason, reached.account.kind), documents_of(ctx.tx, found.id))
    # The version rises, so that nobody decides on the earlier documents.
    changed = save(ctx, found, asked_again_at=found.asked_again_at if missing else None)
    refresh_copies(ctx, changed)
    if found.asked_again_at is not None and not missing:
        event = f"papers:{changed.id}:{changed.version}"
        tell_staff_of(ctx, changed, "papers", since_at=found.submitted_at or ctx.clock.now(), event=event)
    return view_of(ctx, dossier_of(ctx, changed, reached), steps=True)
