"""The check looks at a piece of a table at a time: nothing is left out, and nothing is wrong because others write."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.usecases.operator import check_books as checking
from domain.usecases.operator.check_books import (
    CHECKED,
    SHOWN,
    Broken,
    Findings,
    check_books,
    check_piece,
    check_whole,
)
from storage.database import Database
from tests.support.reviewing import event, query
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up


@pytest.fixture
async def rig(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    monkeypatch.setattr(checking, "PIECE_ROWS", 2)
    async with rig_on(db, tmp_path) as made:
        await made.events(
            [account(), top_up("100.00", at="2026-11-15T12:00:00+08:00"), account("1002", "+8613800138002")]
        )
        await made.link()
        yield made


async def more(rig: Rig, number: int) -> None:
    """Moves money in the ways that touch many tables."""
    key = str(number)
    await rig.events(
        [
            top_up("9.00", f"TP-{key}", "1001"),
            top_up("8.00", f"TS-{key}", "1002"),
            event("bill.issued", f"b{key}", bill=f"B-{key}", amount="3.00"),
            event("bill.paid", f"p{key}", bill=f"B-{key}", amount="2.00", source="balance"),
            event("refund.posted", f"r{key}", refund=f"R-{key}", bill=f"B-{key}", amount="1.00"),
            event("transfer.made", f"t{key}", "1002", transfer=f"T-{key}", to="1001", amount="2.00"),
            event("transfer.recalled", f"u{key}", "1002", transfer=f"T-{key}", amount="1.00"),
        ]
    )
    if number % 8 == 0:
        await rig.withdraw(1_00)
        if number % 16:
            await rig.payer.run_due()
        rig.clock.move(86_400)


async def test_what_is_written_between_two_pieces_is_no_finding(rig: Rig) -> None:
    found = list(await rig.look(check_whole, OPERATOR))
    pieces = 0
    for table in CHECKED:
        await more(rig, pieces)
        piece = await rig.look(check_piece, OPERATOR, table, None)
        while piece.last is not None:
            found += piece.broken
            pieces += 1
            if pieces < 60:
                await more(rig, pieces)
            piece = await rig.look(check_piece, OPERATOR, table, piece.last)
    assert pieces > 60
    assert found == []
    assert await rig.look(check_books, OPERATOR) == []


async def test_every_row_is_looked_at_whether_a_number_or_a_text_is_its_key(rig: Rig) -> None:
    for number in range(1, 5):
        await more(rig, number)

    def damage(tx: object) -> tuple[int, int]:
        [(funds,)] = query(tx, "SELECT COUNT(*) FROM fund WHERE remaining_fen > 0")
        [(events,)] = query(tx, "SELECT COUNT(*) FROM event")
        query(tx, "UPDATE fund SET remaining_fen = remaining_fen - 1 WHERE remaining_fen > 0")
        query(tx, "INSERT INTO event SELECT 'x' || id, content_key, 'top_up.paid', account, 1, 1 FROM event")
        return funds, events

    funds, events = await rig.db.write(damage)
    found = [one.name for one in await rig.look(check_books, OPERATOR)]
    assert found.count("fund_postings") == funds > 5
    assert found.count("event_journal") == events > 25


def test_of_many_the_first_are_named_and_the_rest_is_counted() -> None:
    findings = Findings()
    for number in range(SHOWN + 20):
        findings.add([Broken("a", f"row {number}"), *([Broken("b", "one")] if number == 0 else [])])
    listed = findings.all()
    assert listed[0] == Broken("a", "row 0")
    assert listed[SHOWN] == Broken("a", "and 20 more")
    assert listed[SHOWN + 1 :] == [Broken("b", "one")]
