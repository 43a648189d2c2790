"""Which step of an unfinished withdrawal is next, and which questions of it are open to be looked at (rules 5, 6).

Pure: the screens ask it of a view, and sending the code asks it of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.ports import Fen
from domain.rules.designated import Method, by_documents
from domain.rules.payee_numbers import PAYEE_KINDS
from domain.views import PayeeView, WithdrawalView

Lack = Literal["amount", "method", "note", "reason", "payee", "papers"]
"""What a draft can lack, in the order in which it is asked for."""
NextStep = Literal[Lack, "locked", "check", "code", "confirm"]
"""Where a draft is: what it lacks first, else how far its code is."""
Question = Literal[
    Lack, "check", "payee_start", "payee_number", "payee_name", "payee_bank", "payee_branch", "payee_place",
]  # fmt: skip
"""What of a draft can be looked at again on the way back."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a draft has so far. `why_known`: a reason that still counts, or an application's words."""

    amount_fen: Fen | None
    allowed_fen: Fen
    method: Method | None
    why_known: bool
    payee_complete: bool
    documents_missing: bool


def lack_of(draft: Entered) -> Lack | None:
    """What the draft lacks first; None once it can be checked, and its code be sent."""
    if draft.amount_fen is None or draft.amount_fen > draft.allowed_fen:
        return "amount"
    if draft.method is None:
        return "method"
    if not by_documents(draft.method):
        return None
    if not draft.why_known:
        return "note" if draft.method == "application" else "reason"
    if not draft.payee_complete:
        return "payee"
    return "papers" if draft.documents_missing else None


def next_step(view: WithdrawalView) -> NextStep:
    """The step that a draft is at."""
    lack = lack_of(
        Entered(
            view.amount_fen,
            view.allowed_fen,
            view.method,
            _why_known(view),
            _is_complete(view.payee),
            bool(view.missing),
        )
    )
    if lack is not None:
        return lack
    if view.locked_until_at is not None:
        return "locked"
    match view.code:
        case "none":
            return "check"
        case "sent":
            return "code"
        case "accepted":
            return "confirm"


def asks_payee(view: WithdrawalView) -> bool:
    """Whether the step it is at is the choice of a payee, which shows those that were used before."""
    return view.status == "draft" and next_step(view) == "payee" and is_at_start(view.payee)


def is_at_start(payee: PayeeView | None) -> bool:
    """Whether nothing is known of the payee yet."""
    return payee is None or payee.next_field == "kind"


def has_branch(payee: PayeeView | None) -> bool:
    """Whether it is of a kind that is kept at a branch of a bank."""
    return payee is not None and payee.kind is not None and PAYEE_KINDS[payee.kind].has_branch


def may_look_at(view: WithdrawalView, question: Question) -> bool:
    """Whether everything is there that the questions before this one ask for."""
    payee = view.payee
    has_amount = view.amount_fen is not None
    at_payee = has_amount and by_documents(view.method) and _why_known(view)
    match question:
        case "amount":
            return True
        case "method":
            return has_amount and view.order is not None
        case "reason":
            return has_amount and view.method == "designated"
        case "note":
            return has_amount and view.method == "application"
        case "payee" | "payee_start":
            return at_payee
        case "payee_number" | "payee_name":
            return at_payee and payee is not None and payee.kind is not None
        case "payee_bank":
            return at_payee and has_branch(payee)
        case "payee_branch" | "payee_place":
            return at_payee and has_branch(payee) and payee is not None and payee.bank is not None
        case "papers":
            return at_payee and _is_complete(payee)
        case "check":
            if not by_documents(view.method):
                return has_amount and view.method is not None
            return at_payee and _is_complete(payee) and not view.missing


def takes_amount(view: WithdrawalView) -> bool:
    """Whether an amount that is typed unasked is another one for this draft: at the way, and at the check."""
    open_ = view.status == "draft" and view.amount_fen is not None and view.code != "accepted"
    return open_ and not by_documents(view.method)


def to_mend(earlier: WithdrawalView, begun: WithdrawalView) -> Question | None:
    """What was wrong with an earlier withdrawal and came along into a new one: shown first, or it fails again."""
    if not by_documents(begun.method) or not _is_complete(begun.payee):
        return None
    question = _MENDED.get("bank_return" if earlier.returned_at is not None else earlier.reason_code or "")
    if question == "reason" and begun.method == "application":
        question = "note"
    return question if question is not None and may_look_at(begun, question) else None


_MENDED: dict[str, Question] = {
    "payee_wrong": "payee", "account_closed": "payee", "name_mismatch": "payee", "bank_return": "payee",
    "not_proved": "reason",
}  # fmt: skip
"""What was wrong, by the code of a rejection or a failure."""


def _why_known(view: WithdrawalView) -> bool:
    return view.note is not None if view.method == "application" else view.reason in view.reasons


def _is_complete(payee: PayeeView | None) -> bool:
    return payee is not None and payee.complete
