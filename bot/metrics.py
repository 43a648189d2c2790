"""What is counted for whoever watches the bot; no label ever holds an id, a name or an amount.

Counters are of this process. What lies in the database (how many rows wait, how old the oldest is) is read
when somebody asks.
"""

from __future__ import annotations

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

PAYOUTS = Counter("withdrawal_payouts", "Answers of the payout channel", ["outcome"])
RETURNS = Counter("withdrawal_returns", "Returns of banks that were booked", ["learned"])
MESSAGES = Counter("withdrawal_messages", "Messages of the outbox", ["kind", "outcome"])
EVENTS = Counter("withdrawal_events", "Billing events that came over HTTP", ["outcome"])
STEPS = Gauge("withdrawal_steps", "Steps of withdrawals so far, by the status they led to", ["status"])
OUTBOX_WAITING = Gauge("withdrawal_outbox_waiting", "Messages that wait in the outbox")
OUTBOX_AGE = Gauge("withdrawal_outbox_age_seconds", "How long the oldest of them has been due")
UPDATES = Histogram("withdrawal_update_seconds", "Time to handle one update of the chat")


def exposition(registry: CollectorRegistry = REGISTRY) -> bytes:
    """All metrics as Prometheus reads them."""
    return generate_latest(registry)
