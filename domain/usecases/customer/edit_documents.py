"""Documents of a withdrawal: added to a draft, taken out of it, replaced when staff asked for one again (rules 5).

A document was cleaned and stored before its row is written here. Deleting it on its day is ``documents_keep``'s work.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.accounts import Reach
from domain.actor import Actor, Permission
from domain.card_updates import refresh_copies
from domain.context import Env
from domain.documents import add_document_row, documents_of, missing_of, take_out
from domain.drafts import edit_draft
from domain.errors import DomainError
from domain.ports import Tx
from domain.rules.designated import DocumentKind, needed_for
from domain.use_case import use_case
from domain.views import NewDocument, WithdrawalView
from domain.withdrawal_row import Withdrawal, save
from domain.withdrawals import own_draft, own_withdrawal, tell_staff_of, view_of


@dataclass(frozen=True, slots=True)
class AddDocument:
    """``document`` was stored already; its row makes it part of the withdrawal."""

    withdrawal: str
    kind: DocumentKind
    document: NewDocument


@dataclass(frozen=True, slots=True)
class RemoveDocument:
    """``document``: one of the view's."""

    withdrawal: str
    version: int
    document: str


@use_case(Permission.OWN_ACCOUNT)
def add_document(tx: Tx, env: Env, actor: Actor, command: AddDocument) -> WithdrawalView:
    """Adds a document to a draft, or in review one that was asked for again; several pages may come in a row.

    Raises not_yours, stale, document_not_asked, too_many_documents (``most``).
    """
    found, reached = own_withdrawal(tx, actor.person, command.withdrawal)
    if found.status == "in_review":
        return _again(tx, env, actor, found, reached, command)
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, None)
    if not draft.by_documents or draft.reason is None:
        raise DomainError("stale")
    if command.kind not in needed_for(draft.reason, reached.account.kind):
        raise DomainError("document_not_asked")
    add_document_row(tx, env, draft.id, draft.account, actor.who, command.kind, command.document)
    return view_of(tx, env, edit_draft(tx, env, draft), reached)


@use_case(Permission.OWN_ACCOUNT)
def remove_document(tx: Tx, env: Env, actor: Actor, command: RemoveDocument) -> WithdrawalView:
    """Takes a document out of a draft; it is deleted within a day. Raises not_yours, stale."""
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    if take_out(tx, env, draft.id, [command.document]) == 0:
        raise DomainError("stale")
    return view_of(tx, env, edit_draft(tx, env, draft), reached)


def _again(
    tx: Tx, env: Env, actor: Actor, found: Withdrawal, reached: Reach, command: AddDocument
) -> WithdrawalView:
    """A document in place of refused ones. Needs no code: the money goes where it went, and a reviewer looks."""
    if found.reason is None:
        raise DomainError("stale")
    rows = tx.all("documents_of", withdrawal=found.id)
    if not any(row.kind == command.kind and row.verdict == "refused" for row in rows):
        raise DomainError("document_not_asked")
    refused = [row.id for row in rows if row.kind == command.kind and row.verdict == "refused"]
    take_out(tx, env, found.id, refused)
    add_document_row(tx, env, found.id, found.account, actor.who, command.kind, command.document)
    missing = missing_of(needed_for(found.reason, reached.account.kind), documents_of(tx, found.id))
    # The version rises, so that nobody decides on the documents that were there before.
    changed = save(tx, env, found, asked_again=found.asked_again if missing else None)
    refresh_copies(tx, env, changed)
    if found.asked_again is not None and not missing:
        event = f"papers:{changed.id}:{changed.version}"
        tell_staff_of(tx, env, changed, "papers", since_at=found.submitted_at or env.clock.now(), event=event)
    return view_of(tx, env, changed, reached, steps=True)
