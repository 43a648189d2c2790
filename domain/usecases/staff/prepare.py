"""Putting a decision together in the chat: reason, what is wrong with which document, words for the customer.

It is kept as a row, sealed, so that nothing of it is in chat state and a restart loses nothing. Nothing is decided
by it, and the customer sees nothing of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from domain.actor import Actor, Permission
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
from domain.context import Env
from domain.contradictions import RESOLUTIONS, open_contradictions
from domain.documents import documents_of
from domain.errors import refused
from domain.ports import Tx
from domain.use_case import use_case
from domain.usecases.staff.claim import submitted
from domain.views import Refused


@dataclass(frozen=True, slots=True)
class Prepare:
    """What is being prepared, and one change: a reason ``code``, the next verdict on a ``document``, or ``text``.

    Beginning another decision than before begins with nothing but the documents that were refused already.
    """

    withdrawal: str
    what: Preparing
    code: str | None = None
    document: str | None = None
    text: str | None = field(default=None, repr=False)


@use_case(Permission.REVIEW, audited=False, proof="look")
def prepare(tx: Tx, env: Env, actor: Actor, command: Prepare) -> CaseView | Refused:
    """Refuses unknown_withdrawal, own_case, decided, and words_too_long (``most``)."""
    found = submitted(tx, command.withdrawal)
    if found is None:
        return refused("unknown_withdrawal")
    if conflict_of(tx, actor.chat_user, found) is not None:
        return refused("own_case")
    contradicted = open_contradictions(tx, found.id)
    if not (contradicted if command.what in RESOLUTIONS else is_undecided(found)):
        return refused("decided")
    known = prepared_of(tx, env, found.id, actor.who)
    # How a contradiction is resolved is said of the one that is shown.
    number = str(contradicted[0].id) if command.what in RESOLUTIONS else None
    if known is None or known.what != command.what or (number is not None and known.code != number):
        known = Prepared(command.what, number, _refused_before(tx, found.id, command.what), None)
    code, faults, text = known.code, dict(known.faults), known.text
    if command.code is not None:
        code = command.code if command.code in REASON_CODES else "other"
    if command.document is not None and any(row.id == command.document for row in documents_of(tx, found.id)):
        _next_verdict(faults, command.document)
    if command.text is not None:
        text = plain_words(command.text)
        if len(text) > LONGEST_WORDS:
            return refused("words_too_long", most=LONGEST_WORDS)
    tx.run(
        "prepared_put", withdrawal=found.id, reviewer=actor.who, what=command.what, code=code,
        faults=json.dumps(faults), text_sealed=env.vault.seal(text) if text else None, now=env.clock.now(),
    )  # fmt: skip
    return case_view(tx, env, found, actor.who, actor.chat_user)


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
