"""What the tests of designated accounts share: an old order, a draft, and what can be asked of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from domain.actor import Actor
from domain.errors import Refusal
from domain.rules.designated import DesignatedReason
from domain.rules.policy import Policy
from domain.usecases.customer.choose_method import choose_method
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.send_code import send_code
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.customer.start_withdrawal import start_withdrawal
from domain.usecases.operator.check_books import check_books
from domain.views import PayeeView, WithdrawalView
from storage.database import Database
from tests.support.by_documents import ME, fund_of
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up, tried

ANNA, BORIS, SYSTEM = Actor.operator("anna"), Actor.operator("boris"), Actor.system("test")
OLD = top_up(
    "300.00", "TP-OLD", channel="online_banking", bank="Bank of Jiangsu", at="2026-09-01T10:00:00+08:00"
)
"""Its return window of 30 days has passed."""
ACCOUNT_CLOSED: DesignatedReason = "account_closed"


async def show(rig: Rig, view: WithdrawalView) -> WithdrawalView:
    return await rig.look(show_withdrawal, ME, view.id)


async def begun(rig: Rig, order: str = "TP-1001-1", amount_fen: int = 100_00) -> WithdrawalView:
    """A draft to a designated account, with an amount only."""
    view = await rig.perform(start_withdrawal, ME, await fund_of(rig, order))
    view = await rig.perform(enter_amount, ME, view.id, view.version, amount_fen=amount_fen)
    return await rig.perform(choose_method, ME, view.id, view.version, "designated")


async def no_code(rig: Rig, view: WithdrawalView) -> str | None:
    refused = await tried(rig.perform(send_code, ME, view.id, view.version))
    return refused.code if isinstance(refused, Refusal) else None


def payee_of(view: WithdrawalView) -> PayeeView:
    assert view.payee is not None
    return view.payee


@asynccontextmanager
async def designated_on(db: Database, folder: Path, *, empty: bool = False) -> AsyncIterator[Rig]:
    """A rig with an account, an order and ``OLD``, linked; ``empty``: without any. The books are right at the end."""
    async with rig_on(db, folder, Policy(second_review_fen=1000_00)) as made:
        if not empty:
            await made.events([account(), top_up("1000.00"), OLD])
            await made.link()
        yield made
        assert not await made.look(check_books, OPERATOR)
