"""`main.py import` of a large file on both engines: its rate and memory, and how long a tap that writes takes then.

The import is a process of its own, like the real one, and its rate counts everything: start, reading, applying. The
taps are a customer's, who enters another amount, in this process on the same database. The file is always the same.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import structlog

from domain.events.parse import parse_line
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.operator.apply_events import PIECE_LINES, apply_events
from storage.queries import Engine
from tests.bench.customers import Customers, served
from tests.bench.figures import ROOT, Measured, Row, measured, report, turns
from tests.bench.goals import reached
from tests.bench.profiling import Profile
from tests.support.databases import ENGINES, Databases, Place
from tests.support.postgres_server import NoServer
from tests.support.rig import OPERATOR, account, top_up

EVENTS = 30_000
LARGE = 300_000
PROFILED = 5_000
BETWEEN_TAPS_S = 0.01
ALONE_S = 2.0
WAIT_S = 220
IMPORT = """
import sys
from pathlib import Path
from bot.cli.commands import main
code = main(["import", *sys.argv[1:]])
status = Path("/proc/self/status").read_text()
print("peak", next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
sys.exit(code)
"""


class Found(NamedTuple):
    """Events a second, peak memory in MB, and the seconds of each tap."""

    rate: float
    peak_mb: float
    taps: list[float]


def history(count: int) -> Iterator[dict[str, Any]]:
    """Billing events of many accounts, mixed as in a month; every one is possible."""
    rnd = random.Random(1)
    accounts = [f"I{number}" for number in range(max(count // 100, 1))]
    cash = dict.fromkeys(accounts, 0)
    bills: list[tuple[str, str]] = []
    for number, one in enumerate(accounts):
        yield account(one, f"+86139{number:08}")
    for number in range(count - len(accounts)):
        one, key = rnd.choice(accounts), f"i{number}"
        common = {"id": key, "at": f"2026-10-{rnd.randint(1, 28):02}T12:00:00+08:00", "account": one}
        draw = rnd.random()
        if draw < 0.15 and bills:
            one, bill = bills.pop()
            source = "balance" if cash[one] else "external"
            cash[one] -= source == "balance"
            yield common | {
                "type": "bill.paid", "account": one, "bill": bill, "amount": "1.00", "source": source,
            }  # fmt: skip
        elif draw < 0.40:
            cash[one] += 50
            yield top_up("50.00", f"TP-{key}", one, **common)
        elif draw < 0.60:
            yield common | {"type": "usage.accrued", "cycle": "2026-11", "amount": "1.50"}
        elif draw < 0.80:
            bills.append((one, f"B-{key}"))
            yield common | {"type": "bill.issued", "bill": f"B-{key}", "amount": "1.00"}
        elif draw < 0.90:
            yield common | {
                "type": "credit_note.raised", "credit_note": f"C-{key}", "order": "O", "invoiced": "2.00",
                "actual": "1.00",
            }  # fmt: skip
        else:
            yield common | {
                "type": "resource.created", "resource": key, "product": "ECS", "billing": "pay_as_you_go",
            }  # fmt: skip


def written(path: Path, count: int) -> Path:
    """A file of so many events."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(event) + "\n" for event in history(count))
    return path


async def imported(place: Place, file: Path, count: int) -> tuple[float, float]:
    """Imports a file in a process of its own; events a second, and its peak memory in MB."""
    env = {**os.environ, "DATABASE_URL": place.url, "SECRET_KEY": "k" * 32, "PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", IMPORT, "--new", str(file), cwd=file.parent, env=env, stdout=asyncio.subprocess.PIPE
    )  # fmt: skip
    out, _ = await child.communicate()
    took = time.perf_counter() - began
    said = out.decode().splitlines()
    assert child.returncode == 0, said
    return count / took, int(said[-1].split()[1]) / 1024


async def tapped(place: Place, folder: Path, file: Path | None, count: int) -> Found:
    """The taps of a customer while the file is imported, or without a file for a while."""
    async with await place.open() as db, served(db, folder) as rig:
        customers = Customers(rig)
        [one] = await customers.join(["tapping"])
        view = await customers.draft(one)
        importing = asyncio.create_task(
            asyncio.sleep(ALONE_S, (0.0, 0.0)) if file is None else imported(place, file, count)
        )
        taps: list[float] = []
        while not importing.done():
            began = time.perf_counter()
            view = await rig.perform(
                enter_amount, customers.actor(one.person), view.id, view.version,
                amount_fen=1 + len(taps) % 2, share=None, text=None,
            )  # fmt: skip
            taps.append(time.perf_counter() - began)
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(importing), BETWEEN_TAPS_S)
        return Found(*await importing, taps)


