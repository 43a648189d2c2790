"""The sandbox ledger: one payment for an id whatever happens, and an outcome for every magic amount."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.payouts.channel import WAYS, RoutedPayouts
from bot.channels.payouts.sandbox import (
    ADDED,
    ORDINARY,
    SCHEMA,
    SCRIPT,
    LedgerEntry,
    LedgerMismatch,
    SandboxPayouts,
)
from bot.texts.catalogue import texts_for
from domain.rules.calendar import business_day_after, end_of, local_date
from domain.usecases.time.payouts import PayoutAnswer, PayoutOrder, PayoutPayee
from tests.support.payout_orders import payout_order
from tests.support.rig import HandClock

TO = PayoutPayee("alipay", "13800138008", "Lin Mei", None, None, None, None, None)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def ledger(tmp_path: Path, clock: HandClock) -> AsyncIterator[SandboxPayouts]:
    ledger = SandboxPayouts(tmp_path / "bot.payouts.db", clock)
    yield ledger
    await ledger.close()


async def test_an_ordinary_amount_is_paid_at_once_and_once(ledger: SandboxPayouts) -> None:
    first = await ledger.submit(payout_order())
    again = await ledger.submit(payout_order())
    assert first == again == PayoutAnswer("paid", None, "SANDBOX-000001")
    assert await ledger.query(payout_order()) == first
    assert await ledger.entries() == [LedgerEntry("W1", submissions=2, payments=1, paid_fen=120_50)]


async def test_the_ledger_lists_every_payout_once_in_pages(
    ledger: SandboxPayouts, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.payouts.sandbox.PAGE", 2)
    for id_, amount_fen in (("W1", 100_00), ("W2", 100_91), ("W1", 100_00), ("W3", 100_97), ("W4", 100_96)):
        await ledger.submit(payout_order(id=id_, amount_fen=amount_fen))
    clock.move(150)
    said, after = [], 0
    while True:
        page = await ledger.handed_over(after)
        said += [(one.id, one.said) for one in page.payouts]
        if page.after is None:
            break
        after = page.after
    assert said == [("W1", "paid"), ("W2", "failed"), ("W3", "returned"), ("W4", "paid")]


async def test_fifty_submissions_at_once_are_one_payment(ledger: SandboxPayouts) -> None:
    results = await asyncio.gather(*[ledger.submit(payout_order()) for _ in range(50)])
    assert set(results) == {PayoutAnswer("paid", None, "SANDBOX-000001")}
    assert await ledger.entries() == [LedgerEntry("W1", submissions=50, payments=1, paid_fen=120_50)]


@pytest.mark.parametrize(
    "other",
    [
        payout_order(amount_fen=120_51),
        payout_order(order_id="TP-9"),
        payout_order(currency="USD"),
        payout_order(payee=TO),
    ],
)
async def test_the_same_id_with_other_content_pays_nothing(
    ledger: SandboxPayouts, other: PayoutOrder
) -> None:
    await ledger.submit(payout_order())
    with pytest.raises(LedgerMismatch):
        await ledger.submit(other)
    assert await ledger.entries() == [LedgerEntry("W1", submissions=2, payments=1, paid_fen=120_50)]


def test_the_ledger_keeps_no_number_and_no_name(tmp_path: Path, clock: HandClock) -> None:
    async def pay() -> None:
        ledger = SandboxPayouts(tmp_path / "bot.payouts.db", clock)
        order = payout_order(method="application", channel=None, order_id=None, payee=TO)
        assert (await ledger.submit(order)).outcome == "paid"
        assert (await ledger.submit(order)).outcome == "paid"
        await ledger.close()

    asyncio.run(pay())
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("bot.payouts.db*"))
    assert b"alipay" in kept
    assert not any(secret in kept for secret in (b"13800138008", b"Lin Mei"))


@pytest.mark.parametrize(
    ("amount_fen", "reason"),
    [
        (120_87, "daily_quota_used"),
        (120_89, "window_closed"),
        (120_91, "account_closed"),
        (120_92, "name_mismatch"),
        (120_93, "channel_refused"),
    ],
)
async def test_failing_amounts(ledger: SandboxPayouts, amount_fen: int, reason: str) -> None:
    order = payout_order(amount_fen=amount_fen)
    assert await ledger.submit(order) == PayoutAnswer("failed", reason)
    assert await ledger.query(order) == PayoutAnswer("failed", reason)
    assert [entry.payments for entry in await ledger.entries()] == [0]


async def test_lost_answers_are_learned_by_asking(ledger: SandboxPayouts) -> None:
    paid, failed = payout_order("W1", amount_fen=1_94), payout_order("W2", amount_fen=1_95)
    assert await ledger.submit(paid) == await ledger.submit(failed) == PayoutAnswer("unknown")
    assert (await ledger.query(paid)).outcome == "paid"
    assert await ledger.query(failed) == PayoutAnswer("failed", "channel_refused")
    assert [entry.payments for entry in await ledger.entries()] == [1, 0]


async def test_a_pending_amount_is_paid_when_its_minute_is_over(
    ledger: SandboxPayouts, clock: HandClock
) -> None:
    order = payout_order(amount_fen=1_96)
    assert (await ledger.submit(order)).outcome == "pending"
    clock.move(59.999_999)
    assert (await ledger.query(order)).outcome == "pending"
    clock.move(0.000_001)
    assert [(await ledger.query(order)).outcome for _ in range(3)] == ["paid"] * 3
    assert [entry.payments for entry in await ledger.entries()] == [1]


async def test_a_returned_amount_is_paid_first_and_its_return_is_a_row_of_its_own(
    ledger: SandboxPayouts, clock: HandClock
) -> None:
    order = payout_order(amount_fen=1_97)
    paid = PayoutAnswer("paid", None, "SANDBOX-000001")
    assert await ledger.submit(order) == paid
    clock.move(119.999_999)
    assert await ledger.query(order) == paid
    clock.move(0.000_001)
    back = PayoutAnswer("returned", "bank_return", "SANDBOX-R000001")
    assert [await ledger.query(order), await ledger.query(order), await ledger.submit(order)] == [back] * 3
    [entry] = await ledger.entries()
    assert (entry.submissions, entry.payments, entry.paid_fen, entry.returns) == (2, 1, 1_97, 1)


async def test_a_silent_amount_says_nothing_until_the_fourth_business_day_has_ended(
    ledger: SandboxPayouts, clock: HandClock
) -> None:
    order = payout_order(amount_fen=1_98)
    end = end_of(business_day_after(local_date(clock.now()), 4))
    assert (await ledger.submit(order)).outcome == "unknown"
    clock.at = end - 1
    assert (await ledger.query(order)).outcome == "unknown"
    assert [entry.payments for entry in await ledger.entries()] == [0]
    clock.at = end
    assert (await ledger.query(order)).outcome == "paid"


async def test_a_late_amount_is_paid_after_two_hours(ledger: SandboxPayouts, clock: HandClock) -> None:
    order = payout_order(amount_fen=1_99)
    assert (await ledger.submit(order)).outcome == "pending"
    clock.move(7199)
    assert (await ledger.query(order)).outcome == "pending"
    clock.move(1)
    assert (await ledger.query(order)).outcome == "paid"


async def test_a_ledger_of_an_earlier_version_is_gone_on_with(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "old.payouts.db"
    file = sqlite3.connect(path)
    file.executescript(SCHEMA)
    for column in ADDED:
        assert column not in {row[1] for row in file.execute("PRAGMA table_info(request)")}
    file.execute("INSERT INTO request VALUES ('W1', 197, 'CNY', '1001', 'TP-1001-1', 0, 'paid', 0, NULL)")
    file.commit()
    file.close()
    for _ in range(2):
        ledger = SandboxPayouts(path, clock)
        try:
            assert (await ledger.query(payout_order(amount_fen=1_97))).outcome == "paid"
        finally:
            await ledger.close()


def test_the_document_lists_every_ending() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "payout-gateway.md").read_text("utf-8")
    listed = [
        line.replace("`", "") for line in text.splitlines() if line.startswith(("| .", "| anything else |"))
    ]
    written = [f"| .{ending:02d} | {SCRIPT[ending].about} |" for ending in sorted(SCRIPT)]
    assert [line for line in listed if "5xx" not in line] == [
        *written,
        f"| anything else | {ORDINARY.about} |",
    ]


def test_every_reason_that_the_texts_know_of_a_payout_can_be_seen() -> None:
    shown = {fate.reason_code for fate in SCRIPT.values() if fate.reason_code is not None}
    known = {reason for reason in shown if texts_for("en").has(f"reason-{reason}")}
    assert known >= {"account_closed", "name_mismatch", "channel_refused", "bank_return", "window_closed"}
    assert shown - known == {"daily_quota_used"}, "one without a text of its own"


async def test_never_heard_is_said_of_an_id_that_was_not_submitted(ledger: SandboxPayouts) -> None:
    assert await ledger.query(payout_order()) == PayoutAnswer("never_heard")
    assert await ledger.entries() == []


async def test_the_ledger_outlives_the_process(
    ledger: SandboxPayouts, tmp_path: Path, clock: HandClock
) -> None:
    first = await ledger.submit(payout_order())
    reopened = SandboxPayouts(tmp_path / "bot.payouts.db", clock)
    try:
        assert await reopened.submit(payout_order()) == first
        assert [entry.payments for entry in await reopened.entries()] == [1]
    finally:
        await reopened.close()


async def test_the_file_is_durable_and_private(ledger: SandboxPayouts, tmp_path: Path) -> None:
    await ledger.submit(payout_order())
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
    routed = RoutedPayouts(lambda _: real, ledger)
    await routed.submit(payout_order("W1", is_test=True))
    await routed.submit(payout_order("W2", is_test=False))
    assert (await routed.query(payout_order("W1", is_test=True))).outcome == "paid"
    assert [entry.id for entry in await real.entries()] == ["W2"]
    assert [entry.id for entry in await ledger.entries()] == ["W1"]
    await real.close()


async def test_a_payout_goes_to_the_channel_of_its_way(
    ledger: SandboxPayouts, tmp_path: Path, clock: HandClock
) -> None:
    paid = {way: SandboxPayouts(tmp_path / f"{way}.db", clock) for way in WAYS}
    routed = RoutedPayouts(paid.__getitem__, ledger)
    payee = PayoutPayee("bank_card", "6222020200000000", "Lin Mei", "Bank of China", None, None, None, None)
    await routed.submit(payout_order("W1", channel="alipay"))
    await routed.submit(payout_order("W2", method="designated", channel="alipay", payee=payee))
    await routed.submit(payout_order("W3", method="application", channel=None, payee=payee))
    went = {way: sorted(entry.id for entry in await channel.entries()) for way, channel in paid.items()}
    assert went == {"alipay": ["W1"], "online_banking": [], "bank_card": ["W2", "W3"]}
    for channel in paid.values():
        await channel.close()


def test_an_amount_such_as_120_50_has_no_script() -> None:
    assert 50 not in SCRIPT
    assert 0 not in SCRIPT
