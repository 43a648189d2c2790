"""The customer's own words: why they apply for money that was never topped up (rules 5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.actor import Actor, Permission
from domain.context import Env
from domain.drafts import edit_draft
from domain.errors import DomainError
from domain.ports import Tx
from domain.rules.characters import without_unseen
from domain.rules.designated import FEWEST_NOTE, LONGEST_NOTE
from domain.use_case import use_case
from domain.views import WithdrawalView
from domain.withdrawals import own_draft, view_of


@dataclass(frozen=True, slots=True)
class SetNote:
    """``text`` as written, with what nobody sees in it: a reviewer is told. Sealed: people write names into it."""

    withdrawal: str
    version: int
    text: str = field(repr=False)


@use_case(Permission.OWN_ACCOUNT)
def set_note(tx: Tx, env: Env, actor: Actor, command: SetNote) -> WithdrawalView:
    """Raises not_yours, stale, and note_needed (``fewest``, ``most`` characters)."""
    draft, reached = own_draft(tx, env, actor.person, command.withdrawal, command.version)
    if not draft.by_documents:
        raise DomainError("stale")
    lines = (" ".join(line.split()) for line in command.text.splitlines())
    text = "\n".join(line for line in lines if line)
    if len(without_unseen(text)) < FEWEST_NOTE or len(text) > LONGEST_NOTE:
        raise DomainError("note_needed", fewest=FEWEST_NOTE, most=LONGEST_NOTE)
    if draft.note_sealed is not None and env.vault.open(draft.note_sealed) == text:
        return view_of(tx, env, draft, reached)
    return view_of(tx, env, edit_draft(tx, env, draft, note_sealed=env.vault.seal(text)), reached)
