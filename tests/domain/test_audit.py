"""The audit says what was done, is chained afterwards, and strangers cannot fill it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actor import Actor
from domain.audit import id_like
from domain.ports import HOUR
from domain.usecases.customer.link_open import open_link
from domain.usecases.operator.make_link import make_link
from domain.usecases.staff.ask_again import ask_again
from domain.usecases.staff.members import add_staff, remove_staff
from domain.usecases.staff.open_document import open_document
from domain.usecases.staff.review import review
from domain.usecases.time.chain_audit import ChainPiece, chain_audit, check_chain, check_unchained
from storage.database import Database
from storage.queries import Query
from tests.support.reviewing import ANNA, BORIS, NOBODY, query, staffed_on, waiting
from tests.support.rig import OPERATOR, Rig, tried

SYSTEM = Actor.system("timers")
SHELL = Actor.operator("carol")


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with staffed_on(db, tmp_path) as made:
        yield made


async def rows(rig: Rig, sql: str) -> list[tuple[Any, ...]]:
    return await rig.db.read(lambda tx: query(tx, sql))


async def said(rig: Rig, use_case: str) -> list[tuple[Any, ...]]:
    """Who, subject, outcome, amount, version and detail of that use case's rows."""
    sql = "SELECT who, subject, outcome, amount_fen, version, detail FROM audit"
    sql += f" WHERE use_case = '{use_case}' ORDER BY id"
    return [(*row[:5], json.loads(row[5] or "{}")) for row in await rows(rig, sql)]


async def test_a_row_says_what_was_decided_and_what_had_been_opened(rig: Rig) -> None:
    small, large = await waiting(rig, 100_00), await waiting(rig, 600_00)
    first, second, _ = (one.id for one in large.documents)
    await tried(rig.perform(open_document, ANNA, large.id, first))
    await tried(rig.perform(open_document, BORIS, large.id, second))
    await tried(rig.perform(open_document, BORIS, small.id, small.documents[0].id))
    opened = ("chat:201", large.id, "opened", 600_00, large.version, {"document": first})
    assert (await said(rig, "open_document"))[0] == opened
    asked = await rig.perform(ask_again, ANNA, large.id, large.version, {second: "unreadable"})
    await tried(rig.perform(review, ANNA, small.id, "reject", "other"))
    await tried(rig.perform(review, ANNA, asked.id, "approve"))
    assert await said(rig, "ask_again") == [
        (
            "chat:201",
            large.id,
            "asked_again",
            600_00,
            large.version,
            {"code": "unreadable", "papers": [second]},
        )
    ]
    none = {"papers": [], "papers_in_all": 3}
    assert await said(rig, "review") == [
        ("chat:201", small.id, "rejected", 100_00, small.version, {"code": "other", **none}),
        ("chat:201", large.id, "papers_awaited", 600_00, asked.version, {}),
    ]


async def test_the_first_and_the_second_approval_are_told_apart(rig: Rig) -> None:
    view = await waiting(rig, 600_00)
    document = view.documents[0].id
    for who in (ANNA, BORIS):
        await tried(rig.perform(open_document, who, view.id, document))
        await tried(rig.perform(review, who, view.id, "approve"))
    detail = {"papers": [document], "papers_in_all": 3}
    assert await said(rig, "review") == [
        ("chat:201", view.id, "approved_once", 600_00, view.version, detail),
        ("chat:202", view.id, "approved", 600_00, view.version, detail),
    ]
    # What counts as done for the customer's own log is no refusal, however it was answered.
    assert {row[0] for row in await rows(rig, "SELECT refused FROM audit WHERE use_case = 'review'")} == {0}


async def test_roles_and_links_have_names(rig: Rig) -> None:
    await rig.perform(add_staff, SHELL, 900, "finance", "Nine")
    await rig.perform(add_staff, SHELL, 900, "support", "Nine")
    await rig.perform(remove_staff, BORIS, 900)
    token = await rig.perform(make_link, SHELL, "1001")
    mine = [row for row in await said(rig, "add_staff") if row[0] == "operator:carol"]
    assert [row[5] for row in mine] == [
        {"person": "chat:900", "role": "finance"},
        {"person": "chat:900", "role": "support"},
    ]
    (gone,) = await said(rig, "remove_staff")
    assert (gone[0], gone[2], gone[5]) == (
        "chat:202",
        "done",
        {"person": "chat:900", "role": "finance,support"},
    )
    link = (await said(rig, "make_link"))[-1]
    assert (link[0], link[5]) == ("operator:carol", {"link": int(link[1])})
    assert token.token not in str(await rows(rig, "SELECT * FROM audit"))


