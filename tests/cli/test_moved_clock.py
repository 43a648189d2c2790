"""The command line uses the sandbox's moved clock: otherwise the chat and `balance` would disagree."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.ports import DAY
from tests.cli.ran import Cli


def event(number: int, type_: str, at: datetime, **fields: str) -> str:
    return json.dumps({"id": f"e{number}", "type": type_, "at": at.isoformat(), "account": "1", **fields})


def test_balance_sees_the_clock_that_was_moved_on_the_page(cli: Cli, tmp_path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    lines = [
        event(1, "account.opened", now, name="A", kind="personal", identity="X",
              real_name="verified", phone="+86138001"),
        event(2, "resource.created", now, resource="i-1", product="ECS", billing="pay_as_you_go"),
        event(3, "resource.released", now, resource="i-1"),
    ]  # fmt: skip
    (tmp_path / "events.jsonl").write_text("\n".join(lines))
    assert cli("import", "--new", "events.jsonl").code == 0
    before = json.loads(cli("balance", "1", "--json").out)
    assert before["reserve_free_at"] is not None
    [database] = tmp_path.glob("var/*.db")
    database.with_name(database.name + ".clock").write_text(json.dumps({"everybody": 2 * DAY, "own": {}}))
    after = json.loads(cli("balance", "1", "--json").out)
    assert after["reserve_free_at"] is None
    assert datetime.fromisoformat(after["at"]) - now >= timedelta(days=2)
    database.with_name(database.name + ".clock").write_text("broken")
    ran = cli("balance", "1", "--json")
    assert (ran.code != 0, ran.out, ran.err.count("\n")) == (True, "", 1)
