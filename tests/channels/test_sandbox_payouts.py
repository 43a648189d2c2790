"""The sandbox ledger: one payment for an id whatever happens, and an outcome for every magic amount."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.payouts import PayoutResult, RoutedPayouts
from bot.channels.sandbox_payouts import SCRIPT, LedgerEntry, LedgerMismatch, SandboxPayouts
from tests.channels.orders import HandClock, Order


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def ledger(tmp_path: Path, clock: HandClock) -> AsyncIterator[SandboxPayouts]:
    ledger = SandboxPayouts(tmp_path / "bot.payouts.db", clock)
    yield ledger
    await ledger.close()


async def test_an_ordinary_amount_is_paid_at_once_and_once(ledger: SandboxPayouts) -> None:
    first = await ledger.submit(Order())
    again = await ledger.submit(Order())
    assert first == again == PayoutResult("paid", None, "SANDBOX-000001")
    assert await ledger.query(Order()) == first
    assert await ledger.entries() == [LedgerEntry("W1", submissions=2, payments=1, paid_fen=120_50)]


async def test_fifty_submissions_at_once_are_one_payment(ledger: SandboxPayouts) -> None:
    results = await asyncio.gather(*[ledger.submit(Order()) for _ in range(50)])
    assert set(results) == {PayoutResult("paid", None, "SANDBOX-000001")}
    assert await ledger.entries() == [LedgerEntry("W1", submissions=50, payments=1, paid_fen=120_50)]


@pytest.mark.parametrize("other", [Order(amount_fen=120_51), Order(order_id="TP-9"), Order(currency="USD")])
async def test_the_same_id_with_other_content_pays_nothing(ledger: SandboxPayouts, other: Order) -> None:
    await ledger.submit(Order())
    with pytest.raises(LedgerMismatch):
        await ledger.submit(other)
    assert await ledger.entries() == [LedgerEntry("W1", submissions=2, payments=1, paid_fen=120_50)]


@pytest.mark.parametrize(
    ("amount_fen", "reason"),
    [(120_91, "account_closed"), (120_92, "name_mismatch"), (120_93, "channel_refused")],
)
async def test_failing_amounts(ledger: SandboxPayouts, amount_fen: int, reason: str) -> None:
    order = Order(amount_fen=amount_fen)
    assert await ledger.submit(order) == PayoutResult("failed", reason)
    assert await ledger.query(order) == PayoutResult("failed", reason)
    assert [entry.payments for entry in await ledger.entries()] == [0]


async def test_lost_answers_are_learned_by_asking(ledger: SandboxPayouts) -> None:
    paid, failed = Order("W1", amount_fen=1_94), Order("W2", amount_fen=1_95)
    assert await ledger.submit(paid) == await ledger.submit(failed) == PayoutResult("unknown")
    assert (await ledger.query(paid)).outcome == "paid"
    assert await ledger.query(failed) == PayoutResult("failed", "channel_refused")
    assert [entry.payments for entry in await ledger.entries()] == [1, 0]


async def test_a_pending_amount_is_paid_when_its_minute_is_over(
    ledger: SandboxPayouts, clock: HandClock
) -> None:
    order = Order(amount_fen=1_96)
    assert (await ledger.submit(order)).outcome == "pending"
    clock.move(59.999_999)
    assert (await ledger.query(order)).outcome == "pending"
    clock.move(0.000_001)
    assert [(await ledger.query(order)).outcome for _ in range(3)] == ["paid"] * 3
    assert [entry.payments for entry in await ledger.entries()] == [1]


async def test_never_heard_is_said_of_an_id_that_was_not_submitted(ledger: SandboxPayouts) -> None:
    assert await ledger.query(Order()) == PayoutResult("never_heard")
    assert await ledger.entries() == []


async def test_the_ledger_outlives_the_process(
    ledger: SandboxPayouts, tmp_path: Path, clock: HandClock
) -> None:
    first = await ledger.submit(Order())
    reopened = SandboxPayouts(tmp_path / "bot.payouts.db", clock)
    try:
        assert await reopened.submit(Order()) == first
        assert [entry.payments for entry in await reopened.entries()] == [1]
    finally:
        await reopened.close()


async def test_the_file_is_durable_and_private(ledger: SandboxPayouts, tmp_path: Path) -> None:
    await ledger.submit(Order())
    path = tmp_path / "bot.payouts.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    file = sqlite3.connect(path)
    try:
        assert file.execute("SELECT count(*) FROM payment").fetchone() == (1,)
    finally:
        file.close()
    await ledger._call(_assert_full, ledger)


def _assert_full(ledger: SandboxPayouts) -> None:
    assert ledger._open().execute("PRAGMA synchronous").fetchone() == (2,)


async def test_test_accounts_are_paid_by_the_sandbox_whatever_is_configured(
    ledger: SandboxPayouts, tmp_path: Path, clock: HandClock
) -> None:
    real = SandboxPayouts(tmp_path / "real.db", clock)
    routed = RoutedPayouts(real, ledger)
    await routed.submit(Order("W1", is_test=True))
    await routed.submit(Order("W2", is_test=False))
    assert (await routed.query(Order("W1", is_test=True))).outcome == "paid"
    assert [entry.id for entry in await real.entries()] == ["W2"]
    assert [entry.id for entry in await ledger.entries()] == ["W1"]
    await real.close()


def test_an_amount_such_as_120_50_has_no_script() -> None:
    assert 50 not in SCRIPT
    assert 0 not in SCRIPT
