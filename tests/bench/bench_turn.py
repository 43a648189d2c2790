"""A chat turn, /balance of a linked customer over HTTP, beside a bare aiogram bot that echoes it.

Each bot runs in a process of its own, by polling and by webhook, with a database on the disk. They take turns, round
after round: commands one by one, then many at once. `make bench` runs it.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import structlog

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
from tests.bench.figures import measured, ratios, report, turns
from tests.bench.goals import reached

PEOPLE = 128
COMMAND = "/balance"
COUNTS = {1: 128, 64: 256}
"""How many commands a round, by how many are unanswered at the same time."""
BOTS: dict[str, tuple[str, list[str]]] = {
    "echo": ("echo_bot", []),
    "ours": ("updates_bot", ["asyncio", "frozen"]),
}
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


Figures = dict[tuple[str, Way, int], list[tuple[float, float, float, float]]]
"""Of each bot, way and crowd, in each round: ms of the processor, commands a second, p50 and p99 in ms."""


async def measure(place: Path) -> Figures:
    """Measures all bots in turn; they run all the while."""
    found: Figures = {}
    async with AsyncExitStack() as stack:
        bots: dict[str, tuple[str, Way, Bot]] = {}
        for name, way in product(BOTS, WAYS):
            module, args = BOTS[name]
            folder = place / f"{name}-{way}"
            shutil.copytree(place / "books", folder)
            bot = await stack.enter_async_context(running(module, args, way, folder, PEOPLE))
            await bot.measure(COMMAND, PEOPLE, 1)
            bots[folder.name] = name, way, bot
        for _, (name, way, bot) in turns(bots):
            for at_once, count in COUNTS.items():
                cpu, taken = await bot.measure(COMMAND, count, at_once)
                figures = (cpu, count / taken.all_s, taken.percentile_ms(50), taken.percentile_ms(99))
                found.setdefault((name, way, at_once), []).append(figures)
    return found


async def limit(way: Way, place: Path) -> str:
    """What takes our bot's time, one command after the other."""
    folder = place / f"profiled-{way}"
    shutil.copytree(place / "books", folder)
    async with running("updates_bot", ["asyncio", "profiled"], way, folder, PEOPLE) as bot:
        await bot.measure(COMMAND, PEOPLE, 1)
        await bot.say("begin")
        await bot.measure(COMMAND, COUNTS[1], 1)
        return await bot.say("shares")


def main() -> None:
    """Measures and reports."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as place:
        (books := Path(place) / "books").mkdir()
        asyncio.run(fill(books))
        found = asyncio.run(measure(Path(place)))
        limits = {way: asyncio.run(limit(way, Path(place))) for way in WAYS}
    rows = []
    for at_once, way, name in product(COUNTS, WAYS, BOTS):
        cpu, rate, half, most = (list(column) for column in zip(*found[name, way, at_once], strict=True))
        echo_cpu, echo_rate, *_ = zip(*found["echo", way, at_once], strict=True)
        rows.append(
            [
                f"{name}, {way}, {at_once} at once",
                measured(cpu).text(), ratios(echo_cpu, cpu).text(),
                measured(rate).text(0), ratios(rate, echo_rate).text(),
                f"{measured(half).median:.1f}", f"{measured(most).median:.1f}",
            ]
        )  # fmt: skip
        if (name, at_once) == ("ours", 1):
            share = f"echo's over ours by the processor alone {ratios(echo_cpu, cpu).median:.2f}"
            reached(f"turn {way}", ratios(rate, echo_rate), f"{limits[way]}; {share}.")
    columns = [
        "bot", "ms of processor each", "echo's over it", "a second", "times echo", "p50 ms", "p99 ms",
    ]  # fmt: skip
    note = (
        "Each ratio is within one round and one way. The Bot API server has a process of its own and counts in the "
        "commands a second, not in the processor's time. The customer has three orders and "
        "a hold of every kind."
    )
    report("A chat turn", "bench_turn", columns, rows, [note])


if __name__ == "__main__":
    main()
