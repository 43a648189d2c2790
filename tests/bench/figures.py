"""A table of figures for the benches, with the machine it was made on, printed and on request kept.

`report` prints; with `RECORD` set it also replaces the bench's section in `docs/figures.md`. Machines differ and are
shared, so the ratio between two rows of one run counts.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "figures.md"
HEAD = """# Figures

Written by `make bench RECORD=1`, which measures everything again; `make bench` only prints. The machines that do it
are shared, and one of them differs from the next: read the ratios within a table, not the absolute figures. Each
figure is the best of several rounds, unless its table says otherwise.

A section whose heading begins with *By hand* was measured once, on the day it names, to decide something; no bench
repeats it.
"""
Row = Sequence[str | int | float]


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
    text = _section(title, bench, columns, rows, notes)
    print(text)
    if os.environ.get("RECORD"):
        _keep(title, text)


def ratio(value: float, base: float) -> str:
    """How many times the base `value` is."""
    return f"{value / base:.2f}"


def _section(
    title: str, bench: str, columns: Sequence[str], rows: Sequence[Row], notes: Sequence[str]
) -> str:
    lines = [f"## {title}", "", f"`tests/bench/{bench}.py`: {machine()}.", ""]
    lines.append("| " + " | ".join(columns) + " |")
    lines.append("| --- |" + " ---: |" * (len(columns) - 1))
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    for note in notes:
        lines += ["", note]
    return "\n".join(lines) + "\n"


def _keep(title: str, section: str) -> None:
    """Replaces the section of this title, or adds it at the end."""
    text = KEPT.read_text(encoding="utf-8") if KEPT.exists() else HEAD
    head, *sections = text.split("\n## ")
    kept = {part.split("\n", 1)[0]: part.rstrip("\n") for part in sections}
    kept[title] = section.removeprefix("## ").rstrip("\n")
    body = "".join(f"\n\n## {part}" for part in kept.values())
    KEPT.write_text(head.rstrip("\n") + body + "\n", encoding="utf-8")
