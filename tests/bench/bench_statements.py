"""How many statements a step of a withdrawal takes, on a plain account. The same on any machine."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from domain.actor import Actor
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.confirm_withdrawal import confirm_withdrawal
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.enter_code import enter_code
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.start_withdrawal import start_withdrawal
from storage.queries import Engine
from tests.bench.customers import CODE, Customers, served
from tests.bench.figures import Row, measured, report
from tests.bench.goals import GOALS, reached
from tests.support.databases import ENGINES, Databases
from tests.support.postgres_server import NoServer
from tests.support.statements import statements

STEPS = ("confirm", "start", "amount", "method", "send", "code", "costs")


async def counts(databases: Databases, engine: Engine, folder: Path) -> dict[str, list[str]]:
    """The names of the statements of each step."""
    found: dict[str, list[str]] = {}
    async with await databases.migrated(engine).open() as db, served(db, folder) as rig:
        rig.mark = None
        customers = Customers(rig)
        (one,) = await customers.join(["1001"])

        async def step(name: str, use_case: Callable[..., Any], *args: object, **more: object) -> Any:
            with statements() as found[name]:
                return await rig.perform(use_case, customers.actor(one.person), *args, **more)  # type: ignore[arg-type]

        with statements() as found["costs"]:
            await rig.look(show_costs, Actor.chat(one.person))
        view = await step("start", start_withdrawal, one.fund)
        view = await step("amount", enter_amount, view.id, view.version, amount_fen=1, share=None, text=None)
        view = await step("method", choose_method, view.id, view.version, "original")
        view = await step("send", send_code, view.id, view.version)
        view = await step("code", enter_code, view.id, f"{CODE:06}")
        await step("confirm", confirm_withdrawal, view.id, view.version)
    return found


def main() -> None:
    """Counts on both engines; a goal is met when it is met on both."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    found: dict[str, dict[str, list[str]]] = {}
    notes = [
        "Counted is what a use case executes, without beginning and ending its transaction. *Confirm* and "
        "*Send code* are also preceded by a read of two statements: whether these are the newest books."
    ]
    with tempfile.TemporaryDirectory() as name:
        databases = Databases(Path(name))
        try:
            for engine in ENGINES:
                found[engine] = asyncio.run(counts(databases, engine, Path(name)))
        except NoServer as exc:
            notes = [f"PostgreSQL not counted: {exc}"]
        finally:
            databases.close()
    rows: list[Row] = [[step, *(len(steps[step]) for steps in found.values())] for step in STEPS]
    report("Statements", "bench_statements", ["step", *found], rows, notes)
    for step in STEPS:
        names = max((steps[step] for steps in found.values()), key=len)
        met = GOALS[f"statements {step}"].met(len(names))
        reached(f"statements {step}", measured([len(names)]), "" if met else f"{', '.join(names)}.")


if __name__ == "__main__":
    main()
