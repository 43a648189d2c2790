"""The statuses of a withdrawal: which may follow which, and what is true of it meanwhile (rules 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal[
    "draft", "expired", "discarded", "in_review", "approved", "sending", "unknown",
    "successful", "failed", "rejected", "cancelled",
]  # fmt: skip
Phase = Literal["entered", "dropped", "reviewed", "to_send", "with_channel", "paid", "released"]
"""``entered``: no money is held yet. ``dropped``: it never was. ``released``: the money is back in its funds."""


@dataclass(frozen=True, slots=True)
class StatusRules:
    """What the rules know of a status. ``becomes``: the statuses that may follow it."""

    phase: Phase
    becomes: tuple[Status, ...]
    says_why: bool = False
    """Whether it has a reason for the customer to read."""

    @property
    def holds_money(self) -> bool:
        """Whether its amount is *in withdrawal*."""
        return self.phase == "reviewed" or self.is_payable

    @property
    def is_payable(self) -> bool:
        """Whether it is approved, and the channel has not said how it ended."""
        return self.phase in ("to_send", "with_channel")

    @property
    def is_stoppable(self) -> bool:
        """Whether a stop holds it up: what is with the channel can only be asked about."""
        return self.phase in ("reviewed", "to_send")

    @property
    def is_told(self) -> bool:
        """Whether its person is told that it has this status now."""
        return self.phase in ("reviewed", "to_send", "paid", "released")

    @property
    def came_to_nothing(self) -> bool:
        """Whether a new withdrawal may take over what it had right."""
        return self.phase in ("dropped", "released")


def _status_rules(status: Status) -> StatusRules:
    # Books from an older copy learn of payouts by the channel's list: so anything not paid yet may turn out sent.
    match status:
        case "draft":
            return StatusRules("entered", ("in_review", "approved", "expired", "discarded", "sending"))
        case "expired" | "discarded":
            return StatusRules("dropped", ("sending",))
        case "in_review":
            return StatusRules("reviewed", ("approved", "rejected", "cancelled", "sending"))
        case "approved":
            return StatusRules("to_send", ("sending", "in_review"))
        case "sending":
            return StatusRules("with_channel", ("unknown", "successful", "failed"))
        case "unknown":
            return StatusRules("with_channel", ("successful", "failed"))
        case "successful":
            # The bank sent it back, or two people found that it never was paid.
            return StatusRules("paid", ("failed",))
        case "failed" | "rejected":
            # Two people found that the channel paid it nevertheless.
            return StatusRules("released", ("successful",), says_why=True)
        case "cancelled":
            return StatusRules("released", ("successful",))


STATUSES: dict[Status, StatusRules] = {status: _status_rules(status) for status in get_args(Status)}
