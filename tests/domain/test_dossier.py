"""What a step changes it changes in the dossier too: its view says what the books say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.views import WithdrawalView
from storage.database import Database
from tests.support.by_documents import ME, application, designated, submit
from tests.support.rig import Rig, account, rig_on, top_up

OVERDUE = {
    "id": "issued-B-1", "type": "bill.issued", "at": "2026-10-02T00:00:00+08:00", "account": "1001", "bill": "B-1",
    "amount": "120.00",
}  # fmt: skip
REFUND = {
    "id": "posted-AD-1", "type": "adjustment.posted", "at": "2026-10-02T00:00:00+08:00", "account": "1001",
    "adjustment": "AD-1", "amount": "80.00", "reason": "goodwill",
}  # fmt: skip


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("500.00"), OVERDUE, REFUND])
        await rig.link()
        yield rig


def _money(view: WithdrawalView) -> tuple[Any, ...]:
    return view.order, view.allowed_fen, view.limited_by


@pytest.mark.parametrize("amount_fen", [1, 90_00, 450_00, 460_00])
async def test_a_confirmed_withdrawal(rig: Rig, amount_fen: int) -> None:
    view = await rig.withdraw(amount_fen)
    assert _money(view) == _money(await rig.look(show_withdrawal, ME, view.id))


async def test_a_confirmed_application(rig: Rig) -> None:
    view = await submit(rig, await application(rig, 30_00))
    shown = await rig.look(show_withdrawal, ME, view.id)
    assert _money(view) == _money(shown)
    assert shown.limited_by == "other"


async def test_every_edit_of_a_draft_to_a_payee(rig: Rig) -> None:
    view = await designated(rig, 30_00)
    shown = await rig.look(show_withdrawal, ME, view.id)
    assert (view.payee, view.documents, view.missing) == (shown.payee, shown.documents, shown.missing)
    assert _money(view) == _money(shown)
