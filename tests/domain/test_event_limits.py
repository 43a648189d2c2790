"""Billing events at their limits (rules 8): late usage, numbers used twice, sums, times, events applied before."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.errors import BadEvent
from domain.events.parse import parse_event
from domain.rules.calendar import read_moment, to_micros
from domain.rules.money import MOST_FEN
from domain.usecases.operator.apply_events import ApplyReport, RefusedEvent, apply_events, still_refused
from domain.usecases.operator.check_books import check_books
from domain.usecases.staff.acting import list_test_accounts
from storage.database import Database
from storage.queries import Query
from tests.support.reviewing import SUPPORT, event, hire, query
from tests.support.rig import OPERATOR, Rig, account, rig_on, top_up

LARGEST = "9999999999999.99"


@pytest.fixture
async def rig(db: Database, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(db, tmp_path) as made:
        await made.events([account(), account("1002", "+8613800138002")])
        yield made


async def report(rig: Rig, *events: dict[str, Any]) -> ApplyReport:
    parsed = [parse_event(one, line) for line, one in enumerate(events, 1)]
    return await rig.perform(apply_events, OPERATOR, parsed, skip_bad=True)


async def refused(rig: Rig, *events: dict[str, Any]) -> list[str]:
    return [one.reason for one in (await report(rig, *events)).refused]


async def unsettled(rig: Rig, of: str = "1001") -> dict[str, int]:
    sql = f"SELECT cycle, unsettled_fen FROM cycle_usage WHERE account = '{of}' AND unsettled_fen > 0"
    return dict(await rig.db.read(lambda tx: query(tx, sql)))


def usage(
    number: int, cycle: str, at: str = "2026-11-10T10:00:00+08:00", amount: str = "5.00"
) -> dict[str, Any]:
    return event("usage.accrued", f"u{number}", cycle=cycle, amount=amount, at=at)


def bill(cycle: str) -> dict[str, Any]:
    return event("bill.issued", f"bill-{cycle}", bill=f"B-{cycle}", amount="1.00", cycle=cycle)


async def test_usage_of_a_billed_cycle_settles_with_a_later_one(rig: Rig) -> None:
    await rig.events([bill("2026-09"), bill("2026-11"), bill("2026-12")])
    await rig.events([usage(1, "2026-09")])
    assert await unsettled(rig) == {"2027-01": 500}, "November and December have their bills"
    await rig.events([usage(2, "2026-09", at="2026-10-01T00:00:00+08:00")])
    assert await unsettled(rig) == {"2026-10": 500, "2027-01": 500}
    # The month is the local one: in UTC this is still September.
    await rig.events([usage(3, "2026-09", at="2026-09-30T16:00:00Z"), usage(4, "2026-10")])
    assert await unsettled(rig) == {"2026-10": 1500, "2027-01": 500}
    await rig.events([bill("2026-10"), bill("2027-01")])
    assert await unsettled(rig) == {}


async def test_there_is_a_last_cycle(rig: Rig) -> None:
    await rig.events([bill("2998-12")])
    assert await refused(rig, usage(1, "2998-12")) == ["cycle: has a bill, and so has every later one"]


async def test_a_refund_has_a_number_of_its_own(rig: Rig) -> None:
    await rig.events([
        top_up("100.00"), top_up("100.00", "TP-2", "1002"), bill("2026-09"),
        event("bill.issued", "b2", "1002", bill="B2", amount="5.00"),
        event("bill.paid", "p1", bill="B-2026-09", amount="1.00", source="balance"),
        event("bill.paid", "p2", "1002", bill="B2", amount="5.00", source="balance"),
        event("refund.posted", "r1", refund="R", bill="B-2026-09", amount="0.50"),
    ])  # fmt: skip
    again = event("refund.posted", "r2", "1002", refund="R", bill="B2", amount="0.50")
    assert await refused(rig, again) == ["refund: was used before"]


def raising(number: int, amount: str) -> dict[str, dict[str, Any]]:
    """For each sum an event that raises it."""

    def one(type_: str, **fields: Any) -> dict[str, Any]:
        return event(type_, f"{type_}{number}", **fields)

    return {
        "cash": one("adjustment.posted", adjustment=f"A{number}", amount=amount, reason="x"),
        "overdue": one("bill.issued", bill=f"B{number}", amount=amount),
        "unsettled": one("usage.accrued", cycle="2026-11", amount=amount),
        "credit notes": one(
            "credit_note.raised", credit_note=f"C{number}", order="O", invoiced=amount, actual="0"
        ),
    }


@pytest.mark.parametrize("which", list(raising(0, "")))
async def test_no_sum_is_raised_above_the_bound(rig: Rig, which: str) -> None:
    above = f"amount: would bring the account's {which} above 10000000000000.00"
    most, fen = raising(1, LARGEST)[which], raising(2, "0.02")[which]
    # The second is too much in the same transaction, and in the next.
    assert await refused(rig, most, fen) == [above]
    assert await refused(rig, fen) == [above]
    assert await refused(rig, most) == [], "what is known is ignored before anything else is looked at"
    assert not await rig.look(check_books, OPERATOR)


async def test_a_receivers_sums_are_bounded_and_money_that_comes_back_is_not(rig: Rig) -> None:
    first, second = top_up(LARGEST), top_up("0.05", "TP-2", "1002")
    await rig.events([first, second, event("transfer.made", "t1", transfer="T1", to="1002", amount="5.00")])
    there = event("transfer.made", "t2", "1002", transfer="T2", to="1001", amount="0.05")
    assert await refused(rig, there) == []
    # 1001 has 4.94 of room less; it fills up, then gets its own 5.00 back.
    await rig.events([top_up("4.96", "TP-3")])
    assert await refused(rig, top_up("0.01", "TP-4")) != []
    assert await refused(rig, event("transfer.recalled", "t3", transfer="T1", amount="5.00")) == []
    figures = await rig.db.read(lambda tx: tx.one("balance_figures", account="1001"))
    assert figures.cash_fen > MOST_FEN


async def test_an_account_whose_rows_were_tampered_with_is_named_and_the_rest_goes_on(rig: Rig) -> None:
    """Amounts that together are more than a column holds ended the check of everybody's books."""
    await hire(rig, SUPPORT, "Sam", "support")
    await rig.events(
        [account("9001", "+8613800139001", test=True), account("9002", "+8613800139002", test=True)]
    )
    await rig.events([top_up("1.00", "TP-9002", "9002")])

    def tamper(tx: Any) -> None:
        for number in range(2):
            sql = f"INSERT INTO cycle_usage VALUES ('9001', '2026-1{number}', 4000000000000000000)"
            tx._execute(Query("test", sql, frozenset()), {})
        tx._execute(
            Query("test", "UPDATE account_sum SET unsettled_fen = 5 WHERE account = '9001'", frozenset()), {}
        )
        for number in range(2, 4):
            sql = f"INSERT INTO cycle_usage VALUES ('9001', '2026-0{number}', 4000000000000000000)"
            tx._execute(Query("test", sql, frozenset()), {})
        tx._execute(Query("test", "UPDATE fund SET remaining_fen = 99", frozenset()), {})

    await rig.db.write(tamper)
    found = [(one.name, one.detail) for one in await rig.look(check_books, OPERATOR)]
    assert ("sums", "account 9001: its sums are not those of its rows") in found
    assert not any(name == "sums" and "9002" in detail for name, detail in found)
    assert any(name == "fund_postings" for name, _ in found), "the other one is looked at, too"
    listed = await rig.look(list_test_accounts, SUPPORT)
    assert {one.account: one.withdrawable_fen for one in listed.entries} == {"9001": 0, "9002": 99}


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-20T08:00:00+08:00", (2026, 11, 20)),
        ("2026-11-20 08:00+0800", (2026, 11, 20)),
        ("2026-11-20T08:00:00.000000999+08", (2026, 11, 20)),
        ("2026-11-19T24:00:00Z", (2026, 11, 20)),
        ("2026-11-20T00:00:00,000Z", (2026, 11, 20)),
        ("2026-11-19T24:00:01Z", None),
        ("2026-11-20x00:00:00+08:00", None),
        ("2026-W47-5T00:00:00+08:00", None),
        ("20261120T000000+0800", None),
        ("2026-11-20T00:00:00+08:00:30.000001", None),
        ("2026-11-20T00:00:00+24:00", None),
        ("2026-11-20T00:00:60+08:00", None),
        ("2026-11-20T00+08:00", None),
        ("2026-11-20T08:00:00", None),
        ("2026-11-20", None),
        ("２０２６-11-20T08:00:00+08:00", None),
        (" 2026-11-20T08:00:00+08:00", None),
        ("2026-02-29T08:00:00+08:00", None),
    ],
)
def test_times_are_read_the_same_by_every_python(text: str, utc: tuple[int, int, int] | None) -> None:
    one = usage(1, "2026-11", at=text)
    if utc is None:
        with pytest.raises(BadEvent, match=r"^at: must be an ISO 8601 time"):
            parse_event(one)
    else:
        assert parse_event(one).event.at == to_micros(datetime(*utc, tzinfo=UTC))


def test_the_end_of_the_calendar_is_no_crash() -> None:
    assert read_moment("9999-12-31T24:00:00Z") is None


async def test_what_was_taken_before_is_ignored_before_it_is_read(rig: Rig) -> None:
    """An event of an older form that is refused now, in a file that is imported again."""
    old = usage(1, "2026-11", at="2026-W46-2T10:00:00+08:00")

    def remember(tx: Any) -> None:
        content = json.dumps(old, sort_keys=True, separators=(",", ":"))
        key = rig.services.vault.fingerprint("event", content)
        tx.run(
            "event_add", id="u1", content_key=key, type="usage.accrued", account="1001", at=0, received_at=0
        )

    await rig.db.write(remember)
    bad = []
    for line, one in enumerate((old, old | {"amount": "6.00"}, old | {"id": "u2"}, old | {"id": "\0"}), 1):
        with pytest.raises(BadEvent) as caught:
            parse_event(one)
        bad.append(RefusedEvent.of(line, caught.value))
    left = await rig.look(still_refused, OPERATOR, bad)
    assert [one.line for one in left] == [2, 3, 4]
