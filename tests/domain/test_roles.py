"""Every use case as every kind of actor: allowed or refused as the table in the docs says, from one source."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable
from inspect import signature
from pathlib import Path
from typing import Any, Literal, ParamSpec, get_args, get_origin

import pytest

from domain.actor import Actor, Permission, StaffRole
from domain.context import Ctx, Services
from domain.errors import Refusal
from domain.pages import FIRST, Spot
from domain.roles import KINDS, Kind, roles_table, use_cases, verdict
from domain.tx import Tx
from domain.use_case import USE_CASES, UseCase, perform
from domain.usecases.customer.greet import greet
from domain.usecases.staff.acting import start_session
from domain.usecases.staff.members import remove_staff
from domain.views import NewDocument
from storage.database import Database
from tests.support.rig import MEI, OPERATOR, Rig, account, rig_on, top_up
from tests.support.staffing import hired

P = ParamSpec("P")

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"
CAST: dict[Kind, Actor] = {
    "stranger": Actor.chat(400),
    "customer": Actor.chat(MEI.id),
    "other customer": Actor.chat(402),
    "support": Actor.chat(403),
    "support acting": Actor.chat(404),
    "finance": Actor.chat(405),
    "admin": Actor.chat(406),
    "removed staff": Actor.chat(407),
    "known login": Actor.at_machine("fay"),
    "operator": OPERATOR,
    "system": Actor.system("test"),
}
STAFF: dict[Kind, StaffRole] = {
    "support": "support", "support acting": "support", "finance": "finance", "admin": "admin",
    "removed staff": "support",
}  # fmt: skip
NOT_THEIRS = {"not_yours", "not_linked", "acting_now", "session_over"}


def live(services: Services) -> Services:
    """The policy of a machine that is not the tester's own."""
    return dataclasses.replace(services, policy=dataclasses.replace(services.policy, login_needed=True))


class Undone(Exception):
    """Rolls back the effects of a use case, so that the next one finds the same books."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    """A customer with an unfinished withdrawal, another customer, staff of each role, one acting, one removed."""
    async with rig_on(db, tmp_path) as made:
        await made.events([
            account(), top_up("1000.00"), account("1003", "+8613800138003"), top_up("70.00", "TP-1003", "1003"),
            account("9001", "+8613800139001", test=True), top_up("500.00", "TP-9001", "9001"),
        ])  # fmt: skip
        await made.link()
        for kind, actor in CAST.items():
            if actor.chat_user is not None:
                await made.perform(greet, actor, "en")
            if kind in STAFF:
                await hired(made, actor.person, kind, STAFF[kind], "fay" if kind == "finance" else None)
        other = CAST["other customer"].person
        await db.write(lambda tx: tx.run("link_add", chat_user=other, account="1003", now=made.clock.now()))
        for kind in ("support acting", "removed staff"):
            await made.perform(start_session, CAST[kind], "9001", "a test of roles", "T-1")
        await made.perform(remove_staff, OPERATOR, CAST["removed staff"].person)
        yield made


async def outcome(rig: Rig, fn: UseCase[P, Any], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> str:
    """The refusal's code, or the result; afterwards everything is as before."""

    def run(tx: Tx) -> None:
        try:
            result: Any = perform(fn.call(*args, **kwargs), live(rig.services), actor)(tx)
        except Refusal as error:
            raise Undone(error.code) from error
        raise Undone(result.code if isinstance(result, Refusal) else repr(result))

    try:
        await rig.db.write(run)
    except Undone as undone:
        return str(undone.result)
    raise AssertionError("unreachable")


def stub(fn: UseCase[..., Any]) -> UseCase[[], str]:
    """Stands in for a use case: the test asks whether it is reached, and as whom."""

    def reached(ctx: Ctx) -> str:
        return "reached" if ctx.actor.acting_as is None else f"reached as {ctx.actor.acting_as}"

    return UseCase(reached, dataclasses.replace(fn.terms, about=None, ticketed=False, step_up=False))


EXPECTED: dict[str, Callable[[Kind], set[str]]] = {
    "yes": lambda kind: {"'reached as 9001'"} if kind == "support acting" else {"'reached'"},
    "own": lambda kind: {"'reached'"},
    # Without a session the use case itself refuses.
    "session": lambda kind: {"'reached as 9001'"} if kind == "support acting" else {"'reached'"},
    "after": lambda kind: {"acting_now"},
    "no": lambda kind: {"denied"},
}


async def test_every_use_case_is_granted_or_denied_as_the_table_says(rig: Rig) -> None:
    found_all = list(use_cases())
    assert {name for name, _ in found_all} == set(USE_CASES), "the table has them all"
    wrong = []
    for name, fn in found_all:
        for kind in KINDS:
            found = await outcome(rig, stub(fn), CAST[kind])
            expected = verdict(fn.terms, kind)
            if found not in EXPECTED[expected](kind):
                wrong.append(f"{name} as {kind}: {found}, and the table says {expected}")
    assert wrong == []


async def test_a_customers_things_are_reached_by_nobody_else(rig: Rig) -> None:
    draft = await rig.draft(120_50)
    await rig.perform(greet, Actor.chat(408), "en")
    await rig.db.write(lambda tx: tx.run("link_add", chat_user=408, account="1001", now=rig.clock.now()))
    colleague = await rig.db.read(lambda tx: tx.one("link_live", chat_user=408, account="1001"))
    assert colleague is not None
    things = {
        "chat": colleague.id,
        "withdrawal": draft.id, "version": draft.version, "account": "1001",
        "fund": draft.order.fund if draft.order else 0, "code": "000000",
    }  # fmt: skip
    reached, refused = [], []
    for name, fn in use_cases():
        if fn.terms.permission is not Permission.OWN_ACCOUNT:
            continue
        given = filled(fn, things)
        names_it = any(thing in given for thing in ("withdrawal", "account", "fund"))
        for kind, actor in CAST.items():
            said = await outcome(rig, fn, actor, **given)
            if kind == "customer":
                refused += [f"{name}: {said}"] if said in {*NOT_THEIRS, "denied"} else []
            elif "1001" in said or (names_it and said not in {*NOT_THEIRS, "denied"}):
                reached.append(f"{name} as {kind}: {said}")
    assert reached == []
    assert refused == [], "and by the customer they are"


def filled(fn: UseCase[..., Any], things: dict[str, Any]) -> dict[str, Any]:
    """A command about these things; its other fields have any value of the right type."""
    _, *parameters = signature(fn, eval_str=True).parameters.values()
    return {one.name: things.get(one.name, anything(one.annotation)) for one in parameters}


def anything(hint: Any) -> Any:
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if hint is NewDocument:
        return NewDocument("D" * 26, "application/pdf", 1000, 1)
    return {int: 0, str: "x", bool: False, Spot: FIRST}.get(hint)


def test_the_page_is_what_the_use_cases_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == roles_table(), (
        "write it anew: python main.py roles > docs/roles.md"
    )
