"""The HTTP side: signed events whole or not at all, health, metrics without ids, and nothing unsigned."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from standardwebhooks import Webhook

from bot import api
from domain.balance_view import load_balance
from storage.database import Database
from storage.errors import DatabaseUnavailable
from tests.rig import Rig, account, rig_on, top_up

SECRET = "whsec_ZXZlbnRzLXNlY3JldC1mb3ItdGVzdHMtb25seQ=="


class Caller:
    def __init__(self, client: TestClient[web.Request, web.Application], rig: Rig) -> None:
        self.client = client
        self.rig = rig

    async def post(
        self, body: Any, *, secret: str = SECRET, age_s: int = 0, **headers: str
    ) -> ClientResponse:
        text = body if isinstance(body, str) else json.dumps(body)
        at = datetime.now(UTC) - timedelta(seconds=age_s)
        signed = {
            "webhook-id": "msg-1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign("msg-1", at, text),
            **headers,
        }
        return await self.client.post("/events", data=text.encode(), headers=signed)

    async def cash(self, number: str = "1001") -> int:
        env = self.rig.env
        view = await self.rig.db.read(lambda tx: load_balance(tx, env, number, env.clock.now()))
        return view.cash_fen

    async def accounts(self) -> bool:
        return await self.rig.db.read(lambda tx: tx.scalar("account_any")) is not None


@pytest.fixture
async def caller(db: Database, tmp_path: Path) -> AsyncIterator[Caller]:
    async with rig_on(db, tmp_path) as rig:
        app = web.Application()
        app.add_routes(api.routes(rig, events_secret=SECRET))
        async with TestClient(TestServer(app)) as client:
            yield Caller(client, rig)


async def test_events_are_applied_and_repeated_ones_ignored(caller: Caller) -> None:
    events = [account(), top_up("300.00")]
    first = await caller.post(events)
    assert (first.status, await first.json()) == (200, {"applied": 2, "repeated": 0})
    again = await caller.post(events)
    assert (again.status, await again.json()) == (200, {"applied": 0, "repeated": 2})
    assert await caller.cash() == 300_00


async def test_one_bad_event_and_nothing_is_applied(caller: Caller) -> None:
    answer = await caller.post([account(), top_up("300.00"), top_up("1.999", order="TP-2")])
    body = await answer.json()
    assert answer.status == 422
    assert [bad["event"] for bad in body["refused"]] == [3]
    assert body["refused"][0]["reason"].startswith("amount:")
    assert not await caller.accounts()


async def test_one_impossible_event_and_nothing_is_applied(caller: Caller) -> None:
    answer = await caller.post([account(), top_up("300.00"), top_up("5.00", order="TP-2", id_="9999")])
    assert answer.status == 422
    assert [bad["event"] for bad in (await answer.json())["refused"]] == [3]
    assert not await caller.accounts()


@pytest.mark.parametrize(
    "body", ["", "{", "{}", '"x"', "[1]", '[{"id":"a","id":"b"}]', "[NaN]", "[" * 50_000]
)
async def test_what_is_not_an_array_of_events_is_refused(caller: Caller, body: str) -> None:
    answer = await caller.post(body)
    assert answer.status in (400, 422)
    assert not await caller.accounts()


async def test_an_empty_array_is_fine(caller: Caller) -> None:
    assert (await caller.post([])).status == 200


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "whsec_YW5vdGhlci1zZWNyZXQtZW50aXJlbHktaGVyZSEh"},
        {"age_s": 600},
        {"age_s": -600},
        {"webhook-signature": "nonsense"},
        {"webhook-signature": "v1,***"},
        {"webhook-timestamp": "soon"},
        {"webhook-id": "msg-2"},
    ],
)
async def test_a_wrong_signature_is_refused(caller: Caller, how: dict[str, Any]) -> None:
    answer = await caller.post([account()], **how)
    assert answer.status == 401
    assert not await caller.accounts()


async def test_no_signature_at_all_is_refused(caller: Caller) -> None:
    assert (await caller.client.post("/events", json=[account()])).status == 401


async def test_a_body_over_the_limit_is_refused_unread(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "BODY_MOST_BYTES", 1000)
    assert (await caller.post([account()] * 20)).status == 413


async def test_a_reason_never_quotes_the_value(caller: Caller) -> None:
    answer = await caller.post([account(phone="13800138001")])
    assert answer.status == 422
    assert "13800138001" not in await answer.text()


async def test_without_a_secret_there_is_no_door(db: Database, tmp_path: Path) -> None:
    async with rig_on(db, tmp_path) as rig:
        app = web.Application()
        app.add_routes(api.routes(rig, events_secret=None))
        async with TestClient(TestServer(app)) as client:
            assert (await client.post("/events", json=[])).status == 404


async def test_health_says_how_late_the_outbox_is(caller: Caller) -> None:
    await caller.rig.events([account(), top_up("300.00")])
    await caller.rig.link()
    answer = await caller.client.get("/health")
    body = await answer.json()
    assert (answer.status, body["status"], body["version"]) == (200, "ok", api.VERSION)
    moved = {"id": "moved", "type": "account.updated", "at": "2026-11-20T10:00:00+08:00", "account": "1001"}
    await caller.rig.events([moved | {"phone": "+8613800138009"}])
    caller.rig.clock.move(90)
    waiting = await (await caller.client.get("/health")).json()
    assert waiting["outbox"] >= 1
    assert waiting["outbox_late_s"] >= 90
    await caller.rig.settle()
    settled = await (await caller.client.get("/health")).json()
    assert (settled["outbox"], settled["outbox_late_s"]) == (0, 0)


async def test_health_without_a_database_is_503(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(fn: object) -> None:
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr(caller.rig.db, "read", gone)
    assert (await caller.client.get("/health")).status == 503
    assert (await caller.client.get("/metrics")).status == 200


async def test_metrics_count_steps_and_name_nobody(caller: Caller) -> None:
    await caller.rig.events([account(), top_up("300.00")])
    await caller.rig.link()
    view = await caller.rig.withdraw(120_50)
    await caller.rig.settle()
    text = await (await caller.client.get("/metrics")).text()
    assert 'withdrawal_steps{status="successful"} 1.0' in text
    assert 'withdrawal_payouts_total{outcome="paid"}' in text
    assert "withdrawal_outbox_waiting 0.0" in text
    # Names and labels only: any digits may come up in a figure of the process.
    labels = [line.rsplit(" ", 1)[0] for line in text.splitlines() if not line.startswith("#")]
    for secret in (view.id, "1001", "TP-1001-1", "Lin Mei"):
        assert not [label for label in labels if secret in label]
