"""Applies billing events (rules 8): a piece of a file, or a request, whole or not at all, or without its bad ones.

`domain.events` decides what one event does, and whether it is possible; the caller brings the events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.actor import Permission
from domain.context import Ctx
from domain.errors import BadEvent, Refusal
from domain.events.apply import apply_event
from domain.events.known import Known, content_keys
from domain.events.parse import ParsedEvent
from domain.use_case import use_case

PIECE_LINES = 1000
"""The most lines of a file, or events of a request, that are applied together."""


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """The line of a refused event, and why: one sentence without any value of the event."""

    line: int
    reason: str
    known_as: tuple[str, str] | None = field(default=None, repr=False)
    """Id and content of a malformed event."""

    @classmethod
    def of(cls, line: int, error: BadEvent) -> RefusedEvent:
        """A refused line from its error."""
        return cls(line, error.reason, error.known_as)


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """How many events were applied, how many were known already, and which were refused."""

    applied: int
    repeated: int
    refused: tuple[RefusedEvent, ...] = ()


class EventsRefused(Refusal):
    """Nothing was applied, because some events are impossible: `report` lists every one of them."""

    def __init__(self, report: ApplyReport) -> None:
        super().__init__("events_refused", refused=len(report.refused))
        self.report = report


@use_case(Permission.OPERATE, writes=False)
def still_refused(ctx: Ctx, refused: Sequence[RefusedEvent]) -> list[RefusedEvent]:
    """The refused events that were never applied: one applied before is ignored before it is read (rules 8)."""
    keys = content_keys(ctx, (one.known_as[0] for one in refused if one.known_as is not None))

    def is_known(one: RefusedEvent) -> bool:
        return one.known_as is not None and keys.get(one.known_as[0]) == ctx.vault.fingerprint(
            "event", one.known_as[1]
        )

    return [one for one in refused if not is_known(one)]


@use_case(Permission.OPERATE, lock="events", audited=False)
def apply_events(ctx: Ctx, events: Sequence[ParsedEvent], skip_bad: bool = False) -> ApplyReport:
    """Applies events in the order received (rules 8). Without `skip_bad` raises EventsRefused if any is refused."""
    applied, repeated, known = 0, 0, Known(ctx, events)
    refused: list[RefusedEvent] = []
    for parsed in events:
        try:
            if apply_event(ctx, parsed, known):
                applied += 1
            else:
                repeated += 1
        except BadEvent as error:
            refused.append(RefusedEvent(parsed.line, error.reason))
    if refused and not skip_bad:
        raise EventsRefused(ApplyReport(0, 0, tuple(refused)))
    return ApplyReport(applied, repeated, tuple(refused))
