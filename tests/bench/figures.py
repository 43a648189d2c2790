"""Tables of figures for the benches, with the machine they were made on, printed and on request kept.

`turns` gives the ways to measure in interleaved rounds, `measured` and `ratios` say what the rounds came to. `report`
prints a table; with `RECORD` set it also replaces the bench's section in `docs/figures.md`. Machines differ and are
shared, so the ratio between two rows of one run counts.
"""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "figures.md"
ROUNDS = 5
HEAD = """# Figures

Written by `make bench RECORD=1`, which measures everything again; `make bench` only prints, and `make bench
ONLY=confirm` measures one part. The machines that do it are shared, and one of them differs from the next: read the
ratios within a table, not the absolute figures. Where a figure has a range, it is the median of five interleaved
rounds, with the lowest and the highest; any other is the best of several rounds, unless its table says otherwise.

A section whose heading begins with *By hand* was measured once, on the day it names, to decide something; no bench
repeats it.
"""
GOALS = "Goals"
"""The title of the section that stands before all others."""
BY_HAND = "By hand"
"""How the titles of those begin that stand behind all others."""
Row = Sequence[str | int | float]
W = TypeVar("W")


@dataclass(frozen=True)
class Measured:
    """The median of the rounds, the lowest and the highest."""

    median: float
    low: float
    high: float

    def text(self, digits: int = 2) -> str:
        """The median, and the range where there is one."""
        middle, low, high = (f"{value:,.{digits}f}" for value in (self.median, self.low, self.high))
        return middle if low == high else f"{middle} ({low} to {high})"


def turns(ways: Mapping[str, W], rounds: int = ROUNDS) -> Iterator[tuple[str, W]]:
    """Every way once a round, so that a slow minute of the machine meets all of them."""
    for _ in range(rounds):
        yield from ways.items()


def measured(values: Sequence[float]) -> Measured:
    """What the rounds came to."""
    return Measured(statistics.median(values), min(values), max(values))


def ratios(values: Sequence[float], bases: Sequence[float]) -> Measured:
    """The same for the ratio of each round to the base of that round."""
    return measured([value / base for value, base in zip(values, bases, strict=True)])


def ratio(value: float, base: float) -> str:
    """How many times the base `value` is."""
    return f"{value / base:.2f}"


def machine() -> str:
    """The machine's cores, processor and Python."""
    model = platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {model}, {python} on {platform.system()}"


def report(
    title: str, bench: str, columns: Sequence[str], rows: Sequence[Row], notes: Sequence[str] = ()
) -> None:
    """Prints one table: the first column is text, the others are figures. `bench` is the name of the bench's file."""
    lines = [f"`tests/bench/{bench}.py`: {machine()}.", "", *table(columns, rows)]
    for note in notes:
        lines += ["", note]
    print(f"## {title}\n")
    print("\n".join(lines), flush=True)
    keep(title, "\n".join(lines))


def table(columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """The lines of a table."""
    lines = ["| " + " | ".join(columns) + " |", "| --- |" + " ---: |" * (len(columns) - 1)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def keep(title: str, body: str) -> None:
    """With `RECORD` set, replaces the section of this title, or adds it behind the measured ones."""
    if not os.environ.get("RECORD"):
        return
    sections = kept()
    sections[title] = body
    places = sorted(sections, key=lambda name: (name != GOALS, name.startswith(BY_HAND)))
    text = "".join(f"\n\n## {name}\n\n{sections[name]}" for name in places)
    KEPT.write_text(HEAD.rstrip("\n") + text + "\n", encoding="utf-8")


def kept() -> dict[str, str]:
    """The sections of `docs/figures.md` by their titles."""
    text = KEPT.read_text(encoding="utf-8") if KEPT.exists() else HEAD
    parts = (part.partition("\n") for part in text.split("\n## ")[1:])
    return {title: body.strip("\n") for title, _, body in parts}
