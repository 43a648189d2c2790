"""The real program is killed and started again a few times; `make crash` does it as often as you like."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.run import crash, report

pytestmark = pytest.mark.crash


async def test_nothing_is_lost_doubled_paid_twice_or_told_twice(tmp_path: Path) -> None:
    outcomes = await crash(6, "pytest", tmp_path / "crash")
    assert not any(outcome.findings.total for outcome in outcomes), report(outcomes, 0)
    assert sum(outcome.withdrawals["successful"] for outcome in outcomes) > 0
