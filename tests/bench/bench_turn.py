"""A chat turn, /balance of a linked customer over HTTP, beside a bare aiogram bot that echoes it.

Each bot runs in a process of its own, by polling and by webhook, with a database on the disk. They take turns, round
after round: commands one by one, then many at once. `make bench` runs it.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

from bot.runtime.clock import SystemRandom, clock_of
from bot.runtime.runner import Runner
from bot.runtime.settings import load_settings
from bot.runtime.vault import prepare
from domain.actor import Actor
from domain.context import Services
from domain.events.parse import parse_event
from domain.tx import Tx
from domain.usecases.customer.greet import greet
from domain.usecases.operator.apply_events import apply_events
from storage.opening import open_database
from tests.bench.bench_start import LIVE
from tests.bench.bot_api import Bot, Way, of_folder, running
from tests.bench.figures import report

PEOPLE = 256
ROUNDS = 5
WARM_UP = 256
COUNTS = {1: 256, 64: 512}
"""How many commands a round, by how many are unanswered at the same time."""
BOTS = {"echo": ("echo_bot", []), "ours": ("updates_bot", ["asyncio", "frozen"])}
WAYS: tuple[Way, ...] = ("polling", "webhook")


def events(person: int) -> Iterator[dict[str, Any]]:
    """An account with three orders and every kind of hold."""
    account = str(person)

    def event(type_: str, at: str, number: int, **fields: Any) -> dict[str, Any]:
        return {
            "id": f"{account}-{number}",
            "type": type_,
            "at": f"{at}T12:00:00+08:00",
            "account": account,
            **fields,
        }

    yield event(
        "account.opened", "2026-01-05", 1, name="Visitor", kind="personal", identity=f"ID-{account}",
        real_name="verified", phone=f"+86138{person:08}",
    )  # fmt: skip
    for number, amount in enumerate(("1300.00", "440.50", "260.00"), 2):
        yield event(
            "top_up.paid", "2026-03-10", number, order=f"TP-{account}-{number}", amount=amount, channel="alipay",
            holder="personal",
        )  # fmt: skip
    yield event(
        "resource.created", "2026-03-11", 5, resource=f"i-{account}", product="ECS", billing="pay_as_you_go"
    )
    yield event("usage.accrued", "2026-04-01", 6, cycle="2026-04", amount="120.00")
    yield event("bill.issued", "2026-05-03", 7, bill=f"B-{account}", cycle="2026-04", amount="120.00")
    yield event("usage.accrued", "2026-05-04", 8, cycle="2026-05", amount="33.20")
    yield event(
        "credit_note.raised", "2026-05-05", 9, credit_note=f"CN-{account}", order=f"E-{account}",
        invoiced="500.00", actual="450.00",
    )  # fmt: skip


async def fill(folder: Path) -> None:
    """Makes the books: each person is linked to an account."""
    os.environ.update(LIVE, **of_folder(folder))
    settings = load_settings()
    async with await open_database(of_folder(folder)["DATABASE_URL"]) as db:
        random, clock = SystemRandom(), clock_of(settings)
        vault = await db.write(partial(prepare, keys=settings.keys(), mode=settings.kind, random=random))
        runner = Runner(db, Services(clock, random, replace(settings.policy()), vault))
        for person in range(1, PEOPLE + 1):
            parsed = [
                parse_event(json.loads(json.dumps(one)), line) for line, one in enumerate(events(person), 1)
            ]
            assert not (
                await runner.perform(apply_events, Actor.operator("bench"), parsed, skip_bad=False)
            ).refused
            await runner.perform(greet, Actor.chat(person), "en")

        def link(tx: Tx) -> None:
            for person in range(1, PEOPLE + 1):
                tx.run("link_add", chat_user=person, account=str(person), now=clock.now())

        await db.write(link)


async def measure() -> dict[tuple[str, str, int], list[tuple[float, float, float, float]]]:
    """Of each bot, way and crowd, in each round: ms of the processor, commands a second, p50 and p99 in ms."""
    found: dict[tuple[str, str, int], list[tuple[float, float, float, float]]] = {}
    with tempfile.TemporaryDirectory() as place:
        async with AsyncExitStack() as stack:
            bots: dict[tuple[str, Way], Bot] = {}
            for name, way in product(BOTS, WAYS):
                module, args = BOTS[name]
                folder = Path(place) / f"{name}-{way}"
                folder.mkdir()
                if name == "ours":
                    await fill(folder)
                bots[name, way] = await stack.enter_async_context(running(module, args, way, folder, PEOPLE))
            for bot in bots.values():
                await bot.measure("/balance", WARM_UP, 1)
            for _ in range(ROUNDS):
                for at_once, (name, way) in product(COUNTS, bots):
                    count = COUNTS[at_once]
                    cpu, taken = await bots[name, way].measure("/balance", count, at_once)
                    figures = (cpu, count / taken.all_s, taken.percentile_ms(50), taken.percentile_ms(99))
                    found.setdefault((name, way, at_once), []).append(figures)
    return found


def spread(values: list[float], digits: int) -> str:
    """The median and the range."""
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def main() -> None:
    """Measures and reports."""
    found = asyncio.run(measure())
    rows = []
    for at_once, way, name in product(COUNTS, WAYS, BOTS):
        cpu, rate, half, most = (list(column) for column in zip(*found[name, way, at_once], strict=True))
        base = found["echo", way, at_once]
        by_cpu = [echo[0] / own for echo, own in zip(base, cpu, strict=True)]
        by_rate = [own / echo[1] for echo, own in zip(base, rate, strict=True)]
        rows.append(
            [
                f"{name}, {way}, {at_once} at once",
                spread(cpu, 2), spread(by_cpu, 2), spread(rate, 0), spread(by_rate, 2),
                f"{median(half):.1f}", f"{median(most):.1f}",
            ]
        )  # fmt: skip
    columns = [
        "bot", "ms of processor each", "echo's over it", "a second", "times echo", "p50 ms", "p99 ms",
    ]  # fmt: skip
    note = f"{ROUNDS} rounds in turn; median and range. Each ratio is within one round and one way."
    report("A chat turn", "bench_turn", columns, rows, [note])


if __name__ == "__main__":
    main()
