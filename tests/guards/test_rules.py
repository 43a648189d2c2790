"""docs/rules.md agrees with the places that cite it and the code that carries it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from bot.runtime.settings import Settings
from domain.balance_json import balance_json
from domain.events.parse import AnyEvent
from domain.rules.statuses import Status
from domain.views import BalanceView, Hold, OrderView
from tests.guards.tree import PACKAGES, ROOT, files, where

RULES = ROOT / "docs" / "rules.md"
CITED = re.compile(r"\brules\s+(\d+(?:(?:, | and | or )\d+)*)\b")
CITING = {".py", ".sql", ".md", ".ftl", ".js"}
DRAFTS_THAT_ENDED: set[Status] = {"expired", "discarded"}
"""Ends of a draft: no customer sees their names."""


def text() -> str:
    return RULES.read_text("utf-8")


def sections() -> dict[int, str]:
    """The numbered sections, by number."""
    parts = re.split(r"^## (\d+)\. (?=\S)", text(), flags=re.MULTILINE)
    return {int(number): body for number, body in zip(parts[1::2], parts[2::2], strict=True)}


def first_column(body: str) -> list[str]:
    """The words in backticks in the first column of the section's tables."""
    cells = [line.split("|")[1] for line in body.splitlines() if line.startswith("| `")]
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def citations(*folders: str) -> list[tuple[Path, int]]:
    return [
        (path, int(number))
        for path in files(*folders)
        if path.suffix in CITING and path not in (RULES, Path(__file__))
        for found in CITED.findall(path.read_text("utf-8"))
        for number in re.findall(r"\d+", found)
    ]


def test_sections_are_numbered_from_one_without_a_gap() -> None:
    assert list(sections()) == list(range(1, len(sections()) + 1))
    assert len(sections()) >= 9


def test_every_section_that_is_cited_exists() -> None:
    there = sections()
    cited = citations()
    assert len(cited) > 100
    assert [f"{where(path)}: rules {number}" for path, number in cited if number not in there] == []
    within = [int(number) for number in re.findall(r"\bsection (\d+)", text())]
    assert within != []
    assert [number for number in within if number not in there] == []


def test_every_section_is_carried_out_by_code_that_cites_it() -> None:
    product = {number for _, number in citations(*PACKAGES)}
    tests = {number for _, number in citations("tests")}
    assert sorted(set(sections()) - product) == []
    assert sorted(set(sections()) - tests) == []


def test_the_statuses_are_those_of_the_code() -> None:
    rows = [line.split("|")[2] for line in sections()[6].splitlines() if line.startswith("| ")]
    named = [name for cell in rows for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(set(get_args(Status)) - DRAFTS_THAT_ENDED)


def test_the_event_types_are_those_that_are_read() -> None:
    read = {name for model in get_args(AnyEvent) for name in get_args(model.model_fields["type"].annotation)}
    assert sorted(first_column(sections()[8])) == sorted(read)


def test_the_balance_has_the_keys_that_are_promised() -> None:
    found = re.search(r"^    \{.*?\}$", sections()[9], re.MULTILINE | re.DOTALL)
    assert found is not None
    promised = re.findall(r'(?<!\|)"(\w+)"', found.group())
    hold = Hold("reserve", 1, None, 0, ())
    order = OrderView(
        fund=1, order_id="TP-1", paid_at=0, amount_fen=1, remaining_fen=1, withdrawable_fen=1, limited_by="order",
        channel="alipay", bank=None, window_ends_on=None, original_method=True,
    )  # fmt: skip
    view = BalanceView(
        account="1001", currency="CNY", at=0, cash_fen=1, transferred_fen=0, credit_notes_fen=0, overdue_fen=0,
        unsettled_fen=0, to_be_settled_fen=0, reserve_shown_fen=0, frozen_cash_fen=0, shortfall_fen=0,
        non_withdrawable_fen=0, withdrawable_fen=0, in_withdrawal_fen=0, blocked_by=None, reserve_free_at=None,
        by_application_fen=0, holds=(hold,),
    )  # fmt: skip
    printed = balance_json(view, 0, (order,))
    assert [*_keys(printed)] == promised


def _keys(value: object) -> Iterator[str]:
    """Every key, in the order of printing."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def test_the_settings_that_are_named_exist() -> None:
    named = re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", text())
    assert named != []
    assert [name for name in named if name.lower() not in Settings.model_fields] == []


def test_the_readme_leads_to_the_rules() -> None:
    assert "(docs/rules.md)" in (ROOT / "README.md").read_text("utf-8")
