"""Why money may go to a designated receiving account, and the documents for it (rules 5): only tables.

The callers, who have the books, know whether a return window has passed and which documents are there.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from domain.rules.characters import MOVED, without_unseen

Method = Literal["original", "designated", "application"]
"""How a withdrawal leaves: as it was paid, to a payee, or to a payee from money that was never topped up."""
DesignatedReason = Literal["window_passed", "account_closed", "deregistered", "advanced", "application"]
DocumentKind = Literal[
    "application_form",
    "id_photo",
    "business_licence",
    "closure_proof",
    "deregistration",
    "reimbursement_proof",
]
Kind = Literal["personal", "enterprise"]
"""The kind of cloud account."""

MOST_OF_A_KIND = 3
MOST_MB = 10
"""The largest document, in units of 1,048,576 bytes."""
MOST_PAGES = 20
"""The most pages of one document."""
FEWEST_NOTE, LONGEST_NOTE = 4, 500
"""The least and most characters of an application's free text."""

_BESIDE: dict[DesignatedReason, DocumentKind] = {
    "account_closed": "closure_proof",
    "deregistered": "deregistration",
    "advanced": "reimbursement_proof",
}
_MAY_DIFFER: frozenset[DesignatedReason] = frozenset({"deregistered", "advanced"})

# People write or leave out spaces, and the dots between the parts of a transcribed name.
_BETWEEN = re.compile(r"[\s·•・‧∙⋅.]+")


def reasons_for(kind: Kind, window_passed: bool) -> tuple[DesignatedReason, ...]:
    """The reasons for a top-up order of such an account; the first is chosen if the window has passed.

    An order whose window has passed proves itself with the fewest documents. An enterprise may still name a reason
    for another receiver, since the documents of a passed window do not allow that.
    """
    others: tuple[DesignatedReason, ...] = ("deregistered", "advanced") if kind == "enterprise" else ()
    return ("window_passed" if window_passed else "account_closed", *others)


def needed_for(reason: DesignatedReason, kind: Kind) -> tuple[DocumentKind, ...]:
    """The documents that a reason needs, the application form first."""
    identity: DocumentKind = "id_photo" if kind == "personal" else "business_licence"
    beside = _BESIDE.get(reason)
    return ("application_form", identity) if beside is None else ("application_form", identity, beside)


def by_documents(method: Method | None) -> bool:
    """Whether it goes to a payee, with documents, and is always reviewed."""
    return method in ("designated", "application")


def may_differ(reason: DesignatedReason) -> bool:
    """Whether the payee's name may differ from the registered one."""
    return reason in _MAY_DIFFER


def plain_name(name: str) -> str:
    """A name for comparing: one width, no case, no spaces, no dots between its parts, no invisible characters, and
    each character at its present code point.
    """
    today = without_unseen(name).translate(MOVED)
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", today).casefold())


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, however they are written (`plain_name`)."""
    return plain_name(one) == plain_name(other)
