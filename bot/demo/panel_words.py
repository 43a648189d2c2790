"""How the panels write moments, durations and names of due work: short, in English, in local time."""

from __future__ import annotations

from datetime import timedelta

from domain.ports import SECOND, Micros
from domain.rules.calendar import local_date, to_local

KINDS = {
    "reserve": "Reserve of {} goes free",
    "payout": "Payout {} is sent",
    "late": "Promise of {} passes",
    "stuck": "Staff hear of {}",
    "payout_question": "Payout {} is asked about",
    "return": "Bank is asked whether {} came back",
    "draft": "Draft {} ends",
    "code": "Code for {} ends",
    "remind": "Staff are reminded of {}",
    "summary": "Staff get the daily summary",
    "documents": "Papers of {} are deleted",
    "session": "Acting as {} ends",
    "factor": "Cases close for {}",
    "denials": "What {} was denied becomes a row of the audit",
    "outbox": "A message goes out",
}
"""What becomes due, by the timers' kinds. The gap in some is for the subject."""


def day_and_time(at: Micros) -> str:
    """A moment in local time, like `Tue 24 Nov 12:40`."""
    return f"{to_local(at):%a %-d %b %H:%M}"


def when(at: Micros, now: Micros) -> str:
    """The same, with `today` and `tomorrow` by name."""
    days = (local_date(at) - local_date(now)).days
    name = {0: "today", 1: "tomorrow"}.get(days)
    return day_and_time(at) if name is None else f"{name} {to_local(at):%H:%M}"


def span(length: Micros) -> str:
    """A duration like `2 d 3 h 5 min`; in seconds below a minute."""
    whole = timedelta(seconds=length // SECOND)
    hours, rest = divmod(whole.seconds, 3600)
    parts = [f"{whole.days} d" if whole.days else "", f"{hours} h" if hours else ""]
    parts.append(f"{rest // 60} min" if rest // 60 else "")
    return " ".join(part for part in parts if part) or f"{whole.seconds} s"


def due_words(kind: str, subject: str | None) -> str:
    """What becomes due, with its subject where that is known."""
    words = KINDS.get(kind)
    if words is None:
        return kind.replace("_", " ").capitalize()
    return words.format(subject) if subject else " ".join(words.replace("{}", "something").split())
