"""One person is one person: a login of the machine is a member of staff, wherever people are counted (rules 6)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ParamSpec

import pytest

from domain.actor import Actor
from domain.errors import Refusal
from domain.ports import DAY
from domain.rules.payee_numbers import PayeeKind
from domain.tx import Tx
from domain.use_case import UseCase
from domain.usecases.customer.switch_account import switch_account
from domain.usecases.staff.claim import open_case
from domain.usecases.staff.members import add_staff, give_login, remove_staff
from domain.usecases.staff.review import review
from domain.usecases.staff.settle import settle_unknown
from storage.database import Database
from tests.support.by_documents import ME, NAME, designated, submit
from tests.support.reviewing import ANNA, BORIS, query, refused_for, staffed_on, status, waiting
from tests.support.rig import MEI, Rig, account, rig_on, top_up, tried
from tests.support.staffing import hired

P = ParamSpec("P")

SHELL, ROOT = Actor.at_machine("anna", "root"), Actor.at_machine("root")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    """As in a live run: a login decides only if it belongs to staff. Anna has one."""
    async with staffed_on(db, tmp_path) as made:
        made.services = replace(made.services, policy=replace(made.services.policy, login_needed=True))
        await hired(made, ANNA.person, "Anna", "admin", "anna")
        yield made


async def told(rig: Rig) -> list[tuple[str, str, int | None]]:
    """To whom of staff what was said, and whether it has to wait."""
    rows = await rig.db.read(
        lambda tx: query(tx, "SELECT recipient, params FROM outbox WHERE template = 'staff_news' ORDER BY id")
    )
    return [(to, (params := json.loads(text))["what"], params["from_at"]) for to, text in rows]


async def test_the_chat_and_the_shell_of_one_person_count_once(rig: Rig) -> None:
    view = await waiting(rig, 500_00)
    assert await refused_for(rig, ANNA, view.id, "approve") == "approved_once"
    for _ in range(2):
        assert await refused_for(rig, SHELL, view.id, "approve") == "approved_once"
    rows = await rig.db.read(lambda tx: query(tx, "SELECT who, detail FROM audit WHERE use_case = 'review'"))
    assert [(who, json.loads(text).get("login")) for who, text in rows] == [
        (ANNA.who, None), *[(ANNA.who, "anna (sudo root)")] * 2,
    ]  # fmt: skip
    assert await status(rig, view) == "in_review"
    assert await refused_for(rig, BORIS, view.id, "approve") is None


async def test_a_login_that_is_nobodys_sees_and_decides_nothing(rig: Rig) -> None:
    view = await waiting(rig)
    for result in (
        await tried(rig.perform(open_case, ROOT, view.id)),
        await tried(rig.perform(review, ROOT, view.id, "approve", version=view.version)),
        await tried(rig.perform(review, ROOT, view.id, "reject", "other", version=view.version)),
        await tried(rig.perform(settle_unknown, ROOT, view.id, True, "D", view.version)),
    ):
        assert isinstance(result, Refusal)
        assert result.code == "denied"
    seen = await rig.perform(open_case, SHELL, view.id)
    assert seen.detail is not None
    assert seen.version == view.version
    # With the last role goes the login.
    await rig.perform(remove_staff, ROOT, ANNA.person)
    assert await refused_for(rig, SHELL, view.id, "approve") == "denied"


async def test_conflicts_are_asked_of_the_person_behind_a_login(rig: Rig) -> None:
    view = await waiting(rig)
    now = rig.clock.now()

    def link(tx: Tx) -> None:
        tx.run("chat_user_add", id=ANNA.person, locale="en", created_at=now)
        tx.run("link_add", chat_user=ANNA.person, account="1001", now=now)

    await rig.db.write(link)
    assert await refused_for(rig, SHELL, view.id, "approve") == "own_case"
    assert (await rig.perform(open_case, SHELL, view.id)).detail is None


async def test_what_is_given_at_the_command_line_is_told_and_rests_a_day(rig: Rig) -> None:
    """Also for somebody who first takes everybody else's roles away."""
    view = await waiting(rig, 500_00)
    await rig.db.write(lambda tx: tx.run("chat_user_add", id=BORIS.person, locale="en", created_at=0))
    until = rig.clock.now() + DAY
    made = await rig.perform(add_staff, ROOT, 666, "finance", "Mallory", "root")
    assert made.decides_from_at == until
    to = ("staff", f"chat:{BORIS.person}")
    assert await told(rig) == [(who, what, until) for what in ("role_given", "login_given") for who in to]
    for who in (ROOT, Actor.chat(666)):
        assert await refused_for(rig, who, view.id, "approve") == "staff_rests"
        assert await refused_for(rig, who, view.id, "reject", "other") == "staff_rests"
    for person in (ANNA.person, BORIS.person, 203):
        await rig.perform(remove_staff, ROOT, person)
    await rig.perform(add_staff, ROOT, 667, "admin", "Mallory's other chat")
    assert await refused_for(rig, Actor.chat(667), view.id, "approve") == "staff_rests"
    rig.clock.move(24 * 3600)
    assert await refused_for(rig, ROOT, view.id, "approve") == "approved_once"
    # The same person's chat is no second one, and has no authenticator.
    assert await refused_for(rig, Actor.chat(666), view.id, "approve") == "factor_needed"
    assert await status(rig, view) == "in_review"


