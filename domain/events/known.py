"""What the books hold already of what a piece's events name: asked once for all of them, then kept true.

A piece is one transaction, so nothing but its own events can change that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from domain.accounts import Account, find_account
from domain.context import Ctx
from domain.errors import BadEvent
from domain.events import parse as e
from domain.events.bounds import Bounds

NUMBERED: dict[type[e.Event], str] = {
    e.TopUpPaid: "order",
    e.AdjustmentPosted: "adjustment",
    e.RefundPosted: "refund",
    e.TransferMade: "transfer",
    e.BillIssued: "bill",
    e.CreditNoteRaised: "credit_note",
}
"""Events that begin something whose number is unique over all accounts (rules 8), and the field with that number."""


class Known:
    """Events, numbers, accounts and bounds of sums, for the events of one transaction."""

    def __init__(self, ctx: Ctx, events: Sequence[e.ParsedEvent]) -> None:
        self._ctx = ctx
        self._keys = content_keys(ctx, (one.event.id for one in events))
        self._used = _numbers_used(ctx, events)
        self._accounts: dict[str, Account | None] = {}
        self.bounds = Bounds(ctx.tx)

    def is_repeated(self, event: e.Event, content_key: bytes) -> bool:
        """Whether it was applied before. Raises BadEvent if its id was used for other content."""
        known = self._keys.get(event.id)
        if known is not None and known != content_key:
            raise BadEvent("id: was used before for an event with other content")
        return known is not None

    def account_of(self, event: e.Event) -> Account:
        """The account of an event. Raises BadEvent."""
        if event.account not in self._accounts:
            self._accounts[event.account] = find_account(self._ctx.tx, event.account)
        account = self._accounts[event.account]
        if account is None:
            raise BadEvent("account: is unknown")
        return account

    def check_number(self, event: e.Event) -> None:
        """Raises BadEvent if the number of what it begins was used before."""
        number = _number(event)
        if number in self._used:
            raise BadEvent(f"{number[0]}: was used before")

    def applied(self, event: e.Event, content_key: bytes) -> None:
        """Takes in what an event has changed."""
        self._keys[event.id] = content_key
        if (number := _number(event)) is not None:
            self._used.add(number)
        if isinstance(event, e.AccountOpened | e.AccountUpdated):
            self._accounts.pop(event.account, None)
        self.bounds.applied(event)


def content_keys(ctx: Ctx, ids: Iterable[str]) -> dict[str, bytes]:
    """The keyed hash of the content of each of these events that was applied before, by its id."""
    return {row.id: row.content_key for row in ctx.tx.all("events_content", ids=json.dumps(list(ids)))}


def _number(event: e.Event) -> tuple[str, str] | None:
    field = NUMBERED.get(type(event))
    return None if field is None else (field, getattr(event, field))


def _numbers_used(ctx: Ctx, events: Sequence[e.ParsedEvent]) -> set[tuple[str, str]]:
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for one in events:
        if (number := _number(one.event)) is not None:
            asked[number[0]].append(number[1])
    if not asked:
        return set()
    found = ctx.tx.all(
        "numbers_used",
        orders=json.dumps(asked["order"]),
        adjustments=json.dumps(asked["adjustment"]),
        refunds=json.dumps(asked["refund"]),
        transfers=json.dumps(asked["transfer"]),
        bills=json.dumps(asked["bill"]),
        credit_notes=json.dumps(asked["credit_note"]),
    )
    return {(row.what, row.id) for row in found}
