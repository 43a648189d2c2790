"""Applying billing events (rules 8): a file or a request whole or not at all, or without its bad ones.

What one event does, and whether it is possible, is ``domain.events``; where events come from is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from domain.actor import Permission
from domain.context import Ctx
from domain.errors import BadEvent, Refusal
from domain.events.apply import apply_event, is_known
from domain.events.bounds import Bounds
from domain.events.parse import ParsedEvent
from domain.use_case import use_case

TELL_EVERY = 100


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """The line of an event that was refused, and why: one sentence without any value of the event."""

    line: int
    reason: str
    known_as: tuple[str, str] | None = field(default=None, repr=False)
    """Id and content of one that is malformed."""

    @classmethod
    def of(cls, line: int, error: BadEvent) -> RefusedEvent:
        """A line that is not well-formed."""
        return cls(line, error.reason, error.known_as)


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """How many events were applied, how many were known already, and which were refused."""

    applied: int
    repeated: int
    refused: tuple[RefusedEvent, ...] = ()


class EventsRefused(Refusal):
    """Nothing was applied, because some events are impossible: ``report`` lists every one of them."""

    def __init__(self, report: ApplyReport) -> None:
        super().__init__("events_refused", refused=len(report.refused))
        self.report = report


@use_case(Permission.OPERATE, writes=False)
def still_refused(ctx: Ctx, refused: Sequence[RefusedEvent]) -> list[RefusedEvent]:
    """Those that were not applied before: what was taken once is ignored before it is looked at (rules 8)."""
    return [one for one in refused if one.known_as is None or not is_known(ctx, *one.known_as)]


@use_case(Permission.OPERATE, lock="events", audited=False)
def apply_events(
    ctx: Ctx,
    events: Sequence[ParsedEvent],
    skip_bad: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ApplyReport:
    """Applies events (rules 8). Without ``skip_bad`` raises EventsRefused if any is refused.

    Events in the order received. ``progress`` is told how many are done; it may begin again from 0.
    """
    applied, repeated, bounds = 0, 0, Bounds(ctx.tx)
    refused: list[RefusedEvent] = []
    for done, parsed in enumerate(events):
        if progress is not None and done % TELL_EVERY == 0:
            progress(done)
        try:
            if apply_event(ctx, parsed, bounds):
                applied += 1
            else:
                repeated += 1
        except BadEvent as error:
            refused.append(RefusedEvent(parsed.line, error.reason))
    if refused and not skip_bad:
        raise EventsRefused(ApplyReport(0, 0, tuple(refused)))
    return ApplyReport(applied, repeated, tuple(refused))
