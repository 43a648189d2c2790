"""Documents as rows: which ones a withdrawal has, which are missing, and on which day each is deleted.

The files lie sealed outside the database; cleaning, keeping and deleting them follows these rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from domain.context import Ctx
from domain.errors import Refusal
from domain.ports import DAY, Micros
from domain.rules.calendar import local_date
from domain.rules.designated import MOST_OF_A_KIND, DocumentKind
from domain.rules.policy import Policy
from domain.tx import Tx
from domain.views import DocumentView, NewDocument

if TYPE_CHECKING:
    from domain.tx import DocumentsOfRow, DocumentUsesRow


def documents_of(tx: Tx, withdrawal: str) -> list[DocumentsOfRow]:
    """The present documents of a withdrawal, oldest first, refused ones included."""
    return [row for row in tx.all("documents_of", withdrawal=withdrawal) if row.removed_at is None]


def missing_of(kinds: Iterable[DocumentKind], rows: Iterable[DocumentsOfRow]) -> tuple[DocumentKind, ...]:
    """The kinds of document without a file, or whose file was refused and not replaced yet."""
    found = list(rows)
    wanting = {row.kind for row in found if row.verdict == "refused"}
    there = {row.kind for row in found} - wanting
    return tuple(kind for kind in kinds if kind not in there)


def check_room(
    ctx: Ctx, account: str, kind: DocumentKind, rows: Sequence[DocumentsOfRow], *, replaces: bool = False
) -> None:
    """Looks for room for one more beside those of `rows`.

    Raises too_many_documents (`most`) or documents_too_many_today (`most`, `until_at`).
    The day's number is of the cloud account, and what was taken out again counts: its file was cleaned and kept.
    `replaces`: the refused files of this kind go when it comes.
    """
    if replaces:
        rows = [row for row in rows if row.kind != kind or row.verdict != "refused"]
    if sum(row.kind == kind for row in rows) >= MOST_OF_A_KIND:
        raise Refusal("too_many_documents", most=MOST_OF_A_KIND)
    most = ctx.policy.documents_a_day
    sent = ctx.tx.all("documents_sent", account=account, since=ctx.clock.now() - DAY, most=most)
    if len(sent) >= most:
        raise Refusal("documents_too_many_today", most=most, until_at=sent[-1].uploaded_at + DAY)


def add_document_row(
    ctx: Ctx,
    withdrawal: str,
    account: str,
    kind: DocumentKind,
    new: NewDocument,
    rows: Sequence[DocumentsOfRow],
) -> None:
    """Adds a document beside those of `rows`. Raises what `check_room` raises."""
    check_room(ctx, account, kind, rows)
    now = ctx.clock.now()
    ctx.tx.run(
        "document_add", id=new.id, account=account, kind=kind, media_type=new.media_type, size_bytes=new.size_bytes,
        pages=new.pages, signed=int(new.signed), uploaded_by=ctx.actor.who, now=now,
    )  # fmt: skip
    ctx.tx.run("document_link", withdrawal=withdrawal, document=new.id, kind=kind, now=now)


def take_out(ctx: Ctx, withdrawal: str, documents: Iterable[str]) -> int:
    """Takes documents out of a withdrawal and returns their number. One without another use is deleted in a day."""
    taken = 0
    for document in documents:
        taken += ctx.tx.run("document_unlink", withdrawal=withdrawal, document=document, now=ctx.clock.now())
        set_day(ctx, document)
    return taken


def take_along(
    ctx: Ctx, earlier: str, withdrawal: str, kinds: Iterable[DocumentKind], there: Iterable[DocumentsOfRow]
) -> None:
    """Copies an earlier withdrawal's documents that were not refused and are still kept beside those that are there.

    When one of several files was refused or is gone, the others stay behind: half a document would pass for a whole
    one.
    """
    rows, now = documents_of(ctx.tx, earlier), ctx.clock.now()
    unfit = {row.kind for row in rows if row.verdict == "refused" or row.deleting_at is not None}
    asked = set(kinds) - unfit
    known = {row.id for row in there}
    for row in rows:
        if row.kind in asked and row.id not in known:
            ctx.tx.run("document_link", withdrawal=withdrawal, document=row.id, kind=row.kind, now=now)
            set_day(ctx, row.id)


def set_days(ctx: Ctx, withdrawal: str) -> None:
    """Sets again the day of deletion of each document of a withdrawal, after its end or beginning."""
    rows = ctx.tx.all("documents_uses", withdrawal=withdrawal)
    for document in dict.fromkeys(row.document for row in rows):
        _set_day(ctx, document, [row for row in rows if row.document == document])


def set_day(ctx: Ctx, document: str) -> None:
    """Sets a document's day of deletion: none while it has a use, then some days after the last decision."""
    _set_day(ctx, document, ctx.tx.all("document_uses", document=document))


def _set_day(ctx: Ctx, document: str, uses: list[DocumentUsesRow]) -> None:
    at = _delete_at(ctx.policy, uses)
    ctx.tx.run("document_keep", id=document, delete_at=at)
    if at is not None:
        ctx.tx.wake("documents", at)


def _delete_at(policy: Policy, uses: list[DocumentUsesRow]) -> Micros | None:
    last = 0
    for use in uses:
        submitted = use.submitted_at
        # What was taken out after submission was shown to a reviewer, so it is kept like the rest of the
        # case.
        if use.removed_at is not None and (submitted is None or use.removed_at <= submitted):
            until = use.removed_at + DAY
        elif use.ended_at is None:
            return None
        else:
            until = use.ended_at + (DAY if submitted is None else policy.document_days * DAY)
        last = max(last, until)
    return last


def document_view(row: DocumentsOfRow) -> DocumentView:
    """A document as it is shown."""
    return DocumentView(
        id=row.id,
        kind=row.kind,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        pages=row.pages,
        signed=bool(row.signed),
        uploaded_at=row.uploaded_at,
        delete_on=None if row.delete_at is None else local_date(row.delete_at),
        verdict=row.verdict,
        verdict_code=row.verdict_code,
        verdict_note=row.verdict_note,
    )
