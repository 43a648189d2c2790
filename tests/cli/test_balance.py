"""`balance`: one JSON object as in rules 9, a receipt for people, one line for each error."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cli.balance import read_time
from bot.cli.failures import Failure
from domain.rules.calendar import to_micros
from storage.errors import DatabaseBusy
from storage.sqlite.database import SqliteDatabase
from tests.cli.events import account, lines, top_up, worked_example
from tests.cli.ran import Cli

AT = ("--at", "2026-11-18T10:00")


@pytest.fixture
def example(cli: Cli) -> Cli:
    assert cli("import", "--new", "-", stdin=worked_example()).code == 0
    return cli


def as_json(cli: Cli, *args: str) -> dict[str, Any]:
    ran = cli("balance", "1001", "--json", *args)
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_the_worked_example_comes_out_at_200(example: Cli) -> None:
    shown = as_json(example, *AT)
    assert (shown["cash"], shown["withdrawable"], shown["non_withdrawable"]) == (
        "1000.00",
        "200.00",
        "800.00",
    )
    assert [(hold["reason"], hold["amount"], hold["gain"]) for hold in shown["holds"]] == [
        ("reserve", "100.00", "100.00"),
        ("credit_notes", "200.00", "200.00"),
        ("overdue", "300.00", "200.00"),
        ("unsettled", "200.00", "200.00"),
        ("transferred", "500.00", "-200.00"),
    ]
    assert [order["order"] for order in shown["orders"]] == ["TP-2", "TP-1"]
    assert shown["at"] == "2026-11-18T10:00:00+08:00"


def test_the_plan_of_the_worked_example_needs_no_new_money(example: Cli) -> None:
    reserve = {"remedy": "reserve", "gain": "100.00", "withdrawable": "300.00"}
    notes = {"remedy": "credit_notes", "gain": "200.00", "withdrawable": "500.00"}
    assert as_json(example, *AT)["plan"] == {
        "most": "500.00",
        "steps": [{**one, "new_money": "0.00", "at": None} for one in (reserve, notes)],
        "not_needed": ["overdue", "unsettled"],
    }


def test_a_step_has_the_date_of_its_held_amount(example: Cli) -> None:
    """The resource is released and the note offset; nothing else was transferred or held."""
    released = lines(
        {
            "id": "r1", "type": "resource.released", "at": "2026-11-18T09:00:00+08:00", "account": "1001",
            "resource": "i-1",
        },
        {
            "id": "r2", "type": "transfer.recalled", "at": "2026-11-18T09:00:00+08:00", "account": "1002",
            "transfer": "TR-1", "amount": "500.00",
        },
    )  # fmt: skip
    assert example("import", "-", stdin=released).code == 0
    steps = as_json(example, *AT)["plan"]["steps"]
    assert [(step["remedy"], step["gain"], step["new_money"], step["at"]) for step in steps] == [
        ("reserve", "0.00", "0.00", "2026-11-19T09:00:00+08:00"),
        ("credit_notes", "0.00", "0.00", None),
        ("overdue", "300.00", "300.00", None),
        ("unsettled", "200.00", "200.00", "2026-12-03T00:00:00+08:00"),
    ]


def test_it_only_reads_and_so_waits_for_nobody_who_writes(
    example: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def held_by_others(*args: object, **named: object) -> None:
        raise DatabaseBusy("busy, nothing changed: another program holds the database")

    monkeypatch.setattr(SqliteDatabase, "write", held_by_others)
    assert as_json(example, *AT)["withdrawable"] == "200.00"


def test_json_has_exactly_the_fields_of_the_rules(example: Cli) -> None:
    shown = as_json(example, *AT)
    assert list(shown) == [
        "account", "currency", "at", "cash", "transferred", "credit_notes", "overdue", "unsettled",
        "to_be_settled", "reserve", "frozen_cash", "shortfall", "non_withdrawable", "withdrawable",
        "in_withdrawal", "eligible", "blocked_by", "reserve_free_at", "withdrawable_to_original",
        "withdrawable_by_application", "holds", "plan", "orders",
    ]  # fmt: skip


def test_all_orders_have_those_with_nothing_left_too(example: Cli) -> None:
    spent = as_json(example, *AT)["orders"][1]
    events = [
        {"id": "b", "type": "bill.issued", "at": "2026-11-18T09:00:00+08:00", "account": "1001", "bill": "B",
         "amount": "900.00"},
        {"id": "p", "type": "bill.paid", "at": "2026-11-18T09:00:00+08:00", "account": "1001", "bill": "B",
         "amount": "900.00", "source": "balance"},
    ]  # fmt: skip
    assert example("import", "-", stdin=lines(*events)).code == 0
    left, every = as_json(example, *AT), as_json(example, *AT, "--all-orders")
    assert [order["order"] for order in left["orders"]] == ["TP-2"]
    assert [order["order"] for order in every["orders"]] == ["TP-2", "TP-1"]
    assert every["orders"][1] == {**spent, "remaining": "0.00", "withdrawable": "0.00"}
    assert {**every, "orders": left["orders"]} == left
    assert "TP-1 " in example("balance", "1001", *AT, "--all-orders").out
    assert "TP-1 " not in example("balance", "1001", *AT).out


def test_orders_of_one_moment_are_in_the_order_of_their_numbers_over_pieces(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read in pieces that end in the middle of orders of one moment."""
    monkeypatch.setattr("domain.orders.PIECE", 2)
    names = ["C", "a", "B", "d", "E", "f", "G"]
    events = [account(), *(top_up(name, "1.00") for name in names)]
    assert cli("import", "--new", "-", stdin=lines(*events)).code == 0
    for args in ((), ("--all-orders",)):
        shown = as_json(cli, *args)
        assert [order["order"] for order in shown["orders"]] == [f"TP-{name}" for name in sorted(names)]
        assert shown["withdrawable_to_original"] == "7.00"


