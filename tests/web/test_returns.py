"""Notices of returned payouts over HTTP: signed, complete, booked once, and told apart from everything else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from standardwebhooks import Webhook

from bot.channels.payouts.gateway import HttpPayouts
from bot.web import routes
from domain.actor import Actor
from domain.usecases.customer.show_withdrawal import show_withdrawal
from domain.views import WithdrawalView
from storage.database import Database
from storage.errors import DatabaseUnavailable
from tests.support.payout_orders import payout_order
from tests.support.rig import MEI, Rig, account, rig_on, top_up

SECRET = "whsec_cGF5b3V0LXNlY3JldC1mb3ItdGVzdHMtb25seQ=="
OTHER = "whsec_ZXZlbnRzLXNlY3JldC1mb3ItdGVzdHMtb25seQ=="


class Gateway:
    def __init__(self, client: TestClient[web.Request, web.Application], rig: Rig) -> None:
        self.client, self.rig = client, rig

    async def post(self, body: Any, *, secret: str = SECRET, age_s: int = 0) -> tuple[int, dict[str, Any]]:
        text = body if isinstance(body, str) else json.dumps(body)
        at = datetime.now(UTC) - timedelta(seconds=age_s)
        headers = {
            "webhook-id": "msg-1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign("msg-1", at, text),
        }
        answer = await self.client.post("/payouts/returns", data=text.encode(), headers=headers)
        return answer.status, await answer.json()

    async def state(self, withdrawal: str) -> WithdrawalView:
        return await self.rig.look(show_withdrawal, Actor.chat(MEI.id), withdrawal)


def notice(view: WithdrawalView, **fields: Any) -> dict[str, Any]:
    said = {"type": "payout.returned", "id": view.id, "amount_fen": view.amount_fen}
    return said | {"reason_code": "account_closed", "reference": "BACK-7", **fields}


@pytest.fixture
async def gateway(db: Database, tmp_path: Path) -> AsyncIterator[Gateway]:
    async with rig_on(db, tmp_path) as rig:
        await rig.events([account(), top_up("300.00")])
        await rig.link()
        app = web.Application()
        app.add_routes(routes.routes(rig, events_secret=OTHER, payout_secret=SECRET))
        async with TestClient(TestServer(app)) as client:
            yield Gateway(client, rig)


@pytest.fixture
async def paid(gateway: Gateway) -> WithdrawalView:
    view = await gateway.rig.withdraw(120_50)
    await gateway.rig.settle()
    return view


async def test_a_notice_books_the_return_and_the_same_again_is_known(
    gateway: Gateway, paid: WithdrawalView
) -> None:
    assert await gateway.post(notice(paid)) == (200, {"id": paid.id, "status": "booked"})
    assert await gateway.post(notice(paid)) == (200, {"id": paid.id, "status": "known"})
    back = await gateway.state(paid.id)
    assert (back.status, back.reason_code, back.return_reference) == ("failed", "account_closed", "BACK-7")
    assert back.order is not None
    assert back.order.remaining_fen == 300_00


async def test_a_signature_that_is_not_the_gateways_of_now_is_refused(
    gateway: Gateway, paid: WithdrawalView
) -> None:
    assert (await gateway.post(notice(paid), secret=OTHER))[0] == 401
    assert (await gateway.post(notice(paid), age_s=3600))[0] == 401
    bare = await gateway.client.post("/payouts/returns", json=notice(paid))
    assert bare.status == 401
    assert (await gateway.state(paid.id)).status == "successful"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"type": None}, 400),
        ({"id": ""}, 400),
        ({"id": "W\0"}, 400),
        ({"id": 7}, 400),
        ({"amount_fen": "12050"}, 400),
        ({"amount_fen": True}, 400),
        ({"amount_fen": 10**30}, 422),
        ({"amount_fen": 120_49}, 422),
        ({"id": "W9"}, 404),
    ],
)
async def test_a_notice_that_is_not_whole_or_not_ours_changes_nothing(
    gateway: Gateway, paid: WithdrawalView, change: dict[str, Any], status: int
) -> None:
    assert (await gateway.post(notice(paid, **change)))[0] == status
    assert (await gateway.state(paid.id)).status == "successful"


async def test_nonsense_is_no_notice(gateway: Gateway) -> None:
    for body in ("", "[]", "{", '{"type": "payout.returned", "type": "x"}', "[" * 100_000, "1"):
        status = (await gateway.post(body))[0]
        assert status in (400, 413), body[:20]
    assert (await gateway.post("x" * 70_000))[0] == 413


async def test_our_own_signed_submission_sent_back_to_us_is_no_notice(
    gateway: Gateway, paid: WithdrawalView
) -> None:
    seen: list[tuple[bytes, dict[str, str]]] = []

    async def keep(request: web.Request) -> web.Response:
        seen.append((await request.read(), dict(request.headers)))
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/payouts", keep)
    async with TestServer(app) as server:
        channel = HttpPayouts(str(server.make_url("")), SECRET)
        await channel.submit(payout_order(paid.id, amount_fen=120_50))
        await channel.close()
    [(body, headers)] = seen
    signed = {name: value for name, value in headers.items() if name.lower().startswith("webhook-")}
    answer = await gateway.client.post("/payouts/returns", data=body, headers=signed)
    assert answer.status == 400
    assert (await gateway.state(paid.id)).status == "successful"


async def test_one_that_was_never_paid_is_a_conflict(gateway: Gateway) -> None:
    view = await gateway.rig.withdraw(120_91)
    await gateway.rig.settle()
    assert await gateway.post(notice(view)) == (409, {"error": "not_paid"})


async def test_without_the_database_the_gateway_is_to_send_it_again(
    gateway: Gateway, paid: WithdrawalView, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*args: object, **named: object) -> None:
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr(gateway.rig, "perform", gone)
    assert (await gateway.post(notice(paid)))[0] == 503
    monkeypatch.undo()
    assert (await gateway.post(notice(paid)))[0] == 200


async def test_without_a_secret_there_is_no_such_door(db: Database, tmp_path: Path) -> None:
    async with rig_on(db, tmp_path) as rig:
        app = web.Application()
        app.add_routes(routes.routes(rig, events_secret=OTHER))
        async with TestClient(TestServer(app)) as client:
            assert (await client.post("/payouts/returns", data=b"{}")).status == 404
