"""What the books hold already of what a piece's events name: asked once for all of them, then kept true.

A piece is one transaction, so nothing but its own events can change that.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

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
        self._keys = content_keys(ctx, (one.event.id for one in events))
        self._used = _numbers_used(ctx, events)
        self.is_test = _accounts(ctx, events)
        """Whether it is a test account, of each account there is among those that the events name."""
        self.billed = _cycles_billed(ctx, events)
        """The account and cycle of each bill there is for a cycle that the events name."""
        self.bounds = Bounds(ctx.tx)

    def is_repeated(self, event: e.Event, content_key: bytes) -> bool:
        """Whether it was applied before. Raises BadEvent if its id was used for other content."""
        known = self._keys.get(event.id)
        if known is not None and known != content_key:
            raise BadEvent("id: was used before for an event with other content")
        return known is not None

    def check(self, event: e.Event) -> None:
        """Raises BadEvent for an unknown account, and if the number of what it begins was used before."""
        if event.account not in self.is_test:
            raise BadEvent("account: is unknown")
        number = _number(event)
        if number in self._used:
            raise BadEvent(f"{number[0]}: was used before")

    def applied(self, event: e.Event, content_key: bytes) -> None:
        """Takes in what an event has changed."""
        self._keys[event.id] = content_key
        if (number := _number(event)) is not None:
            self._used.add(number)
        if isinstance(event, e.AccountOpened):
            self.is_test[event.account] = bool(event.test)
        if isinstance(event, e.BillIssued) and event.cycle is not None:
            self.billed.add((event.account, event.cycle))
        self.bounds.applied(event)


def content_keys(ctx: Ctx, ids: Iterable[str]) -> dict[str, bytes]:
    """The keyed hash of the content of each of these events that was applied before, by its id."""
    return {row.id: row.content_key for row in ctx.tx.all("events_content", ids=json.dumps(list(ids)))}


def _accounts(ctx: Ctx, events: Sequence[e.ParsedEvent]) -> dict[str, bool]:
    named = {one.event.account for one in events}
    named.update(one.event.to for one in events if isinstance(one.event, e.TransferMade))
    rows = ctx.tx.all("accounts_named", ids=json.dumps(sorted(named)))
    return {row.id: bool(row.is_test) for row in rows}


def _cycles_billed(ctx: Ctx, events: Sequence[e.ParsedEvent]) -> set[tuple[str, str]]:
    named = {
        (one.event.account, one.event.cycle)
        for one in events
        if isinstance(one.event, e.UsageAccrued | e.BillIssued) and one.event.cycle is not None
    }
    if not named:
        return set()
    accounts, cycles = (json.dumps(sorted(set(part))) for part in zip(*named, strict=True))
    return {
        (row.account, row.cycle) for row in ctx.tx.all("cycles_billed_of", accounts=accounts, cycles=cycles)
    }


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
