"""The goals, and how near the program comes: the table at the head of `docs/figures.md`.

Each bench says with `reached` what it measured for a goal and what limits it. With `RECORD` set that row is replaced;
the rows of other benches stay as they were measured last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.bench.figures import GOALS as SECTION
from tests.bench.figures import Measured, keep, kept, machine, table

BEFORE = "before (5ed6550, 2026-11-23)"
PLAIN = "times plain sqlite3"


@dataclass(frozen=True)
class Goal:
    """What is measured, what it was before, and the bound that it should keep."""

    what: str
    before: str
    bound: float
    side: Literal["at least", "at most", "below"]
    unit: str = ""
    digits: int = 2

    @property
    def text(self) -> str:
        """The goal as the table says it."""
        return f"{self.side} {self.bound:,.{self.digits}f}{self.unit}"

    def met(self, reached: float) -> bool:
        """Whether the bound is kept, by the figure as it is shown."""
        shown = round(reached, self.digits)
        match self.side:
            case "at least":
                return shown >= self.bound
            case "at most":
                return shown <= self.bound
            case "below":
                return shown < self.bound


def _statements(what: str, before: int, bound: int) -> Goal:
    return Goal(f"Statements of {what}", str(before), bound, "at most", digits=0)


GOALS = {
    "confirm sqlite single": Goal(f"Confirm, SQLite, one by one, {PLAIN}", "0.13", 0.30, "at least"),
    "confirm sqlite many": Goal(f"Confirm, SQLite, 64 at once, {PLAIN}", "0.25", 0.60, "at least"),
    "confirm postgresql single": Goal(f"Confirm, PostgreSQL, one by one, {PLAIN}", "0.03", 0.10, "at least"),
    "confirm postgresql many": Goal(f"Confirm, PostgreSQL, 64 at once, {PLAIN}", "0.02", 0.30, "at least"),
    "confirm postgresql hot": Goal(
        f"Confirm, PostgreSQL, 64 at once on one account, {PLAIN}", "-", 0.10, "at least"
    ),
    "costs sqlite": Goal("Costs with 20,000 spent orders, SQLite, times with 5", "386", 1.2, "at most"),
    "costs postgresql": Goal("Costs with 20,000 spent orders, PostgreSQL, times with 5", "-", 1.2, "at most"),
    "import rate": Goal(
        "Import of 300,000 events, reading through included", "12,600/s", 8000, "at least", "/s", 0
    ),
    "import memory": Goal("Peak memory of that import", "550 MB", 150, "below", " MB", 0),
    "import tap": Goal("Slowest tap that writes during that import", "11 to 18 s", 0.3, "below", " s"),
    "turn polling": Goal(
        "Chat turn (/balance), polling, times a bare aiogram echo", "0.48", 0.60, "at least"
    ),
    "turn webhook": Goal(
        "Chat turn (/balance), webhook, times a bare aiogram echo", "0.31", 0.60, "at least"
    ),
    "statements confirm": _statements("*Confirm*", 50, 20),
    "statements start": _statements("*Start*", 34, 20),
    "statements amount": _statements("*Amount*", 32, 20),
    "statements method": _statements("*Method*", 33, 20),
    "statements send": _statements("*Send code*", 36, 20),
    "statements code": _statements("*Code*", 33, 20),
    "statements costs": _statements("*Costs*", 16, 10),
    "timers fire": Goal("Timer among 1,000,000 pending accounts, due until told", "-", 1.0, "below", " s"),
    "timers overdue": Goal("100,000 overdue timers at the start", "7 s", 7.0, "below", " s", 1),
    "timers pause": Goal("Longest pause of the chat meanwhile", "-", 50, "below", " ms", 0),
}
"""Every goal by the key that its bench uses, in the order of the table."""


def reached(key: str, found: Measured, limit: str = "") -> None:
    """Notes what was measured for a goal, and in a sentence with numbers what limits it now.

    A goal that is missed must say so. Raises KeyError for an unknown goal, ValueError for a missed one without a
    sentence.
    """
    goal = GOALS[key]
    met = goal.met(found.median)
    if not met and not limit:
        raise ValueError(
            f"{key} is missed: {found.text(goal.digits)} instead of {goal.text}, and nothing says why"
        )
    shown = found.text(goal.digits) + goal.unit
    print(f"goal: {goal.what}: {shown}; {goal.text}: {'reached' if met else 'MISSED'}. {limit}", flush=True)
    lines = kept().get(SECTION, "").splitlines()
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in lines if line.startswith("| ")}
    limits = {_told_of(line): line for line in lines if line.startswith("- **")}
    rows[goal.what] = (
        f"| {goal.what} | {goal.before} | {goal.text} | {shown} | {'yes' if met else '**no**'} |"
    )
    limits.pop(goal.what, None)
    if limit:
        limits[goal.what] = f"- **{goal.what}**: {limit}"
    known = [one.what for one in GOALS.values()]
    body = [f"Measured on {machine()}.", "", *table(("work", BEFORE, "goal", "reached", "met"), ())]
    body += [rows[what] for what in known if what in rows]
    told = [limits[what] for what in known if what in limits]
    if told:
        body += ["", "What limits it now, by profile (shares of the time in all threads):", "", *told]
    keep(SECTION, "\n".join(body))


def _told_of(line: str) -> str:
    return line.removeprefix("- **").partition("**: ")[0]
