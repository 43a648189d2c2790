"""Asking the customer for a document again, while the case waits (rules 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from domain.actor import Actor, Permission
from domain.card_updates import refresh_copies
from domain.cases import FAULT_CODES, LONGEST_WORDS
from domain.conflicts import conflict_of
from domain.context import Env
from domain.documents import documents_of
from domain.errors import DomainError, refused
from domain.messages import tell_user
from domain.ports import DAY, Tx
from domain.reminders import put_off
from domain.use_case import use_case
from domain.usecases.staff.claim import submitted
from domain.views import Refused, WithdrawalView
from domain.withdrawal_row import save
from domain.withdrawals import staff_view


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The case as the card showed it; what is wrong with which document; words that the customer reads."""

    withdrawal: str
    version: int
    faults: Mapping[str, str]
    text: str | None = field(default=None, repr=False)
    step_up: ClassVar[bool] = False
    """Nothing is paid by it: that one may look is enough."""


@use_case(Permission.REVIEW)
def ask_again(tx: Tx, env: Env, actor: Actor, command: AskAgain) -> WithdrawalView | Refused:
    """The documents are refused, the customer is told, and whoever approved before has to look again.

    Refuses unknown_withdrawal, own_case, not_in_review, stale, and papers_none when no document of it is named.
    """
    found = submitted(tx, command.withdrawal)
    if found is None:
        return refused("unknown_withdrawal")
    env.note.withdrawal(found)
    if conflict_of(tx, actor.chat_user, found) is not None:
        return refused("own_case")
    if found.status != "in_review":
        return refused("not_in_review", status=found.status)
    if found.version != command.version:
        return refused("stale")
    there = {row.id for row in documents_of(tx, found.id)}
    asked = {
        document: code
        for document, code in command.faults.items()
        if document in there and code in FAULT_CODES
    }
    if not asked:
        return refused("papers_none")
    if command.text is not None and len(command.text) > LONGEST_WORDS:
        raise DomainError("words_too_long", most=LONGEST_WORDS)
    env.note.add("asked_again", papers=sorted(asked), code=",".join(sorted(set(asked.values()))))
    now = env.clock.now()
    for document, code in asked.items():
        tx.run(
            "document_judge", withdrawal=found.id, document=document, verdict="refused", code=code, note=command.text,
            who=actor.who, now=now,
        )  # fmt: skip
    tx.run("approvals_clear", withdrawal=found.id)
    tx.run("prepared_clear", withdrawal=found.id)
    changed = save(tx, env, found, asked_again=now, claimed_by=None, claimed_at=None)
    put_off(tx, found.id, now + env.policy.remind_days * DAY)
    params = {"withdrawal": changed.id, "status": changed.status, "version": changed.version}
    who, account = changed.chat_user, changed.account
    card = f"card:{changed.id}:{changed.version}"
    tell_user(tx, env, who, card, "withdrawal", params, account=account, kind="card")
    tell_user(tx, env, who, f"again:{changed.id}:{changed.version}", "asked_again", params, account=account)
    refresh_copies(tx, env, changed)
    return staff_view(tx, env, changed)
