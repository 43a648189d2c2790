"""The HTTP gateway: the messages as documented. Everything unclear is unknown, never failed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from bot.channels.payouts.gateway import MAX_ANSWER_BYTES, HttpPayouts, read_answer
from bot.channels.payouts.payout_list import BadList
from domain.usecases.time.payouts import PayoutAnswer, PayoutPayee
from tests.support.payout_orders import payout_order

Answer = Callable[[], Awaitable[web.StreamResponse]]
SECRET = "whsec_c2VjcmV0LW9mLXRoZS1nYXRld2F5LWluLXRlc3Rz"


class Gateway:
    """A loopback gateway that keeps the requests and gives the answers of the test."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answer: Answer = self.say(200, {"id": "W1", "status": "paid"})
        self.url = ""
        self.transport: asyncio.WriteTransport | None = None

    def say(self, status: int, body: Any) -> Answer:
        async def respond() -> web.StreamResponse:
            return web.Response(status=status, text=body if isinstance(body, str) else json.dumps(body))

        return respond

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.transport = request.transport
        self.got.append((request.method, request.path, dict(request.headers), await request.read()))
        return await self.answer()


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    gateway = Gateway()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", gateway.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    gateway.url = f"http://127.0.0.1:{runner.addresses[0][1]}/pay"
    yield gateway
    await runner.cleanup()


@pytest.fixture
async def channel(gateway: Gateway) -> AsyncIterator[HttpPayouts]:
    channel = HttpPayouts(gateway.url, SECRET, timeout_s=5)
    yield channel
    await channel.close()


async def test_a_payout_on_the_wire(gateway: Gateway, channel: HttpPayouts) -> None:
    gateway.answer = gateway.say(200, {"id": "W1", "status": "paid", "reference": "CH-77"})
    assert await channel.submit(payout_order()) == PayoutAnswer("paid", None, "CH-77")
    method, path, headers, body = gateway.got[0]
    assert (method, path, headers["Idempotency-Key"]) == ("POST", "/pay/payouts", "W1")
    assert Webhook(SECRET).verify(body, headers) == {
        "id": "W1",
        "amount_fen": 120_50,
        "currency": "CNY",
        "account": "1001",
        "method": "original",
        "top_up": {
            "order": "TP-1001-1",
            "channel": "alipay",
            "bank": None,
            "reference": "ALI20260910001",
        },
        "payee": None,
    }


