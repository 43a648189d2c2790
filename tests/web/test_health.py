"""What /health and /metrics say: failures and since when, the age of waiting messages, steps counted once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.runtime import metrics
from bot.runtime.clock import Failing
from bot.web import health
from bot.web.health import GRACE_S, Health
from domain import operations
from domain.tx import Tx
from storage.database import Database
from storage.errors import DatabaseBusy, DatabaseUnavailable, QueryError
from tests.support.rig import Rig, account, rig_on, top_up


class Watched:
    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.at = 0.0
        self.updates = Failing(lambda: self.at)
        self.work = {"payout": Failing(lambda: self.at)}
        rig.writes = Failing(lambda: self.at)
        self.health = Health(rig, self.updates, self.work)
        self.health.started = True
        self.client: TestClient[web.Request, web.Application]

    async def get(self) -> tuple[int, dict[str, Any]]:
        async with self.client.get("/health") as answer:
            return answer.status, await answer.json()

    async def reasons(self) -> list[str]:
        status, said = await self.get()
        assert status == 200
        assert said["status"] == ("degraded" if said["reasons"] else "ok")
        return list(said["reasons"])

    async def metrics(self) -> str:
        async with self.client.get("/metrics") as answer:
            assert answer.status == 200
            return await answer.text()


@pytest.fixture
async def watched(db: Database, tmp_path: Path) -> AsyncIterator[Watched]:
    async with rig_on(db, tmp_path) as rig:
        watched = Watched(rig)
        app = web.Application()
        app.add_routes(watched.health.private_routes())
        async with TestClient(TestServer(app)) as client:
            watched.client = client
            yield watched


async def test_all_is_well(watched: Watched) -> None:
    status, said = await watched.get()
    assert (status, said["status"], said["version"], said["reasons"]) == (200, "ok", health.VERSION, [])


async def test_before_the_start_is_over_it_is_not_ok(watched: Watched) -> None:
    watched.health.started = False
    status, said = await watched.get()
    assert (status, said["status"]) == (503, "starting")


async def test_updates_that_are_not_taken_and_work_that_fails_are_told_until_they_go_well(
    watched: Watched,
) -> None:
    watched.updates.failed()
    watched.work["payout"].failed()
    watched.at = GRACE_S - 1
    assert await watched.reasons() == []
    watched.updates.failed()
    watched.at = GRACE_S
    assert await watched.reasons() == ["updates are not taken", "due work fails: payout"]
    watched.updates.went_well()
    watched.work["payout"].went_well()
    assert await watched.reasons() == []


async def test_writes_that_fail_are_told_but_not_a_fault_of_one_caller(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    error: list[Exception] = [QueryError("a value that does not fit")]

    async def fails(*args: object, **named: object) -> None:
        raise error[0]

    async def write() -> None:
        with pytest.raises(type(error[0])):
            await watched.rig.events([account()])

    monkeypatch.setattr(watched.rig.db, "write", fails)
    await write()
    watched.at = GRACE_S
    assert await watched.reasons() == []
    error[0] = DatabaseBusy("busy")
    await write()
    watched.at = 2 * GRACE_S
    assert await watched.reasons() == ["writes fail"]
    monkeypatch.undo()
    await watched.rig.events([account()])
    assert await watched.reasons() == []


async def test_the_age_of_a_message_counts_from_its_writing_whenever_it_is_tried_next(
    watched: Watched,
) -> None:
    rig = watched.rig
    await rig.events([account(), top_up("300.00")])
    await rig.link()
    moved = {"id": "moved", "type": "account.updated", "at": "2026-11-20T10:00:00+08:00", "account": "1001"}
    await rig.events([moved | {"phone": "+8613800138009"}])

    # Each failed try moves the moment of the next one; the message grows older all the same.
    def again_later(tx: Tx) -> None:
        for row in tx.all("outbox_due", now=rig.clock.now(), most=10):
            tx.run("outbox_retry", id=row.id, due_at=rig.clock.now() + 3600 * 10**6)

    await rig.db.write(again_later)
    rig.clock.move(health.OUTBOX_S + 1)
    status, said = await watched.get()
    assert (status, said["status"], said["reasons"]) == (200, "degraded", ["messages wait"])
    assert said["outbox_oldest_s"] >= health.OUTBOX_S
    rig.clock.move(3600)
    await rig.settle()
    status, said = await watched.get()
    assert (said["status"], said["outbox"], said["outbox_oldest_s"]) == ("ok", 0, 0)


async def test_without_a_database_it_is_down(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(fn: object) -> None:
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr(watched.rig.db, "read", gone)
    status, said = await watched.get()
    assert (status, said["status"]) == (503, "down")
    assert "withdrawal_degraded 1.0" in await watched.metrics()


async def test_metrics_count_steps_and_name_nobody(watched: Watched) -> None:
    rig = watched.rig
    await rig.events([account(), top_up("300.00")])
    await rig.link()
    view = await rig.withdraw(120_50)
    await rig.settle()
    text = await watched.metrics()
    assert 'withdrawal_steps{status="successful"} 1.0' in text
    assert 'withdrawal_payouts_total{outcome="paid"}' in text
    assert "withdrawal_outbox_waiting 0.0" in text
    assert "withdrawal_degraded 0.0" in text
    # Names and labels only: a figure of the process may have any digits.
    labels = [line.rsplit(" ", 1)[0] for line in text.splitlines() if not line.startswith("#")]
    for secret in (view.id, "1001", "TP-1001-1", "Lin Mei"):
        assert not [label for label in labels if secret in label]


async def test_steps_of_any_process_are_counted_once_in_pieces_and_after_a_restart(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "PIECE", 2)
    monkeypatch.setattr(metrics, "UNSETTLED", 1)
    rig = watched.rig
    await rig.events([account(), top_up("300.00")])
    await rig.link()
    read: list[tuple[int, int]] = []
    between = operations.steps_between

    def noted(tx: Tx, after: int, upto: int) -> dict[str, int]:
        read.append((after, upto))
        return between(tx, after, upto)

    monkeypatch.setattr(operations, "steps_between", noted)
    for _ in range(2):
        await rig.withdraw(20_50)
        await rig.settle()
        assert 'withdrawal_steps{status="successful"}' in await watched.metrics()
    # Settled rows were read once, piece after piece; only the newest come again.
    settled = [(after, upto) for after, upto in read if upto - after == 2]
    assert len(settled) == len(set(settled)) > 1
    assert watched.health._steps.by_status["successful"] == 2

    started_anew = Health(rig, Failing(), {})
    await asyncio.gather(started_anew.count_steps(), started_anew.count_steps())
    assert started_anew._steps.by_status == watched.health._steps.by_status
    assert dict(started_anew._steps.by_status) == await rig.db.read(
        lambda tx: between(tx, 0, tx.scalar("step_newest") or 0)
    )
