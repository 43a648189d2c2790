"""Opening a case, and saying that one reads it just now (rules 6).

A claim is a courtesy between reviewers and lapses by itself; what keeps two decisions apart is the compare-and-set.
"""

from __future__ import annotations

from domain.actor import Permission
from domain.card_updates import refresh_copies
from domain.cases import CaseView, case_view, claims_lapse, is_open
from domain.conflicts import conflict_of
from domain.context import Ctx
from domain.errors import Refusal
from domain.tx import Tx
from domain.use_case import audit, use_case
from domain.withdrawal_row import Withdrawal, find_withdrawal


@use_case(Permission.REVIEW, about="withdrawal", audited=False, proof="look")
def open_case(ctx: Ctx, withdrawal: str) -> CaseView:
    """The case as it stands. Refuses unknown_withdrawal. Seeing it in full leaves an audit row."""
    found = submitted(ctx.tx, withdrawal)
    if found is None:
        raise Refusal("unknown_withdrawal", keep=True)
    view = case_view(ctx, found, ctx.actor.who, ctx.actor.chat_user)
    if view.detail is not None:
        ctx.note.withdrawal(found)
        audit(ctx, "open_case", found.account, found.id, note=ctx.note)
    return view


@use_case(Permission.REVIEW, about="withdrawal", proof="look")
def claim_case(ctx: Ctx, withdrawal: str, release: bool = False) -> CaseView:
    """Claims a case for a time, or gives it back. Refuses unknown_withdrawal, own_case, decided, claimed.

    ``release``: gives it back instead.
    """
    found = submitted(ctx.tx, withdrawal)
    if found is None:
        raise Refusal("unknown_withdrawal", keep=True)
    ctx.note.withdrawal(found)
    if conflict_of(ctx.tx, ctx.actor.chat_user, found) is not None:
        raise Refusal("own_case", keep=True)
    if not is_open(ctx.tx, found):
        raise Refusal("decided", keep=True)
    now = ctx.clock.now()
    if release:
        ctx.tx.run("case_release", id=found.id, who=ctx.actor.who)
        ctx.note.add("released")
    elif ctx.tx.run("case_claim", id=found.id, who=ctx.actor.who, now=now, lapsed=claims_lapse(ctx)) == 0:
        raise Refusal("claimed", keep=True)
    changed = submitted(ctx.tx, found.id) or found
    refresh_copies(ctx, changed, f"claim{now}")
    return case_view(ctx, changed, ctx.actor.who, ctx.actor.chat_user)


@use_case(Permission.REVIEW, about="withdrawal", audited=False, proof="look")
def note_case(ctx: Ctx, message_id: int, withdrawal: str | None) -> None:
    """Remembers which message shows which case, so that it is edited when that is decided elsewhere.

    ``message_id``: of the reviewer's private chat; ``withdrawal``: None when it shows no case (any more).
    """
    ctx.tx.run("staff_card_drop", chat=ctx.actor.person, message_id=message_id)
    if withdrawal is not None and submitted(ctx.tx, withdrawal) is not None:
        ctx.tx.run(
            "staff_card_put", withdrawal=withdrawal, chat=ctx.actor.person, message_id=message_id, kind="case"
        )


def submitted(tx: Tx, withdrawal: str) -> Withdrawal | None:
    """A withdrawal that was submitted; drafts are nobody else's business."""
    found = find_withdrawal(tx, withdrawal)
    return None if found is None or found.submitted_at is None else found
