"""Every reason, for every kind of account and payee, to each end: failed, rejected, applied again, successful."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pytest

from domain.actor import Actor
from domain.rules.designated import DesignatedReason, Kind, needed_for
from domain.rules.payee_numbers import PayeeKind
from domain.usecases.customer.enter_amount import enter_amount
from domain.usecases.customer.retry_withdrawal import retry_withdrawal
from domain.usecases.customer.show_costs import show_costs
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.review import review
from domain.views import WithdrawalView
from storage.database import Database
from storage.queries import Engine
from tests.support.by_documents import ME, all_documents, application, designated, submit
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up
from tests.support.staffing import hired

ANNA = Actor.chat(201)
OLD = top_up(
    "300.00", "TP-OLD", channel="online_banking", bank="Bank of Jiangsu", at="2026-09-01T10:00:00+08:00"
)
"""Its return window of 30 days has passed."""
OTHER = {
    "id": "adj", "type": "adjustment.posted", "at": "2026-10-01T10:00:00+08:00", "account": "1001",
    "adjustment": "ADJ-1", "amount": "80.00", "reason": "x",
}  # fmt: skip
PATHS: tuple[tuple[Kind, DesignatedReason], ...] = (
    ("personal", "window_passed"), ("personal", "account_closed"), ("personal", "application"),
    ("enterprise", "window_passed"), ("enterprise", "account_closed"), ("enterprise", "deregistered"),
    ("enterprise", "advanced"), ("enterprise", "application"),
)  # fmt: skip


@pytest.fixture
def engine() -> Engine:
    """The rules are the same on both; what the databases do differently is tested elsewhere."""
    return "sqlite"


async def decided(
    rig: Rig,
    view: WithdrawalView,
    decision: Literal["approve", "reject"],
    reason_code: str | None = None,
    reason_text: str | None = None,
    faults: Mapping[str, str] | None = None,
) -> WithdrawalView:
    assert view.status == "in_review"
    await rig.perform(review, ANNA, view.id, decision, reason_code, reason_text, view.version, faults)
    await rig.settle()
    return await rig.look(show_withdrawal, ME, view.id)


async def again(rig: Rig, view: WithdrawalView, amount_fen: int | None = None) -> WithdrawalView:
    """Applied again, prefilled; the amount is another one where it is given."""
    draft = await rig.perform(retry_withdrawal, ME, view.id)
    assert (draft.method, draft.reason, draft.retried_from) == (view.method, view.reason, view.id)
    assert draft.payee is not None
    assert draft.payee.complete
    if amount_fen is not None:
        draft = await rig.perform(enter_amount, ME, draft.id, draft.version, amount_fen=amount_fen)
    return await submit(rig, await all_documents(rig, draft))


@pytest.mark.parametrize("payee", ["alipay", "bank_card"])
@pytest.mark.parametrize(("kind", "reason"), PATHS)
async def test_every_path_to_its_end(
    db: Database, tmp_path: Path, kind: Kind, reason: DesignatedReason, payee: PayeeKind
) -> None:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(kind=kind), top_up("100.00"), OLD, OTHER])
        await rig.link()
        await hired(rig, ANNA.person, "Anna", "finance")
        before = (await rig.look(show_costs, ME)).balance.cash_fen
        if reason == "application":
            draft = await application(rig, 20_92, payee)
        else:
            order = "TP-OLD" if reason == "window_passed" else "TP-1001-1"
            draft = await designated(rig, 20_92, reason, payee, order)
        assert draft.needed == needed_for(reason, kind)
        first = await submit(rig, draft)
        failed = await decided(rig, first, "approve")
        assert (failed.status, failed.reason_code) == ("failed", "name_mismatch")

        second = await again(rig, failed, 21_00)
        wrong = next(one.id for one in second.documents if one.kind != "application_form")
        rejected = await decided(rig, second, "reject", "papers_wrong", "Not signed", {wrong: "not_signed"})
        assert (rejected.status, rejected.reason_text) == ("rejected", "Not signed")
        balance = (await rig.look(show_costs, ME)).balance
        assert (balance.cash_fen, balance.in_withdrawal_fen) == (before, 0)

        third = await again(rig, rejected)
        assert wrong not in {one.id for one in third.documents}
        kept = {one.id for one in rejected.documents if one.verdict == "accepted"}
        assert kept & {one.id for one in third.documents}, "documents that were accepted come along"
        done = await decided(rig, third, "approve")
        assert done.status == "successful"
        assert (await rig.look(show_costs, ME)).balance.cash_fen == before - 21_00
        assert not await rig.look(check_books, OPERATOR)
