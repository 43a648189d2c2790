"""Putting a decision together in the chat: reason, what is wrong with which document, words for the customer.

It is kept as a row, sealed, so that nothing of it is in chat state and a restart loses nothing. Nothing is decided
by it, and the customer sees nothing of it.
"""

from __future__ import annotations

import json

from domain.actor import Permission
from domain.cases import (
    FAULT_CODES,
    LONGEST_WORDS,
    REASON_CODES,
    CaseView,
    Prepared,
    Preparing,
    case_view,
    is_undecided,
    prepared_of,
)
from domain.conflicts import conflict_of
from domain.context import Ctx
from domain.contradictions import RESOLUTIONS, open_contradictions
from domain.documents import documents_of
from domain.errors import Refusal
from domain.tx import Tx
from domain.use_case import use_case
from domain.usecases.staff.claim import submitted


@use_case(Permission.REVIEW, about="withdrawal", audited=False, proof="look")
def prepare(
    ctx: Ctx,
    withdrawal: str,
    what: Preparing,
    code: str | None = None,
    document: str | None = None,
    text: str | None = None,
) -> CaseView:
    """Refuses unknown_withdrawal, own_case, decided, and words_too_long (``most``).

    What is being prepared, and one change: a reason ``code``, the next verdict on a ``document``, or ``text``.
    """
    found = submitted(ctx.tx, withdrawal)
    if found is None:
        raise Refusal("unknown_withdrawal", keep=True)
    if conflict_of(ctx.tx, ctx.actor.chat_user, found) is not None:
        raise Refusal("own_case", keep=True)
    contradicted = open_contradictions(ctx.tx, found.id)
    if not (contradicted if what in RESOLUTIONS else is_undecided(found)):
        raise Refusal("decided", keep=True)
    known = prepared_of(ctx, found.id, ctx.actor.who)
    # How a contradiction is resolved is said of the one that is shown.
    number = str(contradicted[0].id) if what in RESOLUTIONS else None
    if known is None or known.what != what or (number is not None and known.code != number):
        known = Prepared(what, number, _refused_before(ctx.tx, found.id, what), None)
    reason, faults, words = known.code, dict(known.faults), known.text
    if code is not None:
        reason = code if code in REASON_CODES else "other"
    if document is not None and any(row.id == document for row in documents_of(ctx.tx, found.id)):
        _next_verdict(faults, document)
    if text is not None:
        words = plain_words(text)
        if len(words) > LONGEST_WORDS:
            raise Refusal("words_too_long", keep=True, most=LONGEST_WORDS)
    ctx.tx.run(
        "prepared_put", withdrawal=found.id, reviewer=ctx.actor.who, what=what, code=reason,
        faults=json.dumps(faults), text_sealed=ctx.vault.seal(words) if words else None, now=ctx.clock.now(),
    )  # fmt: skip
    return case_view(ctx, found, ctx.actor.who, ctx.actor.chat_user)


def _refused_before(tx: Tx, withdrawal: str, what: Preparing) -> dict[str, str]:
    """What a colleague found wrong with documents that are still there: a rejection does not accept them unseen."""
    rows = documents_of(tx, withdrawal) if what == "reject" else []
    return {
        row.id: row.verdict_code
        for row in rows
        if row.verdict == "refused" and row.verdict_code in FAULT_CODES
    }


def plain_words(text: str) -> str:
    """What was typed, without empty lines and needless spaces."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _next_verdict(faults: dict[str, str], document: str) -> None:
    """Accepted, then one fault after the other, then accepted again."""
    code = faults.pop(document, None)
    following = 0 if code not in FAULT_CODES else FAULT_CODES.index(code) + 1
    if following < len(FAULT_CODES):
        faults[document] = FAULT_CODES[following]
