"""No event may bring an account's sums above 10^15 fen (rules 8). Money that comes back is never refused.

Summing an account's rows for every event would make a long import slow, so a transaction keeps an upper bound of each
sum: it reads the sum once, adds every raise, and reads again when the bound would be passed. An event that lowers a
sum leaves the bound too high, which is safe; one that raises a sum unchecked drops the bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from domain.errors import BadEvent
from domain.events import parse as e
from domain.ports import Fen
from domain.rules.money import MOST_FEN, plain
from domain.tx import Tx

if TYPE_CHECKING:
    from domain.tx import SumName

Sum = Literal["cash", "transferred", "credit_notes", "overdue", "unsettled"]

QUERIES: dict[Sum, SumName] = {
    "cash": "sum_cash",
    "transferred": "sum_transferred",
    "credit_notes": "sum_credit_notes",
    "overdue": "sum_overdue",
    "unsettled": "sum_unsettled",
}


class Bounds:
    """Upper bounds of accounts' sums, for one transaction."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._most: dict[tuple[str, Sum], Fen] = {}

    def check(self, event: e.Event) -> None:
        """Raises BadEvent for an event that would bring a sum above the bound."""
        for account, which, amount in _raised(event):
            if self._at_most(account, which, MOST_FEN - amount) > MOST_FEN - amount:
                what = which.replace("_", " ")
                raise BadEvent(f"amount: would bring the account's {what} above {plain(MOST_FEN)}")

    def applied(self, event: e.Event) -> None:
        """Updates the bounds after the event."""
        for account, which, amount in _raised(event):
            self._most[account, which] += amount
        if isinstance(event, e.RefundPosted | e.TransferRecalled):
            for which in ("cash", "transferred"):
                self._most.pop((event.account, which), None)

    def _at_most(self, account: str, which: Sum, room: Fen) -> Fen:
        known = self._most.get((account, which))
        if known is None or known > room:
            known = self._most[account, which] = self._tx.scalar(QUERIES[which], account=account)
        return known


def _raised(event: e.Event) -> Iterator[tuple[str, Sum, Fen]]:
    if isinstance(event, e.TopUpPaid | e.AdjustmentPosted):
        yield event.account, "cash", event.amount
    elif isinstance(event, e.TransferMade):
        yield event.to, "cash", event.amount
        yield event.to, "transferred", event.amount
    elif isinstance(event, e.UsageAccrued):
        yield event.account, "unsettled", event.amount
    elif isinstance(event, e.BillIssued):
        yield event.account, "overdue", event.amount
    elif isinstance(event, e.CreditNoteRaised):
        yield event.account, "credit_notes", event.invoiced - event.actual
