"""Opening a case, and saying that one reads it just now (rules 6).

A claim is a courtesy between reviewers and lapses by itself; what keeps two decisions apart is the compare-and-set.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.actor import Actor, Permission
from domain.card_updates import refresh_copies
from domain.cases import CaseView, case_view, claims_lapse, is_open
from domain.conflicts import conflict_of
from domain.context import Env
from domain.errors import refused
from domain.ports import Tx
from domain.use_case import audit, use_case
from domain.views import Refused
from domain.withdrawal_row import Withdrawal, find_withdrawal


@dataclass(frozen=True, slots=True)
class OpenCase:
    """By the withdrawal's id."""

    withdrawal: str


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """``release``: gives it back instead."""

    withdrawal: str
    release: bool = False


@dataclass(frozen=True, slots=True)
class NoteCase:
    """``message_id``: of the reviewer's private chat; ``withdrawal``: None when it shows no case (any more)."""

    message_id: int
    withdrawal: str | None


@use_case(Permission.REVIEW, audited=False, proof="look")
def open_case(tx: Tx, env: Env, actor: Actor, command: OpenCase) -> CaseView | Refused:
    """The case as it stands. Refuses unknown_withdrawal. Seeing it in full leaves an audit row."""
    found = submitted(tx, command.withdrawal)
    if found is None:
        return refused("unknown_withdrawal")
    view = case_view(tx, env, found, actor.who, actor.chat_user)
    if view.detail is not None:
        env.note.withdrawal(found)
        audit(tx, env, actor, "open_case", found.account, found.id, note=env.note)
    return view


@use_case(Permission.REVIEW, proof="look")
def claim_case(tx: Tx, env: Env, actor: Actor, command: ClaimCase) -> CaseView | Refused:
    """Claims a case for a time, or gives it back. Refuses unknown_withdrawal, own_case, decided, claimed."""
    found = submitted(tx, command.withdrawal)
    if found is None:
        return refused("unknown_withdrawal")
    env.note.withdrawal(found)
    if conflict_of(tx, actor.chat_user, found) is not None:
        return refused("own_case")
    if not is_open(tx, found):
        return refused("decided")
    now = env.clock.now()
    if command.release:
        tx.run("case_release", id=found.id, who=actor.who)
        env.note.add("released")
    elif tx.run("case_claim", id=found.id, who=actor.who, now=now, lapsed=claims_lapse(env)) == 0:
        return refused("claimed")
    changed = submitted(tx, found.id) or found
    refresh_copies(tx, env, changed, f"claim{now}")
    return case_view(tx, env, changed, actor.who, actor.chat_user)


@use_case(Permission.REVIEW, audited=False, proof="look")
def note_case(tx: Tx, env: Env, actor: Actor, command: NoteCase) -> None:
    """Remembers which message shows which case, so that it is edited when that is decided elsewhere."""
    tx.run("staff_card_drop", chat=actor.person, message_id=command.message_id)
    if command.withdrawal is not None and submitted(tx, command.withdrawal) is not None:
        tx.run(
            "staff_card_put", withdrawal=command.withdrawal, chat=actor.person, message_id=command.message_id,
            kind="case",
        )  # fmt: skip


def submitted(tx: Tx, withdrawal: str) -> Withdrawal | None:
    """A withdrawal that was submitted; drafts are nobody else's business."""
    found = find_withdrawal(tx, withdrawal)
    return None if found is None or found.submitted_at is None else found
