"""A channel's list of the payouts handed over to it: the answer of a gateway, or a file with one payout a line.

A channel need not have a list. A list counts only as a whole: one senseless entry refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.rules.calendar import to_micros
from domain.strict_json import strict_json
from domain.usecases.operator.reconcile import ListedPayout

LONGEST = 64
SAID = ("paid", "pending", "failed", "returned")
METHODS = ("original", "designated", "application")


class BadList(Exception):
    """A list that cannot be used. The text says why and quotes nothing."""


@dataclass(frozen=True, slots=True)
class PayoutPage:
    """A part of the list, oldest first. The next page begins at `after`; None marks the last page."""

    payouts: tuple[ListedPayout, ...]
    after: int | None


class PayoutList(Protocol):
    """A channel that can list the payouts handed over to it."""

    async def handed_over(self, after: int) -> PayoutPage | None:
        """The payouts that it numbers above `after`; None if it has no list. Raises BadList."""


def read_payout(said: object) -> ListedPayout:
    """One entry of a list. Raises BadList."""
    if not isinstance(said, dict):
        raise BadList("an entry is no object")
    order, at = said.get("order"), said.get("at")
    amount, status, method = said.get("amount_fen"), said.get("status"), said.get("method")
    if order is not None:
        order = _text(said, "order")
    if type(amount) is not int or not 0 < amount < 10**15:
        raise BadList("amount_fen is no whole number above 0")
    if status not in SAID:
        raise BadList(f"status is none of {', '.join(SAID)}")
    if method not in METHODS:
        raise BadList(f"method is none of {', '.join(METHODS)}")
    try:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadList("at is no time with an offset")
    return ListedPayout(
        id=_text(said, "id"),
        account=_text(said, "account"),
        order_id=order,
        method=method,
        amount_fen=amount,
        currency=_text(said, "currency"),
        said=status,
        at=to_micros(moment),
        reason_code=None if said.get("reason_code") is None else _text(said, "reason_code"),
        reference=None if said.get("reference") is None else _text(said, "reference"),
    )


def read_page(raw: bytes, after: int) -> PayoutPage:
    """One page of a gateway's answer: `{"payouts": [...], "next": N | null}`. Raises BadList."""
    try:
        said: Any = strict_json(raw)
    except ValueError:
        raise BadList("the answer is no JSON, or names a field twice") from None
    if not isinstance(said, dict) or not isinstance(said.get("payouts"), list) or "next" not in said:
        raise BadList("the answer has no payouts, or no next")
    following = said["next"]
    if following is not None and (type(following) is not int or following <= after):
        raise BadList("next is no number above the one that was asked for")
    return PayoutPage(tuple(map(read_payout, said["payouts"])), following)


def read_file(raw: bytes) -> tuple[ListedPayout, ...]:
    """The payouts of a file with one a line; blank lines are skipped. Raises BadList with the line's number."""
    found = []
    for number, line in enumerate(raw.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(read_payout(strict_json(line)))
        except BadList as error:
            raise BadList(f"line {number}: {error}") from None
        except ValueError:
            raise BadList(f"line {number}: no JSON, or a field is given twice") from None
    return tuple(found)


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not value.isprintable():
        raise BadList(f"{name} is no text of 1 to {LONGEST} characters")
    return value