async def test_a_stranger_is_one_row_an_hour(rig: Rig) -> None:
    before = (await rows(rig, "SELECT COUNT(*) FROM audit"))[0][0]
    for number in range(30):
        await tried(rig.perform(review, NOBODY, "x\x1b[2J\ny", "approve"))
        await tried(rig.perform(open_link, NOBODY, f"{number}\u202e"))
    assert (await rows(rig, "SELECT COUNT(*) FROM audit"))[0][0] == before
    assert await rig.timers.run("denials") == 0
    rig.clock.move(3600)
    await tried(rig.perform(review, NOBODY, "y", "approve"))
    assert await rig.timers.run("denials") == 1
    assert await rig.timers.run("denials") == 0
    (row,) = await said(rig, "denials")
    assert (row[0], row[1], row[2]) == ("chat:204", None, "denied")
    assert row[5]["tries"] == {"open_link: link_bad": 30, "review: denied": 30}
    assert row[5]["count"] == 60
    # What staff are refused keeps its own row: there are few of them, and each one counts.
    await tried(rig.perform(add_staff, ANNA, 900, "admin", "Nine"))
    assert [(one[0], one[2]) for one in await said(rig, "add_staff")][-1] == ("chat:201", "denied")
    assert await rig.db.read(lambda tx: tx.scalar("next_denials")) == rig.clock.now() // HOUR * HOUR + HOUR


@given(st.text(max_size=80))
def test_only_what_looks_like_an_id_is_kept(text: str) -> None:
    kept = id_like(text)
    assert kept in (None, text)
    if kept is not None:
        assert kept.isascii()
        assert kept.isprintable()
        assert " " not in kept
        assert len(kept) <= 64


async def checked(rig: Rig, size: int) -> list[str]:
    """What is wrong with the chain, read in pieces of that size."""
    broken: list[str] = []
    piece = ChainPiece((), 0, 0, b"", False)
    while not piece.done:
        piece = await rig.look(check_chain, OPERATOR, size, piece.position, piece.hash)
        broken += piece.broken
    return broken


async def chain(rig: Rig, limit: int) -> int:
    return await rig.perform(chain_audit, SYSTEM, limit)


async def tamper(rig: Rig, *statements: str) -> None:
    """Somebody who can write the database and has no key."""
    if rig.db.engine == "sqlite":
        off = [f"DROP TRIGGER {t}_append_only_{o}" for t in ("audit", "audit_chain") for o in "ud"]
    else:
        off = [f"ALTER TABLE {t} DISABLE TRIGGER USER" for t in ("audit", "audit_chain")]

    def change(tx: Any) -> None:
        for sql in (*off, *statements):
            tx._execute(Query("test", sql, frozenset()), {})

    await rig.db.write(change)


async def test_the_chain_is_made_in_pieces_and_goes_on(rig: Rig) -> None:
    await waiting(rig)
    total = (await rows(rig, "SELECT COUNT(*) FROM audit"))[0][0]
    assert await chain(rig, 2) == 2
    rig.restart()
    assert await rig.timers.run("chain") == total - 2
    assert await chain(rig, 100) == 0
    for size in (1, 3, 1000):
        assert await checked(rig, size) == []
    await tried(rig.perform(make_link, SHELL, "1001"))
    assert (await rig.look(check_unchained, OPERATOR)).count == 0
    rig.clock.move(5 * 60 + 1)
    late = await rig.look(check_unchained, OPERATOR)
    assert (late.count, late.first) == (1, total + 1)
    assert await rig.timers.run("chain") == 1
    assert (await rig.look(check_unchained, OPERATOR)).count == 0


@pytest.mark.parametrize(
    ("done", "named"),
    [
        ("UPDATE audit SET outcome = 'rejected' WHERE id = 3", "row 3 was changed"),
        ("UPDATE audit SET who = 'chat:9' WHERE id = 3", "row 3: who was changed"),
        ("UPDATE audit SET ticket = 'T-1' WHERE id = 3", "row 3: ticket was changed"),
        ("DELETE FROM audit_chain WHERE position = 3", "places 3 to 3 of the chain are missing"),
        ("UPDATE audit_chain SET personal = '[]' WHERE position = 2", "row 2: who"),
    ],
)
async def test_a_row_that_was_changed_is_named(rig: Rig, done: str, named: str) -> None:
    await waiting(rig)
    await chain(rig, 100)
    await tamper(rig, done)
    assert any(one.startswith(named) for one in await checked(rig, 2)), await checked(rig, 2)


async def test_a_personal_field_can_be_erased_and_the_chain_holds(rig: Rig) -> None:
    await waiting(rig)
    await chain(rig, 100)
    kept = json.loads((await rows(rig, "SELECT personal FROM audit_chain WHERE position = 1"))[0][0])
    kept["detail"] = ["", kept["detail"][1]]
    await tamper(
        rig,
        "UPDATE audit SET detail = NULL WHERE id = 1",
        f"UPDATE audit_chain SET personal = '{json.dumps(kept)}' WHERE position = 1",
    )
    assert await checked(rig, 3) == []