async def test_a_login_is_one_persons_and_so_is_a_name(rig: Rig) -> None:
    async def code(use_case: UseCase[P, Any], *args: P.args, **kwargs: P.kwargs) -> str:
        result = await tried(rig.perform(use_case, ROOT, *args, **kwargs))
        return result.code if isinstance(result, Refusal) else "done"

    assert await code(give_login, BORIS.person, "anna") == "login_taken"
    assert await code(give_login, ANNA.person, "anna") == "login_there"
    assert await code(give_login, 999, "new") == "staff_unknown"
    assert await code(give_login, BORIS.person, "a b") == "login_wrong"
    assert await code(add_staff, 999, "finance", "New", "anna") == "login_taken"
    assert await code(add_staff, 999, "finance", " anna ") == "staff_name_taken"
    assert await code(give_login, BORIS.person, "boris") == "done"


async def test_the_first_of_staff_decides_at_once(db: Database, tmp_path: Path) -> None:
    async with rig_on(db, tmp_path) as rig:
        first = await rig.perform(add_staff, ROOT, 1, "admin", "First", "root")
        assert first.decides_from_at is None
        second = await rig.perform(add_staff, ROOT, 2, "finance", "Second")
        assert second.decides_from_at is not None


async def test_the_sum_for_two_people_is_of_the_identity(rig: Rig) -> None:
    """Two accounts of one identity, two payees: the second brings the sum to the threshold."""
    await rig.events([
        account("1007", MEI.phone or "", identity="ID-1001", name=NAME), top_up("600.00", "TP-1007", "1007"),
        account("1008", MEI.phone or "", identity="ID-1008", name=NAME), top_up("600.00", "TP-1008", "1008"),
    ])  # fmt: skip
    needed: list[str | None] = []
    payees: tuple[tuple[str, PayeeKind], ...] = (
        ("1001", "bank_card"),
        ("1007", "alipay"),
        ("1008", "alipay"),
    )
    for number, kind in payees:
        if number != "1001":
            rig.clock.move(3601)
            await rig.link(account=number)
            await rig.perform(switch_account, ME, number)
        rig.clock.move(61)
        order = "TP-1001-1" if number == "1001" else f"TP-{number}"
        view = await designated(rig, 180_00 if number == "1008" else 300_00, order=order, kind=kind)
        needed.append(await refused_for(rig, ANNA, (await submit(rig, view)).id, "approve"))
    # The last one is somebody else's account, and paid to the second one's payee, which counts as before.
    assert needed == [None, "approved_once", None]
