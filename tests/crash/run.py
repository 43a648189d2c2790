"""`make crash`: so many rounds of killing the real program, then the figures; exit code 1 if one is not 0."""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.screens import notices
from tests.crash.judge import judge_live, judge_plain
from tests.crash.live import Live
from tests.crash.moments import plans
from tests.crash.plain import Plain
from tests.crash.program import Died
from tests.crash.verdict import KINDS, Findings

DRY_S = 150.0
TOO_FAST = str(notices.too_fast("en"))
ROUND_S = 45.0
"""Seconds that a round may take, on however busy a machine."""
PLAIN_EVERY = 6
"""One of so many rounds is of the plain sandbox."""


@dataclass(slots=True)
class Outcome:
    """The result of one part of the rounds."""

    name: str
    kills: Counter[str]
    withdrawals: Counter[str]
    findings: Findings
    notes: dict[str, str]


async def crash(rounds: int, seed: str, folder: Path, downtime_s: int = 120) -> list[Outcome]:
    """Runs all rounds. Raises `Died` or TimeoutError if the program or the harness does not go on."""
    plain_rounds = max(1, rounds // PLAIN_EVERY) if rounds > 1 else 0
    # Both parts run side by side: one starts while the other waits for people.
    parts = [asyncio.ensure_future(_live(rounds - plain_rounds, seed, folder / "live", downtime_s))]
    if plain_rounds:
        parts.append(asyncio.ensure_future(_plain(plain_rounds, seed, folder / "plain", downtime_s)))
    try:
        async with asyncio.timeout((rounds + 4) * ROUND_S + DRY_S):
            return await asyncio.gather(*parts)
    finally:
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)


async def _live(rounds: int, seed: str, folder: Path, downtime_s: int) -> Outcome:
    live = Live(folder, seed)
    chance = random.Random(f"{seed}:kills")
    try:
        await live.open()
        for number, plan in enumerate(plans(rounds, chance), 1):
            async with asyncio.timeout(ROUND_S * 2):
                await live.round(plan)
            _progress(f"round {number}: {plan.kind}")
            live.program.ahead_s += chance.randint(0, 2 * downtime_s) if downtime_s else 0
        await live.dry(DRY_S)
        findings = await judge_live(live)
        ended = live.program.rows("SELECT status, count(*) FROM withdrawal GROUP BY status")
        notes = {
            "customers": str(len(live.customers)),
            "did it again": f"{sum(c.again for c in live.customers)} times",
            "cancelled": ", ".join(
                f"{n} after {taps} taps"
                for taps, n in sorted(
                    Counter(taps for c in live.customers for taps in c.cancelled_at.values()).items()
                )
            ),
            "told to be slower": f"{sum(text == TOO_FAST for text in live.answers.values())} times",
            "payouts": ", ".join(f"{n} {fate}" for fate, n in live.gateway.fates.most_common()),
            "events sent again": str(live.billing.sent_again),
            "start": f"{min(live.starts):.1f} to {max(live.starts):.1f} s" if live.starts else "-",
        }
        return Outcome("live", live.kills, _counted(ended), findings, notes)
    finally:
        await live.close()


async def _plain(rounds: int, seed: str, folder: Path, downtime_s: int) -> Outcome:
    plain = Plain(folder, seed)
    chance = random.Random(f"{seed}:plain kills")
    try:
        await plain.open()
        for number, plan in enumerate(plans(rounds + 2, chance)[2:], 1):
            async with asyncio.timeout(ROUND_S * 2):
                await plain.round(plan)
            _progress(f"sandbox round {number}")
            plain.program.ahead_s += chance.randint(61, 60 + 2 * downtime_s) if downtime_s else 0
        await plain.dry(DRY_S)
        findings = await judge_plain(plain)
        ended = plain.program.rows("SELECT status, count(*) FROM withdrawal GROUP BY status")
        return Outcome("sandbox", plain.kills, _counted(ended), findings, {})
    finally:
        await plain.close()


def _counted(rows: list[tuple[object, ...]]) -> Counter[str]:
    return Counter({str(status): int(str(number)) for status, number in rows})


def report(outcomes: list[Outcome], seconds: float) -> str:
    """The table, and the details of every figure that is not 0."""
    lines = [f"{sum(sum(o.kills.values()) for o in outcomes)} kills in {seconds:.0f} s"]
    for outcome in outcomes:
        lines += ["", f"{outcome.name}"]
        lines += [f"  killed: {kind:<24}{number:>5}" for kind, number in sorted(outcome.kills.items())]
        lines += [f"  withdrawals {s:<20}{number:>5}" for s, number in sorted(outcome.withdrawals.items())]
        lines += [f"  {name}: {value}" for name, value in outcome.notes.items()]
    lines += ["", f"{'':<32}" + "".join(f"{outcome.name:>9}" for outcome in outcomes)]
    for kind in KINDS:
        figures = [len(outcome.findings.found[kind]) for outcome in outcomes]
        lines.append(f"{kind:<32}" + "".join(f"{figure:>9}" for figure in figures))
    excused = "".join(f"{outcome.findings.excused:>9}" for outcome in outcomes)
    lines.append(f"{'(repeated inside a send call)':<32}{excused}")
    for outcome in outcomes:
        for kind, found in outcome.findings.found.items():
            lines += [f"{outcome.name}: {kind}: {what}" for what in found]
    return "\n".join(lines)


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Reads the command line and runs the rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", default=None, help="what is planned follows from it; a new one by default")
    parser.add_argument(
        "--downtime", type=int, default=120, help="seconds down after a kill, on average; 0: none"
    )
    given = parser.parse_args()
    seed = given.seed or str(random.SystemRandom().randrange(10**6))
    print(f"seed {seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    began = time.monotonic()
    try:
        outcomes = asyncio.run(crash(max(1, given.rounds), seed, folder, given.downtime))
    except (Died, TimeoutError) as error:
        print(f"the harness came to no end: {type(error).__name__}: {error}\nthe files are in {folder}")
        return 1
    print(report(outcomes, time.monotonic() - began))
    if any(outcome.findings.total for outcome in outcomes):
        print(f"the files are in {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
