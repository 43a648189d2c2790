"""The verdict notices each kind of damage, and only the damage."""

from __future__ import annotations

import random
from typing import Any

import pytest

from bot.screens.buttons import ToRecord
from tests.crash import verdict
from tests.crash.gateway import Payout
from tests.crash.moments import EARLY, TARGETED, Trigger, plans
from tests.crash.verdict import Findings, Row

ID = "W261123ABCDEF"
CODE_TEXT = "123456 is your code"


def row(status: str = "successful", amount_fen: int = 5000) -> Row:
    return Row(ID, "C1", 7, status, amount_fen)


def push(text: str = "Withdrawal Successful: 50.00", chat: int = 7) -> dict[str, Any]:
    button = {"text": "Details", "callback_data": ToRecord(id=ID, page="0", new=1).pack()}
    return {"chat": {"id": chat}, "text": text, "reply_markup": {"inline_keyboard": [[button]]}}


def kinds(findings: Findings) -> list[str]:
    return [kind for kind, listed in findings.found.items() for _ in listed]


@pytest.mark.parametrize(
    ("booked", "cash", "status", "expected"),
    [
        (9000, 4000, "successful", []),
        (9000, 4000, "sending", []),
        (9000, 9000, "failed", []),
        (8000, 3000, "successful", ["lost"]),
        (18000, 13000, "successful", ["doubled"]),
        (9000, 3999, "successful", ["lost"]),
        (9000, 9000, "successful", ["doubled"]),
        (9000, 4000, "cancelled", ["lost"]),
    ],
)
def test_money_that_is_missing_or_too_much(booked: int, cash: int, status: str, expected: list[str]) -> None:
    findings = Findings()
    verdict.money(findings, [row(status)], {"C1": 9000}, {"C1": booked}, {"C1": cash})
    assert kinds(findings) == expected


@pytest.mark.parametrize(
    ("ledger", "status", "expected"),
    [
        ({ID: Payout(5000, "C1", "T", 1, "paid")}, "successful", []),
        ({ID: Payout(5000, "C1", "T", 1, "failed")}, "failed", []),
        ({ID: Payout(5000, "C1", "T", 2, "paid")}, "successful", ["paid twice"]),
        ({ID: Payout(4999, "C1", "T", 1, "paid")}, "successful", ["paid twice"]),
        ({"W261123ZZZZZZ": Payout(5000, "C1", "T", 1, "paid")}, "failed", ["paid twice"]),
        ({ID: Payout(5000, "C1", "T", 1, "paid")}, "failed", ["lost"]),
        ({ID: Payout(5000, "C1", "T", 1, "pending")}, "successful", ["lost"]),
        ({}, "successful", ["lost"]),
    ],
)
def test_payments_that_the_books_do_not_explain(
    ledger: dict[str, Payout], status: str, expected: list[str]
) -> None:
    findings = Findings()
    verdict.payouts(findings, [row(status)], ledger, [])
    assert kinds(findings) == expected


@pytest.mark.parametrize(
    ("rows", "confirmed", "carded", "expected"),
    [
        ([row()], {ID: 5000}, {ID}, []),
        ([row("draft")], {}, set(), []),
        ([], {ID: 5000}, {ID}, ["lost"]),
        ([row("draft")], {ID: 5000}, {ID}, ["lost"]),
        ([row("unknown")], {ID: 5000}, {ID}, ["lost"]),
        ([row()], {}, set(), ["doubled"]),
        ([row(amount_fen=10000)], {ID: 5000}, {ID}, ["doubled"]),
    ],
)
def test_withdrawals_nobody_confirmed_and_confirmations_without_one(
    rows: list[Row], confirmed: dict[str, int], carded: set[str], expected: list[str]
) -> None:
    findings = Findings()
    verdict.withdrawals(findings, rows, confirmed, carded)
    assert kinds(findings) == expected


def test_news_that_came_twice_is_excused_once_for_each_kill_on_its_way() -> None:
    key = ("push", "chat:7", ID)
    for times, kills, excused, expected in ((1, 0, 0, []), (2, 0, 0, ["told twice"]), (2, 1, 1, []),
                                            (3, 1, 1, ["told twice"])):  # fmt: skip
        findings = Findings()
        verdict.pushes(findings, [row()], [push()] * times, {key: kills})
        assert (kinds(findings), findings.excused) == (expected, excused)
    for said in ([], [push(chat=8)], [push("In Review")]):
        findings = Findings()
        verdict.pushes(findings, [row()], said, {})
        assert kinds(findings) == ["lost"]


def test_a_card_that_is_missing_or_not_true() -> None:
    for text, expected in (
        ("Withdrawal Successful\n50.00", []),
        ("提现成功\n50.00", []),
        (None, ["lost"]),
        ("In Review", ["lost"]),
    ):
        findings = Findings()
        verdict.cards(findings, [row(), Row("W261123GHJKLM", "C1", 7, "draft", None)], {ID: text})
        assert kinds(findings) == expected


def test_codes_that_never_came_or_came_twice() -> None:
    for texts, sent, leased, expected in (
        ([CODE_TEXT], 1, 0, []),
        ([], 1, 0, ["lost"]),
        ([CODE_TEXT, CODE_TEXT], 1, 0, ["told twice"]),
        ([CODE_TEXT, CODE_TEXT], 1, 1, []),
        ([CODE_TEXT, CODE_TEXT], 2, 1, ["lost"]),
    ):
        findings = Findings()
        verdict.codes(findings, {"+861": texts}, {"+861": sent}, {"+861": leased})
        assert kinds(findings) == expected


def test_plans_follow_from_the_seed_and_hold_every_kind() -> None:
    made = plans(60, random.Random("7"))
    assert made == plans(60, random.Random("7"))
    assert made != plans(60, random.Random("8"))
    assert {plan.kind.split(" ")[0] for plan in made} >= {kind.split(" ")[0] for kind in (*EARLY, *TARGETED)}


async def test_a_trigger_kills_once_at_its_own_moment() -> None:
    kills: list[str] = []
    trigger = Trigger(lambda: kills.append("killed"))
    trigger.happened("confirm tap")
    trigger.set("confirm tap", 0)
    trigger.happened("text arrives")
    assert not kills
    trigger.happened("confirm tap")
    trigger.happened("confirm tap")
    assert kills == ["killed"]
    assert trigger.fired.is_set()


def test_a_cancel_that_nothing_came_of() -> None:
    tapped = {1: (ID, "a"), 2: (ID, "b"), 3: (ID, "c")}
    findings = Findings()
    verdict.cancels(findings, tapped, done=[1], answers={"a": "", "b": "That was very fast.", "c": ""})
    assert findings.found["lost"] == [f"{ID}: Cancel was tapped (update 3), and nothing came of it"]
