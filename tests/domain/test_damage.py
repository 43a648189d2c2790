"""`main.py check` notices damage to the books that a bug, a hand or a thief did behind the program's back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from domain.actor import Actor
from domain.contradictions import PayoutOutcome
from domain.rules.policy import Policy
from domain.usecases.customer.cancel_withdrawal import cancel_withdrawal
from domain.usecases.customer.link_open import open_link
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.usecases.operator import check_books as check_books_module
from domain.usecases.operator.check_books import CHECKED, WHOLE, check_books
from domain.usecases.operator.make_link import make_link
from domain.usecases.staff.review import review
from domain.usecases.time.payouts import record_payout, take_payout
from storage.database import Database
from storage.queries import Query
from tests.support.by_documents import ME, application, designated, submit
from tests.support.databases import Place
from tests.support.reviewing import event, query
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up

SYSTEM = Actor.system("test")
DAY_S = 86_400

EVENTS = [
    account(),
    top_up("1000.00"),
    top_up("500.00", "TP-1001-2"),
    account("1002", "+8613800138002", management_account="1001"),
    account("1003", "+8613800138003", test=True),
    top_up("300.00", "TP-1002-1", "1002"),
    event("adjustment.posted", "a1", adjustment="A1", amount="80.00", reason="x"),
    event("adjustment.posted", "a2", adjustment="A2", amount="20.00", reason="x"),
    event("transfer.made", "t1", "1002", transfer="T1", to="1001", amount="100.00"),
    event("transfer.recalled", "t2", "1002", transfer="T1", amount="30.00"),
    event("bill.issued", "b1", bill="B1", amount="120.00"),
    event("bill.paid", "b2", bill="B1", amount="100.00", source="balance"),
    event("refund.posted", "r1", refund="R1", bill="B1", amount="40.00"),
    event("bill.paid", "b3", bill="B1", amount="10.00", source="external"),
]

DAMAGE = {
    # Money from nowhere, or gone without a trace.
    "UPDATE fund SET remaining_fen = remaining_fen + 1 WHERE id = 1": "fund_postings",
    "UPDATE account_sum SET cash_fen = cash_fen + 1 WHERE account = '1001'": "sums",
    "UPDATE bill SET paid_fen = paid_fen - 1 WHERE paid_fen > 0": "sums",
    "DELETE FROM account_sum WHERE account = '1002'": "sums",
    "UPDATE fund SET amount_fen = amount_fen + 1": "fund_opened",
    "UPDATE fund SET kind = 'top_up' WHERE kind = 'transfer'": "fund_opened",
    "UPDATE fund SET account = '1002' WHERE kind = 'other'": "event_account",
    "DELETE FROM top_up WHERE order_id = 'TP-1001-2'": "fund_opened",
    "DELETE FROM adjustment": "fund_opened",
    "UPDATE posting SET amount_fen = amount_fen + 1 WHERE id = 1": "journal_balanced",
    "DELETE FROM fund WHERE id = 1": "posting_owner",
    "DELETE FROM account WHERE id = '1002'": "parents",
    "INSERT INTO journal SELECT id + 999, kind, reference, 1, 1, NULL FROM journal": "journal_once",
    "DELETE FROM journal WHERE kind = 'payment'": "posting_owner",
    "UPDATE journal SET reverses = id WHERE reverses IS NOT NULL": "journal_withdrawal",
    # An event that could be applied again, or was never carried out.
    "DELETE FROM event WHERE type = 'top_up.paid'": "journal_event",
    "UPDATE event SET type = 'bill.issued' WHERE type = 'bill.paid'": "journal_event",
    "INSERT INTO event SELECT 'x', content_key, 'top_up.paid', account, 1, 1 FROM event LIMIT 1": "event_journal",
    # A wrong sum for a refund or a recall to return.
    "UPDATE draw SET amount_fen = amount_fen + 1 WHERE purpose = 'bill'": "fund_draws",
    "UPDATE draw SET returned_fen = 0 WHERE purpose = 'bill'": "fund_draws",
    "UPDATE draw SET returned_fen = 0 WHERE purpose = 'transfer'": "transfer_draws",
    "DELETE FROM draw WHERE purpose = 'transfer'": "transfer_draws",
    "UPDATE draw SET fund = 2 WHERE purpose = 'bill'": "fund_draws",
    "UPDATE bill SET paid_fen = 0": "bill_draws",
    # A withdrawal that differs from what was signed, held, approved or paid.
    "UPDATE withdrawal SET amount_fen = amount_fen + 1 WHERE status = 'successful'": "held_once",
    "UPDATE withdrawal SET status = 'successful' WHERE status = 'failed'": "paid_once",
    "UPDATE withdrawal SET status = 'approved', action_at = 1 WHERE status = 'successful'": "in_withdrawal",
    "UPDATE withdrawal SET fund = 2 WHERE method = 'designated'": "hold_funds",
    "UPDATE withdrawal SET version = 1": "steps_end",
    "DELETE FROM transition WHERE from_status = 'draft'": "steps_chain",
    "DELETE FROM approval": "approved",
    "UPDATE approval SET reviewer = 'chat:101'": "own_approval",
    "DELETE FROM withdrawal WHERE status = 'successful'": "journal_withdrawal",
    "UPDATE posting SET fund = 2 WHERE fund = 1 AND amount_fen > 0 AND journal IN (SELECT id FROM journal WHERE kind "
    "= 'withdrawal_released')": "money_back",
    "INSERT INTO contradiction (withdrawal, account, kind, books, channel, version, at, stop) SELECT id, account, "
    "'paid_after_failed', status, 'paid', 1, 1, 0 FROM withdrawal WHERE status = 'failed' LIMIT 1": "contradictions_"
    "stop",
    "UPDATE channel_answer SET outcome = 'failed' WHERE outcome = 'paid'": "answers",
    "UPDATE posting SET fund = NULL, side = 'external' WHERE fund = 1 AND journal IN (SELECT id FROM journal WHERE "
    "kind = 'withdrawal')": "paid_from",
    # A wrong destination, or a wrong phone for the codes.
    "UPDATE payee SET number_sealed = (SELECT name_sealed FROM payee LIMIT 1)": "sealed",
    "UPDATE payee SET name_sealed = number_sealed": "sealed",
    "UPDATE account SET phone_sealed = (SELECT phone_sealed FROM account WHERE id = '1002')": "sealed",
    "UPDATE account SET identity_sealed = X'00'": "sealed",
    "UPDATE account SET management_account = '1003' WHERE id = '1002'": "management",
    "UPDATE account SET standing = 'excellent'": "engine",
}  # fmt: skip
"""Each damage to the file, and the invariant that must be named for it."""


async def books(rig: Rig) -> None:
    """Makes every kind of movement, and a withdrawal at every end."""
    await rig.events(EVENTS)
    await rig.link()
    outcomes: tuple[PayoutOutcome, ...] = ("paid", "failed", "returned")
    for outcome in outcomes:
        view = await rig.withdraw(20_00)
        if outcome == "paid":
            await rig.payer.run_due()
        else:
            await rig.perform(take_payout, SYSTEM, 60)
            await rig.perform(record_payout, SYSTEM, view.id, outcome)
        rig.clock.move(DAY_S)
    for decision in ("approve", "reject", "cancel", "wait"):
        view = await submit(rig, await designated(rig, 10_00))
        if decision == "cancel":
            await rig.perform(cancel_withdrawal, ME, view.id, view.version)
        elif decision == "approve":
            await rig.perform(review, OPERATOR, view.id, "approve")
        elif decision == "reject":
            await rig.perform(review, OPERATOR, view.id, "reject", "other")
        rig.clock.move(DAY_S)
    view = await submit(rig, await application(rig, "half"))
    await rig.perform(review, OPERATOR, view.id, "approve")
    await rig.settle()


async def put(db: Database, statement: str, value: bytes) -> None:
    """Writes a value into rows, where the statement says `[]`."""
    sign = ":value" if db.engine == "sqlite" else "%(value)s"
    query = Query("test", statement.replace("[]", sign), frozenset({"value"}))
    await db.write(lambda tx: cast(Any, tx)._execute(query, {"value": value}))


async def broken(place: Place, folder: Path) -> set[str]:
    async with await place.open() as db, rig_on(db, folder) as rig:
        return {one.name for one in await rig.look(check_books, OPERATOR)}


async def test_the_check_names_every_damage(
    make_place: Callable[..., Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So that it lies in some piece of many.
    monkeypatch.setattr(check_books_module, "PIECE_ROWS", 3)
    place = make_place("sqlite")
    async with await place.open() as db, rig_on(db, tmp_path, Policy(codes_a_day=100)) as rig:
        await books(rig)
    assert await broken(place, tmp_path) == set()
    whole = tmp_path / "whole.db"
    with sqlite3.connect(place.path) as source, sqlite3.connect(whole) as copy:
        source.backup(copy)
    unnoticed = {}
    for number, (statement, name) in enumerate(DAMAGE.items()):
        damaged = Place("sqlite", f"sqlite:///{tmp_path / f'{number}.db'}")
        shutil.copyfile(whole, damaged.path)
        hand = sqlite3.connect(damaged.path, isolation_level=None)
        for (trigger,) in hand.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            hand.execute(f"DROP TRIGGER {trigger}")
        hand.execute("PRAGMA ignore_check_constraints = ON")
        assert hand.execute(statement).rowcount > 0, statement
        hand.close()
        found = await broken(damaged, tmp_path)
        if name not in found:
            unnoticed[statement] = found
    assert unnoticed == {}
    every = [*WHOLE, *(check for table in CHECKED.values() for check in table.checks)]
    known = {check.removeprefix("check_") for check in every}
    assert set(DAMAGE.values()) <= known | {"sealed"}


async def test_a_payout_with_another_payee_than_was_confirmed_is_not_sent_and_holds_up_nobody(
    db: Database, tmp_path: Path
) -> None:
    """A sealed number of another row opens as well. A payout that cannot be sent was tried before all others."""
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("1000.00")])
        await rig.link()
        changed = await submit(rig, await designated(rig, 100_00))
        await rig.perform(review, OPERATOR, changed.id, "approve")
        rig.clock.move(61)
        paid = await rig.withdraw(50_00)
        thief = rig.services.vault.seal("6217000000000000004")

        await put(db, "UPDATE payee SET number_sealed = []", thief)
        await rig.settle()
        assert [(one.id, one.payments) for one in await rig.ledger.entries()] == [(paid.id, 1)]
        view = await rig.look(show_withdrawal, ME, changed.id)
        assert view.status == "approved"
        named = {one.name for one in await rig.look(check_books, OPERATOR)}
        assert named == {"sealed"}


async def test_a_message_that_cannot_be_put_together_holds_up_nobody(db: Database, tmp_path: Path) -> None:
    """One sealed field that no key opens kept every message from going out."""
    async with rig_on(db, tmp_path) as rig:
        await rig.events(
            [account(), top_up("1000.00"), account("1002", "+8613800138002"), top_up("5.00", "TP-2", "1002")]
        )
        await rig.link()
        token = await rig.perform(make_link, OPERATOR, "1002")
        await rig.perform(open_link, ME, token.token)
        await put(db, "UPDATE account SET phone_sealed = [] WHERE id = '1002'", b"gAAAAAnothing")
        view = await rig.withdraw(50_00)
        await rig.settle()
        assert (await rig.look(show_withdrawal, ME, view.id)).status == "successful"
        assert any("50.00" in message.text for message in rig.mei().chat if message.from_bot)
        sql = "SELECT status, secret FROM outbox WHERE template = 'code_link' ORDER BY id DESC LIMIT 1"
        # Another process may have the key; a code is valid for five minutes anyway.
        [(status, _)] = await db.read(lambda tx: query(tx, sql))
        assert status == "waiting"
        rig.clock.move(5 * 60)
        await rig.relay.run_due()
        assert await db.read(lambda tx: query(tx, sql)) == [("expired", None)]
