"""Which status may follow which (rules 6), and that a change that may not is refused before anything is written."""

from __future__ import annotations

from dataclasses import fields
from itertools import product
from typing import Any, cast

import pytest

from domain.context import Ctx
from domain.errors import BooksBroken
from domain.rules.statuses import STATUSES, Status
from domain.withdrawal_row import Withdrawal, save

PAIRS = [(old, new) for old, new in product(STATUSES, repeat=2) if old != new]


class _Books:
    """A context that counts what is written."""

    def __init__(self) -> None:
        self.written = 0
        self.clock = self.tx = self

    def now(self) -> int:
        return 1

    def run(self, query: str, **_: Any) -> int:
        self.written += 1
        return 1


def _withdrawal(status: Status) -> Withdrawal:
    values: dict[str, Any] = {one.name: None for one in fields(Withdrawal)}
    return Withdrawal(**values | {"id": "W1", "status": status, "version": 1, "flags": ()})


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_only_what_the_table_says_may_follow(old: Status, new: Status) -> None:
    books = _Books()
    ctx = cast(Ctx, books)
    if new in STATUSES[old].becomes:
        assert save(ctx, _withdrawal(old), status=new).status == new
        assert books.written == 1
    else:
        with pytest.raises(BooksBroken):
            save(ctx, _withdrawal(old), status=new)
        assert books.written == 0


def test_nothing_leads_from_the_channel_back_to_what_is_paid() -> None:
    """Rules 6: a hold is paid out or released, once."""
    for status, rules in STATUSES.items():
        if rules.phase in ("with_channel", "paid", "released"):
            assert not any(STATUSES[after].is_stoppable for after in rules.becomes), status


def test_a_draft_is_never_told_as_a_withdrawal() -> None:
    told = {status for status, rules in STATUSES.items() if rules.is_told}
    assert told == {"in_review", "approved", "successful", "failed", "rejected", "cancelled"}
    assert {status for status, rules in STATUSES.items() if rules.holds_money} == {
        "in_review", "approved", "sending", "unknown",
    }  # fmt: skip
