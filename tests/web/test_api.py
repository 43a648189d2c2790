"""The HTTP side: signed events whole or not at all, and nothing unsigned."""

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

from bot.web import routes
from domain.balance_view import load_balance
from storage.database import Database
from storage.errors import ConstraintBroken, DatabaseUnavailable, QueryError, StorageError
from tests.support.context import ctx_of
from tests.support.rig import Rig, account, rig_on, top_up

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
        services = self.rig.services
        view = await self.rig.db.read(
            lambda tx: load_balance(ctx_of(services, tx), number, services.clock.now())
        )
        return view.cash_fen

    async def accounts(self) -> bool:
        return await self.rig.db.read(lambda tx: tx.scalar("account_any")) is not None


@pytest.fixture
async def caller(db: Database, tmp_path: Path) -> AsyncIterator[Caller]:
    async with rig_on(db, tmp_path) as rig:
        app = web.Application()
        app.add_routes(routes.routes(rig, events_secret=SECRET))
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
    monkeypatch.setattr(routes, "BODY_MOST_BYTES", 1000)
    assert (await caller.post([account()] * 20)).status == 413


async def test_a_reason_never_quotes_the_value(caller: Caller) -> None:
    answer = await caller.post([account(phone="13800138001")])
    assert answer.status == 422
    assert "13800138001" not in await answer.text()


async def test_without_a_secret_there_is_no_door(db: Database, tmp_path: Path) -> None:
    async with rig_on(db, tmp_path) as rig:
        app = web.Application()
        app.add_routes(routes.routes(rig, events_secret=None))
        async with TestClient(TestServer(app)) as client:
            assert (await client.post("/events", json=[])).status == 404


async def test_a_body_of_lines_is_told_that_an_array_is_expected(caller: Caller) -> None:
    answer = await caller.post("\n".join(json.dumps(event) for event in [account(), top_up("300.00")]))
    assert answer.status == 400
    said = "an array of events is expected, [{...}, {...}], not one event a line"
    assert (await answer.json())["error"] == said


async def test_a_single_event_is_told_that_an_array_is_expected(caller: Caller) -> None:
    answer = await caller.post(json.dumps(account()))
    said = "an array of events is expected, [{...}], also for one"
    assert (answer.status, await answer.json()) == (400, {"error": said})


async def test_a_thousand_events_are_taken_and_one_more_is_too_many(caller: Caller) -> None:
    events = [account(), *(top_up("0.01", f"TP-{number}") for number in range(1000))]
    answer = await caller.post(events)
    said = "1001 events, at most 1000 a call: send them in parts, in their order"
    assert (answer.status, await answer.json()) == (413, {"error": said})
    assert not await caller.accounts()
    answer = await caller.post(events[:1000])
    assert (answer.status, await answer.json()) == (200, {"applied": 1000, "repeated": 0})


async def test_what_can_never_be_stored_is_not_to_be_sent_again(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing: list[StorageError] = [
        QueryError("too large"),
        ConstraintBroken("no"),
        DatabaseUnavailable("gone"),
    ]

    async def fails(*args: object, **named: object) -> None:
        raise failing[0]

    monkeypatch.setattr(caller.rig, "perform", fails)
    statuses = []
    while failing:
        statuses.append((await caller.post([account()])).status)
        failing.pop(0)
    assert statuses == [422, 422, 503]
