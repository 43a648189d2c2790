"""The metrics of the bot. No label ever holds an id, a name or an amount.

Counters are of this process. Facts of the database (how many rows wait, the age of the oldest) are read on request;
steps of withdrawals are counted from their rows, each read once.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from domain import operations
from domain.tx import Tx

PAYOUTS = Counter("withdrawal_payouts", "Answers of the payout channel", ["outcome"])
RETURNS = Counter("withdrawal_returns", "Returns of banks that were booked", ["learned"])
MESSAGES = Counter("withdrawal_messages", "Messages of the outbox", ["kind", "outcome"])
EVENTS = Counter("withdrawal_events", "Calls of /events", ["outcome"])
NOTICES = Counter("withdrawal_notices", "Calls of /payouts/returns that were not read", ["outcome"])
UNREAD = Counter("withdrawal_updates_unread", "Calls of the webhook that were not read", ["outcome"])
STEPS = Gauge("withdrawal_steps", "Steps of withdrawals so far, by the status they led to", ["status"])
OUTBOX_WAITING = Gauge("withdrawal_outbox_waiting", "Messages that wait in the outbox")
OUTBOX_AGE = Gauge("withdrawal_outbox_age_seconds", "How long ago the oldest of them was written")
TEXTS_FAILING = Gauge("withdrawal_texts_failing_seconds", "For how long no text message has gone")
DEGRADED = Gauge("withdrawal_degraded", "1 while /health says anything but ok")
UPDATES = Histogram("withdrawal_update_seconds", "Time to handle one update of the chat")

PIECE = 20_000
"""Rows counted in one transaction: about 10 ms."""
UNSETTLED = 500
"""The newest ids are counted again each time: of two transactions the one with the lower id may commit last."""


def exposition(registry: CollectorRegistry = REGISTRY) -> bytes:
    """All metrics in the text format of Prometheus."""
    return generate_latest(registry)


@dataclass(frozen=True, slots=True)
class StepCounts:
    """Steps by status up to an id. Rows of steps never change, so those before it are not read again."""

    upto: int = 0
    settled: Mapping[str, int] = field(default_factory=dict)
    by_status: Mapping[str, int] = field(default_factory=dict)
    """The count of each status; complete once `whole`."""
    whole: bool = False

    def read(self, tx: Tx) -> StepCounts:
        """The counts with at most `PIECE` more rows."""
        newest = operations.newest_step(tx)
        upto = max(self.upto, min(newest - UNSETTLED, self.upto + PIECE))
        settled = Tally(self.settled)
        if upto > self.upto:
            settled.update(operations.steps_between(tx, self.upto, upto))
        whole = newest - upto <= UNSETTLED
        recent = operations.steps_between(tx, upto, newest) if whole else {}
        return StepCounts(upto, settled, settled + Tally(recent), whole)
