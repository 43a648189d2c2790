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
    """Raises not_yours, stale, and note_needed (``fewest``, ``most`` characters).

    ``text`` as written, with what nobody sees in it: a reviewer is told. Sealed: people write names into it.
    """
    draft, reached = own_draft(ctx, ctx.actor.person, withdrawal, version)
    if not draft.by_documents:
        raise Refusal("stale")
    lines = (" ".join(line.split()) for line in text.splitlines())
    text = "\n".join(line for line in lines if line)
    if len(without_unseen(text)) < FEWEST_NOTE or len(text) > LONGEST_NOTE:
        raise Refusal("note_needed", fewest=FEWEST_NOTE, most=LONGEST_NOTE)
    if draft.note_sealed is not None and ctx.vault.open(draft.note_sealed) == text:
        return view_of(ctx, draft, reached)
    return view_of(ctx, edit_draft(ctx, draft, note_sealed=ctx.vault.seal(text)), reached)