async def again(place: Place, file: Path) -> float:
    """Lines a second of the same file once more, when all of it is applied."""
    return (await imported(place, file, EVENTS))[0]


async def profiled(place: Place, folder: Path, lines: list[str]) -> str:
    """What the reading and applying of a few pieces spends its time on."""
    profile = Profile()
    with profile.everywhere():
        async with await place.open() as db, served(db, folder) as rig:
            profile.begin()
            for first in range(0, PROFILED, PIECE_LINES):
                piece = [
                    parse_line(text, first + 1 + at)
                    for at, text in enumerate(lines[first : first + PIECE_LINES])
                ]
                await rig.perform(apply_events, OPERATOR, piece, False)
            return profile.shares()


def row(name: str, found: list[Found]) -> Row:
    """One line of the table: the slowest tap is the slowest of each round."""
    taps = [sorted(one.taps) for one in found]
    parts = [
        [1000 * statistics.median(times) for times in taps],
        [1000 * times[len(times) * 99 // 100] for times in taps],
        [1000 * times[-1] for times in taps],
    ]
    rate = "-" if not found[0].rate else measured([one.rate for one in found]).text(0)
    peak = "-" if not found[0].peak_mb else measured([one.peak_mb for one in found]).text(0)
    return [name, rate, peak, *(measured(part).text(1) for part in parts)]


def ratio_row(name: str, found: list[float]) -> Row:
    """A line with a rate alone."""
    return [name, measured(found).text(0), "-", "-", "-", "-"]


async def measure(databases: Databases, engines: list[Engine], folder: Path) -> list[Row]:
    """Five interleaved rounds, and one import of full size."""
    file = written(folder / "events.jsonl", EVENTS)
    ways: dict[str, tuple[Engine, Path | None]] = {}
    for engine in engines:
        ways[f"{engine}, taps alone"] = (engine, None)
        ways[f"{engine}, {EVENTS:,} events and taps"] = (engine, file)
    found: dict[str, list[Found]] = {name: [] for name in ways}
    repeats: dict[str, list[float]] = {engine: [] for engine in engines}
    for number, (name, (engine, events)) in enumerate(turns(ways)):
        place = databases.migrated(engine)
        (own := folder / str(number)).mkdir()
        found[name].append(await tapped(place, own, events, EVENTS))
        if events is not None:
            repeats[engine].append(await again(place, events))
        databases.drop(place)
    rows = [row(name, rounds) for name, rounds in found.items()]
    rows += [ratio_row(f"{engine}, the same file again", rates) for engine, rates in repeats.items()]
    place = databases.migrated("sqlite")
    (own := folder / "large").mkdir()
    large = await tapped(place, own, written(folder / "large.jsonl", LARGE), LARGE)
    rows.append(row(f"sqlite, {LARGE:,} events and taps", [large]))
    (own := folder / "profile").mkdir()
    shares = await profiled(databases.migrated("sqlite"), own, [json.dumps(one) for one in history(PROFILED)])
    for key, value in (
        ("import rate", large.rate), ("import memory", large.peak_mb), ("import tap", max(large.taps))
    ):  # fmt: skip
        reached(key, Measured(value, value, value), f"{shares}.")
    return rows


def main() -> None:
    """Measures both engines in the same rounds."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    notes = ["Milliseconds of a tap: the median, one in a hundred, the slowest of each round."]
    engines: list[Engine] = list(ENGINES)
    with tempfile.TemporaryDirectory() as name:
        databases = Databases(Path(name), durable=True)
        try:
            databases.bare("postgresql")
        except NoServer as exc:
            engines.remove("postgresql")
            notes.append(f"PostgreSQL not measured: {exc}")
        try:
            rows = asyncio.run(asyncio.wait_for(measure(databases, engines, Path(name)), WAIT_S))
        finally:
            databases.close()
    columns = ["import", "events a second", "peak, MB", "tap p50, ms", "p99", "slowest"]
    report("Import, and taps meanwhile", "bench_import", columns, rows, notes)


if __name__ == "__main__":
    main()
