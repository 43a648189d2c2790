"""The customer's own words: why they apply for money that was never topped up (rules 5)."""

from __future__ import annotations

from domain.actor import Permission
from domain.context import Ctx
from domain.drafts import edit_draft
from domain.errors import Refusal
from domain.rules.characters import without_unseen
from domain.rules.designated import FEWEST_NOTE, LONGEST_NOTE
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import own_draft, view_of


@use_case(Permission.OWN_ACCOUNT, about="withdrawal")
def set_note(ctx: Ctx, withdrawal: str, version: int, text: str) -> WithdrawalView:
    """Stores the note, sealed, because people write names into it. Invisible characters stay: a reviewer is told.

    Raises not_yours, stale, and note_needed (`fewest`, `most` characters).
    """
    draft = own_draft(ctx, withdrawal, version)
    if not draft.row.by_documents:
        raise Refusal("stale")
    lines = (" ".join(line.split()) for line in text.splitlines())
    text = "\n".join(line for line in lines if line)
    if len(without_unseen(text)) < FEWEST_NOTE or len(text) > LONGEST_NOTE:
        raise Refusal("note_needed", fewest=FEWEST_NOTE, most=LONGEST_NOTE)
    known = draft.row.note_sealed
    if known is None or ctx.vault.open(known) != text:
        draft = edit_draft(ctx, draft, note_sealed=ctx.vault.seal(text))
    return view_of(ctx, draft)
