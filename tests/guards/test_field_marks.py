"""Each field of a withdrawal says what it is, and each moment of what is shown says whose clock shows it."""

from __future__ import annotations

import ast
import re
from typing import Any, get_type_hints

import pytest

from domain import account_clock, views
from domain.drafts import CarriedOver
from domain.field_marks import kept_of, moments_of
from domain.payee_rows import Payee, PayeeChanges
from domain.withdrawal_row import ON_THE_FORM, SIGNED, Withdrawal, WithdrawalChanges
from tests.guards.tree import ROOT

FIXED = {"id", "account", "chat_user", "created_at"}
"""Columns of a withdrawal that never change."""
BY_SAVE = {"status", "version", "updated_at"}
"""Columns that `save` sets by itself."""
PAYEE_FIXED = {"id", "account", "created_at", "created_by", "completed_at"}


def test_every_field_of_a_withdrawal_says_what_it_is() -> None:
    assert sorted(get_type_hints(Withdrawal).keys() - kept_of(Withdrawal).keys()) == []


def test_what_is_signed_has_places_one_after_the_other() -> None:
    places = [mark.signed for mark in kept_of(Withdrawal).values() if mark.signed is not None]
    assert sorted(places) == [*range(1, len(SIGNED) + 1)]
    assert SIGNED == ["id", "version", "account", "fund", "amount_fen", "method", "payee", "reason"]


def test_what_the_form_says_is_signed_by_hand_or_by_code() -> None:
    assert sorted(ON_THE_FORM) == ["amount_fen", "fund", "method", "note_sealed", "payee", "reason"]


def test_a_new_application_begins_with_exactly_what_is_carried_over() -> None:
    carried = {name for name, mark in kept_of(Withdrawal).items() if mark.carried}
    assert get_type_hints(CarriedOver) == {name: get_type_hints(Withdrawal)[name] for name in carried}


@pytest.mark.parametrize(
    ("row", "changes", "others"),
    [(Withdrawal, WithdrawalChanges, FIXED | BY_SAVE), (Payee, PayeeChanges, PAYEE_FIXED)],
)
def test_changes_of_a_row_have_its_fields_and_their_types(row: Any, changes: Any, others: set[str]) -> None:
    hints = get_type_hints(row)
    assert get_type_hints(changes) == {name: hint for name, hint in hints.items() if name not in others}


@pytest.mark.parametrize(
    ("file", "query", "changes", "others"),
    [
        ("withdrawals", "withdrawal_save", WithdrawalChanges, {"status", "now"}),
        ("payees", "payee_save", PayeeChanges, {"completed_at"}),
    ],
)
def test_a_save_writes_everything_that_may_change(
    file: str, query: str, changes: Any, others: set[str]
) -> None:
    text = (ROOT / "storage" / "sql" / f"{file}.sql").read_text("utf-8")
    found = re.search(rf"-- name: {query}!\n(?:--[^\n]*\n)*UPDATE \w+ SET (.*?)\nWHERE", text, re.DOTALL)
    assert found is not None
    assert set(re.findall(r" = :(\w+)", found[1])) == get_type_hints(changes).keys() | others


def _classes() -> dict[str, ast.ClassDef]:
    module = ast.parse((ROOT / "domain" / "views.py").read_text("utf-8"))
    return {node.name: node for node in module.body if isinstance(node, ast.ClassDef)}


def _shown_with_a_withdrawal() -> set[str]:
    """The views that a withdrawal's view is made of, itself among them."""
    classes, found, left = _classes(), set[str](), ["WithdrawalView"]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            words = {
                word
                for node in classes[name].body
                if isinstance(node, ast.AnnAssign)
                for word in re.findall(r"\w+", ast.unparse(node.annotation))
            }
            left += words & classes.keys()
    return found


def test_every_moment_that_is_shown_of_a_withdrawal_has_its_clock() -> None:
    shown, classes = _shown_with_a_withdrawal() | {"RecordView"}, _classes()
    assert shown > {"WithdrawalView", "OrderView", "DocumentView", "Step"}
    without = [
        f"{name}.{node.target.id}"
        for name in sorted(shown)
        for node in classes[name].body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        if "Micros" in ast.unparse(node.annotation)
    ]
    assert without == [], "say Past, Coming or Real (domain.field_marks)"


def test_the_clock_moves_every_part_that_has_moments_of_the_account() -> None:
    parts = [getattr(views, name) for name in _shown_with_a_withdrawal() | {"RecordView"}]
    moving = {one for one in parts if any(mark.clock != "real" for mark in moments_of(one).values())}
    assert moving == account_clock._MOMENTS.keys()
