"""How many statements an event of an import takes: what it could meet in the books is asked once for its piece."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from tests.support.reviewing import event
from tests.support.rig import account, rig_on, top_up
from tests.support.statements import statements

COUNT = 50
FOR_A_PIECE = 10
Make = Callable[[int], dict[str, Any]]
MOST: dict[str, tuple[int, Make]] = {
    "account.opened": (3, lambda n: account(f"A{n}", f"+86138{n:08}")),
    "top_up.paid": (5, lambda n: top_up("5.00", f"TP-{n}")),
    "usage.accrued": (2, lambda n: event("usage.accrued", f"u{n}", cycle="2026-11", amount="1.00")),
    "bill.issued": (2, lambda n: event("bill.issued", f"b{n}", bill=f"B-{n}", amount="1.00")),
    "bill.paid": (3, lambda n: event("bill.paid", f"p{n}", bill=f"K-{n}", amount="1.00", source="external")),
    "bill.paid from the balance": (
        8, lambda n: event("bill.paid", f"q{n}", bill=f"K-{n}", amount="1.00", source="balance")),
    "credit_note.raised": (
        2, lambda n: event("credit_note.raised", f"c{n}", credit_note=f"C-{n}", order="O", invoiced="2", actual="1")),
    "resource.created": (
        4, lambda n: event("resource.created", f"r{n}", resource=f"R-{n}", product="E", billing="pay_as_you_go")),
    "transfer.made": (8, lambda n: event("transfer.made", f"t{n}", transfer=f"T-{n}", to="1002", amount="1.00")),
}  # fmt: skip
"""The most statements of one event, beside those of its piece."""


@pytest.mark.parametrize("kind", MOST)
async def test_an_event_takes_no_more_statements_than_it_did(db: Database, tmp_path: Path, kind: str) -> None:
    most, make = MOST[kind]
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), account("1002", "+8613800138002"), top_up("900.00", "TP-first")])
        await rig.events(event("bill.issued", f"k{n}", bill=f"K-{n}", amount="1.00") for n in range(COUNT))
        with statements() as first:
            await rig.events([make(n) for n in range(COUNT)])
        assert len(first) <= most * COUNT + FOR_A_PIECE
        with statements() as again:
            await rig.events([make(n) for n in range(COUNT)])
        assert len(again) <= FOR_A_PIECE, "what is known takes none of its own"
