"""Why money may go to a designated receiving account, and what has to be shown for it (rules 5): only tables.

Whether a return window has passed, and which documents are there, is asked by whoever has the books open.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from domain.rules.characters import MOVED, without_unseen

Method = Literal["original", "designated", "application"]
"""How a withdrawal leaves: as it was paid, to a payee, or to a payee from money that was never topped up."""
Reason = Literal["window_passed", "account_closed", "deregistered", "advanced", "application"]
DocumentKind = Literal[
    "application_form",
    "id_photo",
    "business_licence",
    "closure_proof",
    "deregistration",
    "reimbursement_proof",
]
Kind = Literal["personal", "enterprise"]
"""What the cloud account is."""

MOST_OF_A_KIND = 3
MOST_DOCUMENTS = 20
MOST_MB = 10
"""How large one document may be, in units of 1,048,576 bytes."""
MOST_PAGES = 20
"""How many pages one document may have."""
FEWEST_NOTE, LONGEST_NOTE = 4, 500
"""Characters of the free text of an application."""

_BESIDE: dict[Reason, DocumentKind] = {
    "account_closed": "closure_proof",
    "deregistered": "deregistration",
    "advanced": "reimbursement_proof",
}
_MAY_DIFFER: frozenset[Reason] = frozenset({"deregistered", "advanced"})

# Spaces, and the dots that stand between the parts of a transcribed name, are written by some and left out by others.
_BETWEEN = re.compile(r"[\s·•・‧∙⋅.]+")


def reasons_for(kind: Kind, window_passed: bool) -> tuple[Reason, ...]:
    """The reasons that a top-up order of such an account may have; the first is chosen if the window has passed.

    An order whose window has passed proves itself with the fewest documents. An enterprise may still say one of the
    reasons for which somebody else may receive, since the documents of a passed window do not allow that.
    """
    others: tuple[Reason, ...] = ("deregistered", "advanced") if kind == "enterprise" else ()
    return ("window_passed" if window_passed else "account_closed", *others)


def needed_for(reason: Reason, kind: Kind) -> tuple[DocumentKind, ...]:
    """The documents that a reason needs, the application form first."""
    identity: DocumentKind = "id_photo" if kind == "personal" else "business_licence"
    beside = _BESIDE.get(reason)
    return ("application_form", identity) if beside is None else ("application_form", identity, beside)


def by_documents(method: Method | None) -> bool:
    """Whether it goes to a payee, with documents, and is always reviewed."""
    return method in ("designated", "application")


def may_differ(reason: Reason) -> bool:
    """Whether the payee may have another name than the registered one."""
    return reason in _MAY_DIFFER


def plain_name(name: str) -> str:
    """A name for comparing: one width, no case, no spaces, no dots between its parts, nothing that nobody sees, and
    each character by its code point of today.
    """
    today = without_unseen(name).translate(MOVED)
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", today).casefold())


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for how they are written (``plain_name``)."""
    return plain_name(one) == plain_name(other)