def test_at_moves_windows_only(example: Cli) -> None:
    inside, after = (
        as_json(example, "--at", "2026-11-19T23:59:59"),
        as_json(example, "--at", "2026-11-20T00:00"),
    )
    assert inside["withdrawable_to_original"] == "200.00"
    assert inside["orders"][0]["original_method"] is True
    assert after["orders"][0]["original_method"] is False
    assert (inside["cash"], inside["withdrawable"]) == (after["cash"], after["withdrawable"])


def test_the_receipt_says_the_same_for_people(example: Cli) -> None:
    ran = example("balance", "1001", *AT)
    assert ran.code == 0
    for text in (
        "1000.00",
        "withdrawable",
        "200.00",
        "credit notes",
        "remedy gives -200.00",
        "TP-1",
        "until 2026-11-19",
    ):
        assert text in ran.out
    assert "8613800138001" not in ran.out


def test_an_account_that_may_not_withdraw_says_why(cli: Cli) -> None:
    cli("import", "--new", "-", stdin=lines(account(real_name="pending"), top_up("1", "5.00")))
    assert "real-name registration is not complete" in cli("balance", "1001").out
    assert as_json(cli)["blocked_by"] == "real_name"


def test_an_unknown_account_is_one_line_and_exit_code_1(cli: Cli, books: None) -> None:
    for args in ((), ("--json",)):
        ran = cli("balance", "nobody", *args)
        assert (ran.code, ran.out, ran.err) == (1, "", "unknown account: 'nobody'\n")


@pytest.mark.parametrize(
    "time", ["nonsense", "", "2026-13-01", "1969-12-31", "9999-12-31T23:59", "25:00", "2026-11-20T"]
)
def test_a_bad_time_is_one_line_and_exit_code_2(cli: Cli, time: str) -> None:
    ran = cli("balance", "nobody", "--at", time)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.errors) == 1


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-20T08:00:00+08:00", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20T08:00", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20 08:00:00", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 19, 16, tzinfo=UTC)),
        ("2026-11-20T08:00:00Z", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("2026-11-20T08:00:00.5-05:00", datetime(2026, 11, 20, 13, 0, 0, 500_000, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_local(text: str, utc: datetime) -> None:
    assert read_time(text) == to_micros(utc)


def test_the_ends_of_time_are_refused_and_do_not_overflow() -> None:
    for text in ("0001-01-01T00:00", "9999-12-31T23:59-12:00"):
        with pytest.raises(Failure):
            read_time(text)