async def test_a_payee_goes_over_the_wire_in_full_and_into_no_log(
    gateway: Gateway, channel: HttpPayouts, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.answer = gateway.say(200, {"id": "W1", "status": "pending"})
    to: dict[str, Any] = {
        "kind": "bank_card", "number": "6222020000000000000", "name": "Lin Mei", "bank": "中国工商银行",
        "province": "江苏省", "city": "南京市", "branch": "南京新街口支行", "bank_code": None,
    }  # fmt: skip
    order = payout_order(
        method="application", channel=None, order_id=None, top_up_reference=None, payee=PayoutPayee(**to)
    )
    assert await channel.submit(order) == PayoutAnswer("pending")
    body = json.loads(gateway.got[0][3])
    assert (body["method"], body["top_up"], body["payee"]) == ("application", None, to)
    said = capsys.readouterr()
    assert not any(secret in said.out + said.err for secret in ("6222020000000000000", "Lin Mei"))


async def test_a_question_is_signed_too(gateway: Gateway, channel: HttpPayouts) -> None:
    gateway.answer = gateway.say(200, {"id": "W1", "status": "pending"})
    assert await channel.query(payout_order()) == PayoutAnswer("pending")
    method, path, headers, body = gateway.got[0]
    assert (method, path, body) == ("GET", "/pay/payouts/W1", b"")
    Webhook(SECRET).verify(body, headers, json_parse=False)


async def test_the_list_is_asked_for_in_pages_and_signed_with_its_place(
    gateway: Gateway, channel: HttpPayouts
) -> None:
    entry = {
        "id": "W1", "account": "1001", "order": "TP-1001-1", "method": "original", "amount_fen": 120_50,
        "currency": "CNY", "status": "paid", "at": "2026-11-20T08:00:00+08:00", "reference": "PAY-1", "more": 1,
    }  # fmt: skip
    gateway.answer = gateway.say(200, {"payouts": [entry], "next": 500})
    page = await channel.handed_over(17)
    assert page is not None
    assert page.after == 500
    assert [(one.id, one.order_id, one.amount_fen, one.said) for one in page.payouts] == [
        ("W1", "TP-1001-1", 120_50, "paid")
    ]
    method, path, headers, body = gateway.got[0]
    assert (method, path, headers["webhook-id"]) == ("GET", "/pay/payouts", "payouts-after-17")
    Webhook(SECRET).verify(body, headers, json_parse=False)


@pytest.mark.parametrize("status", [404, 405, 501])
async def test_a_gateway_may_have_no_list(gateway: Gateway, channel: HttpPayouts, status: int) -> None:
    gateway.answer = gateway.say(status, "no such page")
    assert await channel.handed_over(0) is None


@pytest.mark.parametrize(
    "answer", [(500, "{}"), (302, "{}"), (200, "[]"), (200, '{"payouts": []}'), (200, "x" * 10)]
)
async def test_a_list_that_is_not_clear_is_none_of_nothing(
    gateway: Gateway, channel: HttpPayouts, answer: tuple[int, str]
) -> None:
    """An error must never look like a channel that has paid nothing."""
    gateway.answer = gateway.say(*answer)
    with pytest.raises(BadList):
        await channel.handed_over(0)


async def test_404_means_never_heard_to_a_question_and_nothing_to_a_submission(
    gateway: Gateway, channel: HttpPayouts
) -> None:
    gateway.answer = gateway.say(404, NEVER_HEARD)
    assert await channel.query(payout_order()) == PayoutAnswer("never_heard")
    assert await channel.submit(payout_order()) == PayoutAnswer("unknown")


async def test_a_time_out_is_unknown(gateway: Gateway) -> None:
    async def hang() -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    gateway.answer = hang
    channel = HttpPayouts(gateway.url, SECRET, timeout_s=0.05)
    assert await channel.submit(payout_order()) == PayoutAnswer("unknown")
    await channel.close()


async def test_a_connection_lost_after_sending_is_unknown(gateway: Gateway, channel: HttpPayouts) -> None:
    async def cut() -> web.StreamResponse:
        assert gateway.transport is not None
        gateway.transport.abort()
        return web.Response()

    gateway.answer = cut
    assert await channel.submit(payout_order()) == PayoutAnswer("unknown")
    assert len(gateway.got) == 1, "a client library must not send it again by itself"


async def test_nobody_listening_is_unknown() -> None:
    channel = HttpPayouts("http://127.0.0.1:9/", SECRET, timeout_s=5)
    assert await channel.submit(payout_order()) == PayoutAnswer("unknown")
    assert await channel.query(payout_order()) == PayoutAnswer("unknown")
    await channel.close()


async def test_redirects_are_not_followed(gateway: Gateway, channel: HttpPayouts) -> None:
    async def redirect() -> web.StreamResponse:
        raise web.HTTPFound("/elsewhere")

    gateway.answer = redirect
    assert await channel.submit(payout_order()) == PayoutAnswer("unknown")
    assert len(gateway.got) == 1


async def test_an_endless_answer_is_unknown(gateway: Gateway, channel: HttpPayouts) -> None:
    gateway.answer = gateway.say(200, '{"id": "W1", "status": "paid", "x": "' + "x" * MAX_ANSWER_BYTES + '"}')
    assert await channel.submit(payout_order()) == PayoutAnswer("unknown")


FAILED = {"id": "W1", "status": "failed", "reason_code": "account_closed"}
PAID = {"id": "W1", "status": "paid", "reference": "R"}
NEVER_HEARD = {"id": "W1", "status": "never_heard"}


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (200, FAILED, PayoutAnswer("failed", "account_closed")),
        (422, FAILED, PayoutAnswer("failed", "account_closed")),
        (422, {"id": "W1", "status": "failed"}, PayoutAnswer("failed", "channel_refused")),
        (422, {**FAILED, "reason_code": "Card 6222 0000"}, PayoutAnswer("failed", "channel_refused")),
        (400, {"id": "W1", "error": "bad"}, PayoutAnswer("unknown")),
        (422, PAID, PayoutAnswer("unknown")),
        (409, FAILED, PayoutAnswer("unknown")),
        (401, FAILED, PayoutAnswer("unknown")),
        (429, FAILED, PayoutAnswer("unknown")),
        (500, FAILED, PayoutAnswer("unknown")),
        (503, PAID, PayoutAnswer("unknown")),
        (200, PAID, PayoutAnswer("paid", None, "R")),
        (201, {**PAID, "reference": "two\nlines"}, PayoutAnswer("paid")),
        (200, {**PAID, "id": "W2"}, PayoutAnswer("unknown")),
        (200, {"status": "paid"}, PayoutAnswer("unknown")),
        (200, {"id": "W1", "status": "done"}, PayoutAnswer("unknown")),
        (200, [PAID], PayoutAnswer("unknown")),
        (200, "paid", PayoutAnswer("unknown")),
        (302, PAID, PayoutAnswer("unknown")),
        (404, NEVER_HEARD, PayoutAnswer("never_heard")),
        (200, NEVER_HEARD, PayoutAnswer("unknown")),
        (404, {**NEVER_HEARD, "id": "W2"}, PayoutAnswer("unknown")),
        (404, {"id": "W1", "error": "no route"}, PayoutAnswer("unknown")),
        (404, {"status": "never_heard"}, PayoutAnswer("unknown")),
        (404, "<html>404 Not Found</html>", PayoutAnswer("unknown")),
        (404, PAID, PayoutAnswer("unknown")),
    ],
)
def test_what_an_answer_means(status: int, body: Any, result: PayoutAnswer) -> None:
    assert read_answer(status, json.dumps(body).encode(), "W1") == result


@pytest.mark.parametrize(
    "raw",
    [
        b'{"id": "W1", "status": "paid", "status": "failed"}',
        b'{"id": "W1", "status": "failed", "status": "paid"}',
        b'{"id": "W2", "id": "W1", "status": "paid"}',
        b'{"id": "W1", "status": "paid", "fee": NaN}',
        b'{"id": "W1", "status": "paid", "fee": -Infinity}',
        b'{"id": "W1", "status": "paid", "fee": 1e400}',
        b'{"id": "W1", "status": "paid", "x": {"y": 1, "y": 2}}',
        json.dumps(PAID).encode("utf-16"),
        json.dumps(PAID).encode("utf-32"),
        json.dumps(PAID).encode("utf-8-sig"),
        b'{"id": "W1", "status": "paid", "reference": "\xff"}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_can_be_read_in_two_ways_is_unknown(raw: bytes) -> None:
    assert read_answer(200, raw, "W1") == PayoutAnswer("unknown")


@given(st.integers(100, 599), st.binary(max_size=200))
def test_noise_is_never_an_outcome(status: int, raw: bytes) -> None:
    assert read_answer(status, raw, "W1").outcome == "unknown"


@pytest.mark.parametrize("url", ["http://pay.example/", "ftp://pay.example/", "pay.example", ""])
def test_an_address_in_the_clear_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        HttpPayouts(url, SECRET)
